import django.core.validators
import django.db.models.deletion
import qiaomost.partnering.models.answers.answers
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('catalogue', '0002_subjects'),
        ('network', '0004_identifiers'),
        ('partnering', '0005_outcomes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('open', 'Open for answers'), ('blind', 'Reviewed without names'), ('named', 'Reviewed with names'), ('notice', 'Public notice of the award'), ('awarded', 'Awarded'), ('ended', 'Ended without an award'), ('moot', 'Challenge withdrawn')], default='open', max_length=8, verbose_name='state')),
                ('deadline', models.DateField(verbose_name='deadline')),
                ('eligibility', models.JSONField(default=dict, verbose_name='who may answer')),
                ('countries', models.JSONField(default=list, verbose_name='countries')),
                ('kinds', models.JSONField(default=list, verbose_name='kinds of organisation')),
                ('reviews_needed', models.PositiveSmallIntegerField(default=2, verbose_name='reviews that an answer needs')),
                ('notice_days', models.PositiveSmallIntegerField(default=5, verbose_name='working days of public notice')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('notice_from', models.DateField(null=True, verbose_name='under public notice from')),
                ('notice_until', models.DateField(null=True, verbose_name='under public notice until')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished at')),
                ('version', models.PositiveIntegerField(default=1)),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='call', to='catalogue.record')),
            ],
            options={
                'verbose_name': 'call for answers',
                'verbose_name_plural': 'calls for answers',
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'blind', 'named', 'notice', 'awarded', 'ended', 'moot'])), name='call_state_known'), models.CheckConstraint(condition=models.Q(('notice_days__range', (1, 60)), ('reviews_needed__range', (1, 9))), name='call_numbers_in_range'), models.CheckConstraint(condition=models.Q(models.Q(('notice_from__isnull', True), ('notice_until__isnull', True)), ('notice_from__lt', models.F('notice_until')), _connector='OR'), name='call_notice_has_both_ends'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('notice', 'awarded')), _negated=True), ('notice_until__isnull', False), _connector='OR'), name='call_awarded_after_notice')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(null=True, verbose_name='number')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('eligible', 'Eligible'), ('ineligible', 'Not eligible'), ('scored', 'Scored'), ('shortlisted', 'Shortlisted'), ('selected', 'Selected'), ('public_notice', 'Under public notice'), ('awarded', 'Awarded'), ('rejected', 'Not chosen'), ('withdrawn', 'Withdrawn')], default='draft', max_length=13, verbose_name='state')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('started_at', models.DateTimeField(verbose_name='started at')),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='submitted at')),
                ('reason', models.TextField(blank=True, default='', verbose_name='reason')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='partnering.case')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='partnering.call')),
            ],
            options={
                'verbose_name': 'answer to a challenge',
                'verbose_name_plural': 'answers to challenges',
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'eligible', 'ineligible', 'scored', 'shortlisted', 'selected', 'public_notice', 'awarded', 'rejected', 'withdrawn'])), name='answer_state_known'), models.UniqueConstraint(condition=models.Q(('state', 'withdrawn'), _negated=True), fields=('call', 'organisation'), name='answer_one_an_organisation'), models.UniqueConstraint(fields=('call', 'number'), name='answer_number_unique'), models.UniqueConstraint(condition=models.Q(('state__in', ('selected', 'public_notice', 'awarded'))), fields=('call',), name='answer_one_selected_a_call'), models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'withdrawn', 'rejected')), ('submitted_at__isnull', False), _connector='OR'), name='answer_submitted_has_date'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('ineligible', 'rejected', 'shortlisted', 'selected', 'public_notice', 'awarded')), _negated=True), models.Q(models.Q(('reason', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='answer_decided_with_reason'), models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('state', 'awarded')), models.Q(models.Q(('state', 'awarded'), _negated=True), ('case__isnull', True)), _connector='OR'), name='answer_awarded_has_case')],
            },
        ),
        migrations.CreateModel(
            name='CallEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('topic', models.CharField(max_length=80, verbose_name='topic')),
                ('detail', models.JSONField(default=dict, verbose_name='detail')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('addressee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='partnering.answer')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='partnering.call')),
            ],
            options={
                'verbose_name': 'event of a call',
                'verbose_name_plural': 'events of calls',
                'indexes': [models.Index(fields=['call', 'id'], name='call_event_order')],
            },
        ),
        migrations.CreateModel(
            name='CallNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mail_claimed_at', models.DateTimeField(null=True, verbose_name='mail claimed at')),
                ('mailed_at', models.DateTimeField(null=True, verbose_name='mailed at')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='partnering.callevent')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notice of a call',
                'verbose_name_plural': 'notices of calls',
                'constraints': [models.UniqueConstraint(fields=('event', 'user'), name='call_notice_once')],
            },
        ),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('words', models.JSONField(verbose_name='criterion')),
                ('weight', models.PositiveSmallIntegerField(verbose_name='weight')),
                ('maximum', models.PositiveSmallIntegerField(verbose_name='most points')),
                ('limit', models.PositiveSmallIntegerField(verbose_name='characters at most')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='partnering.call')),
            ],
            options={
                'verbose_name': 'criterion',
                'verbose_name_plural': 'criteria',
                'ordering': ('position',),
                'constraints': [models.UniqueConstraint(fields=('call', 'position'), name='criterion_position_unique'), models.CheckConstraint(condition=models.Q(('limit__range', (100, 10000)), ('maximum__range', (1, 100)), ('weight__range', (1, 100))), name='criterion_numbers_in_range')],
            },
        ),
        migrations.CreateModel(
            name='AnswerWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='partnering.answer')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='partnering.criterion')),
            ],
            options={
                'verbose_name': 'words of an answer',
                'verbose_name_plural': 'words of answers',
                'constraints': [models.UniqueConstraint(fields=('answer', 'criterion'), name='answer_words_once')],
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('text', models.TextField(validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='objection')),
                ('state', models.CharField(choices=[('open', 'To be decided'), ('upheld', 'Upheld'), ('dismissed', 'Dismissed')], default='open', max_length=9, verbose_name='state')),
                ('reason', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='reason')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objections', to='partnering.answer')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objections', to='partnering.call')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'objection',
                'verbose_name_plural': 'objections',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('reason', ''), ('state', 'open')), models.Q(('decided_at__isnull', False), ('state__in', ('upheld', 'dismissed')), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='objection_decided_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='Reviewer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seated_at', models.DateTimeField(verbose_name='seated at')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviewers', to='partnering.call')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'reviewer of a call',
                'verbose_name_plural': 'reviewers of calls',
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('call', 'user'), name='reviewer_one_seat')],
            },
        ),
        migrations.CreateModel(
            name='Declaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('has_conflict', models.BooleanField(verbose_name='conflict of interest')),
                ('text', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='which')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='declarations', to='partnering.answer')),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='declarations', to='partnering.reviewer')),
            ],
            options={
                'verbose_name': 'declaration of interest',
                'verbose_name_plural': 'declarations of interest',
                'constraints': [models.UniqueConstraint(fields=('answer', 'reviewer'), name='declaration_once')],
            },
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phase', models.CharField(choices=[('open', 'Open for answers'), ('blind', 'Reviewed without names'), ('named', 'Reviewed with names'), ('notice', 'Public notice of the award'), ('awarded', 'Awarded'), ('ended', 'Ended without an award'), ('moot', 'Challenge withdrawn')], max_length=8, verbose_name='phase')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assessments', to='partnering.answer')),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='partnering.reviewer')),
            ],
            options={
                'verbose_name': 'assessment',
                'verbose_name_plural': 'assessments',
                'constraints': [models.UniqueConstraint(fields=('answer', 'reviewer', 'phase'), name='assessment_once_a_phase'), models.CheckConstraint(condition=models.Q(('phase__in', ('blind', 'named'))), name='assessment_in_a_phase_of_review')],
            },
        ),
        migrations.CreateModel(
            name='AnswerNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('text', models.TextField(validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='text')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='partnering.answer')),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnering.reviewer')),
            ],
            options={
                'verbose_name': 'note of a reviewer',
                'verbose_name_plural': 'notes of reviewers',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.PositiveSmallIntegerField(verbose_name='points')),
                ('maximum', models.PositiveSmallIntegerField(verbose_name='most points')),
                ('comment', models.TextField(validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='comment')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='partnering.assessment')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnering.criterion')),
            ],
            options={
                'verbose_name': 'score',
                'verbose_name_plural': 'scores',
                'constraints': [models.UniqueConstraint(fields=('assessment', 'criterion'), name='score_once_a_criterion'), models.CheckConstraint(condition=models.Q(('points__lte', models.F('maximum'))), name='score_at_most_the_maximum'), models.CheckConstraint(condition=models.Q(('comment', ''), _negated=True), name='score_has_a_comment')],
            },
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('share', models.PositiveSmallIntegerField(verbose_name='share of a hundred')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed at')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='team', to='partnering.answer')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation')),
            ],
            options={
                'verbose_name': 'member of a team',
                'verbose_name_plural': 'members of teams',
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('answer', 'organisation'), name='team_member_once'), models.CheckConstraint(condition=models.Q(('share__range', (1, 100))), name='team_share_in_range'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='team_confirmed_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='AnswerFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('file', models.FileField(max_length=200, upload_to=qiaomost.partnering.models.answers.answers.answer_path, verbose_name='file')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('media_type', models.CharField(max_length=100, verbose_name='media type')),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('added_at', models.DateTimeField(verbose_name='added at')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='partnering.answer')),
            ],
            options={
                'verbose_name': 'file of an answer',
                'verbose_name_plural': 'files of answers',
                'ordering': ('added_at', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('answer', 'sha256'), name='answer_file_once')],
            },
        ),
    ]
