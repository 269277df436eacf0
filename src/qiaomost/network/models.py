"""The network: nodes, organisations, persons, and who belongs to what in which role."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.languages import LanguageCode, in_language, reading_order
from qiaomost.network.fields import SortKeyField
from qiaomost.network.gazetteer import Place, parts_in, postal_line, regions
from qiaomost.network.identifiers import validate_inn, validate_lei, validate_ogrn, validate_uscc
from qiaomost.network.states import InvitationState, JoinRequestState


class Country(models.TextChoices):
    """Countries of the network (ISO 3166-1 alpha-2)."""

    CN = "CN", _("China")
    RU = "RU", _("Russia")


class Node(models.Model):
    """One installation with its own personal data: a country's or a province's."""

    code = models.SlugField(_("code"), unique=True)
    country = models.CharField(_("country"), max_length=2, choices=Country.choices)
    address = models.URLField(_("address"), blank=True)
    is_self = models.BooleanField(_("this installation"), default=False)

    class Meta:
        verbose_name = _("node")
        verbose_name_plural = _("nodes")
        constraints = [
            models.UniqueConstraint(
                fields=["is_self"], condition=models.Q(is_self=True), name="node_one_self"
            )
        ]

    def __str__(self) -> str:
        return self.code


LINE_LIMIT = 300
"""Longest name of a city and longest address, in characters."""


def validate_region(code: str) -> None:
    """Refuse what is no region of the network's countries."""
    if code not in regions():
        raise ValidationError(_("This code is no region of China or Russia."))


def validate_lines(lines: object) -> None:
    """Refuse what is not a line for some of the languages."""
    is_right = isinstance(lines, dict) and all(
        code in LanguageCode.values and isinstance(line, str) and 0 < len(line) <= LINE_LIMIT
        for code, line in lines.items()
    )
    if not is_right:
        raise ValidationError(
            _("Write one line of at most %(limit)d characters in each language."),
            params={"limit": LINE_LIMIT},
        )


class OrganisationKind(models.TextChoices):
    UNIVERSITY = "university", _("University")
    INSTITUTE = "institute", _("Research institute")
    ENTERPRISE = "enterprise", _("Enterprise")
    ASSOCIATION = "association", _("Association")
    HOSPITAL = "hospital", _("Hospital")
    DESIGN_BUREAU = "design_bureau", _("Design bureau")


class Organisation(models.Model):
    """A member organisation, or one that appears in imported records."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("node"))
    country = models.CharField(_("country"), max_length=2, choices=Country.choices)
    region = models.CharField(
        _("region"), max_length=6, blank=True, validators=[validate_region], help_text=_("ISO 3166-2 code.")
    )
    cities = models.JSONField(_("city"), default=dict, blank=True, validators=[validate_lines])
    addresses = models.JSONField(
        _("registered address"), default=dict, blank=True, validators=[validate_lines]
    )
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    ror = models.CharField(
        _("ROR"), max_length=9, blank=True, validators=[RegexValidator(r"^0[a-hj-km-np-tv-z0-9]{6}\d{2}$")]
    )
    uscc = models.CharField(
        _("unified social credit code"), max_length=18, blank=True, validators=[validate_uscc]
    )
    inn = models.CharField(_("INN"), max_length=12, blank=True, validators=[validate_inn])
    ogrn = models.CharField(_("OGRN or OGRNIP"), max_length=15, blank=True, validators=[validate_ogrn])
    lei = models.CharField(_("LEI"), max_length=20, blank=True, validators=[validate_lei])
    is_member = models.BooleanField(_("member of the network"), default=False)
    member_since = models.DateField(_("member since"), null=True, blank=True)
    is_demonstration = models.BooleanField(_("invented, for the demonstration"), default=False)
    source = models.CharField(_("source"), max_length=64, blank=True)
    source_id = models.CharField(_("id in the source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~models.Q(source_id=""),
                name="organisation_source_unique",
            )
        ]

    def __str__(self) -> str:
        return self.name_in(LanguageCode.EN)

    def forms(self) -> Mapping[str, str]:
        """Language → name; reads the prefetched rows."""
        return {row.language: row.name for row in self.names.all()}

    def clean(self) -> None:
        """Refuse a region of another country."""
        if self.region and self.region[:2] != self.country:
            raise ValidationError({"region": _("This region is in another country.")})

    def name_in(self, language: str) -> str:
        """Return the name for a reader of ``language``."""
        return in_language(self.forms(), reading_order(language)) or str(self.pk)

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.country, self.region, self.cities)

    def place_in(self, language: str) -> str:
        """Return region and city for a reader of ``language``."""
        return " · ".join(parts_in(self.place, language))

    def address_in(self, language: str) -> str:
        """Return the registered address in ``language``; state, region and city where it is not written down."""
        return self.addresses.get(language) or postal_line(self.place, language)


class OrganisationName(models.Model):
    """One language of an organisation: its name and what it does."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices)
    name = models.CharField(_("name"), max_length=300)
    about = models.TextField(_("about"), blank=True, max_length=2000)
    sort_key = SortKeyField(default=b"", editable=False)

    class Meta:
        verbose_name = _("name of an organisation")
        verbose_name_plural = _("names of an organisation")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "language"], name="organisation_name_language_unique"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A person of the network; an account only where ``user`` is set."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("account")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("organisation")
    )
    position = models.JSONField(_("position"), default=dict, blank=True, help_text=_("Language → position."))
    language = models.CharField(_("language of the name"), max_length=2, choices=LanguageCode.choices)
    orcid = models.CharField(
        _("ORCID"), max_length=19, blank=True, validators=[RegexValidator(r"^(\d{4}-){3}\d{3}[\dX]$")]
    )
    source = models.CharField(_("source"), max_length=64, blank=True)
    source_id = models.CharField(_("id in the source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~models.Q(source_id=""), name="person_source_unique"
            )
        ]

    def __str__(self) -> str:
        return self.name_in(self.language)

    def name_in(self, language: str) -> str:
        """Return the name for a reader of ``language``, in its order; reads the prefetched rows."""
        names = {row.language: row for row in self.names.all()}
        order = (language, LanguageCode.EN.value, self.language)
        row = in_language(names, order)
        return row.full() if row else str(self.pk)


