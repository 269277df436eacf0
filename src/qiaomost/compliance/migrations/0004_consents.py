import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from qiaomost.common.append_only import protect


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0003_ledgers'),
        ('network', '0004_identifiers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ErasureCertificate',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='SHA-256')),
                ('account_id', models.UUIDField(unique=True, verbose_name='account')),
                ('erased_at', models.DateTimeField(verbose_name='erased at')),
                ('content', models.JSONField(verbose_name='content')),
                ('signature', models.CharField(max_length=64, verbose_name='signature')),
            ],
            options={
                'verbose_name': 'certificate of erasure',
                'verbose_name_plural': 'certificates of erasure',
            },
        ),
        migrations.CreateModel(
            name='ConsentText',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='SHA-256')),
                ('purpose', models.CharField(choices=[('account', 'Keeping your account'), ('publish_profile', 'Showing your profile as an expert'), ('cross_border_transfer', 'Showing your data in the other country'), ('forum_registration', 'Registration for forums'), ('mail_digest', 'Mails with what is new')], max_length=30, verbose_name='purpose')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('text', models.TextField(verbose_name='text')),
            ],
            options={
                'verbose_name': 'text of a consent',
                'verbose_name_plural': 'texts of consents',
                'constraints': [models.UniqueConstraint(fields=('purpose', 'version', 'language'), name='consent_text_version_unique')],
            },
        ),
        migrations.CreateModel(
            name='ConsentRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveIntegerField(verbose_name='number in the chain')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('previous', models.CharField(max_length=64, verbose_name='hash of the row before')),
                ('hash', models.CharField(max_length=64, unique=True, verbose_name='hash')),
                ('purpose', models.CharField(choices=[('account', 'Keeping your account'), ('publish_profile', 'Showing your profile as an expert'), ('cross_border_transfer', 'Showing your data in the other country'), ('forum_registration', 'Registration for forums'), ('mail_digest', 'Mails with what is new')], max_length=30, verbose_name='purpose')),
                ('act', models.CharField(choices=[('given', 'Consent given'), ('withdrawn', 'Consent withdrawn')], max_length=10, verbose_name='act')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compliance.consenttext', verbose_name='text shown')),
            ],
            options={
                'verbose_name': 'row of the consent ledger',
                'verbose_name_plural': 'consent ledger',
                'constraints': [models.UniqueConstraint(fields=('account', 'sequence'), name='consent_sequence_unique'), models.UniqueConstraint(fields=('account', 'previous'), name='consent_never_forks'), models.CheckConstraint(condition=models.Q(models.Q(('previous', '0000000000000000000000000000000000000000000000000000000000000000'), ('sequence', 1)), models.Q(('sequence__gt', 1), models.Q(('previous', '0000000000000000000000000000000000000000000000000000000000000000'), _negated=True)), _connector='OR'), name='consent_first_row'), models.CheckConstraint(condition=models.Q(('purpose__in', ['account', 'publish_profile', 'cross_border_transfer', 'forum_registration', 'mail_digest'])), name='consent_purpose_known'), models.CheckConstraint(condition=models.Q(('act__in', ['given', 'withdrawn'])), name='consent_act_known')],
            },
        ),
        migrations.CreateModel(
            name='CrossBorderRead',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recipient_id', models.UUIDField(verbose_name='account of the reader')),
                ('recipient_country', models.CharField(choices=[('CN', 'China'), ('RU', 'Russia')], max_length=2, verbose_name='country of the reader')),
                ('day', models.DateField(verbose_name='day')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.person', verbose_name='person concerned')),
            ],
            options={
                'verbose_name': 'read across the border',
                'verbose_name_plural': 'reads across the border',
                'indexes': [models.Index(fields=['day', 'recipient_country'], name='cross_border_day')],
                'constraints': [models.UniqueConstraint(fields=('subject', 'recipient_id', 'day'), name='cross_border_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(validators=[django.core.validators.MaxLengthValidator(1000)], verbose_name='reason')),
                ('placed_at', models.DateTimeField(verbose_name='placed at')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='lifted at')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lifted by')),
                ('placed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='placed by')),
            ],
            options={
                'verbose_name': 'legal hold',
                'verbose_name_plural': 'legal holds',
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('account',), name='legal_hold_one_in_force'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='legal_hold_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('lifted_at', None), ('lifted_by', None)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False)), _connector='OR'), name='legal_hold_lifted_by_somebody')],
            },
        ),
        protect("compliance_consenttext"),
        protect("compliance_consentrow"),
        protect("compliance_erasurecertificate"),
        protect("compliance_crossborderread"),
    ]
