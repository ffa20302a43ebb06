"""Which hosts on the web may be called by an address from others: none in this network."""

import ipaddress
import socket
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from clients.images.picture import NoPictureError

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet's: none of this machine, of a private network or of a link."""
    try:
        found = _meant(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    return found.is_global and not found.is_multicast


def is_literal(host: str) -> bool:
    """Whether a host is an IP address in any spelling, such as 127.1: it is not resolved before a connection."""
    return ":" in host or host.replace(".", "").isdigit()


def _meant(address: _Address) -> _Address:
    """The IPv4 address that is reached by one of IPv6, where there is one."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return address.ipv4_mapped or address.sixtofour or address
    return address


class PublicResolver(AbstractResolver):
    """Resolves names to addresses of the internet only: what is connected to is what was checked."""

    def __init__(self) -> None:
        self._names = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The public addresses of a host.

        Raises:
            NoPictureError: It has none.
            OSError: It is not known.
        """
        found = await self._names.resolve(host, port, family)
        public = [one for one in found if is_public(one["host"])]
        if not public:
            raise NoPictureError(f"{host} is no host of the internet, and is not asked")
        return public

    async def close(self) -> None:
        """Nothing is held."""
        await self._names.close()
