import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('compliance', '0001_initial'),
        ('network', '0004_identifiers'),
    ]

    operations = [
        migrations.CreateModel(
            name='ScreeningEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('list_name', models.SlugField(max_length=60, verbose_name='list')),
                ('name', models.CharField(max_length=60, verbose_name='edition')),
                ('source_address', models.URLField(max_length=500, verbose_name='address of the source')),
                ('sha256', models.CharField(max_length=64, validators=[django.core.validators.RegexValidator('^[0-9a-f]{64}$')], verbose_name='SHA-256')),
                ('begun_at', models.DateTimeField(verbose_name='import begun at')),
                ('completed_at', models.DateTimeField(null=True, verbose_name='import completed at')),
                ('parties', models.PositiveIntegerField(default=0, verbose_name='parties')),
                ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'edition of a screening list',
                'verbose_name_plural': 'editions of screening lists',
                'constraints': [models.UniqueConstraint(fields=('list_name', 'name'), name='screening_edition_unique'), models.UniqueConstraint(fields=('list_name', 'sha256'), name='screening_edition_file_unique'), models.CheckConstraint(condition=models.Q(models.Q(('source_address', ''), _negated=True), models.Q(('sha256', ''), _negated=True)), name='screening_edition_has_source')],
            },
        ),
        migrations.CreateModel(
            name='Screening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_current', models.BooleanField(default=True, verbose_name='the last one of its party')),
                ('state', models.CharField(choices=[('no_lists', 'Nothing to compare with'), ('clear', 'Clear'), ('hits_open', 'Hits to be decided'), ('confirmed', 'A hit is confirmed'), ('dismissed', 'All hits are dismissed')], max_length=12, verbose_name='state')),
                ('hit_count', models.PositiveIntegerField(default=0, verbose_name='hits')),
                ('inputs', models.JSONField(verbose_name='what was compared')),
                ('digest', models.CharField(max_length=64)),
                ('screened_at', models.DateTimeField(verbose_name='screened at')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='screenings', to='network.organisation')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='screenings', to='network.person')),
                ('screened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('editions', models.ManyToManyField(related_name='screenings', to='compliance.screeningedition')),
            ],
            options={
                'verbose_name': 'screening',
                'verbose_name_plural': 'screenings',
                'indexes': [models.Index(fields=['is_current', 'state', 'id'], name='screening_desk')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('organisation',), name='screening_one_current_organisation'), models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('person',), name='screening_one_current_person'), models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', False), ('person__isnull', True)), models.Q(('organisation__isnull', True), ('person__isnull', False)), _connector='OR'), name='screening_of_one_party'), models.CheckConstraint(condition=models.Q(models.Q(('hit_count', 0), ('state__in', ['clear', 'no_lists'])), models.Q(('hit_count__gt', 0), ('state__in', ['confirmed', 'dismissed', 'hits_open'])), _connector='OR'), name='screening_state_tells_hits')],
            },
        ),
        migrations.CreateModel(
            name='ListedParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entity_id', models.CharField(max_length=255, verbose_name='id on the list')),
                ('schema', models.CharField(max_length=40, verbose_name='schema')),
                ('names', models.JSONField(help_text='Pairs of the field on the list and the name.', verbose_name='names')),
                ('identifiers', models.JSONField(default=list, verbose_name='identifiers')),
                ('countries', models.JSONField(default=list, verbose_name='countries')),
                ('birth_dates', models.JSONField(default=list, verbose_name='dates of birth')),
                ('topics', models.JSONField(default=list, verbose_name='topics')),
                ('programmes', models.JSONField(default=list, verbose_name='programmes')),
                ('digest', models.CharField(max_length=64)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='listed', to='compliance.screeningedition')),
            ],
            options={
                'verbose_name': 'party on a list',
                'verbose_name_plural': 'parties on lists',
                'constraints': [models.UniqueConstraint(fields=('edition', 'entity_id'), name='listed_party_unique')],
            },
        ),
        migrations.CreateModel(
            name='ListedKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('listed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='compliance.listedparty')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='compliance.screeningedition')),
            ],
            options={
                'indexes': [models.Index(fields=['key', 'edition'], name='listed_key_lookup')],
            },
        ),
        migrations.CreateModel(
            name='ScreeningHit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_strong', models.BooleanField(verbose_name='an identifier met')),
                ('identifiers_differ', models.BooleanField(default=False, verbose_name='identifiers of one kind differ')),
                ('score', models.FloatField(verbose_name='score, 0 to 1')),
                ('evidence', models.JSONField(verbose_name='evidence')),
                ('digest', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('open', 'Open'), ('confirm_proposed', 'Confirmation proposed'), ('dismiss_proposed', 'Dismissal proposed'), ('confirmed', 'Confirmed: it is the same party'), ('dismissed', 'Dismissed: it is another party')], default='open', max_length=16, verbose_name='state')),
                ('proposed_at', models.DateTimeField(null=True, verbose_name='proposed at')),
                ('proposal_reason', models.TextField(blank=True, max_length=2000, verbose_name='reason of the first person')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('decision_reason', models.TextField(blank=True, max_length=2000, verbose_name='reason of the second person')),
                ('carried_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compliance.screeninghit')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('listed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hits', to='compliance.listedparty')),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('screening', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hits', to='compliance.screening')),
            ],
            options={
                'verbose_name': 'hit',
                'verbose_name_plural': 'hits',
                'ordering': ['-is_strong', '-score', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('screening', 'listed'), name='screening_hit_unique'), models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 1)), name='screening_hit_score_in_range'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('decision_reason', ''), ('proposal_reason', ''), ('proposed_at__isnull', True), ('proposed_by__isnull', True), ('state', 'open')), models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('decision_reason', ''), ('proposed_at__isnull', False), ('proposed_by__isnull', False), ('state__in', ['confirm_proposed', 'dismiss_proposed']), models.Q(('proposal_reason', ''), _negated=True)), models.Q(('decided_at__gte', models.F('proposed_at')), ('decided_at__isnull', False), ('decided_by__isnull', False), ('proposed_at__isnull', False), ('proposed_by__isnull', False), ('state__in', ['confirmed', 'dismissed']), models.Q(('proposal_reason', ''), _negated=True), models.Q(('decision_reason', ''), _negated=True)), _connector='OR'), name='screening_hit_state_tells_who'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='screening_hit_by_two_persons')],
            },
        ),
    ]
