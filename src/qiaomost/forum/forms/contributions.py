"""What the pages of a call for contributions ask for. The limits and rules are the services'."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from qiaomost.common.inputs import MomentField
from qiaomost.common.languages import LanguageCode, in_language, reading_order
from qiaomost.forum.drafts.contributions import (
    LENGTHS,
    CallDraft,
    ContributionDraft,
    CriterionDraft,
    QuestionDraft,
    SpeakerDraft,
)
from qiaomost.forum.forms.clocks import ChosenClockForm
from qiaomost.forum.models import ContributionCall, Site
from qiaomost.forum.models.contributions import REASON_LIMIT
from qiaomost.forum.models.editions import ABOUT_LIMIT, NAME_LIMIT
from qiaomost.forum.states import SessionKind
from qiaomost.forum.states.contributions import CALL_KINDS, Decision
from qiaomost.network.forms import VerbForm
from qiaomost.network.models import Person

QUESTIONS, CRITERIA, INVITED = 5, 4, 4
CODES = LanguageCode.values


FormRow = tuple[bool, list[forms.BoundField]]
"""Whether anything was typed in a row, and its fields."""


def _row_of(fields: Iterable[forms.BoundField]) -> FormRow:
    row = list(fields)
    typed = [one for one in row if not isinstance(one.field, forms.ChoiceField)]
    return any(one.value() for one in typed) or any(one.errors for one in row), row


def _area(label: Any, limit: int, *, rows: int = 5, required: bool = False) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "data-limit": limit})
    return forms.CharField(label=label, max_length=limit, required=required, widget=area)


class CallForm(ChosenClockForm):
    """A call with rows for questions and criteria; a row without words is left out."""

    site = forms.TypedChoiceField(label=_("Site whose clock counts"), coerce=int)
    opens_at = MomentField(label=_("Opens"))
    closes_at = MomentField(label=_("Deadline"))
    confirm_until = MomentField(label=_("Accepted authors confirm until"))
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of session"),
        choices=[(kind.value, kind.label) for kind in CALL_KINDS],
        widget=forms.CheckboxSelectMultiple,
    )
    lengths = forms.CharField(
        label=_("Lengths in minutes, separated by commas"), max_length=60, initial="20, 40"
    )
    reviews_needed = forms.IntegerField(
        label=_("Reviews that each contribution needs"), min_value=1, max_value=9, initial=2
    )
    is_anonymous = forms.BooleanField(
        label=_("Reviewers do not see names and organisations"), required=False, initial=True
    )

    def __init__(self, *args: Any, sites: Sequence[Site], reader: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(site.pk, f"{site.name_in(reader)} ({site.clock})") for site in sites]
        self.fields["site"].choices = named  # type: ignore[attr-defined]
        self.set_clock("site", {str(site.pk): site.zone for site in sites})
        for code, name in LanguageCode.choices:
            self.fields[f"about_{code}"] = _area(
                gettext("What is asked for (%(language)s)") % {"language": name}, ABOUT_LIMIT, rows=3
            )
        for number in range(CRITERIA):
            self._words("criterion", number)
            self._number(f"weight_{number}", _("Weight, %"), 100)
            self._number(f"maximum_{number}", _("Most points"), 100)
        for number in range(QUESTIONS):
            self._words("question", number)
            self._number(f"limit_{number}", _("Characters at most"), 10_000)
            self.fields[f"required_{number}"] = forms.BooleanField(
                label=_("Has to be answered"), required=False
            )

    def clean_lengths(self) -> tuple[int, ...]:
        """Numbers, however they are separated."""
        try:
            return tuple(
                int(one) for one in self.cleaned_data["lengths"].replace("，", ",").split(",") if one.strip()
            )
        except ValueError:
            raise forms.ValidationError(
                gettext("Between %(least)d and %(most)d.") % {"least": LENGTHS[0], "most": LENGTHS[1]}
            ) from None

    def blocks(self) -> list[tuple[str, list[FormRow]]]:
        """The rows of criteria and of questions, each with a heading."""
        return [
            (
                gettext("Criteria"),
                [self._row(number, "criterion", "weight", "maximum") for number in range(CRITERIA)],
            ),
            (
                gettext("Questions to authors"),
                [self._row(number, "question", "limit", "required") for number in range(QUESTIONS)],
            ),
        ]

    def others(self) -> list[forms.BoundField]:
        """The fields of the call itself."""
        return [
            field
            for field in self
            if not field.name.rpartition("_")[2].isdigit() and not self._is_words(field.name)
        ]

    def draft(self) -> CallDraft:
        """Return what was typed."""
        typed = self.cleaned_data
        return CallDraft(
            site_id=typed["site"],
            **{name: typed[name] for name in ("opens_at", "closes_at", "confirm_until")},
            kinds=tuple(typed["kinds"]),
            lengths=typed["lengths"],
            reviews_needed=typed["reviews_needed"],
            is_anonymous=typed["is_anonymous"],
            about={code: typed[f"about_{code}"] for code in CODES},
            criteria=tuple(
                CriterionDraft(
                    self._typed("criterion", number),
                    typed[f"weight_{number}"] or 0,
                    typed[f"maximum_{number}"] or 10,
                )
                for number in range(CRITERIA)
                if any(self._typed("criterion", number).values())
            ),
            questions=tuple(
                QuestionDraft(
                    self._typed("question", number),
                    typed[f"limit_{number}"] or 1000,
                    typed[f"required_{number}"],
                )
                for number in range(QUESTIONS)
                if any(self._typed("question", number).values())
            ),
        )

    def _words(self, name: str, number: int) -> None:
        for code, language in LanguageCode.choices:
            self.fields[f"{name}_{number}_{code}"] = forms.CharField(
                label=language, max_length=NAME_LIMIT, required=False
            )

    def _number(self, name: str, label: Any, most: int) -> None:
        self.fields[name] = forms.IntegerField(label=label, min_value=1, max_value=most, required=False)

    def _row(self, number: int, words: str, *others: str) -> FormRow:
        names = [f"{words}_{number}_{code}" for code in CODES] + [f"{one}_{number}" for one in others]
        return _row_of(self[name] for name in names)

    def _typed(self, name: str, number: int) -> dict[str, str]:
        return {code: self.cleaned_data[f"{name}_{number}_{code}"] for code in CODES}

    @staticmethod
    def _is_words(name: str) -> bool:
        return name.startswith(("criterion_", "question_"))


def call_initial(call: ContributionCall) -> dict[str, Any]:
    """What the form of a call begins with."""
    values: dict[str, Any] = {
        "site": call.site_id,
        "kinds": call.kinds,
        "lengths": ", ".join(map(str, call.lengths)),
        "reviews_needed": call.reviews_needed,
        "is_anonymous": call.is_anonymous,
        **{name: getattr(call, name) for name in ("opens_at", "closes_at", "confirm_until")},
        **{f"about_{code}": words for code, words in call.about.items()},
    }
    for number, one in enumerate(call.criteria.all()):
        values |= {f"weight_{number}": one.weight, f"maximum_{number}": one.maximum}
        values |= {f"criterion_{number}_{code}": words for code, words in one.words.items()}
    for number, question in enumerate(call.questions.all()):
        values |= {f"limit_{number}": question.limit, f"required_{number}": question.is_required}
        values |= {f"question_{number}_{code}": words for code, words in question.words.items()}
    return values


class ContributionForm(VerbForm):
    """A contribution; a draft may leave most of it open, so that little here is required."""

    language = forms.ChoiceField(label=_("Language you speak in"), choices=LanguageCode.choices)
    kind = forms.ChoiceField(label=_("Kind of session"))
    minutes = forms.TypedChoiceField(label=_("Length in minutes"), coerce=int)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, call: ContributionCall, persons: Sequence[Person], reader: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(call.questions.all())
        self.fields["kind"].choices = [(kind, SessionKind(kind).label) for kind in call.kinds]  # type: ignore[attr-defined]
        self.fields["minutes"].choices = [(one, str(one)) for one in call.lengths]  # type: ignore[attr-defined]
        for code, name in LanguageCode.choices:
            given = {"language": name}
            self.fields[f"title_{code}"] = forms.CharField(
                label=gettext("Title (%(language)s)") % given, max_length=NAME_LIMIT, required=False
            )
            self.fields[f"abstract_{code}"] = _area(gettext("Abstract (%(language)s)") % given, ABOUT_LIMIT)
        for one in self.questions:
            label = in_language(one.words, reading_order(reader)) or ""
            self.fields[f"answer_{one.pk}"] = _area(label, one.limit)
        if persons:
            self.fields["persons"] = forms.MultipleChoiceField(
                label=_("Co-speakers of your organisation"),
                choices=[(str(one.pk), one.name_in(reader)) for one in persons],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        for number in range(INVITED):
            self._invited(number)

    def own(self) -> list[forms.BoundField]:
        """The fields without the rows of those who are invited."""
        return [field for field in self.visible_fields() if not field.name.startswith("speaker_")]

    def invited(self) -> list[FormRow]:
        """The rows of those who are invited by name and address."""
        names = ("family", "given", "address", "language")
        return [_row_of(self[f"speaker_{number}_{name}"] for name in names) for number in range(INVITED)]

    def draft(self) -> ContributionDraft:
        """Return what was typed."""
        typed = self.cleaned_data
        return ContributionDraft(
            language=typed["language"],
            kind=typed["kind"],
            minutes=typed["minutes"],
            titles={code: typed[f"title_{code}"] for code in CODES},
            abstracts={code: typed[f"abstract_{code}"] for code in CODES},
            answers={one.pk: typed[f"answer_{one.pk}"] for one in self.questions},
            speakers=[
                *(SpeakerDraft(person_id=UUID(one)) for one in typed.get("persons", ())),
                *(
                    one
                    for one in map(self._speaker, range(INVITED))
                    if one.family or one.given or one.address
                ),
            ],
        )

    def _invited(self, number: int) -> None:
        self.fields[f"speaker_{number}_family"] = forms.CharField(
            label=_("Family name"), max_length=100, required=False
        )
        self.fields[f"speaker_{number}_given"] = forms.CharField(
            label=_("Given name"), max_length=100, required=False
        )
        self.fields[f"speaker_{number}_address"] = forms.EmailField(label=_("E-mail address"), required=False)
        self.fields[f"speaker_{number}_language"] = forms.ChoiceField(
            label=_("Language of the name"), choices=LanguageCode.choices, required=False
        )

    def _speaker(self, number: int) -> SpeakerDraft:
        names = ("family", "given", "address")
        values = {name: self.cleaned_data[f"speaker_{number}_{name}"] for name in names}
        return SpeakerDraft(language=self.cleaned_data[f"speaker_{number}_language"] or "en", **values)


def contribution_initial(draft: ContributionDraft, version: int) -> dict[str, Any]:
    """What the form of a contribution begins with."""
    values: dict[str, Any] = {
        "language": draft.language,
        "kind": draft.kind,
        "minutes": draft.minutes,
        "version": version,
        "persons": [str(one.person_id) for one in draft.speakers if one.person_id],
        **{f"title_{code}": words for code, words in draft.titles.items()},
        **{f"abstract_{code}": words for code, words in draft.abstracts.items()},
        **{f"answer_{key}": words for key, words in draft.answers.items()},
    }
    for number, one in enumerate([one for one in draft.speakers if not one.person_id]):
        for name in ("family", "given", "address", "language"):
            values[f"speaker_{number}_{name}"] = getattr(one, name)
    return values


class SheetForm(VerbForm):
    """A reviewer's points."""

    def __init__(self, *args: Any, call: ContributionCall, reader: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(call.criteria.all())
        for one in self.criteria:
            words = in_language(one.words, reading_order(reader)) or ""
            self.fields[f"points_{one.pk}"] = forms.IntegerField(
                label=gettext("%(criterion)s (0–%(most)d)") % {"criterion": words, "most": one.maximum},
                min_value=0,
                max_value=one.maximum,
            )
        self.fields["comment"] = _area(_("Your reasons"), REASON_LIMIT, required=True)

    def points(self) -> dict[int, int]:
        """Criterion → points."""
        return {one.pk: self.cleaned_data[f"points_{one.pk}"] for one in self.criteria}


class WordsForm(VerbForm):
    text = _area(_("Text"), REASON_LIMIT, rows=3, required=True)


class DecisionForm(VerbForm):
    verb = forms.ChoiceField(label=_("Decision"), required=False)
    reason = _area(_("Reason, sent to the author"), REASON_LIMIT, rows=3)

    def __init__(self, *args: Any, verbs: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(verb, Decision(verb).label) for verb in verbs]
        self.fields["verb"].choices = [("", _("None yet")), *named]  # type: ignore[attr-defined]


class SeatForm(VerbForm):
    user = forms.ChoiceField(label=pgettext_lazy("of contributions", "Reviewer"))

    def __init__(self, *args: Any, reviewers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = reviewers  # type: ignore[attr-defined]
