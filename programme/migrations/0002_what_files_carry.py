"""What other tools' files carry, and we had no place for: subtitles, ids, long names and addresses."""

import programme.models.lines
import programme.models.translated
import uuid
from django.db import migrations, models

GIVE_ROOMS_UUIDS = """
UPDATE programme_room SET uuid = gen_random_uuid();
UPDATE programme_historicalroom AS entry SET uuid = room.uuid
    FROM programme_room AS room WHERE room.id = entry.id;
WITH deleted AS MATERIALIZED (  -- made once: a plan may read a subquery again, and get other uuids
    SELECT id, gen_random_uuid() AS uuid
    FROM (SELECT DISTINCT id FROM programme_historicalroom WHERE uuid IS NULL) AS ids
)
UPDATE programme_historicalroom AS entry SET uuid = deleted.uuid FROM deleted WHERE deleted.id = entry.id;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicaloccurrence',
            name='external_id',
            field=programme.models.lines.LineField(blank=True, editable=False, max_length=200, verbose_name='id in another tool'),
        ),
        migrations.AddField(
            model_name='historicalsession',
            name='subtitle',
            field=programme.models.translated.TranslatedField(blank=True, default=programme.models.translated.Texts, max_length=300, verbose_name='subtitle'),
        ),
        migrations.AddField(
            model_name='occurrence',
            name='external_id',
            field=programme.models.lines.LineField(blank=True, editable=False, max_length=200, verbose_name='id in another tool'),
        ),
        migrations.AddField(
            model_name='session',
            name='subtitle',
            field=programme.models.translated.TranslatedField(blank=True, default=programme.models.translated.Texts, max_length=300, verbose_name='subtitle'),
        ),
        # Each room gets a uuid of its own, which its history has too: a deleted room is restored from there.
        migrations.AddField(
            model_name='room',
            name='uuid',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='historicalroom',
            name='uuid',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunSQL(GIVE_ROOMS_UUIDS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='room',
            name='uuid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AlterField(
            model_name='historicalroom',
            name='uuid',
            field=models.UUIDField(db_index=True, default=uuid.uuid4, editable=False),
        ),
        migrations.AlterField(
            model_name='format',
            name='name',
            field=programme.models.translated.TranslatedField(default=programme.models.translated.Texts, max_length=200, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='historicalformat',
            name='name',
            field=programme.models.translated.TranslatedField(default=programme.models.translated.Texts, max_length=200, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='historicalroom',
            name='name',
            field=programme.models.translated.TranslatedField(default=programme.models.translated.Texts, max_length=200, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='historicalsessionlink',
            name='url',
            field=models.URLField(max_length=1000, verbose_name='web address'),
        ),
        migrations.AlterField(
            model_name='historicalspeakerlink',
            name='url',
            field=models.URLField(max_length=1000, verbose_name='web address'),
        ),
        migrations.AlterField(
            model_name='historicaltrack',
            name='name',
            field=programme.models.translated.TranslatedField(default=programme.models.translated.Texts, max_length=200, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='room',
            name='name',
            field=programme.models.translated.TranslatedField(default=programme.models.translated.Texts, max_length=200, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='sessionlink',
            name='url',
            field=models.URLField(max_length=1000, verbose_name='web address'),
        ),
        migrations.AlterField(
            model_name='speakerlink',
            name='url',
            field=models.URLField(max_length=1000, verbose_name='web address'),
        ),
        migrations.AlterField(
            model_name='track',
            name='name',
            field=programme.models.translated.TranslatedField(default=programme.models.translated.Texts, max_length=200, verbose_name='name'),
        ),
        migrations.AddConstraint(
            model_name='occurrence',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('edition', 'external_id'), name='occurrence_external_id_once_per_edition', violation_error_message='Another occurrence has this id.'),
        ),
    ]
