"""Addresses that only this machine reaches."""

import ipaddress
from functools import lru_cache


@lru_cache(maxsize=256)  # asked of every request, and nearly always of the same names
def is_loopback(host: str) -> bool:
    """Whether an address can only be reached from this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
