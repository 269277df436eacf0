from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partnering', '0007_sums_and_jobs'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='origin_on',
            field=models.DateField(blank=True, null=True, verbose_name='day on which it began'),
        ),
        migrations.AddField(
            model_name='case',
            name='origin_reference',
            field=models.CharField(blank=True, db_index=True, default='', max_length=100, verbose_name='what it began with, by its sign'),
        ),
        migrations.AddField(
            model_name='case',
            name='origin_words',
            field=models.JSONField(blank=True, default=dict, verbose_name='where it began, by language'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin', 'meeting'), _negated=True), models.Q(models.Q(('origin_reference', ''), _negated=True), ('origin_on__isnull', False)), _connector='OR'), name='case_of_meeting_says_which'),
        ),
    ]
