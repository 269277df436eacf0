"""The tree of subjects, as it ships with the package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from qiaomost.catalogue.models import Subject

SUBJECTS = Path(__file__).resolve().parent.parent / "data" / "subjects.json"
"""OECD Fields of R&D (Frascati Manual, 2015, table 2.2), with crosswalks to GRNTI and GB/T 13745-2009."""


@transaction.atomic
def load_subjects(path: Path = SUBJECTS, *, model: type[Any] = Subject) -> int:
    """Insert or update all subjects; returns how many there are in the file.

    Args:
        path: a JSON list of objects with the fields of ``Subject``, in the order in which they are shown.
        model: ``Subject``, or its historical form within a migration.
    """
    rows = json.loads(path.read_text(encoding="utf-8"))
    subjects = [
        model(position=position, parent_id=row.pop("parent"), **row) for position, row in enumerate(rows, 1)
    ]
    fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model.objects.bulk_create(subjects, update_conflicts=True, unique_fields=["code"], update_fields=fields)
    return len(subjects)
