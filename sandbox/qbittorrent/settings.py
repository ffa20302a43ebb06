"""The settings file of a qBittorrent that keeps to loopback and asks nothing."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_ROUNDS: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What differs between two instances.

    Args:
        web_port: Of the Web API.
        listen_port: Of the peers.
        username: Asked for from loopback too.
        password: Only its PBKDF2 hash reaches the file.
        api_key: ``qbt_`` and 28 characters; versions before 5.2 ignore it.
        save_path: Where downloads end up.
        temp_path: Where they lie until they are complete; None leaves them in the save path.
        hook: The line to run on completion; None runs nothing.
    """

    web_port: int
    listen_port: int
    username: str
    password: str = field(repr=False)
    api_key: str = field(repr=False)
    save_path: Path
    temp_path: Path | None = None
    hook: str | None = None

    def ini(self) -> str:
        """The whole file, to be written before the first start (facts/qbittorrent.md, setup)."""
        return "".join(
            f"[{name}]\n" + "".join(f"{key}={value}\n" for key, value in section.items())
            for name, section in self._sections().items()
        )

    def _sections(self) -> dict[str, Mapping[str, str]]:
        return {
            "LegalNotice": {"Accepted": "true"},
            "BitTorrent": self._session(),
            "Network": {"PortForwardingEnabled": "false"},
            "Preferences": {
                r"Connection\ResolvePeerCountries": "false",
                r"WebUI\Address": "127.0.0.1",
                r"WebUI\Port": str(self.web_port),
                r"WebUI\UseUPnP": "false",
                r"WebUI\LocalHostAuth": "true",
                r"WebUI\Username": quoted(self.username),
                r"WebUI\Password_PBKDF2": _pbkdf2(self.password),
                r"WebUI\APIKey": self.api_key,
            },
            "AutoRun": {"enabled": "true", "program": quoted(self.hook)} if self.hook else {},
        }

    def _session(self) -> dict[str, str]:
        session = {
            r"Session\Port": str(self.listen_port),
            r"Session\Interface": "lo",
            r"Session\InterfaceName": "lo",
            r"Session\InterfaceAddress": "127.0.0.1",
            r"Session\DHTEnabled": "false",
            r"Session\LSDEnabled": "false",
            r"Session\PeXEnabled": "false",
            r"Session\QueueingSystemEnabled": "false",
            r"Session\DefaultSavePath": quoted(str(self.save_path)),
        }
        if self.temp_path is not None:
            session[r"Session\TempPathEnabled"] = "true"
            session[r"Session\TempPath"] = quoted(str(self.temp_path))
        return session


def quoted(text: str) -> str:
    r"""*text* as a value of Qt's INI format: in quotes, since a bare comma would make it a list.

    Qt 5 reads the file as Latin-1 and Qt 6 as UTF-8; both read ``\x`` and the UTF-16 unit. Such an escape
    swallows the hexadecimal digits behind it, so a character after one is escaped as well.
    """
    units = memoryview(text.encode("utf-16-le")).cast("H")
    parts: list[str] = []
    escaped = False
    for unit in units:
        character = chr(unit)
        escaped = not " " <= character <= "~" or (escaped and character.isalnum())
        parts.append(f"\\x{unit:x}" if escaped else f"\\{character}" if character in '\\"' else character)
    # A leading @ would announce a typed value.
    return f'"{"@" if text.startswith("@") else ""}{"".join(parts)}"'


def _pbkdf2(password: str) -> str:
    salt = secrets.token_bytes(16)
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ROUNDS)
    return f'"@ByteArray({base64.b64encode(salt).decode()}:{base64.b64encode(key).decode()})"'
