"""Marks of what changed for the public, appended by triggers; see programme/models/revision.py."""

from django.db import migrations, models

# Every table behind a public page, with the column that names the edition.
TABLES = {
    "programme_edition": "id",
    **dict.fromkeys(
        [
            "programme_partner",
            "programme_notice",
            "programme_page",
            "programme_track",
            "programme_format",
            "programme_venue",
            "programme_room",
            "programme_speaker",
            "programme_speakerlink",
            "programme_session",
            "programme_sessionspeaker",
            "programme_sessionlink",
            "programme_attachment",
            "programme_release",
            "programme_slot",
        ],
        "edition_id",
    ),
}
EVENTS = {
    "insert": ("NEW TABLE AS changed", "SELECT {key} FROM changed"),
    "delete": ("OLD TABLE AS changed", "SELECT {key} FROM changed"),
    "update": (
        "OLD TABLE AS before NEW TABLE AS changed",
        "SELECT {key} FROM before UNION SELECT {key} FROM changed",
    ),
}


def triggers() -> str:
    """A function and a trigger for each table and event: the database lets none of them share their tables."""
    parts = []
    for table, key in TABLES.items():
        for event, (tables, editions) in EVENTS.items():
            name = f"mark_{table}_{event}"
            parts.append(
                f"""
                CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    INSERT INTO programme_mark (edition_id, transaction)
                    SELECT edition, pg_current_xact_id()::text::bigint
                    FROM ({editions.format(key=key)}) AS editions (edition)
                    GROUP BY edition
                    ON CONFLICT DO NOTHING;
                    RETURN NULL;
                END $$;
                CREATE TRIGGER {name} AFTER {event.upper()} ON {table} REFERENCING {tables}
                FOR EACH STATEMENT EXECUTE FUNCTION {name}();
                """
            )
    # Of a draft's times the public sees one thing at once: that they are cancelled.
    parts.append(
        """
        CREATE FUNCTION mark_programme_occurrence_cancelled() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO programme_mark (edition_id, transaction)
            VALUES (NEW.edition_id, pg_current_xact_id()::text::bigint)
            ON CONFLICT DO NOTHING;
            RETURN NULL;
        END $$;
        CREATE TRIGGER mark_programme_occurrence_cancelled AFTER UPDATE OF is_cancelled ON programme_occurrence
        FOR EACH ROW WHEN (OLD.is_cancelled IS DISTINCT FROM NEW.is_cancelled)
        EXECUTE FUNCTION mark_programme_occurrence_cancelled();
        """
    )
    return "\n".join(parts)


def no_triggers() -> str:
    names = [(table, f"mark_{table}_{event}") for table in TABLES for event in EVENTS]
    names.append(("programme_occurrence", "mark_programme_occurrence_cancelled"))
    return "\n".join(f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();" for table, name in names)


class Migration(migrations.Migration):
    dependencies = [("programme", "0002_what_files_carry")]

    operations = [
        migrations.CreateModel(
            name="FoldedMarks",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edition_id", models.BigIntegerField(unique=True)),
                ("count", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edition_id", models.BigIntegerField()),
                ("transaction", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition_id", "transaction"), name="mark_once_per_transaction"
                    )
                ]
            },
        ),
        migrations.RunSQL(triggers(), no_triggers()),
    ]
