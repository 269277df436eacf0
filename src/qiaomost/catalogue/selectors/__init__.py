"""What pages, commands, the index and other apps ask of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from qiaomost.catalogue.drafts import (
    AchievementFacts,
    ChallengeFacts,
    EvidenceDraft,
    ExpertFacts,
    Facts,
    IpRightDraft,
    RecordDraft,
    TextDraft,
)
from qiaomost.catalogue.models import (
    SECTIONS,
    Attachment,
    Disclosure,
    Finding,
    Record,
    RecordKind,
    RecordText,
    Review,
    Subject,
)
from qiaomost.catalogue.permissions import can_screen, can_see, may_see_level
from qiaomost.catalogue.states import RecordState, TextOrigin, TextState
from qiaomost.common.errors import NotFound
from qiaomost.common.languages import LanguageCode, in_language, reading_order
from qiaomost.common.models import AuditEntry
from qiaomost.network.models import Organisation, OrganisationName, Role
from qiaomost.network.permissions import MEMBERS_GROUP, Standing
from qiaomost.network.selectors import organisations_called, persons_by_name

_WITH_CONTENT = (
    "texts",
    "subjects",
    "evidence",
    "organisation__names",
    "contact__names",
    "achievement__ip_rights",
    "expert__person__names",
)


def records_visible_to(standing: Standing) -> QuerySet[Record]:
    """All records that ``standing`` may know of: the rows for which ``can_see`` holds."""
    own = Q(organisation_id__in=standing.organisations)
    shown = Q(disclosure=Disclosure.PUBLIC) | own
    if MEMBERS_GROUP in standing.visibility_groups():
        shown |= Q(disclosure=Disclosure.MEMBERS)
    return Record.objects.filter(
        Q(state=RecordState.PUBLISHED) & shown
        | ~Q(state=RecordState.PUBLISHED) & (own | _judged_by(standing))
    )


def _judged_by(standing: Standing) -> Q:
    """Unpublished records that ``standing`` sees as reviewer or screener, whoever owns them."""
    if can_screen(standing):
        return ~Q(pk__in=())  # all; an empty Q would vanish from the disjunction
    if standing.has_role(Role.REVIEWER):
        return Q(author__isnull=True) | ~Q(author_id=standing.user_id)
    return Q(pk__in=())


def published_records_for(standing: Standing) -> QuerySet[Record]:
    """Published records that ``standing`` may see, last changed first, with all that is shown of them."""
    rows = records_visible_to(standing).filter(state=RecordState.PUBLISHED)
    return with_content(rows).order_by("-updated_at", "pk")


def published_among(standing: Standing, ids: Iterable[UUID]) -> set[UUID]:
    """Those of ``ids`` that are published records which ``standing`` may see; one query."""
    seen = records_visible_to(standing).filter(state=RecordState.PUBLISHED, pk__in=list(ids))
    return set(seen.values_list("pk", flat=True))


def records_with_owner(standing: Standing) -> QuerySet[Record]:
    """Published records of which ``standing`` may see both the record and its owner (``can_see_owner``)."""
    published = records_visible_to(standing).filter(state=RecordState.PUBLISHED)
    if can_screen(standing):
        return published
    return published.filter(
        ~Q(kind=RecordKind.CHALLENGE)
        | Q(challenge__is_anonymous=False)
        | Q(organisation_id__in=standing.organisations)
    )


def organisations_listed(
    standing: Standing, *, text: str = "", reader: str = "en", by_name: bool = False
) -> QuerySet[Organisation]:
    """Members of the network, and others whose records ``standing`` may see, those with most records first.

    Each has ``record_count``: published records that ``standing`` may see and know the owner of. Whoever only owns
    anonymous challenges, and is no member, is not listed. ``text`` is part of a name in any language, or an
    identifier; equal counts, or all with ``by_name``, are ordered by the name that is shown to a reader of ``reader``,
    as that name's language orders names. Comes with names.
    """
    owned = records_with_owner(standing).filter(organisation=OuterRef("pk")).order_by().values("organisation")
    named = OrganisationName.objects.filter(organisation=OuterRef("pk"))
    keys = [Subquery(named.filter(language=code).values("sort_key")[:1]) for code in reading_order(reader)]
    rows = organisations_called(text) if text else Organisation.objects.all()
    counted = rows.annotate(record_count=Coalesce(Subquery(owned.annotate(n=Count("pk")).values("n")), 0))
    shown = counted.filter(Q(is_member=True) | Q(record_count__gt=0) | Q(pk__in=standing.organisations))
    order = (Coalesce(*keys), "pk") if by_name else ("-record_count", Coalesce(*keys), "pk")
    return shown.order_by(*order).prefetch_related("names")


def experts_listed(standing: Standing, *, name: str = "") -> QuerySet[Record]:
    """Published experts that ``standing`` may see, newest first; those whom ``name`` calls most fully before others.

    ``name`` is any form of a name: any script, either order, initials.
    """
    experts = records_with_owner(standing).filter(kind=RecordKind.EXPERT)
    if not name:
        return experts.order_by("-updated_at", "pk")
    called = persons_by_name(name).filter(pk=OuterRef("expert__person")).values("meeting_keys")  # type: ignore[misc]
    found = experts.annotate(meeting_keys=Subquery(called)).filter(meeting_keys__isnull=False)
    return found.order_by("-meeting_keys", "-updated_at", "pk")


def record_for(standing: Standing, record_id: UUID) -> Record:
    """Read one record with all that a page shows of it, in a constant number of queries.

    Raises:
        NotFound: there is none, or ``standing`` may not know of it.
    """
    record = with_content(Record.objects.filter(pk=record_id)).first()
    if record is None or not can_see(standing, record):
        raise NotFound
    return record


def records_to_index() -> QuerySet[Record]:
    """All published records with all that an index stores of them; iterate with a ``chunk_size``."""
    return with_content(Record.objects.filter(state=RecordState.PUBLISHED)).order_by("pk")


def record_for_index(record_id: UUID) -> Record | None:
    """Read one record as ``records_to_index`` does; ``None`` where it is not (or no longer) published."""
    return records_to_index().filter(pk=record_id).first()


def with_content(records: QuerySet[Record]) -> QuerySet[Record]:
    """The same rows with all that is shown of them, in a constant number of queries."""
    joined = records.select_related("achievement", "challenge", "expert__person", "organisation", "contact")
    return joined.prefetch_related(*_WITH_CONTENT)


def readable_texts(record: Record) -> list[RecordText]:
    """The texts that readers are shown: approved ones, and a machine's, which are labelled until approved."""
    return [
        text
        for text in record.texts.all()
        if text.state == TextState.APPROVED
        or (text.origin, text.state) == (TextOrigin.MACHINE, TextState.DRAFT)
    ]


