"""Loading the invented sample editions."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from qiaomost.compliance.drafts.controls import EditionDraft
from qiaomost.compliance.models import ControlEdition, ControlList
from qiaomost.compliance.services.importing import import_edition
from qiaomost.compliance.transfer.controls import digest_of, read_controls

FOLDER = Path(__file__).parent
SAMPLE = "sample 1"
BEGINS = date(2020, 1, 1)
SOURCE = "https://example.org/invented-control-lists"


def load_sample_controls(*, now: datetime) -> list[ControlEdition]:
    """Bring the sample edition of every list in; those that are in stay as they are.

    They are marked as samples, and any other edition of a list that has begun takes their place.
    """
    return [_load(control_list, now) for control_list in ControlList]


def _load(control_list: ControlList, now: datetime) -> ControlEdition:
    path = FOLDER / f"{control_list.value}.json"
    draft = EditionDraft(
        control_list=control_list.value,
        name=SAMPLE,
        valid_from=BEGINS,
        source_address=SOURCE,
        sha256=digest_of(path),
        is_sample=True,
    )
    return import_edition(actor=None, draft=draft, rows=read_controls(path), now=now).edition
