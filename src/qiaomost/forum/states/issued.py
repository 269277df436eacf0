"""What is issued to participants."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class IssuedKind(models.TextChoices):
    LETTER = "letter", pgettext_lazy("issued document", "Letter of invitation")
    CERTIFICATE = "certificate", pgettext_lazy("issued document", "Certificate of attendance")


LETTERS: dict[str, str] = {IssuedKind.LETTER: "L", IssuedKind.CERTIFICATE: "C"}
"""The letter in a number."""

PAIRS = (("zh", "ru"), ("zh", "en"), ("ru", "en"))
"""In which two languages a letter may be."""
