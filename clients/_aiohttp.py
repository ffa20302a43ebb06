"""How aiohttp's client fails, in our words."""

from http import HTTPStatus
from typing import Final

import aiohttp

from clients._trouble import Place, Trouble, broke_off, no_answer
from domain.fixes import RELOAD

NEVER_CONNECTED: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""After these nothing was sent."""


async def only_once(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Passes a broken connection on as an error that aiohttp does not answer by asking a second time."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise aiohttp.ClientConnectionError("the connection broke") from error


def trouble_of(error: BaseException, place: Place) -> Trouble:
    """Why no complete answer came."""
    match error:
        case aiohttp.ClientProxyConnectionError():
            return Trouble(
                "no connection to the proxy of MAM_PROXY",
                "check that MAM_PROXY is right, and that the proxy is running",
            )
        case aiohttp.ClientHttpProxyError(status=HTTPStatus.PROXY_AUTHENTICATION_REQUIRED):
            return Trouble(
                "the proxy of MAM_PROXY refuses its name and password (407)",
                f"correct them in MAM_PROXY, and {RELOAD}",
            )
        case aiohttp.ClientHttpProxyError():
            return Trouble(f"the proxy of MAM_PROXY answered {error.status} in place of a connection")
        case aiohttp.ClientConnectorError() | TimeoutError():
            return no_answer(error, place)
        case aiohttp.ClientResponseError():
            return broke_off("not an HTTP answer", place)
        case aiohttp.ClientPayloadError():
            return Trouble("the connection broke")
    return broke_off("the connection broke", place)
