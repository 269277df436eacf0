"""What officers have been told of, so that nobody is told twice."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.compliance.models.controls import ControlEdition


class NewsKind(models.TextChoices):
    RECHECK = "recheck", _("Records to be checked against a new edition")
    ENDS_IN_30 = "ends_in_30", _("A document ends within 30 days")
    ENDS_IN_7 = "ends_in_7", _("A document ends within 7 days")
    HIT_OPEN = "hit_open", _("A screening hit to be looked at")
    HIT_PROPOSED = "hit_proposed", _("A screening hit that waits for a second person")


class OfficerNotice(models.Model):
    """One thing that an officer is told of, once; those of one ``batch`` go into one mail."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="officer_notices"
    )
    cause = models.CharField(_("cause"), max_length=160)
    kind = models.CharField(_("kind"), max_length=12, choices=NewsKind.choices)
    edition = models.ForeignKey(ControlEdition, on_delete=models.CASCADE, null=True, related_name="+")
    count = models.PositiveIntegerField(_("how many"), default=1)
    batch = models.UUIDField(_("mail"), db_index=True)
    at = models.DateTimeField(_("at"))
    mailed_at = models.DateTimeField(_("mailed at"), null=True)

    class Meta:
        verbose_name = _("notice to an officer")
        verbose_name_plural = _("notices to officers")
        constraints = [
            models.UniqueConstraint(fields=["user", "cause"], name="officer_notice_once"),
            models.CheckConstraint(
                name="officer_notice_known",
                condition=models.Q(kind=NewsKind.RECHECK, edition__isnull=False, count__gt=0)
                | models.Q(kind__in=sorted(set(NewsKind.values) - {NewsKind.RECHECK}), edition__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.cause}"
