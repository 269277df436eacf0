from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0005_places'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='organisation',
            name='city',
        ),
    ]
