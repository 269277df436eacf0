import re

from django.db import migrations, models


def give_notes_to_forms(apps, schema_editor):
    """Each note goes to the preferred form in the language of its script, or to the first form there is."""
    concept_model, form_model = (apps.get_model("translation", name) for name in ("Concept", "TermForm"))
    for concept in concept_model.objects.exclude(note=""):
        language = "ru" if re.search("[а-яё]", concept.note) else "en"
        language = "zh" if re.search("[\u4e00-\u9fff]", concept.note) else language
        preferred = form_model.objects.filter(concept=concept, status="preferred")
        form = preferred.filter(language=language).first() or preferred.order_by("language").first()
        form_model.objects.filter(pk=form.pk).update(note=concept.note)


class Migration(migrations.Migration):
    dependencies = [("translation", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="termform",
            name="note",
            field=models.CharField(blank=True, default="", max_length=500, verbose_name="note"),
            preserve_default=False,
        ),
        migrations.RunPython(give_notes_to_forms, migrations.RunPython.noop),
        migrations.RemoveField(model_name="concept", name="note"),
    ]
