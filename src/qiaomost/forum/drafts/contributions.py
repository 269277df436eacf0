"""What is typed into a call for contributions and into a contribution, with the rules of each field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.common.errors import Message
from qiaomost.common.languages import LanguageCode
from qiaomost.forum.models.contributions import TOTAL_WEIGHT
from qiaomost.forum.models.editions import ABOUT_LIMIT, NAME_LIMIT
from qiaomost.forum.states.contributions import CALL_KINDS

if TYPE_CHECKING:
    from qiaomost.forum.models import CallQuestion, ContributionCall

MOST_SPEAKERS = 8
LENGTHS = (5, 240)
QUESTION_LIMITS = (20, 10_000)


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    words: Mapping[str, str]
    limit: int = 1000
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class CriterionDraft:
    words: Mapping[str, str]
    weight: int
    maximum: int = 10


@dataclass(frozen=True, slots=True)
class CallDraft:
    """A call; dates are moments, whatever zone they were typed in."""

    site_id: int
    opens_at: datetime
    closes_at: datetime
    confirm_until: datetime
    kinds: tuple[str, ...]
    lengths: tuple[int, ...]
    criteria: tuple[CriterionDraft, ...]
    questions: tuple[QuestionDraft, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)
    reviews_needed: int = 2
    is_anonymous: bool = True


@dataclass(frozen=True, slots=True)
class SpeakerDraft:
    """A person of the network, or a name with an address."""

    person_id: UUID | None = None
    language: str = "en"
    family: str = ""
    given: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class ContributionDraft:
    """A contribution: ``titles`` and ``abstracts`` by language, ``answers`` by the id of the question."""

    language: str
    kind: str
    minutes: int
    titles: Mapping[str, str]
    abstracts: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[int, str] = field(default_factory=dict)
    speakers: Sequence[SpeakerDraft] = ()


def call_problems(draft: CallDraft) -> dict[str, Message]:
    """What is wrong with a call, by field."""
    problems: dict[str, Message] = {}
    if draft.closes_at <= draft.opens_at:
        problems["closes_at"] = _("The deadline comes after the opening.")
    if draft.confirm_until <= draft.closes_at:
        problems["confirm_until"] = _("Authors confirm after the deadline of the call.")
    if not draft.kinds or not set(draft.kinds) <= set(CALL_KINDS):
        problems["kinds"] = _("Choose from the list.")
    if not draft.lengths or any(not LENGTHS[0] <= one <= LENGTHS[1] for one in draft.lengths):
        problems["lengths"] = _between(*LENGTHS)
    if not 1 <= draft.reviews_needed <= 9:
        problems["reviews_needed"] = _between(1, 9)
    if any(len(words) > ABOUT_LIMIT for words in draft.about.values()):
        problems["about"] = _("This is too long.")
    return problems | _criteria_problems(draft.criteria) | _question_problems(draft.questions)


def _criteria_problems(criteria: Sequence[CriterionDraft]) -> dict[str, Message]:
    problems: dict[str, Message] = {}
    for number, one in enumerate(criteria):
        if not _is_named(one.words):
            problems[f"criterion_{number}_en"] = _("Write it in all three languages.")
        if not 1 <= one.maximum <= 100:
            problems[f"maximum_{number}"] = _between(1, 100)
        if not 1 <= one.weight <= TOTAL_WEIGHT:
            problems[f"weight_{number}"] = _between(1, TOTAL_WEIGHT)
    total = sum(one.weight for one in criteria)
    if total != TOTAL_WEIGHT:
        problems["weights"] = _("The weights add up to %(total)d, not to 100.") % {"total": total}
    return problems


def _question_problems(questions: Sequence[QuestionDraft]) -> dict[str, Message]:
    problems: dict[str, Message] = {}
    for number, one in enumerate(questions):
        if not _is_named(one.words):
            problems[f"question_{number}_en"] = _("Write it in all three languages.")
        if not QUESTION_LIMITS[0] <= one.limit <= QUESTION_LIMITS[1]:
            problems[f"limit_{number}"] = _between(*QUESTION_LIMITS)
    return problems


def contribution_problems(
    draft: ContributionDraft, call: ContributionCall, questions: Sequence[CallQuestion], *, is_whole: bool
) -> dict[str, Message]:
    """What is wrong with a contribution; where it ``is_whole``, nothing may be left out. By field."""
    problems: dict[str, Message] = {}
    if draft.language not in LanguageCode.values:
        problems["language"] = _("The site speaks Chinese, Russian and English.")
    if draft.kind not in call.kinds:
        problems["kind"] = _("Choose from the list.")
    if draft.minutes not in call.lengths:
        problems["minutes"] = _("Choose from the list.")
    if len(draft.speakers) > MOST_SPEAKERS:
        problems["speakers"] = _("At most %(most)d co-speakers.") % {"most": MOST_SPEAKERS}
    return (
        problems
        | _text_problems(draft, is_whole=is_whole)
        | _answer_problems(draft, questions, is_whole=is_whole)
        | _speaker_problems(draft)
    )


def _text_problems(draft: ContributionDraft, *, is_whole: bool) -> dict[str, Message]:
    problems: dict[str, Message] = {}
    for code in LanguageCode.values:
        title, abstract = draft.titles.get(code, "").strip(), draft.abstracts.get(code, "").strip()
        if len(title) > NAME_LIMIT:
            problems[f"title_{code}"] = _("This is too long.")
        if len(abstract) > ABOUT_LIMIT:
            problems[f"abstract_{code}"] = _("This is too long.")
        if abstract and not title:
            problems[f"title_{code}"] = _("An abstract needs a title in its language.")
    if not draft.titles.get(draft.language, "").strip():
        problems[f"title_{draft.language}"] = _("Give a title in the language of the contribution.")
    if is_whole and not draft.abstracts.get(draft.language, "").strip():
        problems[f"abstract_{draft.language}"] = _("Give an abstract in the language of the contribution.")
    return problems


def _answer_problems(
    draft: ContributionDraft, questions: Sequence[CallQuestion], *, is_whole: bool
) -> dict[str, Message]:
    problems: dict[str, Message] = {}
    for one in questions:
        text = cleaned_prose(draft.answers.get(one.pk, ""))
        if len(text) > one.limit:
            problems[f"answer_{one.pk}"] = _("At most %(most)d characters.") % {"most": one.limit}
        elif is_whole and one.is_required and not text:
            problems[f"answer_{one.pk}"] = _("This has to be answered.")
    return problems


def _speaker_problems(draft: ContributionDraft) -> dict[str, Message]:
    for one in draft.speakers:
        whole = one.person_id or (one.family.strip() and one.given.strip() and one.address.strip())
        if not whole or one.language not in LanguageCode.values:
            return {"speakers": _("Give family name, given name and e-mail address of each co-speaker.")}
    return {}


def _is_named(words: Mapping[str, str]) -> bool:
    return all(0 < len(words.get(code, "").strip()) <= NAME_LIMIT for code in LanguageCode.values)


def _between(least: int, most: int) -> str:
    return _("Between %(least)d and %(most)d.") % {"least": least, "most": most}
