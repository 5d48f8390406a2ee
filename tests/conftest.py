"""What every test stands on: the embedded PostgreSQL, one database a run, factories, people in their roles."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "festapp.settings")
os.environ["PAGE_CACHE_MB"] = (
    "0"  # in a test's one transaction every write is one mark, so pages would be old
)

from festapp import database

database.use_embedded_unless_configured("postgres-tests")
os.environ.setdefault("PYTEST_RUN", str(os.getpid()))  # workers inherit it

import re  # noqa: E402
from typing import TYPE_CHECKING  # noqa: E402

import pytest  # noqa: E402
from django.conf import settings as django_settings  # noqa: E402

# Configured here and not by the ini file: pytest-django would read the settings before the database stands.
assert django_settings.DATABASES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from programme.models import Edition


@pytest.fixture(scope="session")
def django_db_modify_db_settings_parallel_suffix() -> None:
    """Names this run's database after its process, so that runs side by side, or after a killed one, don't meet."""
    from django.db import connections

    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    _drop_databases_of_dead_runs()
    for connection in connections.all():
        connection.settings_dict.setdefault("TEST", {})["NAME"] = (
            f"test_festapp_{os.environ['PYTEST_RUN']}{'_' + worker if worker else ''}"
        )


def _drop_databases_of_dead_runs() -> None:
    import psycopg2

    link = psycopg2.connect(os.environ["DATABASE_URL"])
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_festapp\\_%'")
        for (name,) in cursor.fetchall():
            run = re.match(r"test_festapp_(\d+)", name)
            if run and not database.lives(int(run[1])):
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    link.close()


@pytest.fixture(autouse=True)
def _plain_places(settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Files and mail of a test stay in its own folder; no shared limits between tests."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {
        alias: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": f"{tmp_path}-{alias}"}
        for alias in settings.CACHES
    }


@pytest.fixture(autouse=True)
def _plain_language() -> None:
    """The language that a test's last request was answered in is not the next test's."""
    from django.utils import translation

    translation.activate(django_settings.LANGUAGE_CODE)


@pytest.fixture
def edition(db) -> Edition:  # type: ignore[no-untyped-def]
    from tests.factories import EditionFactory

    return EditionFactory()


@pytest.fixture
def organiser(edition: Edition) -> User:
    from tests.factories import MembershipFactory

    return MembershipFactory(edition=edition).user


@pytest.fixture
def organisers_client(organiser: User, client) -> Iterator:  # type: ignore[no-untyped-def, type-arg]
    client.force_login(organiser)
    return client
