"""How qBittorrent's hook gets in: a token, and the files that hand it over."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from daemon.notify import HEADER_FILE, SPOOL, URL_FILE
from daemon.settings import Settings

TOKEN_FILE: Final = "webhook.token"  # noqa: S105 - a file's name
PATH: Final = "/webhooks/qbittorrent"


@dataclass(frozen=True, slots=True)
class HookAccess:
    """The token, and the lines that a user may paste into qBittorrent.

    Args:
        state: The state directory.
        token: What the hook must show.
    """

    state: Path
    token: SecretStr = field(repr=False)

    def publish(self, url: str) -> None:
        """Leave beside the store what the hook needs: the header for curl, the address, and room for notes.

        They are for the user alone, or for the group too where the state directory is, as our service's is:
        qBittorrent may be another user.
        """
        shared = self.state.stat().st_mode & 0o077 == 0o050  # noqa: PLR2004 - the group enters, others do not
        mode = 0o640 if shared else 0o600
        header = f"Authorization: Bearer {self.token.get_secret_value()}\n"
        _write(self.state / HEADER_FILE, header, mode=mode)
        _write(self.state / URL_FILE, f"{url}{PATH}\n", mode=mode)
        spool = self.state / SPOOL
        spool.mkdir(mode=0o700, exist_ok=True)
        spool.chmod(0o770 if shared else 0o700)


def curl_line(state: Path, url: str) -> str:
    """The line for qBittorrent to run on completion, with curl: hashes only, and the token in a file.

    Source: facts/qbittorrent.md 0.1. On the command line the token would be logged at each run.
    """
    return (
        '/usr/bin/curl -fsS -m 10 --retry 6 --retry-delay 2 --retry-connrefused --noproxy "*" -o /dev/null '
        f'-H "@{state / HEADER_FILE}" --data-urlencode "hash=%K" --data-urlencode "v1=%I" '
        f'--data-urlencode "v2=%J" {url}{PATH}'
    )


def open_access(settings: Settings) -> HookAccess:
    """The configured token, or the one in the state directory, made on first start."""
    if settings.webhook_token is not None:
        return HookAccess(settings.state_dir, settings.webhook_token)
    file = settings.state_dir / TOKEN_FILE
    if not file.exists():
        _write(file, secrets.token_urlsafe(32) + "\n")
    return HookAccess(settings.state_dir, SecretStr(file.read_text().strip()))


def _write(file: Path, text: str, *, mode: int = 0o600) -> None:
    """Write a secret so that it is never open to more than *mode* says, not even for a moment."""
    unfinished = file.with_name(file.name + ".part")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    unfinished.chmod(mode)
    unfinished.rename(file)
