import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_cache_table'),
        ('accounts', '__first__'),
        ('catalogue', '0002_subjects'),
        ('network', '0002_invitations'),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('origin', models.CharField(choices=[('record', 'A record'), ('match', 'A match'), ('answer', 'An answer to a challenge'), ('meeting', 'A meeting at the forum')], default='record', max_length=8, verbose_name='origin')),
                ('stage', models.CharField(choices=[('draft', 'Draft'), ('interest', 'Interest'), ('introduction', 'Introduction and NDA'), ('negotiation', 'Negotiation'), ('agreement', 'Agreement'), ('outcome', 'Outcome'), ('closed', 'Closed')], default='draft', max_length=16, verbose_name='stage')),
                ('turn', models.CharField(choices=[('sender', 'Interested side'), ('sender_adviser', 'Interested side’s adviser'), ('owner_adviser', 'Owner’s adviser'), ('owner', 'Owner’s side'), ('advisers', 'Both advisers'), ('sides', 'Both sides'), ('nobody', 'Nobody')], default='sender', max_length=16, verbose_name='turn')),
                ('due_on', models.DateField(null=True, verbose_name='due on')),
                ('reminded_on', models.DateField(null=True, verbose_name='reminded on')),
                ('version', models.PositiveIntegerField(default=1)),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='closed at')),
                ('own_record', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.record', verbose_name='own record that goes with it')),
                ('owner_adviser', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner_organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases_received', to='network.organisation')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='catalogue.record', verbose_name='record')),
                ('sender_adviser', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sender_organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases_sent', to='network.organisation')),
            ],
            options={
                'verbose_name': 'case',
                'verbose_name_plural': 'cases',
                'indexes': [models.Index(fields=['sender_adviser', 'closed_at', 'due_on'], name='case_sender_adviser'), models.Index(fields=['owner_adviser', 'closed_at', 'due_on'], name='case_owner_adviser'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['due_on'], name='case_open_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('record', 'sender_organisation'), name='case_one_open_a_record_and_sender'), models.CheckConstraint(condition=models.Q(('sender_organisation', models.F('owner_organisation')), _negated=True), name='case_two_sides'), models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), models.Q(('due_on__isnull', True), ('turn', 'nobody')), _connector='OR'), name='case_closed_is_nobodys_turn'), models.CheckConstraint(condition=models.Q(('stage__in', ('draft', 'closed')), ('sender_adviser__isnull', False), _connector='OR'), name='case_adviser_once_submitted')],
            },
        ),
        migrations.CreateModel(
            name='AdviserNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('text', models.TextField(validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='text')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='partnering.case')),
            ],
            options={
                'verbose_name': 'adviser’s note',
                'verbose_name_plural': 'advisers’ notes',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='CaseEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('topic', models.CharField(max_length=80, verbose_name='topic')),
                ('side', models.CharField(blank=True, choices=[('sender', 'Interested side'), ('owner', 'Owner’s side')], default='', max_length=8, verbose_name='side')),
                ('detail', models.JSONField(default=dict, verbose_name='detail')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='partnering.case')),
            ],
            options={
                'verbose_name': 'event of a case',
                'verbose_name_plural': 'events of cases',
                'indexes': [models.Index(fields=['case', 'id'], name='case_event_order')],
            },
        ),
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('sender', 'Interested side'), ('owner', 'Owner’s side')], max_length=8, verbose_name='side')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('reason', models.TextField(validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='reason')),
                ('after', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('before', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hand_overs', to='partnering.case')),
            ],
            options={
                'verbose_name': 'hand-over',
                'verbose_name_plural': 'hand-overs',
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_at', models.DateTimeField(null=True, verbose_name='read at')),
                ('mail_claimed_at', models.DateTimeField(null=True, verbose_name='mail claimed at')),
                ('mailed_at', models.DateTimeField(null=True, verbose_name='mailed at')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='partnering.caseevent')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'indexes': [models.Index(fields=['user', 'read_at'], name='notice_unread')],
                'constraints': [models.UniqueConstraint(fields=('event', 'user'), name='notice_once')],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('sender', 'Interested side'), ('owner', 'Owner’s side')], max_length=8, verbose_name='side')),
                ('role', models.CharField(choices=[('lead', 'Lead'), ('member', 'Team member'), ('signatory', 'Signatory'), ('lawyer', 'Lawyer')], max_length=12, verbose_name='role')),
                ('since', models.DateTimeField(verbose_name='since')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='partnering.case')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'participant',
                'verbose_name_plural': 'participants',
                'constraints': [models.UniqueConstraint(fields=('case', 'user'), name='participant_one_role'), models.UniqueConstraint(condition=models.Q(('role', 'lead')), fields=('case', 'side'), name='participant_one_lead_a_side')],
            },
        ),
        migrations.CreateModel(
            name='AdviserProfile',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='adviser_profile', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('capacity', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1)], verbose_name='open cases at most')),
                ('leave_from', models.DateField(blank=True, null=True, verbose_name='on leave from')),
                ('leave_until', models.DateField(blank=True, null=True, verbose_name='on leave until')),
                ('subjects', models.ManyToManyField(blank=True, related_name='+', to='catalogue.subject', verbose_name='subjects')),
            ],
            options={
                'verbose_name': 'adviser’s profile',
                'verbose_name_plural': 'advisers’ profiles',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('leave_from__isnull', True), ('leave_until__isnull', True)), ('leave_from__lte', models.F('leave_until')), _connector='OR'), name='adviser_leave_has_both_ends')],
            },
        ),
        migrations.CreateModel(
            name='Cooperation',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='cooperation', serialize=False, to='partnering.case')),
                ('state', models.CharField(choices=[('introduced', 'Introduced'), ('nda', 'NDA being signed'), ('negotiating', 'Negotiating'), ('parked', 'Parked'), ('agreed', 'Agreement signed'), ('running', 'Running'), ('completed', 'Completed'), ('outcome_claimed', 'Outcome claimed'), ('outcome_confirmed', 'Outcome confirmed'), ('closed', 'Closed without agreement')], default='introduced', max_length=20, verbose_name='state')),
                ('introduced_at', models.DateTimeField(verbose_name='introduced at')),
                ('room_opened_at', models.DateTimeField(null=True, verbose_name='room opened at')),
                ('parked_until', models.DateField(null=True, verbose_name='parked until')),
                ('close_reason', models.CharField(blank=True, choices=[('no_consensus', 'No consensus on the terms'), ('technical', 'The technical solution does not hold'), ('funding', 'No funding'), ('export_control', 'Export control stands against it'), ('no_answer', 'One side no longer answers'), ('other', 'Another reason')], default='', max_length=20, verbose_name='reason')),
                ('close_words', models.TextField(blank=True, default='', validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='words')),
            ],
            options={
                'verbose_name': 'cooperation',
                'verbose_name_plural': 'cooperations',
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['introduced', 'nda', 'negotiating', 'parked', 'agreed', 'running', 'completed', 'outcome_claimed', 'outcome_confirmed', 'closed'])), name='cooperation_state_known'), models.CheckConstraint(condition=models.Q(('state__in', ('introduced', 'nda', 'closed')), ('room_opened_at__isnull', False), _connector='OR'), name='cooperation_negotiates_in_a_room'), models.CheckConstraint(condition=models.Q(models.Q(('parked_until__isnull', False), ('state', 'parked')), models.Q(models.Q(('state', 'parked'), _negated=True), ('parked_until__isnull', True)), _connector='OR'), name='cooperation_parked_until_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), models.Q(('close_reason', ''), _negated=True)), models.Q(models.Q(('state', 'closed'), _negated=True), ('close_reason', '')), _connector='OR'), name='cooperation_closed_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='Interest',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='interest', serialize=False, to='partnering.case')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('screened', 'Screened'), ('forwarded', 'Forwarded to the other side’s adviser'), ('delivered', 'Delivered'), ('tentative', 'Answered tentatively'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('lapsed', 'Lapsed'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10, verbose_name='state')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('offer', models.TextField(validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='what we need or offer')),
                ('experience', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='what we have done so far')),
                ('request', models.TextField(validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='what we ask of you')),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='submitted at')),
                ('delivered_at', models.DateTimeField(null=True, verbose_name='delivered at')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='answered at')),
                ('answer', models.TextField(blank=True, verbose_name='words of the answer')),
                ('decline_reason', models.CharField(blank=True, choices=[('no_fit', 'It does not fit what is sought or offered'), ('no_capacity', 'No capacity at present'), ('already_cooperating', 'Already cooperating with somebody else'), ('terms', 'The terms of cooperation do not suit'), ('incomplete', 'Too little is said to judge'), ('export_control', 'Export control stands against it'), ('other', 'Another reason')], default='', max_length=20, verbose_name='reason')),
                ('sender_introduced_at', models.DateTimeField(null=True, verbose_name='introduced by the interested side’s adviser')),
                ('owner_introduced_at', models.DateTimeField(null=True, verbose_name='introduced by the owner’s adviser')),
            ],
            options={
                'verbose_name': 'expression of interest',
                'verbose_name_plural': 'expressions of interest',
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'screened', 'forwarded', 'delivered', 'tentative', 'accepted', 'declined', 'lapsed', 'withdrawn'])), name='interest_state_known'), models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'withdrawn')), ('submitted_at__isnull', False), _connector='OR'), name='interest_submitted_has_date'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('tentative', 'accepted')), _negated=True), models.Q(('answered_at__isnull', False), ('delivered_at__isnull', False)), _connector='OR'), name='interest_answered_was_delivered'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), models.Q(('decline_reason', ''), _negated=True)), models.Q(models.Q(('state', 'declined'), _negated=True), ('decline_reason', '')), _connector='OR'), name='interest_declined_with_reason')],
            },
        ),
    ]
