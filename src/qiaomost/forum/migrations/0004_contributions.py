import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('forum', '0003_meetings'),
        ('network', '0004_identifiers'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContributionCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('track', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='call', to='forum.track', verbose_name='track')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forum.site', verbose_name='site')),
                ('phase', models.CharField(choices=[('collecting', 'Contributions are collected'), ('review', 'Under review'), ('discussion', 'Reviewers discuss'), ('decided', 'Review is closed')], default='collecting', max_length=10, verbose_name='phase')),
                ('about', models.JSONField(blank=True, default=dict, verbose_name='what is asked for')),
                ('opens_at', models.DateTimeField(verbose_name='opens at')),
                ('closes_at', models.DateTimeField(verbose_name='deadline')),
                ('confirm_until', models.DateTimeField(verbose_name='to be confirmed until')),
                ('kinds', models.JSONField(default=list, verbose_name='kinds of session')),
                ('lengths', models.JSONField(default=list, verbose_name='lengths in minutes')),
                ('reviews_needed', models.PositiveSmallIntegerField(default=2, verbose_name='reviews that a contribution needs')),
                ('is_anonymous', models.BooleanField(default=True, verbose_name='reviewed without names')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'call for contributions',
                'verbose_name_plural': 'calls for contributions',
                'ordering': ('track__position', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('phase__in', ['collecting', 'review', 'discussion', 'decided'])), name='contribution_call_phase_known'), models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at')), ('confirm_until__gt', models.F('closes_at'))), name='contribution_call_dates_in_order'), models.CheckConstraint(condition=models.Q(('reviews_needed__range', (1, 9))), name='contribution_call_reviews_in_range')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='CallCriterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='forum.contributioncall')),
                ('position', models.PositiveSmallIntegerField()),
                ('words', models.JSONField(verbose_name='criterion')),
                ('weight', models.PositiveSmallIntegerField(verbose_name='weight')),
                ('maximum', models.PositiveSmallIntegerField(verbose_name='most points')),
            ],
            options={
                'verbose_name': 'criterion of a call',
                'verbose_name_plural': 'criteria of a call',
                'ordering': ('position',),
                'constraints': [models.UniqueConstraint(fields=('call', 'position'), name='call_criterion_position_unique'), models.CheckConstraint(condition=models.Q(('maximum__range', (1, 100)), ('weight__range', (1, 100))), name='call_criterion_numbers_in_range')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='CallQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='forum.contributioncall')),
                ('position', models.PositiveSmallIntegerField()),
                ('words', models.JSONField(verbose_name='question')),
                ('limit', models.PositiveSmallIntegerField(verbose_name='characters at most')),
                ('is_required', models.BooleanField(default=True, verbose_name='has to be answered')),
            ],
            options={
                'verbose_name': 'question of a call',
                'verbose_name_plural': 'questions of a call',
                'ordering': ('position',),
                'constraints': [models.UniqueConstraint(fields=('call', 'position'), name='call_question_position_unique'), models.CheckConstraint(condition=models.Q(('limit__range', (20, 10000))), name='call_question_limit_in_range')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ReviewerSeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='forum.contributioncall')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seated_at', models.DateTimeField(verbose_name='seated at')),
            ],
            options={
                'verbose_name': 'seat of a reviewer',
                'verbose_name_plural': 'seats of reviewers',
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('call', 'user'), name='forum_reviewer_one_seat')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='forum.contributioncall')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to=settings.AUTH_USER_MODEL)),
                ('number', models.PositiveSmallIntegerField(null=True, verbose_name='number')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('waiting', 'On the waiting list'), ('accepted', 'Accepted'), ('confirmed', 'Confirmed'), ('rejected', 'Declined'), ('withdrawn', 'Withdrawn')], default='draft', max_length=9, verbose_name='state')),
                ('kind', models.CharField(choices=[('keynote', 'Keynote'), ('talk', 'Talk'), ('panel', 'Round table'), ('signing', 'Signing ceremony'), ('meetings', '1:1 meetings'), ('ceremony', 'Ceremony'), ('visit', 'Visit'), ('break', 'Break')], max_length=8, verbose_name='kind of session')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='length in minutes')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language it is given in')),
                ('started_at', models.DateTimeField(verbose_name='started at')),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='submitted at')),
                ('pending', models.CharField(blank=True, choices=[('accept', 'Accept'), ('queue', 'Put on the waiting list'), ('reject', 'Decline')], default='', max_length=6, verbose_name='decision to be applied')),
                ('reason', models.TextField(blank=True, default='', validators=[django.core.validators.MaxLengthValidator(1000)], verbose_name='reason')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('place', models.PositiveSmallIntegerField(null=True, verbose_name='place on the waiting list')),
                ('confirm_until', models.DateTimeField(null=True, verbose_name='to be confirmed until')),
                ('session', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contribution', to='forum.session', verbose_name='session')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'contribution',
                'verbose_name_plural': 'contributions',
                'ordering': ('number', 'started_at', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('call', 'number'), name='contribution_number_unique'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'waiting', 'accepted', 'confirmed', 'rejected', 'withdrawn'])), name='contribution_state_known'), models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'withdrawn')), models.Q(('number__isnull', False), ('submitted_at__isnull', False)), _connector='OR'), name='contribution_submitted_has_number'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('session__isnull', False), _connector='OR'), name='contribution_confirmed_has_session'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), ('confirm_until__isnull', False), _connector='OR'), name='contribution_accepted_has_deadline')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ConflictDeclaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='declarations', to='forum.contribution')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='declarations', to='forum.reviewerseat')),
                ('has_conflict', models.BooleanField(verbose_name='conflict of interest')),
                ('text', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(1000)], verbose_name='which')),
                ('at', models.DateTimeField(verbose_name='at')),
            ],
            options={
                'verbose_name': 'declaration of interest',
                'verbose_name_plural': 'declarations of interest',
                'constraints': [models.UniqueConstraint(fields=('contribution', 'seat'), name='forum_declaration_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ContributionAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='forum.contribution')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forum.callquestion')),
                ('text', models.TextField(verbose_name='answer')),
            ],
            options={
                'verbose_name': 'answer of a contribution',
                'verbose_name_plural': 'answers of a contribution',
                'ordering': ('question__position',),
                'constraints': [models.UniqueConstraint(fields=('contribution', 'question'), name='contribution_answer_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ContributionText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='forum.contribution')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('abstract', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name='abstract')),
                ('origin', models.CharField(choices=[('original', 'Original'), ('human', 'Translated by a person'), ('machine', 'Translated by a machine')], max_length=10, verbose_name='origin')),
            ],
            options={
                'verbose_name': 'text of a contribution',
                'verbose_name_plural': 'texts of a contribution',
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('contribution', 'language'), name='contribution_text_language_unique'), models.UniqueConstraint(condition=models.Q(('origin', 'original')), fields=('contribution',), name='contribution_text_one_original')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='CoSpeaker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='speakers', to='forum.contribution')),
                ('position', models.PositiveSmallIntegerField()),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.person')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language of the name')),
                ('family', models.CharField(blank=True, max_length=100, verbose_name='family name')),
                ('given', models.CharField(blank=True, max_length=100, verbose_name='given name')),
                ('address', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
            ],
            options={
                'verbose_name': 'co-speaker',
                'verbose_name_plural': 'co-speakers',
                'ordering': ('position',),
                'constraints': [models.UniqueConstraint(fields=('contribution', 'position'), name='co_speaker_position_unique'), models.CheckConstraint(condition=models.Q(('person__isnull', False), models.Q(models.Q(('family', ''), _negated=True), models.Q(('address', ''), _negated=True)), _connector='OR'), name='co_speaker_is_somebody')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ReviewNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='forum.contribution')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forum.reviewerseat')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('text', models.TextField(validators=[django.core.validators.MaxLengthValidator(1000)], verbose_name='text')),
            ],
            options={
                'verbose_name': 'note of a reviewer',
                'verbose_name_plural': 'notes of reviewers',
                'ordering': ('pk',),
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='ReviewSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contribution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='forum.contribution')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='forum.reviewerseat')),
                ('comment', models.TextField(validators=[django.core.validators.MaxLengthValidator(1000)], verbose_name='comment')),
                ('at', models.DateTimeField(verbose_name='at')),
            ],
            options={
                'verbose_name': 'review',
                'verbose_name_plural': 'reviews',
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('contribution', 'seat'), name='forum_review_once'), models.CheckConstraint(condition=models.Q(('comment', ''), _negated=True), name='forum_review_has_a_comment')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ReviewScore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='forum.reviewsheet')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forum.callcriterion')),
                ('points', models.PositiveSmallIntegerField(verbose_name='points')),
                ('maximum', models.PositiveSmallIntegerField(verbose_name='most points')),
            ],
            options={
                'verbose_name': 'score',
                'verbose_name_plural': 'scores',
                'constraints': [models.UniqueConstraint(fields=('sheet', 'criterion'), name='forum_score_once_a_criterion'), models.CheckConstraint(condition=models.Q(('points__lte', models.F('maximum'))), name='forum_score_at_most_the_maximum')],
                'indexes': [],
            },
        ),
    ]
