import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('forum', '0005_badges'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Disturbance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('participant', 'A participant is not there'), ('table', 'A table can’t be used'), ('interpreter', 'An interpreter can’t work')], max_length=11, verbose_name='kind')),
                ('starts_at', models.DateTimeField(verbose_name='starts at')),
                ('ends_at', models.DateTimeField(null=True, verbose_name='ends at')),
                ('noted_at', models.DateTimeField(verbose_name='noted at')),
                ('lifted_at', models.DateTimeField(null=True, verbose_name='lifted at')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='disturbances', to='forum.edition')),
                ('interpreter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.meetinginterpreter')),
                ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('profile', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.meetingprofile')),
                ('table', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forum.meetingtable')),
            ],
            options={
                'verbose_name': 'disturbance',
                'verbose_name_plural': 'disturbances',
                'ordering': ('noted_at', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('interpreter__isnull', True), ('kind', 'participant'), ('profile__isnull', False), ('table__isnull', True)), models.Q(('interpreter__isnull', True), ('kind', 'table'), ('profile__isnull', True), ('table__isnull', False)), models.Q(('interpreter__isnull', False), ('kind', 'interpreter'), ('profile__isnull', True), ('table__isnull', True)), _connector='OR'), name='disturbance_names_its_subject'), models.CheckConstraint(condition=models.Q(('ends_at__isnull', True), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='disturbance_runs_forward')],
            },
        ),
        migrations.CreateModel(
            name='MeetingResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('no_show', 'A side did not come'), ('disputed', 'The two sides contradict each other'), ('cancelled', 'Cancelled by the organisers')], default='planned', max_length=9, verbose_name='state')),
                ('decision', models.CharField(blank=True, choices=[('held', 'It was held'), ('asker_absent', 'The side that asked did not come'), ('asked_absent', 'The side that was asked did not come'), ('both_absent', 'Nobody came')], default='', max_length=12, verbose_name='decision of the organisers')),
                ('why', models.CharField(blank=True, default='', max_length=500, verbose_name='why it was cancelled')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='result', to='forum.meetingrequest')),
            ],
            options={
                'verbose_name': 'result of a meeting',
                'verbose_name_plural': 'results of meetings',
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'held', 'no_show', 'disputed', 'cancelled'])), name='meeting_result_state'), models.CheckConstraint(condition=models.Q(models.Q(('decision', ''), models.Q(('state', 'cancelled'), _negated=True)), ('decided_at__isnull', False), _connector='OR'), name='meeting_result_decided_has_date'), models.CheckConstraint(condition=models.Q(('decision', ''), models.Q(('decision', 'held'), ('state', 'held')), models.Q(models.Q(('decision', 'held'), _negated=True), ('state', 'no_show')), _connector='OR'), name='meeting_result_decided_is_not_disputed')],
            },
        ),
        migrations.CreateModel(
            name='MeetingStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said', models.CharField(blank=True, choices=[('held', 'It was held'), ('asker_absent', 'The side that asked did not come'), ('asked_absent', 'The side that was asked did not come'), ('both_absent', 'Nobody came')], default='', max_length=12, verbose_name='what it says')),
                ('said_at', models.DateTimeField(verbose_name='said at')),
                ('note', models.TextField(blank=True, default='', validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='note')),
                ('rating', models.PositiveSmallIntegerField(null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='rating')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='forum.meetingprofile')),
                ('result', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='forum.meetingresult')),
            ],
            options={
                'verbose_name': 'statement on a meeting',
                'verbose_name_plural': 'statements on meetings',
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('result', 'profile'), name='meeting_statement_once_a_side'), models.CheckConstraint(condition=models.Q(('said__in', ('', 'asked_absent', 'asker_absent', 'held'))), name='meeting_statement_said'), models.CheckConstraint(condition=models.Q(('rating__isnull', True), models.Q(('rating__range', (1, 5)), ('said', 'held')), _connector='OR'), name='meeting_statement_rating')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='unplanned',
            name='unplanned_reason',
        ),
        migrations.AddField(
            model_name='meetingplan',
            name='based_on',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replans', to='forum.meetingplan'),
        ),
        migrations.AddField(
            model_name='meetingrequest',
            name='is_arranged',
            field=models.BooleanField(default=False, verbose_name='arranged by the organisers'),
        ),
        migrations.AlterField(
            model_name='unplanned',
            name='reason',
            field=models.CharField(choices=[('no_common_site', 'You are not at the same site.'), ('no_common_slot', 'There is no time at which both of you are free.'), ('no_table', 'No table is free when both of you are.'), ('no_interpreter', 'You share no language, and no interpreter is free when both of you are.'), ('not_on_that_day', 'You agreed on a day, and on it no time, table or interpreter is free for both of you.'), ('limit_reached', 'One of you has as many meetings as they want.'), ('not_chosen', 'Other meetings, which weigh more, took the times that would have been possible.')], max_length=16, verbose_name='reason'),
        ),
        migrations.AddConstraint(
            model_name='unplanned',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['no_common_site', 'no_common_slot', 'no_table', 'no_interpreter', 'not_on_that_day', 'limit_reached', 'not_chosen'])), name='unplanned_reason'),
        ),
    ]
