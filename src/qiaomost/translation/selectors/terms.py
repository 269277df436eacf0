"""What is read of the term base."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from qiaomost.common.errors import NotFound
from qiaomost.translation.drafts import ConceptDraft, Form, Glossary, LanguageForms, normal
from qiaomost.translation.models import Concept, TermForm
from qiaomost.translation.states import ConceptState, FormStatus, TermSubject


def glossary(source: str, target: str) -> Glossary:
    """The forms of all concepts in use, in two languages; one query."""
    rows = TermForm.objects.filter(language__in=(source, target), concept__state=ConceptState.ACTIVE)
    values = rows.order_by("concept_id", "position").values_list(
        "concept_id", "language", "text", "key", "status"
    )
    return Glossary(source, target, (Form(*row) for row in values))


def concepts(*, text: str = "", subject: str = "", with_retired: bool = False) -> QuerySet[Concept]:
    """Concepts with a form that has ``text`` in it, of one field where one is given, with their forms."""
    rows = Concept.objects.all() if with_retired else Concept.objects.filter(state=ConceptState.ACTIVE)
    if subject in TermSubject.values:
        rows = rows.filter(subject=subject)
    if wanted := normal(text):
        rows = rows.filter(Exists(TermForm.objects.filter(concept=OuterRef("pk"), normal__contains=wanted)))
    return rows.order_by("code").prefetch_related(_forms())


def concept_for(concept_id: UUID) -> Concept:
    """Read one concept with its forms.

    Raises:
        NotFound: there is none.
    """
    found = Concept.objects.filter(pk=concept_id).prefetch_related(_forms()).first()
    if found is None:
        raise NotFound
    return found


def draft_of(concept: Concept) -> ConceptDraft:
    """What ``concept`` says now, in the form in which it is edited; reads the prefetched rows."""
    return ConceptDraft(subject=concept.subject, forms=forms_of(concept), code=concept.code)


def forms_of(concept: Concept) -> dict[str, LanguageForms]:
    """Language → the forms of a concept; reads the prefetched rows."""
    rows: dict[str, dict[str, list[str]]] = {}
    notes: dict[str, str] = {}
    for form in concept.forms.all():
        rows.setdefault(form.language, {}).setdefault(form.status, []).append(form.text)
        notes[form.language] = notes.get(form.language) or form.note
    return {
        language: LanguageForms(
            preferred=next(iter(by_status.get(FormStatus.PREFERRED, ())), ""),
            admitted=tuple(by_status.get(FormStatus.ADMITTED, ())),
            forbidden=tuple(by_status.get(FormStatus.FORBIDDEN, ())),
            note=notes[language],
        )
        for language, by_status in rows.items()
    }


def _forms() -> Prefetch[str]:
    return Prefetch("forms", queryset=TermForm.objects.order_by("language", "position"))
