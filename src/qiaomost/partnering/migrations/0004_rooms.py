import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_api_keys'),
        ('accounts', '__first__'),
        ('partnering', '0003_agreements'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarKey',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('digest', models.CharField(max_length=64, unique=True, verbose_name='SHA-256')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
            ],
            options={
                'verbose_name': 'key of a calendar',
                'verbose_name_plural': 'keys of calendars',
            },
        ),
        migrations.CreateModel(
            name='RoomFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('side', models.CharField(choices=[('sender', 'Interested side'), ('owner', 'Owner’s side')], max_length=8, verbose_name='side')),
                ('added_at', models.DateTimeField(verbose_name='added at')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='partnering.case')),
            ],
            options={
                'verbose_name': 'file of a room',
                'verbose_name_plural': 'files of rooms',
            },
        ),
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='subject')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('version', models.PositiveIntegerField(default=1)),
                ('moved_at', models.DateTimeField(verbose_name='last moved at')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='threads', to='partnering.case')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'conversation',
                'verbose_name_plural': 'conversations',
                'indexes': [models.Index(fields=['case', '-moved_at'], name='thread_of_case')],
            },
        ),
        migrations.CreateModel(
            name='RoomMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('sender', 'Interested side'), ('owner', 'Owner’s side')], max_length=8, verbose_name='side')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('text', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name='text')),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('written_at', models.DateTimeField(verbose_name='written at')),
                ('edited_at', models.DateTimeField(null=True, verbose_name='changed at')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='withdrawn at')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='partnering.thread')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'indexes': [models.Index(fields=['thread', 'id'], name='message_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), models.Q(('text', ''), _negated=True)), models.Q(('text', ''), ('withdrawn_at__isnull', False)), _connector='OR'), name='message_words_until_withdrawn'), models.CheckConstraint(condition=models.Q(('language__in', ['zh', 'ru', 'en']), ('side__in', ['sender', 'owner'])), name='message_values_known')],
            },
        ),
        migrations.CreateModel(
            name='ReadMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('up_to', models.BigIntegerField(verbose_name='last message read')),
                ('at', models.DateTimeField(verbose_name='read at')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='partnering.thread')),
            ],
            options={
                'verbose_name': 'read mark',
                'verbose_name_plural': 'read marks',
                'constraints': [models.UniqueConstraint(fields=('thread', 'user'), name='read_mark_once')],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('cancelled_at', models.DateTimeField(null=True, verbose_name='cancelled at')),
                ('starts_at', models.DateTimeField(verbose_name='begins')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('zone', models.CharField(max_length=40, verbose_name='time zone')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='video call')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appointments', to='partnering.case')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'appointment',
                'verbose_name_plural': 'appointments',
                'indexes': [models.Index(fields=['case', 'starts_at'], name='appointment_begins')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='appointment_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('link', ''), ('link__startswith', 'https://'), _connector='OR'), name='appointment_link_is_https')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='decision')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('decided_on', models.DateField(verbose_name='decided on')),
                ('side', models.CharField(choices=[('sender', 'Interested side'), ('owner', 'Owner’s side')], max_length=8, verbose_name='side')),
                ('written_at', models.DateTimeField(verbose_name='written at')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed at')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='partnering.case')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), models.Q(('confirmed_by', models.F('written_by')), _negated=True)), _connector='OR'), name='decision_confirmed_by_another')],
            },
        ),
        migrations.CreateModel(
            name='RoomDigest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('last_message', models.BigIntegerField(verbose_name='last message counted')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'digest of rooms',
                'verbose_name_plural': 'digests of rooms',
                'constraints': [models.UniqueConstraint(fields=('user', 'day'), name='room_digest_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='FileVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('media_type', models.CharField(max_length=100, verbose_name='media type')),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('added_at', models.DateTimeField(verbose_name='added at')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='partnering.roomfile')),
            ],
            options={
                'verbose_name': 'version of a file',
                'verbose_name_plural': 'versions of files',
                'constraints': [models.UniqueConstraint(fields=('file', 'number'), name='file_version_once')],
            },
        ),
        migrations.CreateModel(
            name='MessageTranslation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('text', models.TextField(verbose_name='text')),
                ('origin', models.CharField(choices=[('human', 'Translated by a person'), ('memory', 'From the translation memory'), ('machine', 'Machine translation')], max_length=8, verbose_name='origin')),
                ('provider', models.CharField(blank=True, max_length=100, verbose_name='provider')),
                ('written_at', models.DateTimeField(verbose_name='written at')),
                ('approved_at', models.DateTimeField(null=True, verbose_name='approved at')),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='partnering.roommessage')),
            ],
            options={
                'verbose_name': 'translation of a message',
                'verbose_name_plural': 'translations of messages',
                'constraints': [models.UniqueConstraint(fields=('message', 'language'), name='message_translation_once'), models.CheckConstraint(condition=models.Q(models.Q(('origin', 'human'), _negated=True), models.Q(('approved_at__isnull', False), ('written_by__isnull', False)), _connector='OR'), name='message_translation_of_a_person'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by__isnull', True)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='message_translation_approved_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('cancelled_at', models.DateTimeField(null=True, verbose_name='cancelled at')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('done_at', models.DateTimeField(null=True, verbose_name='done at')),
                ('assignee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='partnering.case')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'task',
                'verbose_name_plural': 'tasks',
                'indexes': [models.Index(fields=['case', 'due_on'], name='task_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('done_at__isnull', True), ('cancelled_at__isnull', True), _connector='OR'), name='task_done_or_cancelled')],
            },
        ),
    ]
