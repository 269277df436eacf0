import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('partnering', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Nda',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('document', models.JSONField(verbose_name='document')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the text')),
                ('issued_at', models.DateTimeField(verbose_name='issued at')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ndas', to='partnering.case')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'NDA',
                'verbose_name_plural': 'NDAs',
                'constraints': [models.UniqueConstraint(fields=('case', 'version'), name='nda_version_unique')],
            },
        ),
        migrations.CreateModel(
            name='NdaSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('sender', 'Interested side'), ('owner', 'Owner’s side')], max_length=8, verbose_name='side')),
                ('name', models.CharField(max_length=200, verbose_name='name of the signatory')),
                ('position', models.CharField(max_length=200, verbose_name='position')),
                ('at', models.DateTimeField(verbose_name='signed at')),
                ('nda', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='partnering.nda')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'signature of an NDA',
                'verbose_name_plural': 'signatures of NDAs',
                'constraints': [models.UniqueConstraint(fields=('nda', 'side'), name='nda_signed_once_a_side')],
            },
        ),
    ]
