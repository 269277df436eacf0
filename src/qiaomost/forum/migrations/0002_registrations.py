import django.core.validators
import django.db.models.deletion
import qiaomost.forum.models.registrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('forum', '0001_initial'),
        ('network', '0004_identifiers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('names', models.JSONField(default=dict, help_text='Language → name.', verbose_name='name')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='categories', to='forum.edition')),
                ('code', models.SlugField(max_length=40, verbose_name='short name')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('quota', models.PositiveIntegerField(blank=True, null=True, verbose_name='places')),
                ('is_moderated', models.BooleanField(default=True, verbose_name='organisers accept each registration')),
                ('is_open', models.BooleanField(default=True, verbose_name='without invitation')),
                ('access_code', models.CharField(blank=True, max_length=40, verbose_name='access code')),
                ('colour', models.CharField(default='#31598c', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-f]{6}$')], verbose_name='colour of the badge')),
            ],
            options={
                'verbose_name': 'category of participants',
                'verbose_name_plural': 'categories of participants',
                'ordering': ('position', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('edition', 'code'), name='category_code_unique')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='FormField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('names', models.JSONField(default=dict, help_text='Language → name.', verbose_name='name')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='form_fields', to='forum.edition')),
                ('phase', models.CharField(choices=[('first', 'On registration'), ('second', 'After acceptance')], default='first', max_length=6, verbose_name='asked')),
                ('code', models.SlugField(max_length=40, verbose_name='short name')),
                ('kind', models.CharField(choices=[('text', 'Text'), ('choice', 'One of several'), ('several', 'Several of several'), ('yes_no', 'Yes or no'), ('date', 'Date'), ('number', 'Number'), ('country', 'Country'), ('dietary', 'Dietary need')], max_length=8, verbose_name='kind')),
                ('options', models.JSONField(blank=True, default=list, verbose_name='options')),
                ('is_required', models.BooleanField(default=False, verbose_name='has to be answered')),
                ('shown_if', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='forum.formfield', verbose_name='asked only if')),
                ('shown_if_value', models.CharField(blank=True, max_length=100, verbose_name='has the value')),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'field of a registration form',
                'verbose_name_plural': 'fields of a registration form',
                'ordering': ('position', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('edition', 'code'), name='form_field_code_unique'), models.CheckConstraint(condition=models.Q(('kind__in', ['text', 'choice', 'several', 'yes_no', 'date', 'number', 'country', 'dietary'])), name='form_field_kind_known'), models.CheckConstraint(condition=models.Q(('phase__in', ['first', 'second'])), name='form_field_phase_known')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='RegistrationTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='registration_terms', to='forum.edition')),
                ('opens_at', models.DateTimeField(verbose_name='registration opens at')),
                ('closes_at', models.DateTimeField(verbose_name='registration closes at')),
                ('offer_hours', models.PositiveSmallIntegerField(default=72, verbose_name='hours that an offered place is kept')),
            ],
            options={
                'verbose_name': 'terms of registration',
                'verbose_name_plural': 'terms of registration',
                'constraints': [models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='registration_closes_after_it_opens'), models.CheckConstraint(condition=models.Q(('offer_hours__range', (1, 720))), name='registration_offer_lasts')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='forum.edition')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='network.person')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='registrations', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='network.organisation')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='forum.category', verbose_name='category')),
                ('state', models.CharField(choices=[('submitted', 'Waiting for the organisers'), ('waiting', 'On the waiting list'), ('offered', 'A place is offered'), ('accepted', 'Accepted'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='submitted', max_length=9, verbose_name='state')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language of mails and plans')),
                ('speaks', models.JSONField(default=list, verbose_name='languages spoken')),
                ('is_vip', models.BooleanField(default=False, verbose_name='guest of honour')),
                ('made_at', models.DateTimeField(verbose_name='submitted at')),
                ('organisation_name', models.CharField(blank=True, max_length=300, verbose_name='organisation, as written')),
                ('position_words', models.CharField(blank=True, max_length=200, verbose_name='position, as written')),
                ('token', models.CharField(default=qiaomost.forum.models.registrations.new_token, editable=False, max_length=16, unique=True)),
                ('queued_at', models.DateTimeField(blank=True, null=True, verbose_name='on the waiting list since')),
                ('offer_expires_at', models.DateTimeField(blank=True, null=True, verbose_name='offer kept until')),
                ('offers_lapsed', models.PositiveSmallIntegerField(default=0)),
                ('reason', models.TextField(blank=True, max_length=1000, verbose_name='reason')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'registration',
                'verbose_name_plural': 'registrations',
                'ordering': ('made_at', 'pk'),
                'indexes': [models.Index(fields=['edition', 'state'], name='registration_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['submitted', 'waiting', 'offered', 'accepted', 'rejected', 'withdrawn'])), name='registration_state_known'), models.UniqueConstraint(condition=models.Q(('state__in', ('withdrawn', 'rejected')), _negated=True), fields=('edition', 'person'), name='registration_one_open_each'), models.CheckConstraint(condition=models.Q(models.Q(('offer_expires_at__isnull', False), ('state', 'offered')), models.Q(models.Q(('state', 'offered'), _negated=True), ('offer_expires_at__isnull', True)), _connector='OR'), name='registration_offer_has_an_end')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='forum.registration')),
                ('field', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='forum.formfield')),
                ('value', models.JSONField(verbose_name='value')),
            ],
            options={
                'verbose_name': 'answer',
                'verbose_name_plural': 'answers',
                'ordering': ('field__position', 'field_id'),
                'constraints': [models.UniqueConstraint(fields=('registration', 'field'), name='answer_unique')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='RegistrationInvitation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='registration_invitations', to='forum.edition')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='forum.category')),
                ('address', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language of the mail')),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_at', models.DateTimeField(verbose_name='sent at')),
                ('expires_at', models.DateTimeField(verbose_name='expires at')),
                ('registration', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='invitation', to='forum.registration')),
            ],
            options={
                'verbose_name': 'invitation to register',
                'verbose_name_plural': 'invitations to register',
                'ordering': ('-sent_at', 'pk'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('registration__isnull', True)), fields=('edition', 'address'), name='registration_invitation_one_open')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Stay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('registration', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='stay', to='forum.registration')),
                ('arrives_by', models.CharField(blank=True, max_length=40, verbose_name='flight or train of arrival')),
                ('arrives_at', models.DateTimeField(blank=True, null=True, verbose_name='arrives at')),
                ('departs_by', models.CharField(blank=True, max_length=40, verbose_name='flight or train of departure')),
                ('departs_at', models.DateTimeField(blank=True, null=True, verbose_name='departs at')),
                ('hotel', models.CharField(blank=True, max_length=200, verbose_name='hotel')),
                ('dietary', models.CharField(choices=[('none', 'No special need'), ('vegetarian', 'Vegetarian'), ('vegan', 'Vegan'), ('halal', 'Halal'), ('no_pork', 'No pork'), ('no_gluten', 'No gluten'), ('allergy', 'Allergy')], default='none', max_length=10, verbose_name='dietary need')),
                ('dietary_words', models.CharField(blank=True, max_length=200, verbose_name='what to know of it')),
                ('passport_name', models.CharField(blank=True, max_length=100, verbose_name='name as in the passport')),
                ('passport_number', models.CharField(blank=True, max_length=20, verbose_name='number of the passport')),
                ('nationality', models.CharField(blank=True, max_length=2, verbose_name='nationality')),
                ('born_on', models.DateField(blank=True, null=True, verbose_name='date of birth')),
                ('passport_expires_on', models.DateField(blank=True, null=True, verbose_name='passport valid until')),
            ],
            options={
                'verbose_name': 'stay',
                'verbose_name_plural': 'stays',
                'constraints': [models.CheckConstraint(condition=models.Q(('dietary__in', ['none', 'vegetarian', 'vegan', 'halal', 'no_pork', 'no_gluten', 'allergy'])), name='stay_diet_known')],
                'indexes': [],
            },
        ),
    ]
