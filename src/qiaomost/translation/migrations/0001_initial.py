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
            name='Concept',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(max_length=80, unique=True, verbose_name='code')),
                ('subject', models.CharField(choices=[('cooperation', 'Cooperation and transfer'), ('agreements', 'Agreements'), ('ip', 'Intellectual property'), ('export_control', 'Export control and sanctions'), ('readiness', 'Readiness and testing'), ('finance', 'Finance'), ('administration', 'Administration and organisations'), ('cold_regions', 'Engineering in cold regions'), ('industry', 'Industry and technology')], max_length=20, verbose_name='field')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('state', models.CharField(choices=[('active', 'In use'), ('retired', 'Retired')], default='active', max_length=8, verbose_name='state')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('updated_at', models.DateTimeField(verbose_name='updated at')),
            ],
            options={
                'verbose_name': 'concept',
                'verbose_name_plural': 'term base',
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['active', 'retired']), ('subject__in', ['cooperation', 'agreements', 'ip', 'export_control', 'readiness', 'finance', 'administration', 'cold_regions', 'industry'])), name='concept_values_known')],
            },
        ),
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('public', 'Public'), ('members', 'Members of the network'), ('room', 'Parties after an NDA')], max_length=8, verbose_name='level')),
                ('scope', models.CharField(blank=True, max_length=80, verbose_name='scope')),
                ('source_language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='source language')),
                ('target_language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='target language')),
                ('source_text', models.TextField(max_length=4000, verbose_name='source text')),
                ('source_normal', models.TextField(verbose_name='source text, normalised')),
                ('source_hash', models.CharField(max_length=64, verbose_name='hash of the normalised source text')),
                ('target_text', models.TextField(max_length=4000, verbose_name='target text')),
                ('target_normal', models.TextField(verbose_name='target text, normalised')),
                ('target_hash', models.CharField(max_length=64, verbose_name='hash of the target text')),
                ('origin', models.CharField(choices=[('human', 'Translated by a person'), ('machine', 'Translated by a machine')], max_length=8, verbose_name='origin')),
                ('provider', models.CharField(blank=True, max_length=100, verbose_name='provider')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by')),
            ],
            options={
                'verbose_name': 'segment',
                'verbose_name_plural': 'translation memory',
                'constraints': [models.UniqueConstraint(fields=('source_hash', 'target_hash', 'source_language', 'target_language', 'level', 'scope'), name='segment_once'), models.CheckConstraint(condition=models.Q(models.Q(('level', 'room'), models.Q(('scope', ''), _negated=True)), models.Q(models.Q(('level', 'room'), _negated=True), ('scope', '')), _connector='OR'), name='segment_scope_of_a_room'), models.CheckConstraint(condition=models.Q(('origin', 'machine'), ('approved_at__isnull', False), _connector='OR'), name='segment_of_a_person_is_approved'), models.CheckConstraint(condition=models.Q(('source_language', models.F('target_language')), _negated=True), name='segment_two_languages'), models.CheckConstraint(condition=models.Q(('level__in', ['public', 'members', 'room']), ('origin__in', ['human', 'machine'])), name='segment_values_known')],
            },
        ),
        migrations.CreateModel(
            name='SegmentWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.BigIntegerField(verbose_name='word')),
                ('segment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='translation.segment')),
            ],
            options={
                'verbose_name': 'word of a segment',
                'verbose_name_plural': 'words of segments',
                'constraints': [models.UniqueConstraint(fields=('word', 'segment'), name='segment_word_once')],
            },
        ),
        migrations.CreateModel(
            name='TermForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('zh', 'Chinese'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('text', models.CharField(max_length=200, verbose_name='form')),
                ('normal', models.CharField(max_length=400, verbose_name='form, normalised')),
                ('key', models.CharField(max_length=400, verbose_name='key')),
                ('status', models.CharField(choices=[('preferred', 'Preferred'), ('admitted', 'Also used'), ('forbidden', 'Not to be used')], max_length=9, verbose_name='status')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('concept', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='forms', to='translation.concept')),
            ],
            options={
                'verbose_name': 'form of a term',
                'verbose_name_plural': 'forms of terms',
                'constraints': [models.UniqueConstraint(fields=('concept', 'language', 'text'), name='term_form_once'), models.UniqueConstraint(condition=models.Q(('status', 'preferred')), fields=('concept', 'language'), name='term_form_one_preferred'), models.CheckConstraint(condition=models.Q(('status__in', ['preferred', 'admitted', 'forbidden'])), name='term_form_status_known')],
            },
        ),
    ]