class PersonName(models.Model):
    """A person's name in one language. Exactly one is original; the others may be derived from it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices)
    family = models.CharField(_("family name"), max_length=100)
    given = models.CharField(_("given name"), max_length=100)
    patronymic = models.CharField(_("patronymic"), max_length=100, blank=True)
    is_derived = models.BooleanField(_("transliterated by rule"), default=False)

    class Meta:
        verbose_name = _("name of a person")
        verbose_name_plural = _("names of a person")
        constraints = [
            models.UniqueConstraint(fields=["person", "language"], name="person_name_language_unique")
        ]

    def __str__(self) -> str:
        return self.full()

    def full(self) -> str:
        """Return the name in its language's order: 曾志远; Ковалёва Мария Андреевна; Maria Kovaleva."""
        if self.language == LanguageCode.ZH:
            foreign = self.person.language != LanguageCode.ZH
            return f"{self.given}·{self.family}" if foreign else f"{self.family}{self.given}"
        if self.language == LanguageCode.RU:
            return " ".join(part for part in (self.family, self.given, self.patronymic) if part)
        return f"{self.given} {self.family}"


class PersonNameKey(models.Model):
    """A key under which a person is found, whatever script was typed (``qiaosearch.text.names``)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="name_keys")
    key = models.CharField(max_length=200, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="person_name_key_unique")]

    def __str__(self) -> str:
        return self.key


class Role(models.TextChoices):
    """What a membership lets a person do."""

    MEMBER = "member", _("Member")
    ADVISER = "adviser", _("Adviser")
    REVIEWER = "reviewer", _("Reviewer")
    COMPLIANCE_OFFICER = "compliance_officer", _("Compliance officer")
    ORGANISER = "organiser", _("Forum organiser")
    PROGRAMME_MANAGER = "programme_manager", _("Programme manager")
    ADMINISTRATOR = "administrator", _("Node administrator")


STAFF_ROLES = frozenset(set(Role) - {Role.MEMBER})
"""Roles that take effect only on an account with a second factor; until then it counts as a member."""


class Membership(models.Model):
    """An account's role in an organisation."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.MEMBER)
    is_active = models.BooleanField(_("active"), default=True)
    since = models.DateField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.get_role_display()}"


WORDS_LIMIT = 1000
"""Longest message of a request to join, and longest reason of an answer, in characters."""


class Invitation(models.Model):
    """An offer of a role in an organisation, sent to an address; its link carries the signed id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("organisation")
    )
    address = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.MEMBER)
    language = models.CharField(_("language of the mail"), max_length=2, choices=LanguageCode.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=InvitationState.choices, default=InvitationState.SENT
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    sent_at = models.DateTimeField(_("sent at"))
    expires_at = models.DateTimeField(_("expires at"))
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "address"],
                condition=models.Q(state=InvitationState.SENT),
                name="invitation_one_open",
            ),
            models.CheckConstraint(
                name="invitation_accepted_by_somebody",
                condition=models.Q(state=InvitationState.ACCEPTED, accepted_by__isnull=False)
                | (~models.Q(state=InvitationState.ACCEPTED) & models.Q(accepted_by__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address} · {self.organisation} · {self.get_role_display()}"

    def is_open(self, now: datetime) -> bool:
        """Whether it may still be accepted."""
        return self.state == InvitationState.SENT and now < self.expires_at


class JoinRequest(models.Model):
    """An account asks to be a member of an organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="join_requests", verbose_name=_("organisation")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="join_requests",
        verbose_name=_("account"),
    )
    message = models.TextField(_("message"), blank=True, validators=[MaxLengthValidator(WORDS_LIMIT)])
    state = models.CharField(
        _("state"), max_length=10, choices=JoinRequestState.choices, default=JoinRequestState.PENDING
    )
    reason = models.TextField(_("reason"), blank=True, validators=[MaxLengthValidator(WORDS_LIMIT)])
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=models.Q(state=JoinRequestState.PENDING),
                name="join_request_one_pending",
            ),
            models.CheckConstraint(
                name="join_request_declined_with_reason",
                condition=~models.Q(state=JoinRequestState.DECLINED) | ~models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.organisation}"
