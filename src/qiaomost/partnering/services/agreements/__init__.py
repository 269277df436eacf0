"""Verbs of agreements. Each is one transaction that locks the agreement's case first."""

from qiaomost.partnering.services.agreements.carrying import (
    begin_amendment,
    complete_agreement,
    enter_into_force,
    leave_unregistered,
    register_agreement,
    resume_agreement,
    show_in_register,
    suspend_agreement,
    terminate_agreement,
)
from qiaomost.partnering.services.agreements.deadlines import remind_or_expire_agreements
from qiaomost.partnering.services.agreements.drafting import AgreementDraft, start_agreement
from qiaomost.partnering.services.agreements.editing import SectionText, declare_in_step, save_section
from qiaomost.partnering.services.agreements.papers import (
    PAPER_KINDS,
    PaperDraft,
    PaperSignatures,
    put_on_stage,
    record_paper,
    sign_paper,
)
from qiaomost.partnering.services.agreements.reviewing import (
    approve_translation,
    decide_approval,
    request_approvals,
    review_agreement,
    send_back,
    submit_for_review,
)
from qiaomost.partnering.services.agreements.revising import TermsPart, revise_agreement
from qiaomost.partnering.services.agreements.signing import (
    SignatureDraft,
    sign_agreement,
    sweep_signed_copies,
)

__all__ = [
    "PAPER_KINDS",
    "AgreementDraft",
    "PaperDraft",
    "PaperSignatures",
    "SectionText",
    "SignatureDraft",
    "TermsPart",
    "approve_translation",
    "begin_amendment",
    "complete_agreement",
    "decide_approval",
    "declare_in_step",
    "enter_into_force",
    "leave_unregistered",
    "put_on_stage",
    "record_paper",
    "register_agreement",
    "remind_or_expire_agreements",
    "request_approvals",
    "resume_agreement",
    "review_agreement",
    "revise_agreement",
    "save_section",
    "send_back",
    "show_in_register",
    "sign_agreement",
    "sign_paper",
    "start_agreement",
    "submit_for_review",
    "suspend_agreement",
    "sweep_signed_copies",
    "terminate_agreement",
]
