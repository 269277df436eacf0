"""Files and links that prove something, for reports and outcomes alike."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.services import file_store
from qiaomost.catalogue.services.attachments import read_limited
from qiaomost.catalogue.services.file_types import file_name, media_type_of
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.compliance.gates import GateStage
from qiaomost.compliance.models import DisclosureAction
from qiaomost.compliance.services.disclosure import Terms, append
from qiaomost.partnering.models import Case, OutcomeEvidence, ReportFile
from qiaomost.partnering.models.evidence import EVIDENCE_FOLDER, EvidenceFile, evidence_path
from qiaomost.partnering.models.outcomes import ADDRESS_LIMIT
from qiaomost.partnering.permissions.cases import can_enter_room, sides_of
from qiaomost.partnering.selectors.cases import last_nda
from qiaomost.partnering.selectors.outcomes import evidence_file
from qiaomost.partnering.services.crossing import require_crossing, require_handing_over
from qiaomost.partnering.services.steps import lock_case, permit
from qiaomost.partnering.states import Side
from qiaomost.partnering.states.outcomes import EvidenceKind

FILES_LIMIT = 10
LINKS_LIMIT = 10

_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_IS_WEB_ADDRESS = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came, under the name that somebody gave it."""

    name: str
    content: BinaryIO


@dataclass(frozen=True, slots=True)
class Link:
    """A DOI without its resolver, or a web address."""

    kind: EvidenceKind
    address: str


def keep_file(row: EvidenceFile, upload: Upload) -> None:
    """Read what the file is from its content, and put its bytes under their hash; the row is the caller's to save.

    Raises:
        TooLarge: it has more than ``attachment_limit_mb`` megabytes.
        Invalid: its type is not accepted, or not what its name says.
    """
    data = read_limited(upload.content)
    row.name = file_name(upload.name)
    row.media_type = media_type_of(data, row.name)
    row.size, row.sha256 = len(data), hashlib.sha256(data).hexdigest()
    row.file.name = evidence_path(row, row.name)
    file_store.keep(row.file.name, data)


def require_files(case: Case, side: Side, files: Sequence[Upload], *, now: datetime) -> None:
    """Check that files of ``side`` may reach the other one.

    Raises:
        Invalid: there are more than ten.
        GateClosed: export control wants a document first.
    """
    if len(files) > FILES_LIMIT:
        raise Invalid(fields={"uploads": _("At most ten files at once.")})
    if files:
        require_crossing(case, GateStage.FILE, now=now)
        require_handing_over(case, side, now=now)


def links_of(lines: str) -> list[Link]:
    """Return the DOIs and addresses of a text that has one in each line.

    Raises:
        Invalid: a line is neither, or there are more than ten.
    """
    links = [_link(line) for line in dict.fromkeys(lines.split())]
    if len(links) > LINKS_LIMIT:
        raise Invalid(fields={"links": _("At most ten DOIs and addresses.")})
    return links


def sweep_evidence_files(*, now: datetime) -> int:
    """Delete bytes that a refused report or claim left; returns how many files. Those of any row stay."""
    used = set(OutcomeEvidence.objects.exclude(sha256="").values_list("sha256", flat=True))
    used |= set(ReportFile.objects.values_list("sha256", flat=True))
    return file_store.sweep_folder(EVIDENCE_FOLDER, used, now=now)


def _link(line: str) -> Link:
    doi = _DOI.fullmatch(line)
    if doi and len(line) <= ADDRESS_LIMIT:
        return Link(EvidenceKind.DOI, doi.group(1))
    try:
        _IS_WEB_ADDRESS(line)
    except ValidationError:
        line = ""
    if not 0 < len(line) <= ADDRESS_LIMIT:
        raise Invalid(fields={"links": _("Each line is a DOI or an address that begins with http.")})
    return Link(EvidenceKind.URL, line)


@transaction.atomic
def open_evidence(*, actor: User, case_id: UUID, sha256: str, now: datetime) -> EvidenceFile:
    """Hand a file of the case to ``actor``; the ledger of disclosure has a row of it first.

    Raises:
        NotFound: ``actor`` has no part in the case, or there is no such file.
        NotAllowed: ``actor`` only watches over the node.
        GateClosed: export control closes this to the other side again.
    """
    case = lock_case(case_id)
    roles = permit(actor, case, can_enter_room)
    row, nda = evidence_file(case, sha256), last_nda(case)
    require_crossing(case, GateStage.FILE, now=now)
    if nda is None:
        raise NotFound
    side = next(iter(sorted(sides_of(roles))))
    append(
        case_id=case.pk,
        reader=actor,
        organisation=case.organisation_of(side),
        action=DisclosureAction.DOWNLOAD_FILE,
        object_type="evidence",
        object_id=sha256,
        label="Evidence of the case",
        version=sha256,
        terms=Terms(nda.terms, nda.sha256),
        now=now,
    )
    return row
