"""Rate limits and files that wait for a yes stand in two tables, so that neither crowds the other out."""

import pytest
from django.core.cache import caches
from django.db import connection

from festapp import settings as ours


@pytest.mark.django_db
def test_files_that_wait_for_a_yes_leave_rate_limits_where_they_are(settings):
    settings.CACHES = ours.CACHES
    caches["default"].set("allauth:rl:login", [1.0], 3600)
    for number in range(210):
        caches["uploads"].set(f"spreadsheet-1-1-rooms-{number:03}", "x", 3600)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM festapp_uploads")
        assert cursor.fetchone()[0] < 210
    assert caches["default"].get("allauth:rl:login") == [1.0]


@pytest.mark.django_db
def test_a_thousand_visitors_leave_rate_limits_where_they_are(settings):
    settings.CACHES = ours.CACHES
    caches["default"].set("allauth:rl:login", [1.0], 3600)
    for number in range(1_000):
        caches["default"].set(f"allauth:rl:signup:{number}", [1.0], 3600)
    assert caches["default"].get("allauth:rl:login") == [1.0]


@pytest.mark.django_db(transaction=True)
def test_the_second_table_is_made_where_the_first_stood_already():
    from django.db.migrations.executor import MigrationExecutor

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE festapp_uploads")
    MigrationExecutor(connection).loader.get_migration("accounts", "0003_uploads_table").operations[0].code(
        None, connection.schema_editor()
    )
    assert {"festapp_cache", "festapp_uploads"} <= set(connection.introspection.table_names())
