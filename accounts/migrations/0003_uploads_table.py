"""The cache of files that wait for a yes: a table beside that of the rate limits, so that it can't crowd them out."""

from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    call_command("createcachetable", "festapp_uploads", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_cache_table")]
    operations = [migrations.RunPython(make_table, migrations.RunPython.noop)]
