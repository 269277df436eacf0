"""The verbs of the catalogue. Each is one transaction: permission, transition, write, audit, outbox."""

from qiaomost.catalogue.services.attachments import attach_file, remove_attachment
from qiaomost.catalogue.services.file_store import sweep_files
from qiaomost.catalogue.services.importing import Outcome, imported_id, upsert_imported
from qiaomost.catalogue.services.publishing import (
    archive_record,
    bar_record,
    declare_moot,
    expire_due,
    expiry_notices_due,
    hold_record,
    lift_bar,
    publish_record,
    renew_record,
    resume_record,
)
from qiaomost.catalogue.services.reviewing import (
    accept_record,
    add_finding,
    answer_finding,
    block_record,
    claim_review,
    clear_record,
    resolve_finding,
    return_record,
    screen_record,
    submit_record,
)
from qiaomost.catalogue.services.steps import Topic
from qiaomost.catalogue.services.subjects import load_subjects
from qiaomost.catalogue.services.writing import (
    approve_text,
    create_record,
    edit_record,
    set_open_for_interest,
    set_section_disclosure,
    write_translation,
)

__all__ = [
    "Outcome",
    "Topic",
    "accept_record",
    "add_finding",
    "answer_finding",
    "approve_text",
    "archive_record",
    "attach_file",
    "bar_record",
    "block_record",
    "claim_review",
    "clear_record",
    "create_record",
    "declare_moot",
    "edit_record",
    "expire_due",
    "expiry_notices_due",
    "hold_record",
    "imported_id",
    "lift_bar",
    "load_subjects",
    "publish_record",
    "remove_attachment",
    "renew_record",
    "resolve_finding",
    "resume_record",
    "return_record",
    "screen_record",
    "set_open_for_interest",
    "set_section_disclosure",
    "submit_record",
    "sweep_files",
    "upsert_imported",
    "write_translation",
]
