import django.db.models.deletion
import uuid
from django.db import migrations, models

from qiaomost.common.append_only import protect


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0002_screening'),
    ]

    operations = [
        migrations.CreateModel(
            name='DisclosureHead',
            fields=[
                ('case_id', models.UUIDField(primary_key=True, serialize=False, verbose_name='case')),
                ('length', models.PositiveIntegerField(default=0, verbose_name='rows')),
                ('hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64, verbose_name='hash')),
            ],
            options={
                'verbose_name': 'head of a disclosure ledger',
                'verbose_name_plural': 'heads of disclosure ledgers',
            },
        ),
        migrations.CreateModel(
            name='HeadReceipt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('case_id', models.UUIDField(verbose_name='case')),
                ('organisation_id', models.UUIDField(verbose_name='organisation')),
                ('length', models.PositiveIntegerField(verbose_name='rows')),
                ('hash', models.CharField(max_length=64, verbose_name='hash')),
                ('given_at', models.DateTimeField(verbose_name='given at')),
            ],
            options={
                'verbose_name': 'receipt of a head',
                'verbose_name_plural': 'receipts of heads',
                'constraints': [models.UniqueConstraint(fields=('case_id', 'organisation_id', 'length'), name='head_receipt_once_a_length')],
            },
        ),
        migrations.CreateModel(
            name='ReaderName',
            fields=[
                ('seal', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='seal')),
                ('account_id', models.UUIDField(db_index=True, verbose_name='account')),
                ('name', models.CharField(blank=True, max_length=320, verbose_name='name')),
                ('salt', models.CharField(blank=True, max_length=64, verbose_name='salt')),
            ],
            options={
                'verbose_name': 'name of a reader',
                'verbose_name_plural': 'names of readers',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name', ''), ('salt', '')), models.Q(models.Q(('name', ''), _negated=True), models.Q(('salt', ''), _negated=True)), _connector='OR'), name='reader_name_with_its_salt')],
            },
        ),
        migrations.CreateModel(
            name='DisclosureRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveIntegerField(verbose_name='number in the chain')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('previous', models.CharField(max_length=64, verbose_name='hash of the row before')),
                ('hash', models.CharField(max_length=64, unique=True, verbose_name='hash')),
                ('case_id', models.UUIDField(verbose_name='case')),
                ('account_id', models.UUIDField(db_index=True, verbose_name='account')),
                ('organisation_id', models.UUIDField(verbose_name='organisation')),
                ('organisation_name', models.CharField(max_length=300, verbose_name='organisation’s name')),
                ('country', models.CharField(max_length=2, verbose_name='country')),
                ('action', models.CharField(choices=[('read_field', 'Read a field'), ('read_message', 'Read a message'), ('read_agreement', 'Read an agreement'), ('download_file', 'Downloaded a file'), ('export', 'Exported')], max_length=20, verbose_name='action')),
                ('object_type', models.CharField(max_length=64, verbose_name='object type')),
                ('object_id', models.CharField(max_length=64, verbose_name='object')),
                ('object_version', models.CharField(blank=True, max_length=64, verbose_name='version of the object')),
                ('label', models.CharField(max_length=300, verbose_name='label')),
                ('terms', models.CharField(max_length=200, verbose_name='terms')),
                ('terms_sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the terms')),
                ('reader', models.ForeignKey(db_column='reader', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compliance.readername', verbose_name='reader')),
            ],
            options={
                'verbose_name': 'row of a disclosure ledger',
                'verbose_name_plural': 'disclosure ledgers',
                'indexes': [models.Index(fields=['case_id', 'account_id', 'object_id'], name='disclosure_object')],
                'constraints': [models.UniqueConstraint(fields=('case_id', 'sequence'), name='disclosure_sequence_unique'), models.UniqueConstraint(fields=('case_id', 'previous'), name='disclosure_never_forks'), models.CheckConstraint(condition=models.Q(models.Q(('previous', '0000000000000000000000000000000000000000000000000000000000000000'), ('sequence', 1)), models.Q(('sequence__gt', 1), models.Q(('previous', '0000000000000000000000000000000000000000000000000000000000000000'), _negated=True)), _connector='OR'), name='disclosure_first_row'), models.CheckConstraint(condition=models.Q(('action__in', ['read_field', 'read_message', 'read_agreement', 'download_file', 'export'])), name='disclosure_action_known')],
            },
        ),
        protect("compliance_disclosurerow"),
        protect("compliance_headreceipt"),
        protect(
            "compliance_disclosurehead",
            changes_if="NEW.case_id = OLD.case_id AND NEW.length > OLD.length",
        ),
        protect(
            "compliance_readername",
            changes_if="NEW.seal = OLD.seal AND NEW.account_id = OLD.account_id AND NEW.name = '' AND NEW.salt = ''",
        ),
    ]
