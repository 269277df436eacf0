"""An outcome's words in other languages: from memory or a machine, or written; approved by the side that claimed it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.languages import LanguageCode
from qiaomost.network.services.checks import line
from qiaomost.partnering.models import Outcome, OutcomeTranslation
from qiaomost.partnering.models.cases import WORDS_LIMIT
from qiaomost.partnering.models.outcomes import TRANSLATED_TITLE_LIMIT
from qiaomost.partnering.models.rooms import TranslationOrigin
from qiaomost.partnering.permissions import can_carry
from qiaomost.partnering.permissions.outcomes import acting_side
from qiaomost.partnering.services.rooms_translations import scope_of
from qiaomost.partnering.services.steps import lock_case, permit, words
from qiaomost.translation.drafts import Suggested, joined, segments_of
from qiaomost.translation.services import approve_translation, translate_text
from qiaomost.translation.states import Label, Level

LIMIT = WORDS_LIMIT * 2


@transaction.atomic
def translate_outcome(
    *, actor: User, outcome_id: UUID, language: str, title: str, description: str, now: datetime
) -> OutcomeTranslation:
    """Write an outcome's words in another language; the side that claimed it approves by saving, also unchanged words.

    What the other side writes stays labelled until then. Approved words go into the memory of this case.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or speaks for no side.
        TransitionRefused: the claimant's side has approved it already, and ``actor`` is of the other one.
        Invalid: the language is the outcome's own or none, there are no words or too many, or nothing has changed.
    """
    outcome, is_own = _to_translate(actor, outcome_id)
    if language not in LanguageCode.values or language == outcome.language:
        raise Invalid(fields={"title": _("Choose two of the three languages.")})
    heading, text = _checked(title, description)
    present = outcome.translations.filter(language=language).first()
    row = present or OutcomeTranslation(outcome=outcome, language=language)
    is_new = (row.title, row.description) != (heading, text)
    if not is_own and row.approved_at is not None:
        raise TransitionRefused(_("The side that claimed it has approved this translation."))
    if not (is_new or is_own):
        raise Invalid(fields={"description": _("Nothing has changed.")})
    if is_new:
        row.title, row.description, row.origin, row.provider = (
            heading,
            text,
            TranslationOrigin.HUMAN.value,
            "",
        )
        row.written_by, row.written_at = actor, now
    if is_own:
        row.approved_by, row.approved_at = actor, now
    row.save()
    audit.record(actor, "translate_outcome", outcome, now=now, language=language, approved=is_own)
    if is_own:
        _remember(row, actor, now)
    return row


def suggest_outcome_translations(*, outcome_id: UUID, now: datetime) -> int:
    """Put beside an outcome what memory and machine make of it; returns in how many languages.

    Where one sentence is only similar to what the memory has, it is left to people. Done twice, it changes nothing.
    The provider is asked outside of any transaction.

    Raises:
        TranslationUnavailable: the provider failed; the job is tried again.
    """
    outcome = Outcome.objects.select_related("case").filter(pk=outcome_id).first()
    if outcome is None:
        return 0
    done = set(outcome.translations.values_list("language", flat=True))
    wanted = set(LanguageCode.values) - {outcome.language} - done
    return sum(_suggest(outcome, language, now) for language in sorted(wanted))


def _to_translate(actor: User, outcome_id: UUID) -> tuple[Outcome, bool]:
    """Return the outcome under the lock of its case, and whether ``actor`` is of the side that claimed it."""
    case_id = Outcome.objects.filter(pk=outcome_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound
    case = lock_case(case_id)
    side = acting_side(permit(actor, case, lambda roles: can_carry(roles, "claim_outcome")))
    if side is None:
        raise NotAllowed
    outcome = Outcome.objects.get(pk=outcome_id)
    outcome.case = case
    return outcome, side == outcome.side


def _checked(title: str, description: str) -> tuple[str, str]:
    heading = line(title)
    if not 0 < len(heading) <= TRANSLATED_TITLE_LIMIT:
        raise Invalid(fields={"title": _("This is required, and not too long.")})
    return heading, words(
        description, "description", _("Write something."), _("This is too long."), limit=LIMIT
    )


def _remember(row: OutcomeTranslation, actor: User, now: datetime) -> None:
    outcome = row.outcome
    for source, target in ((outcome.title, row.title), (outcome.description, row.description)):
        approve_translation(
            actor=actor,
            source_text=source,
            target_text=target,
            source=outcome.language,
            target=row.language,
            level=Level.ROOM.value,
            scope=scope_of(outcome.case),
            now=now,
        )


def _suggest(outcome: Outcome, language: str, now: datetime) -> bool:
    texts = (outcome.title, outcome.description)
    parts = [segments_of(text) for text in texts]
    found = translate_text(
        texts=[one for of_text in parts for one in of_text],
        source=outcome.language,
        target=language,
        level=Level.ROOM.value,
        scope=scope_of(outcome.case),
        now=now,
    )
    count = len(parts[0])
    if not found or not all(map(_exact, found)):
        return False
    title, description = (
        joined(text, [_exact(one) for one in of_text], language)
        for text, of_text in zip(texts, (found[:count], found[count:]), strict=True)
    )
    return _keep(outcome, language, title, description, found, now)


@transaction.atomic
def _keep(
    outcome: Outcome, language: str, title: str, description: str, found: Sequence[Suggested], now: datetime
) -> bool:
    """Store it, unless it was claimed anew in other words or somebody was quicker meanwhile."""
    lock_case(outcome.case_id)
    same = Outcome.objects.filter(pk=outcome.pk, title=outcome.title, description=outcome.description)
    if not same.exists() or outcome.translations.filter(language=language).exists():
        return False
    machines = [one.provider for one in found if one.label == Label.MACHINE]
    OutcomeTranslation.objects.create(
        outcome=outcome,
        language=language,
        title=title[:TRANSLATED_TITLE_LIMIT],
        description=description,
        origin=TranslationOrigin.MACHINE.value if machines else TranslationOrigin.MEMORY.value,
        provider=next(filter(None, machines), "")[:100],
        written_at=now,
    )
    return True


def _exact(one: Suggested) -> str:
    """What stands for a sentence without a person's look: its own translation; of what has no letters, itself."""
    if not any(map(str.isalpha, one.source)):
        return one.source
    return one.text if one.similarity == 100 else ""
