import qiaomost.network.fields
from django.db import migrations, models

from qiaosearch.text.ordering import sort_key
from qiaosearch.types import Language


def write_keys(apps, schema_editor):
    names = apps.get_model("network", "OrganisationName").objects
    for row in names.iterator():
        names.filter(pk=row.pk).update(sort_key=sort_key(row.name, Language(row.language)))


def date_memberships(apps, schema_editor):
    """A member that was made here has been one since; of others nobody knows."""
    organisations = apps.get_model("network", "Organisation").objects
    made = apps.get_model("common", "AuditEntry").objects.filter(object_type="network.Organisation", verb="create")
    for entry in made.iterator():
        members = organisations.filter(pk=entry.object_id, is_member=True, member_since=None)
        members.update(member_since=entry.at.date())


class Migration(migrations.Migration):

    dependencies = [
        ('common', '0001_initial'),
        ('network', '0006_one_name_of_a_city_gone'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='member_since',
            field=models.DateField(blank=True, null=True, verbose_name='member since'),
        ),
        migrations.AddField(
            model_name='organisationname',
            name='sort_key',
            field=qiaomost.network.fields.SortKeyField(default=b'', editable=False),
        ),
        migrations.RunPython(write_keys, migrations.RunPython.noop),
        migrations.RunPython(date_memberships, migrations.RunPython.noop),
    ]
