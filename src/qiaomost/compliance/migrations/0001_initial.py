import django.core.validators
import django.db.models.deletion
import qiaomost.compliance.models.documents
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('catalogue', '0002_subjects'),
        ('network', '0003_compliance_officer'),
    ]

    operations = [
        migrations.CreateModel(
            name='ControlEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, verbose_name='code')),
                ('control', models.CharField(choices=[('prohibited', 'Prohibited from export'), ('restricted', 'Restricted from export'), ('dual_use', 'Dual use')], max_length=12, verbose_name='control')),
                ('needs_consent', models.BooleanField(default=False, verbose_name='needs the consent of the authority')),
                ('name_zh', models.CharField(blank=True, max_length=500, verbose_name='name in Chinese')),
                ('name_ru', models.CharField(blank=True, max_length=500, verbose_name='name in Russian')),
                ('name_en', models.CharField(blank=True, max_length=500, verbose_name='name in English')),
                ('control_points_zh', models.TextField(blank=True, max_length=8000, verbose_name='control points in Chinese')),
                ('control_points_ru', models.TextField(blank=True, max_length=8000, verbose_name='control points in Russian')),
                ('control_points_en', models.TextField(blank=True, max_length=8000, verbose_name='control points in English')),
            ],
            options={
                'verbose_name': 'entry of a control list',
                'verbose_name_plural': 'entries of control lists',
            },
        ),
        migrations.CreateModel(
            name='ControlEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('control_list', models.CharField(choices=[('cn-technologies', 'China: catalogue of technologies prohibited or restricted from export'), ('cn-dual-use', 'China: export control list of dual-use items'), ('ru-dual-use', 'Russia: list of dual-use goods and technologies')], max_length=20, verbose_name='control list')),
                ('name', models.CharField(max_length=60, verbose_name='edition')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                ('source_address', models.URLField(max_length=500, verbose_name='address of the source')),
                ('sha256', models.CharField(max_length=64, validators=[django.core.validators.RegexValidator('^[0-9a-f]{64}$')], verbose_name='SHA-256')),
                ('is_sample', models.BooleanField(default=False, verbose_name='sample, invented')),
                ('imported_at', models.DateTimeField(verbose_name='imported at')),
                ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'edition of a control list',
                'verbose_name_plural': 'editions of control lists',
                'constraints': [models.UniqueConstraint(fields=('control_list', 'name'), name='control_edition_unique'), models.CheckConstraint(condition=models.Q(('control_list__in', ['cn-technologies', 'cn-dual-use', 'ru-dual-use'])), name='control_edition_list_known'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='control_edition_dates_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('source_address', ''), _negated=True), models.Q(('sha256', ''), _negated=True)), name='control_edition_has_source')],
            },
        ),
        migrations.CreateModel(
            name='EntryVector',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='vector', serialize=False, to='compliance.controlentry')),
                ('fingerprint', models.CharField(max_length=200)),
                ('values', models.BinaryField()),
            ],
        ),
        migrations.AddField(
            model_name='controlentry',
            name='edition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='compliance.controledition'),
        ),
        migrations.CreateModel(
            name='Classification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('not_listed', 'Not listed'), ('listed', 'Listed'), ('unsure', 'Unsure')], max_length=12, verbose_name='answer')),
                ('grounds', models.TextField(max_length=2000, verbose_name='grounds')),
                ('decided_at', models.DateTimeField(verbose_name='decided at')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='officer')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='classifications', to='catalogue.record', verbose_name='record')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='classifications', to='compliance.controledition', verbose_name='edition')),
                ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='classifications', to='compliance.controlentry', verbose_name='entry')),
            ],
            options={
                'verbose_name': 'classification',
                'verbose_name_plural': 'classifications',
                'indexes': [models.Index(fields=['record', 'edition'], name='classification_record')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', 'listed'), ('entry__isnull', False)), models.Q(('answer__in', ['not_listed', 'unsure']), ('entry__isnull', True)), _connector='OR'), name='classification_listed_has_entry'), models.CheckConstraint(condition=models.Q(('grounds', ''), _negated=True), name='classification_has_grounds')],
            },
        ),
        migrations.CreateModel(
            name='ExportDocument',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('cn_letter_of_intent', 'Letter of intent for an export licence (China)'), ('cn_export_licence', 'Export licence (China)'), ('ru_identification_conclusion', 'Identification conclusion (Russia)'), ('ru_authority_consent', 'Consent of the authority (Russia)')], max_length=30, verbose_name='kind')),
                ('number', models.CharField(max_length=100, verbose_name='number')),
                ('issued_on', models.DateField(verbose_name='issued on')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('file', models.FileField(max_length=200, upload_to=qiaomost.compliance.models.documents.document_path, verbose_name='file')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('media_type', models.CharField(max_length=100, verbose_name='media type')),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('state', models.CharField(choices=[('recorded', 'Recorded'), ('withdrawn', 'Withdrawn')], default='recorded', max_length=10, verbose_name='state')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at')),
                ('reason', models.TextField(blank=True, max_length=2000, verbose_name='reason')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='officer')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='recipient')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='export_documents', to='catalogue.record', verbose_name='record')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawn by')),
            ],
            options={
                'verbose_name': 'export document',
                'verbose_name_plural': 'export documents',
                'indexes': [models.Index(fields=['record', 'recipient', 'kind'], name='export_document_record')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'recorded')), fields=('record', 'recipient', 'kind', 'number'), name='export_document_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['cn_letter_of_intent', 'cn_export_licence', 'ru_identification_conclusion', 'ru_authority_consent'])), name='export_document_kind_known'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('issued_on')), _connector='OR'), name='export_document_dates_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('number', ''), _negated=True), models.Q(('sha256', ''), _negated=True), ('size__gt', 0)), name='export_document_has_number_and_file'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('state', 'recorded'), ('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('state', 'withdrawn'), ('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='export_document_withdrawn_with_reason')],
            },
        ),
        migrations.AddConstraint(
            model_name='controlentry',
            constraint=models.UniqueConstraint(fields=('edition', 'code'), name='control_entry_unique'),
        ),
        migrations.AddConstraint(
            model_name='controlentry',
            constraint=models.CheckConstraint(condition=models.Q(('name_en', ''), ('name_ru', ''), ('name_zh', ''), _negated=True), name='control_entry_has_name'),
        ),
        migrations.AddConstraint(
            model_name='controlentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code__endswith', 'J'), ('control', 'prohibited')), models.Q(('code__endswith', 'X'), ('control', 'restricted')), ('control', 'dual_use'), _connector='OR'), name='control_entry_code_tells_control'),
        ),
    ]
