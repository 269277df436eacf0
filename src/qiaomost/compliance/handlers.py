"""How compliance reacts to what happens (see ``qiaomost.wiring``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from qiaomost.common.encoder import site_encoder
from qiaomost.compliance.services.screening import ask_for_screening, screen_party
from qiaomost.compliance.services.suggesting import encode_entries
from qiaomost.network.models import Organisation, Person


def on_edition_imported(payload: Mapping[str, Any]) -> None:
    """Encode the entries of a new edition, so that officers get hints."""
    del payload  # whatever lacks its vector is encoded
    encode_entries(site_encoder())


def on_organisation_joined(payload: Mapping[str, Any]) -> None:
    """Screen an organisation that is a member now, or is called otherwise."""
    organisation_id = UUID(payload["organisation_id"])
    if Organisation.objects.filter(pk=organisation_id).exists():
        screen_party(actor=None, organisation_id=organisation_id, now=timezone.now())


def on_person_joined(payload: Mapping[str, Any]) -> None:
    """Screen a person who has an account now, or is called otherwise."""
    person_id = UUID(payload["person_id"])
    if Person.objects.filter(pk=person_id).exists():
        screen_party(actor=None, person_id=person_id, now=timezone.now())


def on_list_imported(payload: Mapping[str, Any]) -> None:
    """Ask for a screening of every party of the network: a job for each, so that none holds up the others."""
    del payload  # whichever list it is, all in force are compared
    ask_for_screening(now=timezone.now())
