import django.core.validators
import django.db.models.deletion
import qiaomost.partnering.models.agreements
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('partnering', '0002_ndas'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('ordinal', models.PositiveSmallIntegerField(verbose_name='number within the case')),
                ('kind', models.CharField(choices=[('mou', 'Memorandum of understanding'), ('nda', 'Non-disclosure agreement'), ('cooperation', 'Cooperation agreement'), ('development', 'Technology development contract'), ('transfer', 'Technology transfer contract'), ('licence', 'Technology licence contract'), ('consulting', 'Technical consulting contract'), ('service', 'Technical service contract')], max_length=12, verbose_name='kind')),
                ('subject', models.JSONField(default=dict, verbose_name='what it is about, by language')),
                ('state', models.CharField(choices=[('drafting', 'Being drafted'), ('legal_review', 'Before the lawyers'), ('translation_approved', 'Translation approved'), ('approvals_pending', 'Before export control'), ('approved', 'Ready for signature'), ('refused', 'Refused by export control'), ('signed', 'Signed'), ('registered', 'Registered'), ('not_registered', 'Not registered'), ('in_force', 'In force'), ('amended', 'Replaced by an amended agreement'), ('suspended', 'Suspended'), ('expired', 'Expired'), ('terminated', 'Terminated early'), ('completed', 'Performed in full')], default='drafting', max_length=20, verbose_name='state')),
                ('round', models.PositiveSmallIntegerField(default=0, verbose_name='round')),
                ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='value')),
                ('technical_value', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='technical value')),
                ('currency', models.CharField(blank=True, default='', max_length=3, verbose_name='currency')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='signed by both sides at')),
                ('registration_cn', models.CharField(blank=True, default='', max_length=100, verbose_name='registration number in China')),
                ('registration_ru', models.CharField(blank=True, default='', max_length=100, verbose_name='registration number in Russia')),
                ('unregistered_reason', models.TextField(blank=True, default='', validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='why it is not registered')),
                ('in_force_on', models.DateField(blank=True, null=True, verbose_name='in force from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends on')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='ended on')),
                ('reason', models.TextField(blank=True, default='', validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='why it rests or was ended')),
                ('reminded_days', models.PositiveSmallIntegerField(null=True, verbose_name='days before the end last reminded of')),
                ('shown_by_sender', models.BooleanField(default=False, verbose_name='the interested side lets the register show it')),
                ('shown_by_owner', models.BooleanField(default=False, verbose_name='the owner’s side lets the register show it')),
                ('amends', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successor', to='partnering.agreement')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to='partnering.case')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'agreement',
                'verbose_name_plural': 'agreements',
                'indexes': [models.Index(condition=models.Q(('state__in', ['in_force', 'suspended'])), fields=['ends_on'], name='agreement_ending')],
                'constraints': [models.UniqueConstraint(fields=('case', 'ordinal'), name='agreement_number_unique'), models.CheckConstraint(condition=models.Q(('state__in', ['drafting', 'legal_review', 'translation_approved', 'approvals_pending', 'approved', 'refused', 'signed', 'registered', 'not_registered', 'in_force', 'amended', 'suspended', 'expired', 'terminated', 'completed'])), name='agreement_state_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['mou', 'nda', 'cooperation', 'development', 'transfer', 'licence', 'consulting', 'service'])), name='agreement_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('signed_at__isnull', True), ('state__in', ['approvals_pending', 'approved', 'drafting', 'legal_review', 'refused', 'translation_approved'])), models.Q(models.Q(('state__in', ['approvals_pending', 'approved', 'drafting', 'legal_review', 'refused', 'translation_approved']), _negated=True), ('signed_at__isnull', False)), _connector='OR'), name='agreement_signed_has_date'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'registered'), _negated=True), models.Q(('registration_cn', ''), _negated=True), models.Q(('registration_ru', ''), _negated=True), _connector='OR'), name='agreement_registered_has_number'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'not_registered'), _negated=True), models.Q(('unregistered_reason', ''), _negated=True), _connector='OR'), name='agreement_unregistered_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('in_force_on__isnull', False), ('state__in', ['amended', 'completed', 'expired', 'in_force', 'suspended', 'terminated'])), models.Q(models.Q(('state__in', ['amended', 'completed', 'expired', 'in_force', 'suspended', 'terminated']), _negated=True), ('in_force_on__isnull', True)), _connector='OR'), name='agreement_begun_has_date'), models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', False), ('state__in', ['amended', 'completed', 'expired', 'terminated'])), models.Q(models.Q(('state__in', ['amended', 'completed', 'expired', 'terminated']), _negated=True), ('ended_on__isnull', True)), _connector='OR'), name='agreement_ended_has_date'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('suspended', 'terminated')), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='agreement_rests_with_reason'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), models.Q(('ends_on__gte', models.F('in_force_on')), ('in_force_on__isnull', False)), _connector='OR'), name='agreement_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('technical_value__isnull', True), models.Q(('technical_value__lte', models.F('value')), ('value__isnull', False)), _connector='OR'), name='agreement_technical_value_is_a_part')],
            },
        ),
        migrations.CreateModel(
            name='AgreementVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('document', models.JSONField(verbose_name='document')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the text')),
                ('at', models.DateTimeField(verbose_name='saved at')),
                ('what', models.CharField(blank=True, default='', max_length=300, verbose_name='what has changed')),
                ('section', models.CharField(blank=True, default='', max_length=60, verbose_name='section')),
                ('stale', models.JSONField(default=dict, verbose_name='languages that lag behind')),
                ('declared_at', models.DateTimeField(null=True, verbose_name='declared in step at')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='partnering.agreement')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('declared_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'version of an agreement',
                'verbose_name_plural': 'versions of agreements',
                'constraints': [models.UniqueConstraint(fields=('agreement', 'number'), name='agreement_version_unique'), models.CheckConstraint(condition=models.Q(models.Q(('declared_at__isnull', True), ('declared_by__isnull', True)), models.Q(('declared_at__isnull', False), ('declared_by__isnull', False)), _connector='OR'), name='agreement_version_declared_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='AgreementSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(verbose_name='round')),
                ('side', models.CharField(choices=[('sender', 'Interested side'), ('owner', 'Owner’s side')], max_length=8, verbose_name='side')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('name', models.CharField(max_length=200, verbose_name='name of the signatory')),
                ('position', models.CharField(max_length=200, verbose_name='position')),
                ('signed_on', models.DateField(verbose_name='signed on')),
                ('place', models.CharField(max_length=200, verbose_name='place')),
                ('at_forum', models.CharField(blank=True, default='', max_length=200, verbose_name='on the stage of the forum')),
                ('file', models.FileField(max_length=200, upload_to=qiaomost.partnering.models.agreements.signed_path, verbose_name='file')),
                ('file_name', models.CharField(max_length=200, verbose_name='name of the file')),
                ('media_type', models.CharField(max_length=100, verbose_name='media type')),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the file')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='partnering.agreement')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnering.agreementversion')),
            ],
            options={
                'verbose_name': 'signature of an agreement',
                'verbose_name_plural': 'signatures of agreements',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('agreement', 'round', 'side'), name='agreementsignature_once_a_side'), models.CheckConstraint(condition=models.Q(('side__in', ['sender', 'owner'])), name='agreementsignature_side_known'), models.CheckConstraint(condition=models.Q(models.Q(('sha256', ''), _negated=True), ('size__gt', 0)), name='agreement_signature_has_file')],
            },
        ),
        migrations.CreateModel(
            name='AgreementReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(verbose_name='round')),
                ('side', models.CharField(choices=[('sender', 'Interested side'), ('owner', 'Owner’s side')], max_length=8, verbose_name='side')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('is_approved', models.BooleanField(verbose_name='nothing stands against it')),
                ('words', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='comments')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='partnering.agreement')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnering.agreementversion')),
            ],
            options={
                'verbose_name': 'review of an agreement',
                'verbose_name_plural': 'reviews of agreements',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('agreement', 'round', 'side'), name='agreementreview_once_a_side'), models.CheckConstraint(condition=models.Q(('side__in', ['sender', 'owner'])), name='agreementreview_side_known'), models.CheckConstraint(condition=models.Q(('is_approved', True), models.Q(('words', ''), _negated=True), _connector='OR'), name='agreement_review_objects_with_words')],
            },
        ),
        migrations.CreateModel(
            name='AgreementApproval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(verbose_name='round')),
                ('side', models.CharField(choices=[('sender', 'Interested side'), ('owner', 'Owner’s side')], max_length=8, verbose_name='side')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('is_granted', models.BooleanField(verbose_name='approved')),
                ('reference', models.CharField(blank=True, max_length=100, verbose_name='reference')),
                ('words', models.TextField(validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='reason')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='partnering.agreement')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnering.agreementversion')),
            ],
            options={
                'verbose_name': 'approval of an agreement',
                'verbose_name_plural': 'approvals of agreements',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('agreement', 'round', 'side'), name='agreementapproval_once_a_side'), models.CheckConstraint(condition=models.Q(('side__in', ['sender', 'owner'])), name='agreementapproval_side_known'), models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='agreement_approval_with_reason')],
            },
        ),
    ]
