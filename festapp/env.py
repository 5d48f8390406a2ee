"""Settings from the environment: each reader fails loudly and names the variable."""

import os
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


def database(name: str, purpose: str) -> dict[str, object]:
    """`postgresql://user:password@host:port/database?host=/socket/folder` as Django's settings."""
    parts = urlsplit(required(name, purpose))
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(f"{name} must start with postgresql://, Festapp runs on PostgreSQL only.")
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.pop("host", "") or parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {key: unquote(value) for key, value in options.items()},
        "CONN_MAX_AGE": number("DATABASE_CONNECTION_SECONDS", 60),
        "CONN_HEALTH_CHECKS": True,
    }
