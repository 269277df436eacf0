"""Screening of parties: the lists as imported, what was compared with them, and what two persons decided."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.compliance.comparing.scoring import KEY_LENGTH
from qiaomost.compliance.states.screening import DECIDED, PROPOSED, WITHOUT_HITS, HitState, ScreeningState
from qiaomost.network.models import Organisation, Person

REASON_LIMIT = 2000

PARTY_FIELDS = ("organisation", "person")


class ScreeningEdition(models.Model):
    """One edition of a list of parties. It counts once it is complete, and is never changed then.

    The last complete edition of a list is in force. Earlier ones are kept: screenings refer to them.
    """

    list_name = models.SlugField(_("list"), max_length=60)
    name = models.CharField(_("edition"), max_length=60)
    source_address = models.URLField(_("address of the source"), max_length=500)
    sha256 = models.CharField(_("SHA-256"), max_length=64, validators=[RegexValidator(r"^[0-9a-f]{64}$")])
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    begun_at = models.DateTimeField(_("import begun at"))
    completed_at = models.DateTimeField(_("import completed at"), null=True)
    parties = models.PositiveIntegerField(_("parties"), default=0)

    class Meta:
        verbose_name = _("edition of a screening list")
        verbose_name_plural = _("editions of screening lists")
        constraints = [
            models.UniqueConstraint(fields=["list_name", "name"], name="screening_edition_unique"),
            models.UniqueConstraint(fields=["list_name", "sha256"], name="screening_edition_file_unique"),
            models.CheckConstraint(
                name="screening_edition_has_source",
                condition=~models.Q(source_address="") & ~models.Q(sha256=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_name} {self.name}"


class ListedParty(models.Model):
    """A party of an edition, as far as it is compared and shown; ``digest`` is of what the list says of it."""

    edition = models.ForeignKey(ScreeningEdition, on_delete=models.CASCADE, related_name="listed")
    entity_id = models.CharField(_("id on the list"), max_length=255)
    schema = models.CharField(_("schema"), max_length=40)
    names = models.JSONField(_("names"), help_text=_("Pairs of the field on the list and the name."))
    identifiers = models.JSONField(_("identifiers"), default=list)
    countries = models.JSONField(_("countries"), default=list)
    birth_dates = models.JSONField(_("dates of birth"), default=list)
    topics = models.JSONField(_("topics"), default=list)
    programmes = models.JSONField(_("programmes"), default=list)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("party on a list")
        verbose_name_plural = _("parties on lists")
        constraints = [
            models.UniqueConstraint(fields=["edition", "entity_id"], name="listed_party_unique"),
        ]

    def __str__(self) -> str:
        return str(self.names[0][1])


class ListedKey(models.Model):
    """A key under which a party on a list is found: an identifier, or how a name sounds or is spelt."""

    edition = models.ForeignKey(ScreeningEdition, on_delete=models.CASCADE, related_name="+")
    listed = models.ForeignKey(ListedParty, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=KEY_LENGTH)

    class Meta:
        indexes = [models.Index(fields=["key", "edition"], name="listed_key_lookup")]

    def __str__(self) -> str:
        return self.key


class Screening(models.Model):
    """A party compared with the editions in force.

    ``inputs`` is what was compared: names, identifiers and the keys made of them. ``digest`` is of the inputs, of the
    editions and of the rules, so that equal digests mean equal hits.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="screenings"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="screenings")
    is_current = models.BooleanField(_("the last one of its party"), default=True)
    editions = models.ManyToManyField(ScreeningEdition, related_name="screenings")
    state = models.CharField(_("state"), max_length=12, choices=ScreeningState.choices)
    hit_count = models.PositiveIntegerField(_("hits"), default=0)
    inputs = models.JSONField(_("what was compared"))
    digest = models.CharField(max_length=64)
    screened_at = models.DateTimeField(_("screened at"))
    screened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")
        indexes = [models.Index(fields=["is_current", "state", "id"], name="screening_desk")]
        constraints = [
            models.UniqueConstraint(
                fields=[field],
                condition=models.Q(is_current=True),
                name=f"screening_one_current_{field}",
            )
            for field in PARTY_FIELDS
        ] + [
            models.CheckConstraint(
                name="screening_of_one_party",
                condition=models.Q(organisation__isnull=False, person__isnull=True)
                | models.Q(organisation__isnull=True, person__isnull=False),
            ),
            models.CheckConstraint(
                name="screening_state_tells_hits",
                condition=models.Q(state__in=sorted(WITHOUT_HITS), hit_count=0)
                | models.Q(state__in=sorted(set(ScreeningState) - WITHOUT_HITS), hit_count__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation or self.person}: {self.get_state_display()}"

    @property
    def party(self) -> Organisation | Person:
        """Whoever was screened; a constraint of the table says that it is one of the two."""
        return cast("Organisation | Person", self.organisation or self.person)


class ScreeningHit(models.Model):
    """A party of the network and one on a list that may be the same; two persons say whether they are.

    ``digest`` is of both sides: where a later screening finds the very same, it takes over what was said of this one.
    """

    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="hits")
    listed = models.ForeignKey(ListedParty, on_delete=models.PROTECT, related_name="hits")
    is_strong = models.BooleanField(_("an identifier met"))
    identifiers_differ = models.BooleanField(_("identifiers of one kind differ"), default=False)
    score = models.FloatField(_("score, 0 to 1"))
    evidence = models.JSONField(_("evidence"))
    digest = models.CharField(max_length=64)
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=16, choices=HitState.choices, default=HitState.OPEN)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed at"), null=True)
    proposal_reason = models.TextField(_("reason of the first person"), blank=True, max_length=REASON_LIMIT)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision_reason = models.TextField(_("reason of the second person"), blank=True, max_length=REASON_LIMIT)

    class Meta:
        verbose_name = _("hit")
        verbose_name_plural = _("hits")
        ordering = ["-is_strong", "-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["screening", "listed"], name="screening_hit_unique"),
            models.CheckConstraint(
                name="screening_hit_score_in_range", condition=models.Q(score__gte=0, score__lte=1)
            ),
            models.CheckConstraint(
                name="screening_hit_state_tells_who",
                condition=models.Q(
                    state=HitState.OPEN,
                    proposed_by__isnull=True,
                    proposed_at__isnull=True,
                    proposal_reason="",
                    decided_by__isnull=True,
                    decided_at__isnull=True,
                    decision_reason="",
                )
                | (
                    models.Q(
                        state__in=sorted(PROPOSED),
                        proposed_by__isnull=False,
                        proposed_at__isnull=False,
                        decided_by__isnull=True,
                        decided_at__isnull=True,
                        decision_reason="",
                    )
                    & ~models.Q(proposal_reason="")
                )
                | (
                    models.Q(
                        state__in=sorted(DECIDED),
                        proposed_by__isnull=False,
                        proposed_at__isnull=False,
                        decided_by__isnull=False,
                        decided_at__isnull=False,
                        decided_at__gte=models.F("proposed_at"),
                    )
                    & ~models.Q(proposal_reason="")
                    & ~models.Q(decision_reason="")
                ),
            ),
            models.CheckConstraint(
                name="screening_hit_by_two_persons",
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.screening_id} × {self.listed_id}: {self.state}"
