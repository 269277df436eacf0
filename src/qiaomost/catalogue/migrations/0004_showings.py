import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

LEVELS = ["public", "members", "room"]


def note_published(apps, schema_editor):
    """Whoever harvests from now on is given what is published today."""
    now = timezone.now()
    published = apps.get_model("catalogue", "Record").objects.filter(state="published")
    Showing = apps.get_model("catalogue", "Showing")
    rows = (
        Showing(record_id=pk, level=level, is_shown=True, changed_at=now)
        for pk, disclosure in published.values_list("pk", "disclosure").iterator()
        for level in LEVELS[LEVELS.index(disclosure) :]
    )
    Showing.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0003_export_bar'),
    ]

    operations = [
        migrations.CreateModel(
            name='Showing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('public', 'Public'), ('members', 'Members of the network'), ('room', 'Parties after an NDA')], max_length=8, verbose_name='disclosure')),
                ('is_shown', models.BooleanField(verbose_name='shown')),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='showings', to='catalogue.record', verbose_name='record')),
            ],
            options={
                'verbose_name': 'showing of a record',
                'verbose_name_plural': 'showings of records',
                'indexes': [models.Index(fields=['level', 'changed_at', 'record'], name='showing_in_order')],
                'constraints': [models.UniqueConstraint(fields=('record', 'level'), name='showing_once_per_level'), models.CheckConstraint(condition=models.Q(('level__in', ['public', 'members', 'room'])), name='showing_level_known')],
            },
        ),
        migrations.RunPython(note_published, migrations.RunPython.noop),
    ]