def text_for(record: Record, language: str) -> RecordText:
    """The text that a reader of ``language`` is shown; the original where there is no other.

    Reads the prefetched rows.
    """
    texts = {text.language: text for text in readable_texts(record)}
    best = in_language(texts, (language, LanguageCode.EN, record.source_language, *reading_order(language)))
    return best or next(text for text in record.texts.all() if text.origin == TextOrigin.ORIGINAL)


def sections_visible(standing: Standing, record: Record, text: RecordText) -> dict[str, str]:
    """Section → its words, in reading order, for sections that have any and ``standing`` may read."""
    return {
        section: getattr(text, section)
        for section in SECTIONS[record.kind]
        if getattr(text, section) and _may_read(standing, record, section)
    }


def _may_read(standing: Standing, record: Record, section: str) -> bool:
    """Before publication whoever may see a record sees all of it: it is what they judge."""
    return record.state != RecordState.PUBLISHED or may_see_level(standing, record.level_of(section), record)


def review_queue(standing: Standing) -> QuerySet[Review]:
    """Open rounds that ``standing`` could take or holds, oldest first, with what a list shows of them."""
    rounds = Review.objects.filter(decision="", record__state=RecordState.UNDER_REVIEW)
    if not (standing.has_role(Role.REVIEWER) or standing.is_administrator) or standing.user_id is None:
        return rounds.none()
    me = standing.user_id
    return (
        rounds.filter(Q(reviewer__isnull=True) | Q(reviewer_id=me))
        .exclude(record__author_id=me)
        .exclude(submitted_by_id=me)
        .select_related("record__organisation")
        .prefetch_related("record__texts", "record__organisation__names")
        .order_by("opened_at", "pk")
    )


def records_written_by(standing: Standing) -> QuerySet[Record]:
    """The records that ``standing`` looks after, last changed first: its own, and those of its advisers' desks.

    Comes with what a list shows: texts, and the organisation's names.
    """
    advised = [
        organisation
        for organisation, role in standing.memberships
        if role in {Role.ADVISER, Role.ADMINISTRATOR}
    ]
    own = Q(author_id=standing.user_id)
    if not standing.is_administrator:
        own &= Q(organisation_id__in=standing.organisations)
    mine = Record.objects.filter(own | Q(organisation_id__in=advised)) if standing.user_id else None
    return _listed(mine if mine is not None else Record.objects.none()).order_by("-updated_at", "pk")


