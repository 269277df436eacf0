from django.db import migrations

from qiaomost.catalogue.services.subjects import load_subjects


def load(apps, _schema_editor):
    load_subjects(model=apps.get_model("catalogue", "Subject"))


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
