"""The user's settings, from the environment, from credentials and from .env."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationInfo, field_validator
from pydantic.fields import FieldInfo

from daemon.config.acquisition import Category, Languages, Names, Order, SavePath
from daemon.config.addresses import BasePath, HookUrl, Hosts, Listen, ProxyUrl, PublicUrl, Url
from daemon.config.characters import readable
from daemon.config.enriching import AUDIBLE, HOME, SOURCES, Provider, Region, Sources, provider_of
from daemon.config.forms import (
    DEFAULT_KINDS,
    Cron,
    File,
    Folders,
    GenreTable,
    Kinds,
    MamTags,
    Patterns,
    Policies,
    Rules,
    Secret,
    Services,
    StateDir,
    Tag,
    Token,
    Word,
    in_the_open,
)
from daemon.config.importing import ImportLayout, ImportModes
from daemon.config.proxies import AuthHeader, Proxies
from daemon.config.schedule import Schedule
from daemon.config.sources import ENV_FILE, default_state_dir, given
from daemon.config.zones import machine_zone, zone
from domain.category_rule import Adopt, CategoryRule
from domain.cycles import CYCLES
from domain.described import NO_TAGS
from domain.editions import DEFAULT_ORDER
from domain.genres import Genres
from domain.importing.layout import DEFAULT_LAYOUT
from domain.policy import DEFAULT_POLICY
from store.addresses import password_in, sqlite_url

SHORTEST_TOKEN: Final = 16
"""In characters: a shorter one could be guessed."""


class Settings(BaseModel):
    """Every setting. Its name in the environment is that of `names` in capitals; .env.example explains each.

    Raises:
        pydantic.ValidationError: With every problem at once; `daemon.config.problems` puts them in words.
    """

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, frozen=True, populate_by_name=True)

    mam_id: Token = None
    mam_username: Word = None
    mam_password: Secret = None
    mam_url: Url = "https://www.myanonamouse.net"
    mam_proxy: ProxyUrl = None
    mam_request_interval_seconds: Annotated[float, Field(ge=2)] = 2.0
    mam_refresh_per_day: Annotated[int, Field(ge=0)] = 20
    extra_fields: Patterns = {}

    google_books_api_key: Token = None
    google_books_url: Url = "https://www.googleapis.com"
    google_books_daily_quota: Annotated[int, Field(ge=1)] = 1000
    daily_max: Annotated[int, Field(ge=1)] = 50
    enrich_edition_fields: bool = True
    enrichment_sources: Sources = SOURCES
    enrich_library: bool = False
    abs_provider: Provider = AUDIBLE
    abs_provider_region: Region = HOME
    abs_provider_per_day: Annotated[int, Field(ge=1)] = 200

    abs_url: Url = "http://localhost:13378"
    abs_public_url: PublicUrl = None
    abs_token: Token = None
    abs_duration_tag: Tag = "Listed duration {h}h {mm}m"

    qbittorrent_url: Url = "http://localhost:8080"
    qbittorrent_public_url: PublicUrl = None
    qbittorrent_username: Word = None
    qbittorrent_password: Secret = None
    qbittorrent_api_key: Token = None
    qbittorrent_category: Category = "audiobooks"
    qbittorrent_save_path: SavePath = None

    ca_file: File = None

    database_url: Secret = None
    keep_days: Annotated[int, Field(ge=0)] = 365
    state_dir: StateDir = Field(default_factory=default_state_dir)
    listen: Listen = "127.0.0.1:8787"
    base_path: BasePath = ""
    allowed_hosts: Hosts = ()
    auth_header: AuthHeader = None
    trusted_proxies: Proxies = ()
    webhook_token: Token = None
    hook_url: HookUrl = None
    hook_header_file: Word = None

    library_dirs: Folders = []
    path_map: Rules = []
    library_watch: Literal["auto", "inotify", "poll", "off"] = "auto"
    settle_seconds: Annotated[float, Field(ge=0.5, le=3600)] = 5.0
    abs_scan: Literal["auto", "never"] = "auto"

    import_: ImportModes = Field(default=(), alias="import")
    import_dir: File = None
    import_file: File = None
    import_layout: ImportLayout = DEFAULT_LAYOUT
    sidecar: Literal["auto", "off"] = "off"

    search_cron: Cron = "0 3 * * *"
    enrichment_cron: Cron = "30 3 * * *"
    refresh_cron: Cron = "50 * * * *"
    reconcile_cron: Cron = "*/5 * * * *"
    library_sync_cron: Cron = "*/15 * * * *"
    timezone: Annotated[ZoneInfo, BeforeValidator(zone)] = Field(default_factory=machine_zone)
    adopt: Literal["category", "all", "none"] = "category"

    acquisition: Literal["off", "propose", "auto"] = "propose"
    search_queries: str = ""
    search_file: File = None
    unsat_buffer: Annotated[int, Field(ge=0)] = 10
    min_ratio: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 2.0
    upgrade_editions: bool = False
    languages: Languages = ("English",)
    edition_order: Order = DEFAULT_ORDER
    preferred_narrators: Names = ()

    notify_urls: Services = ()
    notify_kinds: Kinds = DEFAULT_KINDS
    page_url: PublicUrl = None

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "json", "console"] = "auto"
    dry_run: bool = False
    genres: GenreTable = Field(default_factory=Genres)
    tags_from_mam: MamTags = Field(default_factory=lambda: NO_TAGS)
    metadata_policy: Policies = Field(default_factory=lambda: DEFAULT_POLICY)
    chapters: Literal["off", "empty"] = "off"

    @classmethod
    def read(cls, *, env_file: Path = ENV_FILE, **overrides: Any) -> Self:
        """The settings of `daemon.config.sources`; *overrides* replace them.

        Raises:
            pydantic.ValidationError: With every problem at once.
            SettingsProblemsError: .env or a credential cannot be read.
        """
        return cls(**(given(cls.names(), env_file=env_file) | overrides))

    @classmethod
    def names(cls) -> Mapping[str, FieldInfo]:
        """The field of each setting by the setting's name in lower case; `import` is no name of a field in Python."""
        return {field.alias or name: field for name, field in cls.model_fields.items()}

    @field_validator("*", mode="before")
    @classmethod
    def _readable(cls, value: Any, info: ValidationInfo) -> Any:
        return readable(value, info.field_name or "")

    @field_validator("webhook_token")
    @classmethod
    def _long_enough(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and len(token.get_secret_value()) < SHORTEST_TOKEN:
            raise ValueError("must have at least 16 characters; leave it empty to generate one")
        return token

    @field_validator(
        "log_level",
        "log_format",
        "adopt",
        "acquisition",
        "library_watch",
        "abs_scan",
        "chapters",
        "sidecar",
        mode="before",
    )
    @classmethod
    def _in_lower_case(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    @property
    def store_url(self) -> str:
        """The database's address, a SQLite file in the state directory unless another is set."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return sqlite_url(self.state_dir / "shelfhook.db")

    @property
    def mam_access(self) -> Literal["session", "login"] | None:
        """The way into MAM: a session takes precedence over a login, and half a login does not count."""
        if self.mam_id is not None:
            return "session"
        return "login" if self.mam_username and self.mam_password else None

    @property
    def qbittorrent_lacks(self) -> str | None:
        """The half of qBittorrent's login that is not set, by its name; None where both are, or neither, or a key."""
        named, secret = self.qbittorrent_username, self.qbittorrent_password
        if self.qbittorrent_api_key is not None or (named is None) == (secret is None):
            return None
        return "QBITTORRENT_USERNAME" if named is None else "QBITTORRENT_PASSWORD"

    @property
    def book_provider(self) -> str:
        """Where Audiobookshelf searches, as it calls it."""
        return provider_of(self.abs_provider, self.abs_provider_region)

    @property
    def category_rule(self) -> CategoryRule:
        """Which categories of qBittorrent are ours."""
        return CategoryRule(self.qbittorrent_category, Adopt(self.adopt))

    @property
    def host_and_port(self) -> tuple[str, int]:
        """Where the HTTP server listens."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def schedules(self) -> Mapping[str, Schedule]:
        """When each cycle is due; a cycle that is turned off is not there."""
        patterns: Mapping[str, str] = {
            name: getattr(self, f"{name.replace('-', '_')}_cron") for name in CYCLES
        } | ({} if self.mam_refresh_per_day else {"refresh": ""})
        return {kind: Schedule(text, self.timezone) for kind, text in patterns.items() if text}

    def secrets(self) -> list[str]:
        """The values that no log line, page or message may show."""
        values = [getattr(self, name) for name in type(self).model_fields]
        found = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
        passwords = [password_in(self.store_url)]
        if self.mam_proxy is not None:
            passwords.append(password_in(self.mam_proxy.get_secret_value()))
        return [*found, *in_the_open(self.notify_urls), *filter(None, passwords)]
