"""Settings from the environment: each reader fails loudly and names the variable."""

import os
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def required(name: str, purpose: str) -> str:
    """The value of `name`; refuses to start, saying what it is for, when it is missing."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {purpose}. See docs/hosting.md.")
    return value


def secret(name: str, purpose: str, *, least: int = 50) -> str:
    """A required value of at least `least` characters."""
    value = required(name, purpose)
    if len(value) < least:
        raise ImproperlyConfigured(f"{name} is too short: it needs at least {least} characters.")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name, "1" if default else "").lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no: write 1 or 0.")


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from None


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    """An absolute path; a relative one counts from where the process was started."""
    return Path(text(name) or default).expanduser().resolve()


def moment(name: str) -> datetime | None:
    """A time with its offset, in UTC; None where `name` is not set."""
    value = text(name)
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r} is not a time: write 2017-07-06T14:00+02:00.") from None
    if found.tzinfo is None:
        raise ImproperlyConfigured(f"{name}={value} has no offset: write 2017-07-06T14:00+02:00.")
    return found.astimezone(UTC)


def database(name: str, purpose: str) -> dict[str, object]:
    """`postgresql://user:password@host:port/database?host=/socket/folder` as Django's settings.

    The refusals don't repeat the address: a password may be in it.
    """
    parts = urlsplit(required(name, purpose))
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(f"{name} must start with postgresql://, Festapp runs on PostgreSQL only.")
    try:
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"The port in {name} is not a number from 0 to 65535.") from None
    if not parts.path.lstrip("/"):
        raise ImproperlyConfigured(f"{name} names no database: it ends with /database.")
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.pop("host", "") or parts.hostname or ""),
        "PORT": str(port or ""),
        "OPTIONS": {key: unquote(value) for key, value in options.items()},
        "CONN_MAX_AGE": number("DATABASE_CONNECTION_SECONDS", 60),
        "CONN_HEALTH_CHECKS": True,
    }
