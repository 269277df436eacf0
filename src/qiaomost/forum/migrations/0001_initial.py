import django.core.validators
import django.db.models.deletion
import qiaomost.forum.models.editions
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('network', '0004_identifiers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('names', models.JSONField(default=dict, help_text='Language → name.', verbose_name='name')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='short name in addresses')),
                ('themes', models.JSONField(blank=True, default=dict, verbose_name='theme')),
                ('about', models.JSONField(blank=True, default=dict, verbose_name='about')),
                ('organiser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='network.organisation', verbose_name='organiser')),
                ('previous', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='forum.edition', verbose_name='previous edition')),
                ('first_day', models.DateField(verbose_name='first day')),
                ('last_day', models.DateField(verbose_name='last day')),
                ('state', models.CharField(choices=[('draft', 'In preparation'), ('announced', 'Announced'), ('archived', 'Over')], default='draft', max_length=9, verbose_name='state')),
                ('is_demonstration', models.BooleanField(default=False, verbose_name='invented, for the demonstration')),
            ],
            options={
                'verbose_name': 'edition',
                'verbose_name_plural': 'editions',
                'ordering': ('-first_day', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'announced', 'archived'])), name='edition_state_known'), models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='edition_days_in_order')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='forum.edition')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='forum_mails', to=settings.AUTH_USER_MODEL)),
                ('address', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('subject', models.CharField(max_length=200, verbose_name='subject')),
                ('body', models.TextField(max_length=10000, verbose_name='text')),
                ('cause', models.CharField(max_length=120, verbose_name='cause')),
                ('state', models.CharField(choices=[('prepared', 'Prepared'), ('released', 'Released'), ('sent', 'Sent'), ('dropped', 'Dropped')], default='prepared', max_length=8, verbose_name='state')),
                ('prepared_at', models.DateTimeField(verbose_name='prepared at')),
                ('released_at', models.DateTimeField(null=True, verbose_name='released at')),
                ('claimed_at', models.DateTimeField(null=True, verbose_name='mail claimed at')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='sent at')),
            ],
            options={
                'verbose_name': 'mail of a forum',
                'verbose_name_plural': 'mails of a forum',
                'ordering': ('prepared_at', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('edition', 'address', 'cause'), name='forum_mail_once'), models.CheckConstraint(condition=models.Q(('state__in', ['prepared', 'released', 'sent', 'dropped'])), name='forum_mail_state_known')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ProgrammeVersion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='forum.edition')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('content', models.JSONField(verbose_name='content')),
                ('revision', models.PositiveIntegerField(default=0)),
                ('released_at', models.DateTimeField(verbose_name='released at')),
                ('released_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'version of the programme',
                'verbose_name_plural': 'versions of the programme',
                'ordering': ('-number',),
                'constraints': [models.UniqueConstraint(fields=('edition', 'number'), name='programme_version_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='programme_version_counts')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ScheduleKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.edition')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('digest', models.CharField(max_length=64, unique=True, verbose_name='SHA-256')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
            ],
            options={
                'verbose_name': 'key of a schedule',
                'verbose_name_plural': 'keys of schedules',
                'constraints': [models.UniqueConstraint(fields=('edition', 'user'), name='schedule_key_one_each')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('names', models.JSONField(default=dict, help_text='Language → name.', verbose_name='name')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sites', to='forum.edition')),
                ('code', models.SlugField(max_length=40, verbose_name='short name')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('addresses', models.JSONField(blank=True, default=dict, verbose_name='address')),
                ('time_zone', models.CharField(max_length=64, validators=[qiaomost.forum.models.editions.validate_time_zone], verbose_name='time zone')),
                ('link', models.URLField(blank=True, verbose_name='link for those who take part from afar')),
            ],
            options={
                'verbose_name': 'site',
                'verbose_name_plural': 'sites',
                'ordering': ('position', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('edition', 'code'), name='site_code_unique')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Track',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('names', models.JSONField(default=dict, help_text='Language → name.', verbose_name='name')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tracks', to='forum.edition')),
                ('code', models.SlugField(max_length=40, verbose_name='short name')),
                ('kind', models.CharField(choices=[('main_forum', 'Main forum'), ('sub_forum', 'Sub-forum'), ('activity', 'Activity'), ('exhibition', 'Exhibition')], max_length=10, verbose_name='kind')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('about', models.JSONField(blank=True, default=dict, verbose_name='about')),
                ('colour', models.CharField(default='#31598c', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-f]{6}$')], verbose_name='colour')),
            ],
            options={
                'verbose_name': 'track',
                'verbose_name_plural': 'tracks',
                'ordering': ('position', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('edition', 'code'), name='track_code_unique'), models.CheckConstraint(condition=models.Q(('kind__in', ['main_forum', 'sub_forum', 'activity', 'exhibition'])), name='track_kind_known')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Room',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('names', models.JSONField(default=dict, help_text='Language → name.', verbose_name='name')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rooms', to='forum.site')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('capacity', models.PositiveIntegerField(verbose_name='seats')),
                ('booths', models.PositiveSmallIntegerField(default=0, verbose_name='interpretation booths')),
            ],
            options={
                'verbose_name': 'room',
                'verbose_name_plural': 'rooms',
                'ordering': ('site', 'position', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('capacity__gte', 1)), name='room_seats_somebody')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='TimeBand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bands', to='forum.site')),
                ('starts_at', models.DateTimeField(verbose_name='starts at')),
                ('ends_at', models.DateTimeField(verbose_name='ends at')),
                ('is_for_meetings', models.BooleanField(default=False, verbose_name='for 1:1 meetings')),
            ],
            options={
                'verbose_name': 'time band',
                'verbose_name_plural': 'time bands',
                'ordering': ('starts_at', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='time_band_runs_forward')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='forum.edition')),
                ('track', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='forum.track', verbose_name='track')),
                ('kind', models.CharField(choices=[('keynote', 'Keynote'), ('talk', 'Talk'), ('panel', 'Round table'), ('signing', 'Signing ceremony'), ('meetings', '1:1 meetings'), ('ceremony', 'Ceremony'), ('visit', 'Visit'), ('break', 'Break')], max_length=8, verbose_name='kind')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('confirmed', 'Confirmed'), ('cancelled', 'Cancelled')], default='planned', max_length=9, verbose_name='state')),
                ('room', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='forum.room', verbose_name='room')),
                ('starts_at', models.DateTimeField(blank=True, null=True, verbose_name='starts at')),
                ('minutes', models.PositiveSmallIntegerField(default=30, verbose_name='length in minutes')),
                ('is_pinned', models.BooleanField(default=False, verbose_name='stays where it is when a timetable is proposed')),
                ('spoken', models.JSONField(default=list, verbose_name='languages spoken')),
                ('interpreted', models.JSONField(default=list, verbose_name='interpreted into')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'ordering': ('starts_at', 'pk'),
                'indexes': [models.Index(fields=['edition', 'starts_at'], name='session_by_start')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'confirmed', 'cancelled'])), name='session_state_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['keynote', 'talk', 'panel', 'signing', 'meetings', 'ceremony', 'visit', 'break'])), name='session_kind_known'), models.CheckConstraint(condition=models.Q(('minutes__range', (5, 720))), name='session_lasts'), models.CheckConstraint(condition=models.Q(models.Q(('room__isnull', True), ('starts_at__isnull', True)), models.Q(('room__isnull', False), ('starts_at__isnull', False)), _connector='OR'), name='session_place_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='Appearance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appearances', to='forum.session')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appearances', to='network.person', verbose_name='person')),
                ('role', models.CharField(choices=[('speaker', 'Speaker'), ('chair', 'Chair'), ('panellist', 'Participant of the round table'), ('interpreter', 'Interpreter')], max_length=11, verbose_name='role')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('is_vip', models.BooleanField(default=False, verbose_name='guest of honour')),
            ],
            options={
                'verbose_name': 'appearance',
                'verbose_name_plural': 'appearances',
                'ordering': ('position', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('session', 'person', 'role'), name='appearance_unique'), models.CheckConstraint(condition=models.Q(('role__in', ['speaker', 'chair', 'panellist', 'interpreter'])), name='appearance_role_known')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Material',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='materials', to='forum.session')),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('media_type', models.CharField(max_length=100, verbose_name='media type')),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('language', models.CharField(blank=True, choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('added_at', models.DateTimeField(verbose_name='added at')),
            ],
            options={
                'verbose_name': 'material of a session',
                'verbose_name_plural': 'materials of a session',
                'ordering': ('added_at', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('session', 'sha256'), name='material_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='SessionText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='forum.session')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('abstract', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name='abstract')),
                ('origin', models.CharField(choices=[('original', 'Original'), ('human', 'Translated by a person'), ('machine', 'Translated by a machine')], default='original', max_length=10, verbose_name='origin')),
            ],
            options={
                'verbose_name': 'text of a session',
                'verbose_name_plural': 'texts of a session',
                'constraints': [models.UniqueConstraint(fields=('session', 'language'), name='session_text_language_unique')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Star',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stars', to='forum.session')),
                ('starred_at', models.DateTimeField(verbose_name='starred at')),
            ],
            options={
                'verbose_name': 'starred session',
                'verbose_name_plural': 'starred sessions',
                'constraints': [models.UniqueConstraint(fields=('user', 'session'), name='star_once')],
                'indexes': [],
            },
        ),
    ]
