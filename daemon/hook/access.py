"""How qBittorrent's hook gets in: a token, and the files that hand it over."""

import hmac
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from pydantic import SecretStr

from daemon.config.addresses import called
from daemon.config.settings import SHORTEST_TOKEN, Settings
from daemon.config.state_dir import keep, keep_folder, kept
from daemon.hook.files import HEADER_FILE, SPOOL, URL_FILE
from domain.errors import BadInputError

TOKEN_FILE: Final = "webhook.token"  # noqa: S105 - a file's name
PATH: Final = "/webhooks/qbittorrent"


@dataclass(frozen=True, slots=True)
class HookAccess:
    """The token, and where the hook finds it and the daemon.

    Args:
        state: The state directory.
        token: The hook's token.
        listens: The daemon's address by its settings, for as long as none has left one.
        hook_url: The daemon's address as qBittorrent has to call it; None where that is `url`.
        header_file: The header's file as qBittorrent sees it; None where it sees ours.
    """

    state: Path
    token: SecretStr = field(repr=False)
    listens: str = ""
    hook_url: str | None = None
    header_file: str | None = None

    @classmethod
    def of(cls, settings: Settings, token: SecretStr) -> Self:
        """The way in that these settings describe."""
        return cls(
            state=settings.state_dir,
            token=token,
            listens=called(*settings.host_and_port),
            # Pasted from the line, it already has the path.
            hook_url=settings.hook_url and settings.hook_url.removesuffix(PATH),
            header_file=settings.hook_header_file,
        )

    @property
    def provider_token(self) -> SecretStr:
        """The token of the metadata provider's caller: derived from ours, which cannot be computed from it."""
        key = self.token.get_secret_value().encode()
        return SecretStr(hmac.new(key, b"shelfhook metadata provider", "sha256").hexdigest())

    @property
    def url(self) -> str:
        """The daemon's address, without a path: where it listens, or did last, also when systemd said where."""
        try:
            return (self.state / URL_FILE).read_text().strip().removesuffix(PATH)
        except OSError:
            return self.listens

    def publish(self, url: str) -> None:
        """Write the hook's files beside the store: the header for curl, the address, and the folder for notes.

        They are for the user alone, or for the group too where the state directory is, as our service's is:
        qBittorrent may be another user.
        """
        shared = self.state.stat().st_mode & 0o077 == 0o050  # noqa: PLR2004 - the group enters, others do not
        mode = 0o640 if shared else 0o600
        keep_folder(self.state / SPOOL, 0o770 if shared else 0o700)
        header = f"Authorization: Bearer {self.token.get_secret_value()}\n"
        keep(self.state / HEADER_FILE, header, mode=mode)
        # The address comes last: who finds it finds the rest.
        keep(self.state / URL_FILE, f"{url}{PATH}\n", mode=mode)


def open_access(settings: Settings) -> HookAccess:
    """The configured token, or the one in the state directory, made on first start.

    Raises:
        BadInputError: The one in the state directory cannot be used, or would be easy to guess.
    """
    if settings.webhook_token is not None:
        return HookAccess.of(settings, settings.webhook_token)
    file = settings.state_dir / TOKEN_FILE
    token = kept(file)
    if token is None:
        token = secrets.token_urlsafe(32)
        keep(file, token + "\n")
    if len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable():
        raise BadInputError(
            "STATE_DIR",
            f"{file} holds no token of at least {SHORTEST_TOKEN} characters",
            mend="remove it; shelfhook creates it again",
        )
    return HookAccess.of(settings, SecretStr(token))
