"""From a programme that stands already to one that can be searched, and back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE, AFTER = "0003_revisions", "0004_search"


def migrated_to(name):
    """The models as they are after that migration; the test's own transaction takes it back."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table changes while it has checks to come
    executor = MigrationExecutor(connection)
    target = [("programme", name)]
    executor.migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


def left_of_it():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE proname LIKE 'festapp%%' UNION "
            "SELECT cfgname FROM pg_ts_config WHERE cfgname LIKE 'festapp%%' UNION "
            "SELECT attname FROM pg_attribute WHERE attname = 'search' AND attrelid IN "
            "('programme_session'::regclass, 'programme_speaker'::regclass, "
            "'programme_historicalsession'::regclass, 'programme_historicalspeaker'::regclass)",
            [],
        )
        return cursor.fetchall()


@pytest.mark.django_db
def test_what_stands_already_can_be_found_and_the_way_back_leaves_nothing():
    apps = migrated_to(BEFORE)
    assert left_of_it() == []
    edition = apps.get_model("programme", "Edition").objects.create(
        slug="old", name={"en": "Old"}, starts_on="2017-07-05", ends_on="2017-07-07", languages=["en"]
    )
    form = apps.get_model("programme", "Format").objects.create(edition=edition, name={"en": "Talk"})
    apps.get_model("programme", "Session").objects.create(
        edition=edition,
        format=form,
        minutes=60,
        code="SESSIO",
        title={"fr": "L’été"},
        subtitle={"en": "Cities"},
    )
    apps.get_model("programme", "Speaker").objects.create(
        edition=edition, name="Zoë", bio={"fr": "Navigatrice"}
    )

    migrated_to(AFTER)

    with connection.cursor() as cursor:
        cursor.execute("SELECT search FROM programme_session UNION ALL SELECT search FROM programme_speaker")
        session, speaker = (vector for (vector,) in cursor.fetchall())
    assert session == "'/en/citi':6B '/fr/ete':4A 'cities':5B 'ete':2A 'l':1A"
    assert speaker == "'/fr/navig':3 'navigatrice':2 'zoe':1A"

    migrated_to(BEFORE)

    assert left_of_it() == []
