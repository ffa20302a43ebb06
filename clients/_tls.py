"""Whose certificates are trusted: this machine's authorities, and those of CA_FILE."""

import os
import ssl
import stat
import weakref
from functools import cache
from pathlib import Path

from domain.errors import BadInputError


def trusting(ca_file: Path | None) -> ssl.SSLContext:
    """The encryption of all connections; certificates and host names are always checked.

    Args:
        ca_file: PEM, with authorities or with servers' own certificates; None for this machine's alone.

    Raises:
        BadInputError: It cannot be read, or is not PEM.
    """
    if ca_file is None:
        return _kept(ssl.get_default_verify_paths())
    context = _fresh()
    try:
        if not stat.S_ISREG(ca_file.stat().st_mode):
            raise BadInputError("CA_FILE", f"{ca_file} is not a file")
        context.load_verify_locations(ca_file)
    except ssl.SSLError as error:
        raise BadInputError(
            "CA_FILE",
            f"{ca_file} is not a file of PEM certificates, which begin with -----BEGIN CERTIFICATE-----; "
            "`openssl x509 -inform der` converts others",
        ) from error
    except OSError as error:
        raise BadInputError("CA_FILE", f"{ca_file} cannot be read ({error.strerror})") from error
    # A server's own certificate is trusted, too, and home-made authorities are seldom made by the book.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


@cache
def _kept(_of: ssl.DefaultVerifyPaths) -> ssl.SSLContext:
    """Shared by all that trust nothing else: a machine's authorities are some 150, and slow to read."""
    return _fresh()


def _fresh() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


class Bundle:
    """The same trust as a file, for libraries that take nothing else; it never lies on a disk.

    With the authorities that the library itself brings: a machine's own list may be empty.

    Args:
        ca_file: As above.
    """

    def __init__(self, ca_file: Path | None) -> None:
        from requests.utils import DEFAULT_CA_BUNDLE_PATH

        context = trusting(ca_file) if ca_file else _fresh()
        context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
        pem = "".join(map(ssl.DER_cert_to_PEM_cert, context.get_ca_certs(binary_form=True))).encode()
        # A server's own certificate is no authority, and so not listed.
        self._file = os.memfd_create("certificates")
        weakref.finalize(self, os.close, self._file)
        with os.fdopen(os.dup(self._file), "wb") as file:
            file.write(pem + (ca_file.read_bytes() if ca_file else b""))

    @property
    def path(self) -> str:
        """Good for as long as this object is."""
        return f"/proc/self/fd/{self._file}"
