"""The settings for a proxy that signs people in: the header that names them, and which proxies are believed."""

import ipaddress
import re
from collections.abc import Sequence
from typing import Annotated, Any, Final

from pydantic import BeforeValidator

from domain.errors import BadInputError

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*")
_OTHERS: Final = re.compile(
    r"accept|authorization|connection|content-|cookie|dnt|forwarded|hx-|host|if-|last-event-id|origin|priority|range|"
    r"referer|sec-|te$|transfer-|upgrade|user-agent|via|x-api-key|x-forwarded-(?!user|email|preferred)",
    re.IGNORECASE,
)
"""Headers that mean something else: a browser sends them, or a proxy for everyone."""


def _header(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    name = value.strip().removesuffix(":")
    if not name:
        return None
    if not _NAME.fullmatch(name) or _OTHERS.match(name):
        raise ValueError(
            "must be the name of a header that your proxy sets, and nothing else does, like Remote-User"
        )
    return name


def _networks(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return tuple(dict.fromkeys(_network(one) for one in re.split(r"[\s,;]+", value) if one))


def _network(text: str) -> str:
    try:
        network = ipaddress.ip_network(text.strip("[]"), strict=False)
    except ValueError:
        raise ValueError(
            f"{text} is no IP address and no network: write 127.0.0.1 or 172.18.0.0/16, with commas between them"
        ) from None
    if network.prefixlen == 0:
        raise ValueError(f"must name your proxies: {network} would believe every caller")
    return str(network.network_address) if network.num_addresses == 1 else str(network)


AuthHeader = Annotated[str | None, BeforeValidator(_header)]
Proxies = Annotated[tuple[str, ...], BeforeValidator(_networks)]


def sign_in_by_proxy(header: str | None, proxies: Sequence[str]) -> None:
    """Check that AUTH_HEADER and TRUSTED_PROXIES make sense together.

    Raises:
        BadInputError: A header is set, and no proxy is believed.
    """
    if header is not None and not proxies:
        raise BadInputError(
            "TRUSTED_PROXIES", "is not set, and AUTH_HEADER needs it: set it to the address of your proxy"
        )
