import django.core.validators
import django.db.models.deletion
import qiaomost.catalogue.models.records
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('network', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('achievement', 'Achievement'), ('challenge', 'Challenge'), ('expert', 'Expert')], max_length=16, verbose_name='kind')),
                ('source_language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='source language')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('under_review', 'Under review'), ('returned', 'Returned to the author'), ('accepted', 'Accepted by the reviewer'), ('screening', 'Being screened'), ('blocked', 'Blocked by screening'), ('cleared', 'Cleared for publication'), ('published', 'Published'), ('on_hold', 'On hold'), ('expired', 'Expired'), ('archived', 'Archived')], default='draft', max_length=16, verbose_name='state')),
                ('open_for_interest', models.BooleanField(default=True, verbose_name='open for interest')),
                ('disclosure', models.CharField(choices=[('public', 'Public'), ('members', 'Members of the network'), ('room', 'Parties after an NDA')], default='public', max_length=8, verbose_name='disclosure')),
                ('section_disclosure', models.JSONField(blank=True, default=dict, help_text="Section → level, where it is narrower than the record's.", verbose_name='disclosure of sections')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('updated_at', models.DateTimeField(verbose_name='updated at')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='expires at')),
                ('expiry_noticed_at', models.DateTimeField(blank=True, null=True, verbose_name='notice of expiry sent at')),
                ('renewals', models.PositiveSmallIntegerField(default=0, verbose_name='renewals')),
                ('moot_reason', models.TextField(blank=True, verbose_name='why it is moot')),
                ('source', models.CharField(blank=True, max_length=64, verbose_name='source')),
                ('source_id', models.CharField(blank=True, max_length=200, verbose_name='id in the source')),
                ('source_address', models.URLField(blank=True, max_length=500, verbose_name='address of the source')),
                ('source_digest', models.CharField(blank=True, max_length=64, verbose_name='digest of the source row')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.person', verbose_name='contact')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='network.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'record',
                'verbose_name_plural': 'records',
            },
        ),
        migrations.CreateModel(
            name='Achievement',
            fields=[
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='achievement', serialize=False, to='catalogue.record')),
                ('stage', models.CharField(blank=True, choices=[('concept', 'Concept'), ('laboratory', 'Tested in the laboratory'), ('prototype', 'Prototype'), ('pilot', 'Pilot operation'), ('demonstrated', 'Proven in operation'), ('series', 'In series production')], max_length=16, verbose_name='stage')),
                ('trl', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(9)], verbose_name='technology readiness')),
                ('production_readiness', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10)], verbose_name='production readiness')),
                ('market_readiness', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(9)], verbose_name='market readiness')),
                ('cooperation', models.JSONField(blank=True, default=list, verbose_name='cooperation sought')),
            ],
            options={
                'verbose_name': 'achievement',
                'verbose_name_plural': 'achievements',
                'constraints': [models.CheckConstraint(condition=models.Q(('trl__isnull', True), models.Q(('trl__gte', 1), ('trl__lte', 9)), _connector='OR'), name='achievement_trl_range'), models.CheckConstraint(condition=models.Q(('production_readiness__isnull', True), models.Q(('production_readiness__gte', 1), ('production_readiness__lte', 10)), _connector='OR'), name='achievement_production_readiness_range'), models.CheckConstraint(condition=models.Q(('market_readiness__isnull', True), models.Q(('market_readiness__gte', 1), ('market_readiness__lte', 9)), _connector='OR'), name='achievement_market_readiness_range')],
            },
        ),
        migrations.CreateModel(
            name='Challenge',
            fields=[
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='challenge', serialize=False, to='catalogue.record')),
                ('deliverable', models.CharField(blank=True, choices=[('idea', 'Idea'), ('design', 'Design'), ('proof_of_concept', 'Proof of concept'), ('prototype', 'Prototype'), ('product', 'Product')], max_length=20, verbose_name='deliverable')),
                ('budget', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='budget')),
                ('currency', models.CharField(blank=True, choices=[('CNY', 'CNY'), ('RUB', 'RUB')], max_length=3, verbose_name='currency')),
                ('deadline', models.DateField(blank=True, null=True, verbose_name='deadline')),
                ('ip_terms', models.CharField(blank=True, choices=[('solver_keeps', 'The solver keeps the rights'), ('shared', 'Rights are shared'), ('buyer_owns', 'The owner of the challenge acquires the rights'), ('negotiable', 'To be negotiated')], max_length=16, verbose_name='terms for rights')),
                ('is_anonymous', models.BooleanField(default=False, verbose_name='owner stays anonymous until introduction')),
                ('trl_min', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(9)], verbose_name='lowest technology readiness')),
                ('cooperation', models.JSONField(blank=True, default=list, verbose_name='cooperation wanted')),
            ],
            options={
                'verbose_name': 'challenge',
                'verbose_name_plural': 'challenges',
                'constraints': [models.CheckConstraint(condition=models.Q(('trl_min__isnull', True), models.Q(('trl_min__gte', 1), ('trl_min__lte', 9)), _connector='OR'), name='challenge_trl_min_range'), models.CheckConstraint(condition=models.Q(('budget__isnull', True), models.Q(('budget__gt', 0), models.Q(('currency', ''), _negated=True)), _connector='OR'), name='challenge_budget_has_currency')],
            },
        ),
        migrations.CreateModel(
            name='Expert',
            fields=[
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='expert', serialize=False, to='catalogue.record')),
                ('willing_to', models.JSONField(blank=True, default=list, verbose_name='willing to')),
                ('languages', models.JSONField(blank=True, default=dict, help_text='Language → level (CEFR).', verbose_name='languages')),
            ],
            options={
                'verbose_name': 'expert',
                'verbose_name_plural': 'experts',
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('file', models.FileField(max_length=200, upload_to=qiaomost.catalogue.models.records.attachment_path, verbose_name='file')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('media_type', models.CharField(max_length=100, verbose_name='media type')),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('language', models.CharField(blank=True, choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('disclosure', models.CharField(choices=[('public', 'Public'), ('members', 'Members of the network'), ('room', 'Parties after an NDA')], default='public', max_length=8, verbose_name='disclosure')),
                ('added_at', models.DateTimeField(verbose_name='added at')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='catalogue.record')),
            ],
            options={
                'verbose_name': 'attachment',
                'verbose_name_plural': 'attachments',
                'constraints': [models.UniqueConstraint(fields=('record', 'sha256'), name='attachment_once')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('publication', 'Publication'), ('patent', 'Patent'), ('report', 'Test report'), ('record', 'Record of this catalogue')], max_length=12, verbose_name='kind')),
                ('title', models.CharField(blank=True, max_length=500, verbose_name='title')),
                ('abstract', models.TextField(blank=True, max_length=4000, verbose_name='abstract')),
                ('language', models.CharField(blank=True, choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year')),
                ('address', models.URLField(blank=True, max_length=500, verbose_name='address')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='catalogue.record')),
                ('target', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='evidence_of', to='catalogue.record')),
            ],
            options={
                'verbose_name': 'evidence',
                'verbose_name_plural': 'evidence',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'record'), ('target__isnull', False)), models.Q(models.Q(('kind', 'record'), _negated=True), ('target__isnull', True), models.Q(('title', ''), _negated=True)), _connector='OR'), name='evidence_record_or_title')],
            },
        ),
        migrations.CreateModel(
            name='RecordText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('origin', models.CharField(choices=[('original', 'Original'), ('human', 'Translated by a person'), ('machine', 'Translated by a machine')], max_length=8, verbose_name='origin')),
                ('state', models.CharField(choices=[('draft', 'Not yet approved'), ('approved', 'Approved by the owner'), ('stale', 'Older than the original')], default='draft', max_length=8, verbose_name='state')),
                ('title', models.CharField(max_length=256, verbose_name='title')),
                ('summary', models.TextField(blank=True, max_length=500, verbose_name='summary')),
                ('description', models.TextField(blank=True, max_length=4000, verbose_name='description')),
                ('advantages', models.TextField(blank=True, max_length=4000, verbose_name='advantages and innovation')),
                ('current_solutions', models.TextField(blank=True, max_length=4000, verbose_name='current solutions and their limits')),
                ('desired_outcome', models.TextField(blank=True, max_length=4000, verbose_name='desired outcome')),
                ('acceptance_criteria', models.JSONField(blank=True, default=list, verbose_name='acceptance criteria')),
                ('keywords', models.JSONField(blank=True, default=list, verbose_name='keywords')),
                ('translated_by', models.CharField(blank=True, max_length=200, verbose_name='translated by')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='catalogue.record')),
            ],
            options={
                'verbose_name': 'text',
                'verbose_name_plural': 'texts',
                'constraints': [models.UniqueConstraint(fields=('record', 'language'), name='text_language_unique'), models.UniqueConstraint(condition=models.Q(('origin', 'original')), fields=('record',), name='text_one_original'), models.CheckConstraint(condition=models.Q(('origin', 'original'), ('state', 'stale'), _negated=True), name='text_original_never_stale'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('approved_at__isnull', False), _connector='OR'), name='text_approved_has_date')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(verbose_name='round')),
                ('decision', models.CharField(blank=True, choices=[('accepted', 'Accepted'), ('returned', 'Returned')], max_length=8, verbose_name='decision')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='catalogue.record')),
                ('reviewer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to=settings.AUTH_USER_MODEL)),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'review',
                'verbose_name_plural': 'reviews',
                'constraints': [models.UniqueConstraint(fields=('record', 'round'), name='review_round_unique'), models.UniqueConstraint(condition=models.Q(('decision', '')), fields=('record',), name='review_one_open'), models.CheckConstraint(condition=models.Q(('reviewer__isnull', True), ('submitted_by__isnull', True), models.Q(('reviewer', models.F('submitted_by')), _negated=True), _connector='OR'), name='review_by_second_person'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('decision', '')), models.Q(models.Q(('decision', ''), _negated=True), ('closed_at__isnull', False), ('reviewer__isnull', False)), _connector='OR'), name='review_closed_has_reviewer')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('severity', models.CharField(choices=[('blocker', 'Blocker'), ('major', 'Major'), ('minor', 'Minor')], max_length=8, verbose_name='severity')),
                ('section', models.CharField(blank=True, max_length=32, verbose_name='section')),
                ('language', models.CharField(blank=True, choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('text', models.TextField(max_length=2000, verbose_name='finding')),
                ('answer', models.TextField(blank=True, max_length=2000, verbose_name='answer')),
                ('is_resolved', models.BooleanField(default=False, verbose_name='resolved')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='catalogue.review')),
            ],
            options={
                'verbose_name': 'finding',
                'verbose_name_plural': 'findings',
            },
        ),
        migrations.CreateModel(
            name='Subject',
            fields=[
                ('code', models.CharField(max_length=8, primary_key=True, serialize=False, verbose_name='code')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('label_zh', models.CharField(max_length=120, verbose_name='label in Chinese')),
                ('label_ru', models.CharField(max_length=120, verbose_name='label in Russian')),
                ('label_en', models.CharField(max_length=120, verbose_name='label in English')),
                ('grnti', models.JSONField(default=list, verbose_name='GRNTI')),
                ('gbt13745', models.JSONField(default=list, verbose_name='GB/T 13745')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='catalogue.subject')),
            ],
            options={
                'verbose_name': 'subject',
                'verbose_name_plural': 'subjects',
                'ordering': ('position',),
            },
        ),
        migrations.AddField(
            model_name='record',
            name='subjects',
            field=models.ManyToManyField(blank=True, related_name='records', to='catalogue.subject', verbose_name='subjects'),
        ),
        migrations.CreateModel(
            name='IpRight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('territory', models.CharField(max_length=3, verbose_name='territory')),
                ('status', models.CharField(choices=[('granted', 'Patent granted'), ('pending', 'Patent pending'), ('know_how', 'Know-how'), ('copyright', 'Registered software or design'), ('none', 'Not protected')], max_length=12, verbose_name='status')),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='number')),
                ('achievement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ip_rights', to='catalogue.achievement')),
            ],
            options={
                'verbose_name': 'intellectual property',
                'verbose_name_plural': 'intellectual property',
            },
        ),
        migrations.AddField(
            model_name='expert',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='expert_records', to='network.person', verbose_name='person'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['state', 'kind', '-updated_at'], name='record_state_kind'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('source', 'source_id'), name='record_source_unique'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('expires_at__isnull', False), ('published_at__isnull', False)), _connector='OR'), name='record_published_has_dates'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'under_review', 'returned', 'accepted', 'screening', 'blocked', 'cleared', 'published', 'on_hold', 'expired', 'archived'])), name='record_state_known'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['achievement', 'challenge', 'expert'])), name='record_kind_known'),
        ),
    ]
