"""What the parts of a registration can be: kinds of fields, checks, papers, invitations."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FieldKind(models.TextChoices):
    TEXT = "text", pgettext_lazy("kind of field", "Text")
    CHOICE = "choice", _("One of several")
    SEVERAL = "several", _("Several of several")
    YES_NO = "yes_no", _("Yes or no")
    DATE = "date", pgettext_lazy("kind of field", "Date")
    NUMBER = "number", pgettext_lazy("kind of field", "Number")
    COUNTRY = "country", pgettext_lazy("kind of field", "Country")
    DIETARY = "dietary", _("Dietary need")
    RATING = "rating", _("Rating from 1 to 5")


RATINGS = (1, 2, 3, 4, 5)
"""From bad to very good."""


class FormPhase(models.TextChoices):
    """The first form is answered on registration, the second after acceptance, the third when the edition is over."""

    FIRST = "first", _("On registration")
    SECOND = "second", _("After acceptance")
    AFTER = "after", _("After the forum, without a name")


class Sex(models.TextChoices):
    """As passports have it; asked because forms of consulates do."""

    FEMALE = "female", pgettext_lazy("sex, in a passport", "Female")
    MALE = "male", pgettext_lazy("sex, in a passport", "Male")


class Dietary(models.TextChoices):
    NONE = "none", pgettext_lazy("diet", "No special need")
    VEGETARIAN = "vegetarian", pgettext_lazy("diet", "Vegetarian")
    VEGAN = "vegan", pgettext_lazy("diet", "Vegan")
    HALAL = "halal", pgettext_lazy("diet", "Halal")
    NO_PORK = "no_pork", pgettext_lazy("diet", "No pork")
    NO_GLUTEN = "no_gluten", pgettext_lazy("diet", "No gluten")
    ALLERGY = "allergy", pgettext_lazy("diet", "Allergy")
