"""Levels of content, where a segment comes from, what a suggestion is, and the life of a concept."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.common.transitions import Transitions


class Level(models.TextChoices):
    """Who may read a text: anyone; members of the network; the parties of one case."""

    PUBLIC = "public", _("Public")
    MEMBERS = "members", _("Members of the network")
    ROOM = "room", _("Parties after an NDA")


class SegmentOrigin(models.TextChoices):
    """Who made a translation; approval by a person is told by ``approved_at``."""

    HUMAN = "human", _("Translated by a person")
    MACHINE = "machine", _("Translated by a machine")


class Label(models.TextChoices):
    """What a suggestion is."""

    NONE = "none", _("No suggestion")
    MEMORY = "memory", _("From the translation memory")
    MACHINE = "machine", _("Machine translation")


class FormStatus(models.TextChoices):
    """What a term base says of one form of a concept."""

    PREFERRED = "preferred", _("Preferred")
    ADMITTED = "admitted", _("Also used")
    FORBIDDEN = "forbidden", _("Not to be used")


class ConceptState(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("concept", "In use")
    RETIRED = "retired", pgettext_lazy("concept", "Retired")


CONCEPT_TRANSITIONS: Transitions[ConceptState] = {
    "retire": (frozenset({ConceptState.ACTIVE}), ConceptState.RETIRED),
    "restore": (frozenset({ConceptState.RETIRED}), ConceptState.ACTIVE),
}


class TermSubject(models.TextChoices):
    """The part of the work that a concept belongs to."""

    COOPERATION = "cooperation", _("Cooperation and transfer")
    AGREEMENTS = "agreements", _("Agreements")
    IP = "ip", _("Intellectual property")
    EXPORT_CONTROL = "export_control", _("Export control and sanctions")
    READINESS = "readiness", _("Readiness and testing")
    FINANCE = "finance", _("Finance")
    ADMINISTRATION = "administration", _("Administration and organisations")
    COLD_REGIONS = "cold_regions", _("Engineering in cold regions")
    INDUSTRY = "industry", _("Industry and technology")
