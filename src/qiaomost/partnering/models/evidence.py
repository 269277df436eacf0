"""Files that prove something: kept once for each content, under its hash."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

EVIDENCE_FOLDER = "case-evidence"
NAME_LIMIT = 200


def evidence_path(evidence: EvidenceFile, _name: str) -> str:
    """Return where the bytes lie: by content hash, never by a name that a user chose."""
    return f"{EVIDENCE_FOLDER}/{evidence.sha256[:2]}/{evidence.sha256}"


class EvidenceFile(models.Model):
    """A file, its type read from its content; ``sha256`` is empty where a row has none."""

    file = models.FileField(_("file"), upload_to=evidence_path, max_length=200, blank=True)
    name = models.CharField(_("name of the file"), max_length=NAME_LIMIT, blank=True, default="")
    media_type = models.CharField(_("media type"), max_length=100, blank=True, default="")
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, default="")

    class Meta:
        abstract = True
