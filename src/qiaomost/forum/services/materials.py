"""Files of a session: checked by their content as those of the catalogue are, kept under their hash."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.services import file_store
from qiaomost.catalogue.services.attachments import read_limited
from qiaomost.catalogue.services.file_types import file_name, media_type_of
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, NotAllowed, NotFound
from qiaomost.common.languages import LanguageCode
from qiaomost.forum.models import Material, Session
from qiaomost.forum.models.programme import MATERIAL_FOLDER
from qiaomost.forum.permissions import can_add_material
from qiaomost.network.selectors import standing_of


@transaction.atomic
def add_material(
    *,
    actor: User,
    session_id: UUID,
    name: str,
    content: BinaryIO,
    language: str = "",
    is_public: bool = True,
    now: datetime,
) -> Material:
    """Put a file to a session; the same bytes again stay the file they are.

    Without ``is_public`` those alone read it who take part.

    Raises:
        NotFound: there is no such session.
        NotAllowed: ``actor`` neither organises its edition nor appears in it.
        TooLarge: it has more than ``attachment_limit_mb`` megabytes.
        Invalid: its type is not accepted, or not what its name says; or the language is not known.
    """
    session = _lock(actor, session_id)
    if language not in {"", *LanguageCode.values}:
        raise Invalid(fields={"language": _("This value is not known.")})
    data = read_limited(content)
    name = file_name(name)
    media_type = media_type_of(data, name)
    sha256 = hashlib.sha256(data).hexdigest()
    present = session.materials.filter(sha256=sha256).first()
    if present is not None:
        return present
    values = {"name": name, "media_type": media_type, "size": len(data), "sha256": sha256}
    material = Material(session=session, language=language, is_public=is_public, added_at=now, **values)
    file_store.keep(material.path, data)
    material.save()
    audit.record(actor, "add_material", session, now=now, sha256=sha256, name=name)
    return material


@transaction.atomic
def remove_material(*, actor: User, session_id: UUID, material_id: UUID, now: datetime) -> None:
    """Take a file off its session; ``sweep_materials`` deletes the bytes.

    Raises:
        NotFound: there is no such session or file.
        NotAllowed: ``actor`` neither organises the edition nor appears in the session.
    """
    session = _lock(actor, session_id)
    material = _of(session, material_id)
    material.delete()
    audit.record(actor, "remove_material", session, now=now, sha256=material.sha256, name=material.name)


@transaction.atomic
def publish_material(
    *, actor: User, session_id: UUID, material_id: UUID, is_public: bool, now: datetime
) -> Material:
    """Say whether everybody may read a file, in the proceedings too, or those alone who take part.

    Raises:
        NotFound: there is no such session or file.
        NotAllowed: ``actor`` neither organises the edition nor appears in the session.
    """
    session = _lock(actor, session_id)
    material = _of(session, material_id)
    material.is_public = is_public
    material.save(update_fields=["is_public"])
    audit.record(actor, "publish_material", session, now=now, sha256=material.sha256, public=is_public)
    return material


def _of(session: Session, material_id: UUID) -> Material:
    material = session.materials.filter(pk=material_id).first()
    if material is None:
        raise NotFound
    return material


def sweep_materials(*, now: datetime) -> int:
    """Delete bytes that no material names; returns how many files."""
    used = set(Material.objects.values_list("sha256", flat=True))
    return file_store.sweep_folder(MATERIAL_FOLDER, used, now=now)


def _lock(actor: User, session_id: UUID) -> Session:
    session = Session.objects.select_for_update().filter(pk=session_id).first()
    if session is None:
        raise NotFound
    if not can_add_material(standing_of(actor), session, actor):
        raise NotAllowed
    return session
