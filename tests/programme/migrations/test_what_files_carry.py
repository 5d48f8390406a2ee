"""From an edition that stands already to one with a place for what files carry."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE, AFTER = "0001_initial", "0002_what_files_carry"


def migrated_to(name):
    """The models as they are after that migration; the test's own transaction takes it back."""
    executor = MigrationExecutor(connection)
    target = [("programme", name)]
    executor.migrate(target)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what was just added is not checked later, but now
    return MigrationExecutor(connection).loader.project_state(target).apps


@pytest.mark.django_db
def test_each_room_gets_a_uuid_that_its_history_has_too():
    apps = migrated_to(BEFORE)
    edition = apps.get_model("programme", "Edition").objects.create(
        slug="old", name={"en": "Old"}, starts_on="2017-07-05", ends_on="2017-07-07", languages=["en"]
    )
    venue = apps.get_model("programme", "Venue").objects.create(
        edition=edition, slug="v", name={"en": "Venue"}
    )
    rooms, entries = apps.get_model("programme", "Room"), apps.get_model("programme", "HistoricalRoom")
    kept = [
        rooms.objects.create(edition=edition, venue=venue, slug=slug, name={"en": slug}).pk for slug in "abc"
    ]
    deleted = [kept[-1] + 1, kept[-1] + 2]
    for key in (*kept, *deleted, *kept, *deleted):
        entries.objects.create(
            id=key, slug="x", name={"en": "x"}, history_date="2017-07-05T10:00Z", history_type="~"
        )

    apps = migrated_to(AFTER)

    uuids = dict(apps.get_model("programme", "Room").objects.values_list("pk", "uuid"))
    of_history = apps.get_model("programme", "HistoricalRoom").objects.values_list("id", "uuid")
    told = dict(of_history)
    assert set(uuids) == set(kept)
    assert len(set(told.values())) == 5
    assert set(of_history) == set(told.items())  # each room's entries agree
    assert {key: told[key] for key in kept} == uuids
