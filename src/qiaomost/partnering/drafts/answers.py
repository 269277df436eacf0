"""What is typed into a call for answers and into an answer, with the rules of each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.common.errors import Message
from qiaomost.common.languages import LanguageCode
from qiaomost.network.models import Country, OrganisationKind
from qiaomost.partnering.models.answers.answers import ANSWER_TITLE_LIMIT
from qiaomost.partnering.models.answers.calls import TOTAL_WEIGHT
from qiaomost.partnering.models.cases import WORDS_LIMIT

if TYPE_CHECKING:
    from qiaomost.partnering.models import Criterion

RANGES = {"weight": (1, TOTAL_WEIGHT), "maximum": (1, 100), "limit": (100, 10_000)}
CALL_RANGES = {"reviews_needed": (1, 9), "notice_days": (1, 60)}


@dataclass(frozen=True, slots=True)
class CriterionDraft:
    """What a criterion of the challenge is worth: weight of a hundred, most points, characters of an answer to it."""

    weight: int
    maximum: int = 10
    limit: int = 3000


@dataclass(frozen=True, slots=True)
class CallDraft:
    """A call; ``criteria`` in the order of the challenge's acceptance criteria, empty lists let everybody answer."""

    deadline: date
    criteria: tuple[CriterionDraft, ...]
    eligibility: Mapping[str, str] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    reviews_needed: int = 2
    notice_days: int = 5


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """An answer; ``words`` by the id of the criterion. A draft may leave words out, a submission may not."""

    language: str
    title: str
    words: Mapping[int, str] = field(default_factory=dict)


def call_problems(draft: CallDraft, *, criteria: int) -> dict[str, Message]:
    """What is wrong with a call whose challenge has ``criteria`` acceptance criteria; by field."""
    problems = {
        name: _("Between %(least)d and %(most)d.") % {"least": least, "most": most}
        for name, (least, most) in CALL_RANGES.items()
        if not least <= getattr(draft, name) <= most
    }
    for position, criterion in enumerate(draft.criteria):
        problems |= {
            f"{name}_{position}": _("Between %(least)d and %(most)d.") % {"least": least, "most": most}
            for name, (least, most) in RANGES.items()
            if not least <= getattr(criterion, name) <= most
        }
    total = sum(criterion.weight for criterion in draft.criteria)
    if len(draft.criteria) != criteria or total != TOTAL_WEIGHT:
        problems["weights"] = _("The weights add up to %(total)d, not to 100.") % {"total": total}
    if not set(draft.countries) <= set(Country.values):
        problems["countries"] = _("Choose from the list.")
    if not set(draft.kinds) <= set(OrganisationKind.values):
        problems["kinds"] = _("Choose from the list.")
    for language, words in draft.eligibility.items():
        if language not in LanguageCode.values or len(cleaned_prose(words)) > WORDS_LIMIT:
            problems[f"eligibility_{language}"] = _("At most %(most)d characters.") % {"most": WORDS_LIMIT}
    return dict(problems)


def answer_problems(draft: AnswerDraft, criteria: list[Criterion], *, is_whole: bool) -> dict[str, Message]:
    """What is wrong with an answer; where it ``is_whole``, nothing may be left out. By field."""
    problems: dict[str, Message] = {}
    if draft.language not in LanguageCode.values:
        problems["language"] = _("The site speaks Chinese, Russian and English.")
    if not 0 < len(cleaned_prose(draft.title)) <= ANSWER_TITLE_LIMIT:
        problems["title"] = _("Give it a title of at most %(most)d characters.") % {
            "most": ANSWER_TITLE_LIMIT
        }
    for criterion in criteria:
        words = cleaned_prose(draft.words.get(criterion.pk, ""))
        if len(words) > criterion.limit:
            problems[f"words_{criterion.pk}"] = _("At most %(most)d characters.") % {"most": criterion.limit}
        elif is_whole and not words:
            problems[f"words_{criterion.pk}"] = _("This has to be answered.")
    return problems
