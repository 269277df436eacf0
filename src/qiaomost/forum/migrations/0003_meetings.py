import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('catalogue', '0002_subjects'),
        ('forum', '0002_registrations'),
        ('network', '0004_identifiers'),
    ]

    operations = [
        migrations.CreateModel(
            name='MeetingInterpreter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meeting_interpreters', to='forum.edition')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.person', verbose_name='person')),
                ('pairs', models.JSONField(default=list, verbose_name='pairs of languages')),
            ],
            options={
                'verbose_name': 'interpreter',
                'verbose_name_plural': 'interpreters',
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('edition', 'person'), name='meeting_interpreter_unique')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='MeetingPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meeting_plans', to='forum.edition')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('state', models.CharField(choices=[('waiting', 'Waiting for the worker'), ('running', 'Being calculated'), ('ready', 'Ready'), ('published', 'Published'), ('replaced', 'Replaced by a later plan'), ('cancelled', 'Cancelled'), ('failed', 'Could not be made')], default='waiting', max_length=9, verbose_name='state')),
                ('seconds', models.PositiveSmallIntegerField(default=30, verbose_name='time limit in seconds')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('beat_at', models.DateTimeField(null=True)),
                ('is_stopped', models.BooleanField(default=False)),
                ('elapsed_s', models.FloatField(default=0.0)),
                ('value', models.PositiveIntegerField(default=0)),
                ('bound', models.PositiveIntegerField(default=0)),
                ('failure', models.CharField(blank=True, default='', max_length=500)),
                ('published_at', models.DateTimeField(null=True, verbose_name='published at')),
            ],
            options={
                'verbose_name': 'plan of meetings',
                'verbose_name_plural': 'plans of meetings',
                'ordering': ('-number',),
                'constraints': [models.UniqueConstraint(fields=('edition', 'number'), name='meeting_plan_number_unique'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'running', 'ready', 'published', 'replaced', 'cancelled', 'failed'])), name='meeting_plan_state'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('edition',), name='meeting_plan_one_published'), models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'running'))), fields=('edition',), name='meeting_plan_one_run'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('published', 'replaced')), _negated=True), ('published_at__isnull', False), _connector='OR'), name='meeting_plan_published_has_date')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='MeetingRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='meeting_rules', to='forum.edition')),
                ('is_open', models.BooleanField(default=False, verbose_name='participants may opt in')),
                ('asked_until', models.DateTimeField(verbose_name='requests until')),
                ('most_requests', models.PositiveSmallIntegerField(default=20, verbose_name='open requests that one may have sent')),
                ('across_countries', models.BooleanField(default=False, verbose_name='only between countries')),
                ('pairs', models.JSONField(blank=True, default=list, verbose_name='categories that may meet')),
                ('minutes', models.PositiveSmallIntegerField(default=25, verbose_name='length in minutes')),
                ('pause', models.PositiveSmallIntegerField(default=5, verbose_name='pause after each, in minutes')),
            ],
            options={
                'verbose_name': 'rules of the 1:1 meetings',
                'verbose_name_plural': 'rules of the 1:1 meetings',
                'constraints': [models.CheckConstraint(condition=models.Q(('minutes__range', (10, 120))), name='meeting_rules_minutes')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='InterpreterHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('interpreter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='forum.meetinginterpreter')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.site')),
                ('starts_at', models.DateTimeField(verbose_name='starts at')),
                ('ends_at', models.DateTimeField(verbose_name='ends at')),
            ],
            options={
                'verbose_name': 'hours of an interpreter',
                'verbose_name_plural': 'hours of interpreters',
                'ordering': ('starts_at', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='interpreter_hours_run_forward')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='MeetingSlot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meeting_slots', to='forum.site')),
                ('starts_at', models.DateTimeField(verbose_name='starts at')),
                ('ends_at', models.DateTimeField(verbose_name='ends at')),
            ],
            options={
                'verbose_name': 'slot for meetings',
                'verbose_name_plural': 'slots for meetings',
                'ordering': ('starts_at', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('site', 'starts_at'), name='meeting_slot_unique'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='meeting_slot_runs_forward')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Way',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('one', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.site')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.site')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='minutes')),
            ],
            options={
                'verbose_name': 'way between sites',
                'verbose_name_plural': 'ways between sites',
                'constraints': [models.UniqueConstraint(fields=('one', 'other'), name='way_unique'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='way_between_two')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='MeetingProfile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('registration', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='meeting_profile', to='forum.registration')),
                ('is_listed', models.BooleanField(default=False, verbose_name='takes part in the 1:1 meetings')),
                ('words', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(1000)], verbose_name='what one seeks and offers')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language of the text')),
                ('daily_limit', models.PositiveSmallIntegerField(default=8, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='meetings a day at most')),
                ('calendar_digest', models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('records', models.ManyToManyField(blank=True, related_name='+', to='catalogue.record', verbose_name='records')),
                ('sites', models.ManyToManyField(blank=True, related_name='+', to='forum.site', verbose_name='sites')),
            ],
            options={
                'verbose_name': 'profile for meetings',
                'verbose_name_plural': 'profiles for meetings',
                'ordering': ('registration__made_at', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('daily_limit__range', (1, 20))), name='meeting_profile_limit')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='MeetingTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meeting_tables', to='forum.room')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
            ],
            options={
                'verbose_name': 'table',
                'verbose_name_plural': 'tables',
                'ordering': ('room', 'number'),
                'constraints': [models.UniqueConstraint(fields=('room', 'number'), name='meeting_table_unique')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='BlockedTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocked', to='forum.meetingprofile')),
                ('starts_at', models.DateTimeField(verbose_name='starts at')),
                ('ends_at', models.DateTimeField(verbose_name='ends at')),
            ],
            options={
                'verbose_name': 'blocked time',
                'verbose_name_plural': 'blocked times',
                'ordering': ('starts_at', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='blocked_time_runs_forward')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='MeetingRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meeting_requests', to='forum.edition')),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sent_requests', to='forum.meetingprofile')),
                ('asked', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='received_requests', to='forum.meetingprofile')),
                ('state', models.CharField(choices=[('sent', 'Waiting for an answer'), ('proposed', 'Something else is proposed'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('passed_on', 'Passed on to a colleague'), ('withdrawn', 'Withdrawn')], default='sent', max_length=9, verbose_name='state')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language of the text')),
                ('reason', models.TextField(validators=[django.core.validators.MaxLengthValidator(1000)], verbose_name='reason')),
                ('answer', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(1000)], verbose_name='answer')),
                ('day', models.DateField(blank=True, null=True, verbose_name='day')),
                ('proposed_day', models.DateField(blank=True, null=True, verbose_name='proposed day')),
                ('colleague', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='forum.meetingprofile')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'request for a meeting',
                'verbose_name_plural': 'requests for meetings',
                'ordering': ('made_at', 'pk'),
                'indexes': [models.Index(fields=['edition', 'state'], name='meeting_request_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['sent', 'proposed', 'accepted', 'declined', 'passed_on', 'withdrawn'])), name='meeting_request_state'), models.CheckConstraint(condition=models.Q(('asker', models.F('asked')), _negated=True), name='meeting_request_of_two'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='meeting_request_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='meeting_request_declined_with_reason'), models.CheckConstraint(condition=models.Q(('state__in', ('sent', 'withdrawn')), ('answered_at__isnull', False), _connector='OR'), name='meeting_request_answered_has_date'), models.UniqueConstraint(condition=models.Q(('state__in', ['accepted', 'proposed', 'sent'])), fields=('asker', 'asked'), name='meeting_request_one_open_a_pair')],
            },
        ),
        migrations.CreateModel(
            name='FixedMeeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='fixed', to='forum.meetingrequest')),
                ('slot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.meetingslot')),
                ('table', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.meetingtable')),
                ('interpreter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.meetinginterpreter')),
            ],
            options={
                'verbose_name': 'fixed meeting',
                'verbose_name_plural': 'fixed meetings',
                'constraints': [models.UniqueConstraint(fields=('slot', 'table'), name='fixed_meeting_table_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='PlannedMeeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='forum.meetingplan')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='forum.meetingrequest')),
                ('slot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forum.meetingslot')),
                ('table', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forum.meetingtable')),
                ('interpreter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forum.meetinginterpreter')),
            ],
            options={
                'verbose_name': 'planned meeting',
                'verbose_name_plural': 'planned meetings',
                'ordering': ('slot__starts_at', 'table__number', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('plan', 'request'), name='planned_meeting_once'), models.UniqueConstraint(fields=('plan', 'slot', 'table'), name='planned_meeting_table_once'), models.UniqueConstraint(condition=models.Q(('interpreter__isnull', False)), fields=('plan', 'slot', 'interpreter'), name='planned_meeting_interpreter_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Unplanned',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unplanned', to='forum.meetingplan')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.meetingrequest')),
                ('reason', models.CharField(choices=[('no_common_site', 'You are not at the same site.'), ('no_common_slot', 'There is no time at which both of you are free.'), ('no_table', 'No table is free when both of you are.'), ('no_interpreter', 'You share no language, and no interpreter is free when both of you are.'), ('limit_reached', 'One of you has as many meetings as they want.'), ('not_chosen', 'Other meetings, which weigh more, took the times that would have been possible.')], max_length=16, verbose_name='reason')),
                ('alone', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'request without a meeting',
                'verbose_name_plural': 'requests without a meeting',
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('plan', 'request'), name='unplanned_once'), models.CheckConstraint(condition=models.Q(('reason__in', ['no_common_site', 'no_common_slot', 'no_table', 'no_interpreter', 'limit_reached', 'not_chosen'])), name='unplanned_reason')],
                'indexes': [],
            },
        ),
    ]
