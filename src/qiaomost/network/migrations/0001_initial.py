import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Node',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True, verbose_name='code')),
                ('country', models.CharField(choices=[('CN', 'China'), ('RU', 'Russia')], max_length=2, verbose_name='country')),
                ('address', models.URLField(blank=True, verbose_name='address')),
                ('is_self', models.BooleanField(default=False, verbose_name='this installation')),
            ],
            options={
                'verbose_name': 'node',
                'verbose_name_plural': 'nodes',
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_self', True)), fields=('is_self',), name='node_one_self')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('country', models.CharField(choices=[('CN', 'China'), ('RU', 'Russia')], max_length=2, verbose_name='country')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                ('kind', models.CharField(choices=[('university', 'University'), ('institute', 'Research institute'), ('enterprise', 'Enterprise'), ('association', 'Association'), ('hospital', 'Hospital'), ('design_bureau', 'Design bureau')], max_length=20, verbose_name='kind')),
                ('ror', models.CharField(blank=True, max_length=9, validators=[django.core.validators.RegexValidator('^0[a-hj-km-np-tv-z0-9]{6}\\d{2}$')], verbose_name='ROR')),
                ('uscc', models.CharField(blank=True, max_length=18, validators=[django.core.validators.RegexValidator('^[0-9A-HJ-NPQRTUWXY]{18}$')], verbose_name='unified social credit code')),
                ('ogrn', models.CharField(blank=True, max_length=13, validators=[django.core.validators.RegexValidator('^\\d{13}$')], verbose_name='OGRN')),
                ('is_member', models.BooleanField(default=False, verbose_name='member of the network')),
                ('is_demonstration', models.BooleanField(default=False, verbose_name='invented, for the demonstration')),
                ('source', models.CharField(blank=True, max_length=64, verbose_name='source')),
                ('source_id', models.CharField(blank=True, max_length=200, verbose_name='id in the source')),
                ('node', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='network.node', verbose_name='node')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'constraints': [models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('source', 'source_id'), name='organisation_source_unique')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('member', 'Member'), ('adviser', 'Adviser'), ('reviewer', 'Reviewer'), ('organiser', 'Forum organiser'), ('programme_manager', 'Programme manager'), ('administrator', 'Node administrator')], default='member', max_length=20, verbose_name='role')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('since', models.DateField(auto_now_add=True, verbose_name='since')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='network.organisation')),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
                'constraints': [models.UniqueConstraint(fields=('user', 'organisation', 'role'), name='membership_unique')],
            },
        ),
        migrations.CreateModel(
            name='OrganisationName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('name', models.CharField(max_length=300, verbose_name='name')),
                ('about', models.TextField(blank=True, max_length=2000, verbose_name='about')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='network.organisation')),
            ],
            options={
                'verbose_name': 'name of an organisation',
                'verbose_name_plural': 'names of an organisation',
                'constraints': [models.UniqueConstraint(fields=('organisation', 'language'), name='organisation_name_language_unique')],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.JSONField(blank=True, default=dict, help_text='Language → position.', verbose_name='position')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language of the name')),
                ('orcid', models.CharField(blank=True, max_length=19, validators=[django.core.validators.RegexValidator('^(\\d{4}-){3}\\d{3}[\\dX]$')], verbose_name='ORCID')),
                ('source', models.CharField(blank=True, max_length=64, verbose_name='source')),
                ('source_id', models.CharField(blank=True, max_length=200, verbose_name='id in the source')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='network.organisation', verbose_name='organisation')),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'persons',
                'constraints': [models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('source', 'source_id'), name='person_source_unique')],
            },
        ),
        migrations.CreateModel(
            name='PersonName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('family', models.CharField(max_length=100, verbose_name='family name')),
                ('given', models.CharField(max_length=100, verbose_name='given name')),
                ('patronymic', models.CharField(blank=True, max_length=100, verbose_name='patronymic')),
                ('is_derived', models.BooleanField(default=False, verbose_name='transliterated by rule')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='network.person')),
            ],
            options={
                'verbose_name': 'name of a person',
                'verbose_name_plural': 'names of a person',
                'constraints': [models.UniqueConstraint(fields=('person', 'language'), name='person_name_language_unique')],
            },
        ),
        migrations.CreateModel(
            name='PersonNameKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(db_index=True, max_length=200)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='name_keys', to='network.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'key'), name='person_name_key_unique')],
            },
        ),
    ]