def screening_queue(standing: Standing) -> QuerySet[Record]:
    """Records that wait for an adviser's screening or are in it, oldest first; none for others."""
    if not can_screen(standing):
        return Record.objects.none()
    waiting = Record.objects.filter(
        state__in=(RecordState.ACCEPTED, RecordState.SCREENING, RecordState.BLOCKED)
    )
    return _listed(waiting).order_by("updated_at", "pk")


def _listed(records: QuerySet[Record]) -> QuerySet[Record]:
    return records.select_related("organisation").prefetch_related("texts", "organisation__names")


def findings_of(record: Record) -> QuerySet[Finding]:
    """All findings of all rounds, in the order in which they were written."""
    return Finding.objects.filter(review__record=record).select_related("review").order_by("pk")


def open_review(record: Record) -> Review | None:
    """The round that has no decision yet."""
    return Review.objects.filter(record=record, decision="").first()


def block_reason(record: Record) -> str:
    """Why screening stopped a record the last time; nothing where it never did."""
    blocks = AuditEntry.objects.filter(object_type=Record._meta.label, object_id=str(record.pk), verb="block")
    last = blocks.order_by("-pk").first()
    return str(last.detail.get("reason", "")) if last else ""


def attachments_visible(standing: Standing, record: Record) -> list[Attachment]:
    """The files that ``standing``, who may see ``record``, may also read."""
    rows = record.attachments.order_by("added_at", "pk")
    return [row for row in rows if _may_read_file(standing, record, row)]


def attachment_for(standing: Standing, attachment_id: UUID) -> Attachment:
    """Read one file of a record.

    Raises:
        NotFound: there is none, or ``standing`` may not know of it.
    """
    row = Attachment.objects.select_related("record").filter(pk=attachment_id).first()
    if row is None or not can_see(standing, row.record) or not _may_read_file(standing, row.record, row):
        raise NotFound
    return row


def _may_read_file(standing: Standing, record: Record, file: Attachment) -> bool:
    """The narrower of the file's level and the record's; before publication, as for sections."""
    level = max(file.disclosure, record.disclosure, key=Disclosure.values.index)
    return record.state != RecordState.PUBLISHED or may_see_level(standing, level, record)


def subject_tree() -> list[Subject]:
    """The subjects of the first level, each with its ``children`` read; two queries."""
    roots = Subject.objects.filter(parent__isnull=True)
    return list(roots.prefetch_related(Prefetch("children", queryset=Subject.objects.order_by("position"))))


def scope_of(record: Record) -> str:
    """The name under which the translation memory keeps what only this record may be offered."""
    return f"record:{record.pk}"


def translatable_words(text: RecordText | TextDraft) -> dict[str, str]:
    """Section → its words, for all that is translated and not empty; a list has one entry a line."""
    names = [
        *dict.fromkeys(name for sections in SECTIONS.values() for name in sections),
        "acceptance_criteria",
    ]
    words = {name: getattr(text, name) for name in (*names, "keywords")}
    lines = {name: value if isinstance(value, str) else "\n".join(value) for name, value in words.items()}
    return {name: value for name, value in lines.items() if value}


def draft_of(record: Record) -> RecordDraft:
    """What ``record`` says now, in the form in which it is edited; the original comes first."""
    texts = sorted(record.texts.all(), key=lambda text: (text.origin != TextOrigin.ORIGINAL, text.language))
    return RecordDraft(
        organisation_id=record.organisation_id,
        facts=_facts_of(record),
        texts=tuple(map(text_draft_of, texts)),
        subjects=tuple(sorted(subject.pk for subject in record.subjects.all())),
        contact_id=record.contact_id,
        evidence=tuple(
            EvidenceDraft(**_values(EvidenceDraft, row))
            for row in sorted(record.evidence.all(), key=lambda row: row.pk)
        ),
        open_for_interest=record.open_for_interest,
        disclosure=record.disclosure,
        section_disclosure=dict(record.section_disclosure),
    )


def text_draft_of(text: RecordText) -> TextDraft:
    """What ``text`` says now, in the form in which it is edited."""
    return TextDraft(**_values(TextDraft, text))


def _facts_of(record: Record) -> Facts:
    kinds: dict[str, type[Facts]] = {
        kind.kind: kind for kind in (AchievementFacts, ChallengeFacts, ExpertFacts)
    }
    values = _values(kinds[record.kind], getattr(record, record.kind))
    if record.kind == AchievementFacts.kind:
        rights = sorted(record.achievement.ip_rights.all(), key=lambda row: row.pk)
        values["ip_rights"] = tuple(IpRightDraft(**_values(IpRightDraft, right)) for right in rights)
    return kinds[record.kind](**values)


def _values(draft: type, row: object) -> dict[str, Any]:
    """The fields of a draft as a row has them; JSON lists become tuples."""
    values = {field.name: getattr(row, field.name, None) for field in fields(draft)}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
