"""Why a service cannot be reached, in the same words for every service and library."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from domain.fixes import RELOAD
from domain.services import ADDRESSES, TITLES

# OpenSSL's numbers, X509_V_ERR_*, in its x509_vfy.h.
_SELF_SIGNED: Final = 18
_UNKNOWN_ISSUER: Final = frozenset({2, 19, 20, 21})
_NOT_YET_VALID: Final = 9
_EXPIRED: Final = 10
_OTHER_NAME: Final = frozenset({62, 64})
# OpenSSL's reasons when the other side's first bytes are no TLS, over its versions.
_NO_TLS: Final = frozenset(
    {
        "HTTP_REQUEST",
        "PACKET_LENGTH_TOO_LONG",
        "RECORD_LAYER_FAILURE",
        "UNKNOWN_PROTOCOL",
        "WRONG_VERSION_NUMBER",
    }
)
_OLD_TLS: Final = ("UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "NO_CIPHERS", "HANDSHAKE_FAILURE", "TOO_SMALL")
_ASKS_FOR_ONE: Final = ("CERTIFICATE_REQUIRED", "BAD_CERTIFICATE")
_DEEPEST: Final = 20


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem, and its fix if there is one."""

    what: str
    mend: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The address of a service.

    Args:
        service: One of `domain.services.SERVICES`.
        url: Its base address as it is set.
    """

    service: str
    url: str

    @property
    def title(self) -> str:
        """The service as people call it."""
        return TITLES.get(self.service, self.service)

    @property
    def setting(self) -> str:
        """The setting that holds the address."""
        return ADDRESSES.get(self.service, "its address")

    @property
    def host(self) -> str:
        """The host's name, without port, name and password."""
        return urlsplit(self.url).hostname or ""

    @property
    def encrypted(self) -> bool:
        """Whether it is to speak TLS."""
        return self.url.lower().startswith("https:")

    def with_scheme(self, scheme: str) -> str:
        """The fix when the other scheme is spoken."""
        return f"write {scheme}:// in {self.setting}, and {RELOAD}"


def no_answer(error: BaseException, place: Place) -> Trouble:
    """Why no answer came, without the address that the libraries would print with its query."""
    causes = list(_causes(error))
    for cause in causes:
        match cause:
            # aiohttp's own errors are of these classes, too, without saying more.
            case ssl.SSLCertVerificationError(verify_code=int(code)):
                return _certificate(code, cause.verify_message, place)
            case ssl.SSLError(reason=str(name)):
                return _tls(name, place)
            case socket.gaierror():
                return Trouble(f"no connection, as no host {place.host} is known")
            case ConnectionResetError() if place.encrypted:
                said = "it may ask for a client certificate, or have none for this host name"
                return Trouble("it broke off the TLS handshake", f"see what its log says: {said}")
            case ConnectionRefusedError():
                return Trouble("no connection, as nothing listens there")
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return Trouble("no answer in time")
    return Trouble("no connection")


def broke_off(what: str, place: Place) -> Trouble:
    """A connection that was made, and then brought nothing that is HTTP."""
    if place.encrypted:
        return Trouble(what)
    # There are several possible causes, and so no fix.
    return Trouble(f"{what}; if {place.title} speaks https there, write https:// in {place.setting}")


def _certificate(code: int, said: str, place: Place) -> Trouble:
    trust = (
        "set CA_FILE to a PEM file with it or with its issuer's, or add that to this machine's certificates, "
        f"and {RELOAD}"
    )
    match code:
        case _ if code == _SELF_SIGNED:
            return Trouble("its certificate is self-signed, and not trusted here", trust)
        case _ if code in _UNKNOWN_ISSUER:
            return Trouble("its certificate was issued by an authority that is not trusted here", trust)
        case _ if code == _EXPIRED:
            return Trouble("its certificate has expired", "renew it there, or correct this machine's clock")
        case _ if code == _NOT_YET_VALID:
            return Trouble("its certificate is not valid yet", "correct this machine's clock, or that one's")
        case _ if code in _OTHER_NAME:
            return Trouble(
                f"its certificate is for another host name than {place.host}",
                f"write a name that it holds in {place.setting}, or get one for {place.host}",
            )
    return Trouble(f"its certificate is refused ({said})", "replace it there")


def _tls(name: str, place: Place) -> Trouble:
    if name in _NO_TLS:
        return Trouble("it does not speak TLS there, which https needs", place.with_scheme("http"))
    if any(one in name for one in _ASKS_FOR_ONE):
        return Trouble(
            "it asks for a client certificate, and shelfhook has none",
            f"let shelfhook in without one, or set {place.setting} to an address that does not ask",
        )
    if "UNRECOGNIZED_NAME" in name:
        return Trouble(f"it has no certificate for {place.host}", f"write its own name in {place.setting}")
    if any(one in name for one in _OLD_TLS):
        return Trouble(f"it speaks no TLS that is secure enough ({name})", "update it, or its TLS settings")
    return Trouble(f"the TLS connection failed ({name})")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and its causes, which the libraries also keep in their arguments."""
    waiting, seen = [error], set[int]()
    while waiting and len(seen) < _DEEPEST:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inner = (one.__cause__, one.__context__, getattr(one, "reason", None), *one.args)
        waiting += [cause for cause in inner if isinstance(cause, BaseException)]
