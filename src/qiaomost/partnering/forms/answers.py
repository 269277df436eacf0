"""What the pages of a call for answers ask for. The limits and rules are the services'; a form only shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qiaomost.common.inputs import DayInput
from qiaomost.common.languages import LanguageCode
from qiaomost.network.forms import VerbForm
from qiaomost.network.models import Country, OrganisationKind
from qiaomost.partnering.drafts.answers import CALL_RANGES, RANGES, AnswerDraft, CallDraft, CriterionDraft
from qiaomost.partnering.forms.cases import words_field
from qiaomost.partnering.models.answers.answers import ANSWER_TITLE_LIMIT
from qiaomost.partnering.models.cases import WORDS_LIMIT
from qiaomost.partnering.presenting.answers.pages import Asked
from qiaomost.partnering.services.answers import ScoreDraft
from qiaomost.partnering.states.answers import ObjectionState

Choices = Sequence[tuple[str, Any]]
TEAM_ROWS = 5


def _number(label: Any, span: tuple[int, int], initial: int | None = None) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=span[0], max_value=span[1], initial=initial)


def _long(label: Any, limit: int, *, rows: int = 6, required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "data-limit": limit})
    return forms.CharField(label=label, max_length=limit, required=required, widget=area)


class CallForm(VerbForm):
    deadline = forms.DateField(
        label=_("Last day for answers"),
        widget=DayInput(),
    )
    reviews_needed = _number(_("Reviews that each answer needs"), CALL_RANGES["reviews_needed"], 2)
    notice_days = _number(
        _("Public notice, in working days of both countries"), CALL_RANGES["notice_days"], 5
    )
    countries = forms.MultipleChoiceField(
        label=_("Organisations of which country may answer (none chosen: both)"),
        choices=Country.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kinds = forms.MultipleChoiceField(
        label=_("Which kinds of organisation may answer (none chosen: all)"),
        choices=OrganisationKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, criteria: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = range(criteria)
        for code, name in LanguageCode.choices:
            label = gettext("Who may answer, in words (%(language)s)") % {"language": name}
            self.fields[f"eligibility_{code}"] = _long(label, WORDS_LIMIT, rows=3, required=False)
        for number in self.criteria:
            self.fields[f"weight_{number}"] = _number(_("Weight, %"), RANGES["weight"])
            self.fields[f"maximum_{number}"] = _number(_("Most points"), RANGES["maximum"], 10)
            self.fields[f"limit_{number}"] = _number(_("Characters at most"), RANGES["limit"], 3000)

    def rows(self) -> list[list[forms.BoundField]]:
        """The three fields of each criterion."""
        return [[self[f"{name}_{number}"] for name in RANGES] for number in self.criteria]

    def others(self) -> list[forms.BoundField]:
        """The fields that belong to no criterion."""
        own = {f"{name}_{number}" for name in RANGES for number in self.criteria}
        return [field for field in self if field.name not in own]

    def draft(self) -> CallDraft:
        """Return what was typed."""
        typed = self.cleaned_data
        return CallDraft(
            deadline=typed["deadline"],
            criteria=tuple(
                CriterionDraft(**{name: typed[f"{name}_{number}"] for name in RANGES})
                for number in self.criteria
            ),
            eligibility={code: typed[f"eligibility_{code}"] for code in LanguageCode.values},
            countries=tuple(typed["countries"]),
            kinds=tuple(typed["kinds"]),
            reviews_needed=typed["reviews_needed"],
            notice_days=typed["notice_days"],
        )


class AnswerWordsForm(VerbForm):
    """An answer; the criteria are its questions. A draft may leave some open, so that nothing here is required."""

    organisation = forms.ChoiceField(label=_("For which organisation"))
    language = forms.ChoiceField(label=_("Language you write in"), choices=LanguageCode.choices)
    title = forms.CharField(
        label=_("Title of your answer"),
        max_length=ANSWER_TITLE_LIMIT,
        help_text=_("Without names: the first review knows none. It is published if you win."),
    )

    def __init__(
        self, *args: Any, criteria: Sequence[Asked], organisations: Choices | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        if organisations is None:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]
        for one in criteria:
            field = _long(one.text, one.limit, required=False)
            field.help_text = one.worth
            self.fields[f"words_{one.pk}"] = field

    def draft(self) -> AnswerDraft:
        """Return what was typed."""
        typed = self.cleaned_data
        words = {one.pk: typed[f"words_{one.pk}"] for one in self.criteria}
        return AnswerDraft(typed["language"], typed["title"], words)


class TeamForm(VerbForm):
    """The shares of a team: the leader's, and up to four others'."""

    def __init__(self, *args: Any, leader: tuple[str, str], organisations: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leader = leader
        self.fields["share_0"] = _number(
            gettext("Share of %(name)s, %%") % {"name": leader[1]}, (1, 100), 100
        )
        for row in range(1, TEAM_ROWS):
            place = {"row": row + 1}
            member = forms.ChoiceField(
                label=gettext("Member %(row)s") % place, choices=[("", "—"), *organisations], required=False
            )
            self.fields[f"member_{row}"] = member
            share = _number(gettext("Its share, %"), (1, 100))
            share.required = False
            self.fields[f"share_{row}"] = share

    def shares(self) -> dict[UUID, int]:
        """Return the shares that were typed; a member without a share has none, which the service refuses."""
        typed = self.cleaned_data
        shares = {UUID(self.leader[0]): typed["share_0"]}
        for row in range(1, TEAM_ROWS):
            if typed[f"member_{row}"]:
                shares[UUID(typed[f"member_{row}"])] = typed[f"share_{row}"] or 0
        return shares


class AssessForm(VerbForm):
    """Points and a comment for each criterion."""

    def __init__(self, *args: Any, criteria: Sequence[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for one in criteria:
            label = gettext("Points, 0 to %(most)d") % {"most": one.maximum}
            self.fields[f"points_{one.pk}"] = _number(label, (0, one.maximum))
            self.fields[f"comment_{one.pk}"] = words_field(_("Comment"), rows=3)

    def rows(self) -> list[tuple[Asked, list[forms.BoundField]]]:
        """Each criterion with its two fields."""
        return [(one, [self[f"points_{one.pk}"], self[f"comment_{one.pk}"]]) for one in self.criteria]

    def scores(self) -> dict[int, ScoreDraft]:
        """Return what was typed."""
        typed = self.cleaned_data
        return {
            one.pk: ScoreDraft(typed[f"points_{one.pk}"], typed[f"comment_{one.pk}"]) for one in self.criteria
        }


class JudgementForm(VerbForm):
    reason = words_field(_("Reason; those who answered read it"), rows=3)


class ConflictForm(VerbForm):
    text = words_field(_("Which interest is it?"), rows=2)


class ReviewNoteForm(VerbForm):
    text = words_field(_("A word to the other reviewers"), rows=2)


class SeatForm(VerbForm):
    user = forms.ChoiceField(label=_("Reviewer of the answers"))

    def __init__(self, *args: Any, reviewers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = reviewers  # type: ignore[attr-defined]


class AwardForm(VerbForm):
    """A reason for each answer that was not chosen."""

    def __init__(self, *args: Any, others: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in others:
            text = gettext("Reason for %(answer)s") % {"answer": label}
            self.fields[f"reason_{key}"] = words_field(text, rows=3)

    def reasons(self) -> dict[UUID, str]:
        """Return what was typed."""
        return {UUID(name.removeprefix("reason_")): text for name, text in self.cleaned_data.items()}


class ObjectionForm(VerbForm):
    text = words_field(_("What do you object to, and why?"))


class DecisionForm(VerbForm):
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(one, one.label) for one in (ObjectionState.DISMISSED, ObjectionState.UPHELD)],
    )
    reason = words_field(_("Reason; the objector reads it"), rows=3)
