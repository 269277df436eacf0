"""The forms of a registration: the one that organisers built, and those with which they build it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.common.inputs import DayInput, MomentField, MomentInput
from qiaomost.common.languages import LanguageCode
from qiaomost.compliance.models import Purpose
from qiaomost.compliance.selectors.consent import Wording
from qiaomost.forum.drafts import RegistrationDraft
from qiaomost.forum.forms.clocks import ClockedForm
from qiaomost.forum.models import Category, FormField, Site
from qiaomost.forum.models.registration_forms import ANSWER_LIMIT
from qiaomost.forum.rules.answers import PREFIX, in_order
from qiaomost.forum.rules.countries import countries_in
from qiaomost.forum.states.registrations import RATINGS, Dietary, FieldKind, FormPhase, Sex
from qiaomost.network.drafts import PersonDraft
from qiaomost.network.forms import VerbForm

CONSENT = "consent_"
HASH = "words_"


class BuiltForm(VerbForm):
    """A form whose fields organisers built. The service says what is missing; ``answers`` gives what was said."""

    def __init__(self, *args: Any, built: Iterable[FormField], reader: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.built = in_order(built)
        codes = {one.pk: one.code for one in self.built}
        for one in self.built:
            made = form_field(one, reader)
            made.shown_if = f"{PREFIX}{codes[one.shown_if_id]}" if one.shown_if_id else ""  # type: ignore[attr-defined]
            made.shown_if_value = one.shown_if_value  # type: ignore[attr-defined]
            made.is_asked = one.is_required  # type: ignore[attr-defined]
            self.fields[PREFIX + one.code] = made

    def answers(self) -> dict[str, Any]:
        values = {one.code: self.cleaned_data.get(PREFIX + one.code) for one in self.built}
        return {
            code: value.isoformat() if isinstance(value, date) else value for code, value in values.items()
        }


class RegistrationForm(BuiltForm):
    category = forms.ChoiceField(label=_("Category"), widget=forms.RadioSelect)
    access_code = forms.CharField(
        label=_("Access code, if you were given one"), max_length=40, required=False
    )
    name_language = forms.ChoiceField(label=_("Language of the name"), choices=LanguageCode.choices)
    family = forms.CharField(label=_("Family name"), max_length=100)
    given = forms.CharField(label=_("Given name"), max_length=100)
    patronymic = forms.CharField(label=_("Patronymic, if you have one"), max_length=100, required=False)
    organisation_name = forms.CharField(label=_("Organisation, as it stands on the badge"), max_length=300)
    position_words = forms.CharField(label=_("Position"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Language of mails and papers"), choices=LanguageCode.choices)
    speaks = forms.MultipleChoiceField(
        label=_("Languages that you speak"),
        choices=LanguageCode.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        categories: Iterable[Category],
        has_name: bool,
        wordings: Iterable[Wording],
        is_change: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        reader = kwargs["reader"]
        offered = list(categories)
        self.fields["language"].initial = self.fields["name_language"].initial = reader
        self.fields["category"].choices = [(one.code, one.name_in(reader)) for one in offered]  # type: ignore[attr-defined]
        gone = [] if any(one.access_code for one in offered) else ["access_code"]
        if has_name:
            gone += ["name_language", "family", "given", "patronymic"]
        if is_change or not offered:
            gone += ["category", "access_code"]
        for name in gone:
            self.fields.pop(name, None)
        self.wordings = list(wordings)
        for one in self.wordings:
            self.fields[CONSENT + one.purpose] = forms.BooleanField(
                label=Purpose(one.purpose).label,
                help_text=one.text,
                required=one.purpose == Purpose.FORUM_REGISTRATION,
            )
            self.fields[HASH + one.purpose] = forms.CharField(
                widget=forms.HiddenInput, initial=one.sha256, required=False
            )

    def draft(self, invitation_id: UUID | None = None) -> RegistrationDraft:
        values = self.cleaned_data
        name = None
        if "family" in values:
            name = PersonDraft(
                values["name_language"], values["family"], values["given"], values["patronymic"]
            )
        return RegistrationDraft(
            category=values.get("category", ""),
            language=values["language"],
            speaks=tuple(values["speaks"]),
            name=name,
            organisation_name=values["organisation_name"],
            position_words=values["position_words"],
            access_code=values.get("access_code", ""),
            answers=self.answers(),
            invitation_id=invitation_id,
            consents={
                one.purpose: values[HASH + one.purpose]
                for one in self.wordings
                if values.get(CONSENT + one.purpose)
            },
        )


class StayForm(BuiltForm):
    """The second form; passport data are asked of those alone who need an invitation letter."""

    site = forms.ChoiceField(label=_("Site where one takes part"), required=False)
    arrives_by = forms.CharField(label=_("Flight or train of arrival"), max_length=40, required=False)
    arrives_at = forms.DateTimeField(label=_("Arrival, local time"), required=False)
    arrival_place = forms.CharField(label=_("Airport or station of arrival"), max_length=100, required=False)
    departs_by = forms.CharField(label=_("Flight or train of departure"), max_length=40, required=False)
    departs_at = forms.DateTimeField(label=_("Departure, local time"), required=False)
    departure_place = forms.CharField(
        label=_("Airport or station of departure"), max_length=100, required=False
    )
    hotel = forms.CharField(label=_("Hotel"), max_length=200, required=False)
    dietary = forms.ChoiceField(label=_("Dietary need"), choices=Dietary.choices)
    dietary_words = forms.CharField(label=_("What to know of it"), max_length=200, required=False)
    interpreter_wish = forms.CharField(label=_("Interpreter wished for"), max_length=200, required=False)
    passport_name = forms.CharField(label=_("Name as in the passport"), max_length=100, required=False)
    passport_number = forms.CharField(label=_("Number of the passport"), max_length=20, required=False)
    sex = forms.ChoiceField(
        label=pgettext_lazy("in a passport", "Sex"),
        choices=[("", "—"), *Sex.choices],
        required=False,
        help_text=_("Where the form of the consulate asks for it; the letter then addresses you so."),
    )
    nationality = forms.ChoiceField(label=_("Nationality"), required=False)
    born_on = forms.DateField(label=_("Date of birth"), required=False)
    passport_expires_on = forms.DateField(label=_("Passport valid until"), required=False)

    OWN = (
        *("arrives_by", "arrives_at", "arrival_place", "departs_by", "departs_at", "departure_place"),
        *("hotel", "dietary", "dietary_words", "interpreter_wish"),
        *("passport_name", "passport_number", "sex", "nationality", "born_on", "passport_expires_on"),
    )

    def __init__(self, *args: Any, sites: Iterable[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reader = kwargs["reader"]
        self.sites = {str(one.pk): one for one in sites}
        choices = [(key, f"{one.name_in(reader)} ({one.clock})") for key, one in self.sites.items()]
        self.fields["site"].choices = choices  # type: ignore[attr-defined]
        self.fields["nationality"].choices = _countries(kwargs["reader"])  # type: ignore[attr-defined]
        for name in ("born_on", "passport_expires_on"):
            self.fields[name].widget = DayInput()
        for name in ("arrives_at", "departs_at"):
            self.fields[name].widget = MomentInput()

    def values(self) -> dict[str, Any]:
        site = self.sites.get(self.cleaned_data["site"])
        return {name: self.cleaned_data[name] for name in self.OWN} | {"site": site}


class ReasonForm(VerbForm):
    reason = forms.CharField(
        label=pgettext_lazy("why a registration is declined", "Reason, which the person is told"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TermsForm(ClockedForm):
    opens_at = MomentField(label=_("Registration opens at"))
    closes_at = MomentField(label=_("Registration closes at"))
    offer_hours = forms.IntegerField(
        label=_("Hours that an offered place is kept"), min_value=1, max_value=720, initial=72
    )


class NamesForm(VerbForm):
    """Something with a name in three languages."""

    code = forms.SlugField(label=_("Short name"), max_length=40)
    zh = forms.CharField(label=_("Name in Chinese"), max_length=200)
    ru = forms.CharField(label=_("Name in Russian"), max_length=200)
    en = forms.CharField(label=_("Name in English"), max_length=200)

    def names(self) -> Mapping[str, str]:
        return {code: self.cleaned_data[code] for code in ("zh", "ru", "en")}


class CategoryForm(NamesForm):
    quota = forms.IntegerField(label=_("Places (empty: no limit)"), min_value=0, required=False)
    is_moderated = forms.BooleanField(label=_("Organisers accept each registration"), required=False)
    is_open = forms.BooleanField(label=_("Without invitation"), required=False, initial=True)
    access_code = forms.CharField(label=_("Access code (empty: none)"), max_length=40, required=False)
    colour = forms.RegexField(
        r"^#[0-9a-f]{6}$",
        label=_("Colour of the badge"),
        initial="#31598c",
        widget=forms.TextInput(attrs={"type": "color"}),
    )

    def values(self) -> dict[str, Any]:
        own = ("quota", "is_moderated", "is_open", "access_code", "colour")
        return {name: self.cleaned_data[name] for name in own} | {"names": self.names()}


class FieldForm(NamesForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=FieldKind.choices)
    phase = forms.ChoiceField(label=_("Asked"), choices=FormPhase.choices)
    options = forms.CharField(
        label=_("Options, a line each: code | 中文 | русский | English"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_required = forms.BooleanField(label=_("Has to be answered"), required=False)
    shown_if = forms.SlugField(label=_("Asked only if this field (short name)"), required=False)
    shown_if_value = forms.CharField(label=_("has this value (empty: any)"), max_length=100, required=False)
    position = forms.IntegerField(label=_("Position"), min_value=0, max_value=999, initial=0)

    def values(self) -> dict[str, Any]:
        own = {name: self.cleaned_data[name] for name in self.fields if name not in {"zh", "ru", "en"}}
        return own | {"names": self.names()}


class InviteForm(VerbForm):
    address = forms.EmailField(label=_("E-mail address"))
    category = forms.ChoiceField(label=_("Category"))
    language = forms.ChoiceField(label=_("Language of the mail"), choices=LanguageCode.choices)

    def __init__(self, *args: Any, categories: Iterable[Category], reader: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [(one.code, one.name_in(reader)) for one in categories]  # type: ignore[attr-defined]


def form_field(one: FormField, reader: str) -> forms.Field:
    """The field of a form that asks ``one``."""
    label, kind = one.name_in(reader), FieldKind(one.kind)
    if kind == FieldKind.SEVERAL:
        several = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(
            label=label, choices=_options(one, reader), widget=several, required=False
        )
    if kind in WITH_CHOICES:
        widget = forms.RadioSelect if kind == FieldKind.RATING else forms.Select
        return forms.ChoiceField(label=label, choices=_choices(one, reader), widget=widget, required=False)
    if kind == FieldKind.DATE:
        return forms.DateField(label=label, required=False, widget=DayInput())
    if kind == FieldKind.YES_NO:
        return forms.BooleanField(label=label, required=False)
    if kind == FieldKind.NUMBER:
        return forms.IntegerField(label=label, required=False)
    return forms.CharField(label=label, max_length=ANSWER_LIMIT, required=False)


WITH_CHOICES = frozenset({FieldKind.CHOICE, FieldKind.COUNTRY, FieldKind.DIETARY, FieldKind.RATING})


def _choices(one: FormField, reader: str) -> list[tuple[str, Any]]:
    if one.kind == FieldKind.COUNTRY:
        return _countries(reader)
    if one.kind == FieldKind.RATING:
        return [(str(rating), str(rating)) for rating in RATINGS]
    options = Dietary.choices if one.kind == FieldKind.DIETARY else _options(one, reader)
    return [("", "—"), *options]


def _options(one: FormField, reader: str) -> list[tuple[str, str]]:
    return [(option["code"], option["names"].get(reader) or option["names"]["en"]) for option in one.options]


def _countries(reader: str) -> list[tuple[str, Any]]:
    return [("", "—"), *countries_in(reader).items()]
