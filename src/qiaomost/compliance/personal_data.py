"""What this app holds about an account: the ledgers, screenings, decisions of officers."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qiaomost.accounts.models import User
from qiaomost.common.personal_data import Held, Holder, Kept, Traces
from qiaomost.compliance.models import (
    Classification,
    ConsentRow,
    ControlEdition,
    CrossBorderRead,
    Declaration,
    DisclosureRow,
    ExportDocument,
    LegalHold,
    OfficerNotice,
    ReaderName,
    Screening,
    ScreeningEdition,
    ScreeningHit,
)


def erase(account: User, _now: datetime) -> Traces:
    """Blank the names behind the disclosure ledgers; their rows, and the consents, show the account's number."""
    ReaderName.objects.filter(account_id=account.pk).update(name="", salt="")
    OfficerNotice.objects.filter(user=account).delete()
    return Traces(
        erased=(_("Names behind the disclosure ledgers"),),
        kept=(
            Kept(
                _("Rows of disclosure ledgers"),
                _(
                    "They prove to the other party what was disclosed. Without the name they show a number alone."
                ),
            ),
            Kept(
                _("The consent ledger"),
                _("It proves what was agreed and when it was withdrawn, by the account’s number alone."),
            ),
            Kept(
                _("Screenings against lists of restricted parties, decisions on export control"),
                _("Those who must prove that they checked need what they compared, and who decided."),
            ),
            Kept(
                _("Counts of reads from the other country"),
                _("They are counted by year, for a person without a name."),
            ),
        ),
    )


HOLDER = Holder(
    held=(
        Held(
            ConsentRow,
            "account",
            ("sequence", "at", "purpose", "act", "version", "language", "text__text", "previous", "hash"),
        ),
        Held(
            DisclosureRow,
            "account_id",
            (
                "case_id",
                "sequence",
                "at",
                "organisation_name",
                "action",
                "object_type",
                "object_id",
                "object_version",
                "label",
                "terms",
                "hash",
            ),
        ),
        Held(ReaderName, "account_id", ("name", "salt", "seal")),
        Held(CrossBorderRead, "subject__user", ("day", "recipient_country")),
        Held(CrossBorderRead, "recipient_id", ("day", "recipient_country")),
        Held(LegalHold, "account", ("placed_at", "lifted_at")),
        Held(LegalHold, "placed_by", ("id", "placed_at")),
        Held(LegalHold, "lifted_by", ("id", "lifted_at")),
        Held(Screening, "person__user", ("screened_at", "state", "inputs")),
        Held(Screening, "screened_by", ("id", "screened_at")),
        Held(ScreeningHit, "proposed_by", ("id", "proposed_at", "proposal_reason")),
        Held(ScreeningHit, "decided_by", ("id", "decided_at", "decision_reason")),
        Held(ScreeningEdition, "imported_by", ("id", "list_name", "name", "begun_at")),
        Held(ControlEdition, "imported_by", ("id", "control_list", "name", "imported_at")),
        Held(Classification, "officer", ("record_id", "answer", "grounds", "decided_at")),
        Held(Declaration, "officer", ("case_id", "answer", "grounds", "documents", "decided_at")),
        Held(OfficerNotice, "user", ("kind", "count", "at", "mailed_at")),
        Held(ExportDocument, "officer", ("id", "kind", "number", "recorded_at")),
        Held(ExportDocument, "withdrawn_by", ("id", "kind", "number", "withdrawn_at", "reason")),
    ),
    erase=erase,
)
