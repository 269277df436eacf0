"""Control lists: which technologies a country controls, edition by edition."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.common.languages import LanguageCode, in_language, reading_order
from qiaomost.network.models import Country

NAME_LIMIT = 500
POINTS_LIMIT = 8000


class ControlList(models.TextChoices):
    CN_TECHNOLOGIES = (
        "cn-technologies",
        _("China: catalogue of technologies prohibited or restricted from export"),
    )
    CN_DUAL_USE = "cn-dual-use", _("China: export control list of dual-use items")
    RU_DUAL_USE = "ru-dual-use", _("Russia: list of dual-use goods and technologies")


JURISDICTIONS: Mapping[str, str] = {
    ControlList.CN_TECHNOLOGIES: Country.CN,
    ControlList.CN_DUAL_USE: Country.CN,
    ControlList.RU_DUAL_USE: Country.RU,
}
"""List → the country whose exports it controls."""


class Control(models.TextChoices):
    """What an entry means for an export."""

    PROHIBITED = "prohibited", _("Prohibited from export")
    RESTRICTED = "restricted", _("Restricted from export")
    DUAL_USE = "dual_use", _("Dual use")


class ControlEdition(models.Model):
    """One edition of a list, imported as a whole and never changed; ``sha256`` is of the file that was imported."""

    control_list = models.CharField(_("control list"), max_length=20, choices=ControlList.choices)
    name = models.CharField(_("edition"), max_length=60)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    source_address = models.URLField(_("address of the source"), max_length=500)
    sha256 = models.CharField(_("SHA-256"), max_length=64, validators=[RegexValidator(r"^[0-9a-f]{64}$")])
    is_sample = models.BooleanField(_("sample, invented"), default=False)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    imported_at = models.DateTimeField(_("imported at"))

    class Meta:
        verbose_name = _("edition of a control list")
        verbose_name_plural = _("editions of control lists")
        constraints = [
            models.UniqueConstraint(fields=["control_list", "name"], name="control_edition_unique"),
            models.CheckConstraint(
                name="control_edition_list_known",
                condition=models.Q(control_list__in=ControlList.values),
            ),
            models.CheckConstraint(
                name="control_edition_dates_in_order",
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="control_edition_has_source",
                condition=~models.Q(source_address="") & ~models.Q(sha256=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.control_list} {self.name}"

    @property
    def jurisdiction(self) -> str:
        """The country whose exports it controls."""
        return JURISDICTIONS[self.control_list]


class ControlEntry(models.Model):
    """One entry of an edition: its code, and what it covers in the languages that are known."""

    edition = models.ForeignKey(ControlEdition, on_delete=models.PROTECT, related_name="entries")
    code = models.CharField(_("code"), max_length=20)
    control = models.CharField(_("control"), max_length=12, choices=Control.choices)
    needs_consent = models.BooleanField(_("needs the consent of the authority"), default=False)
    name_zh = models.CharField(_("name in Chinese"), max_length=NAME_LIMIT, blank=True)
    name_ru = models.CharField(_("name in Russian"), max_length=NAME_LIMIT, blank=True)
    name_en = models.CharField(_("name in English"), max_length=NAME_LIMIT, blank=True)
    control_points_zh = models.TextField(_("control points in Chinese"), max_length=POINTS_LIMIT, blank=True)
    control_points_ru = models.TextField(_("control points in Russian"), max_length=POINTS_LIMIT, blank=True)
    control_points_en = models.TextField(_("control points in English"), max_length=POINTS_LIMIT, blank=True)

    class Meta:
        verbose_name = _("entry of a control list")
        verbose_name_plural = _("entries of control lists")
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="control_entry_unique"),
            models.CheckConstraint(
                name="control_entry_has_name",
                condition=~models.Q(name_zh="", name_ru="", name_en=""),
            ),
            models.CheckConstraint(
                name="control_entry_code_tells_control",
                condition=models.Q(control=Control.PROHIBITED, code__endswith="J")
                | models.Q(control=Control.RESTRICTED, code__endswith="X")
                | models.Q(control=Control.DUAL_USE),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def name_in(self, language: str) -> str:
        """Return the name for a reader of ``language``."""
        return self._form("name", language)[1]

    def control_points_in(self, language: str) -> str:
        """Return the control points for a reader of ``language``."""
        return self._form("control_points", language)[1]

    def name_language(self, language: str) -> str:
        """Return the language of what ``name_in`` returns."""
        return self._form("name", language)[0]

    def _form(self, field: str, language: str) -> tuple[str, str]:
        written = {code: (code, str(getattr(self, f"{field}_{code}"))) for code in LanguageCode.values}
        filled = {code: form for code, form in written.items() if form[1]}
        return in_language(filled, reading_order(language)) or (language, "")


class EntryVector(models.Model):
    """What an encoder makes of an entry, for hints; derived, and made anew when the encoder changes."""

    entry = models.OneToOneField(
        ControlEntry, on_delete=models.CASCADE, primary_key=True, related_name="vector"
    )
    fingerprint = models.CharField(max_length=200)
    values = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.entry_id} {self.fingerprint}"
