"""Settings: environment or `.env`, prefix `AFTERACTION_`; a wrong one stops the start with one line that names it."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url

from bot.errors import OperatorError
from texts.locale import LANGUAGES

PREFIX = "AFTERACTION_"
LOOPBACK = ("127.0.0.1", "::1", "")  # spellings of this machine


def _origin(value: str) -> str:
    parts = urlsplit(value.rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise ValueError("give scheme, host and port only, such as http://127.0.0.1:8081")
    return value.rstrip("/")


def _database(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql+asyncpg://")):
        raise ValueError("give sqlite:///FILE or postgresql+asyncpg://...")
    return value


def _place(url: str) -> tuple[object, ...]:
    """Where a database lies, however its URL spells it: a file, or host, port and name."""
    made = make_url(url)
    if made.get_backend_name() == "sqlite":
        return (Path(made.database or "").resolve(),)
    host = made.query.get("host") or made.host or ""
    return ("localhost" if host in LOOPBACK else host, made.port or 5432, made.database or made.username)


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("give an IANA time zone, such as Europe/Berlin") from error
    return value


def _language(value: str) -> str:
    if value not in LANGUAGES:
        raise ValueError(f"give one of {', '.join(LANGUAGES)}")
    return value


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise ValueError("give HOST:PORT, such as 127.0.0.1:8443")
    return value


class Settings(BaseSettings):
    """All settings; the names are the environment's without the prefix, in lower case."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    bot_token: SecretStr = SecretStr("")
    bot_api_url: Annotated[str, AfterValidator(_origin)] = "https://api.telegram.org"
    database_url: Annotated[str, AfterValidator(_database)] = "sqlite:///afteraction.db"
    files: Path = Path("afteraction-files")
    keys: Annotated[str, AfterValidator(_database), Field(validate_default=True)] = "sqlite:///afteraction-keys.db"
    secret_keys: SecretStr = SecretStr("")
    updates: Literal["polling", "webhook"] = "polling"
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    listen: Annotated[str, AfterValidator(_listen)] | None = None
    open_join: str = ""
    default_language: Annotated[str, AfterValidator(_language)] = "en"
    default_timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    paid_broadcast: bool = False
    rate_all: Annotated[int, Field(ge=0)] = 30
    rate_chat: Annotated[float, Field(ge=0)] = 1
    rate_chat_burst: Annotated[int, Field(ge=1)] = 5
    rate_group: Annotated[int, Field(ge=0)] = 20
    clock: Path | None = None
    log_format: Literal["console", "json"] = "console"

    @field_validator("keys")
    @classmethod
    def _apart(cls, keys: str, others: ValidationInfo) -> str:
        """Whoever gets hold of the main database must not have the keys with it."""
        main = others.data.get("database_url")  # none if it is wrong itself
        if main is not None and _place(keys) == _place(main):
            raise ValueError("the key store must not be in the main database")
        return keys

    @property
    def shared(self) -> bool:
        """Whether several replicas may serve the same database."""
        return self.database_url.startswith("postgresql")


def load() -> Settings:
    """The settings of this process; raises OperatorError naming each wrong one."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(
            f"{PREFIX}{'_'.join(map(str, e['loc'])).upper()}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        )
        raise OperatorError(f"wrong setting: {wrong}") from None
