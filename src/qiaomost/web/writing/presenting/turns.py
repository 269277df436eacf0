"""Whose turn it is with a record, and what is to do next."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.states import RecordState
from qiaomost.common.errors import Message

S = RecordState
AUTHOR, REVIEWER, ADVISER = _("Your turn"), _("The reviewer’s turn"), _("The adviser’s turn")
NOBODY: Message = ""

TURNS: Mapping[str, tuple[Message, Message]] = {
    S.DRAFT: (AUTHOR, _("Finish writing and submit it for review.")),
    S.UNDER_REVIEW: (REVIEWER, _("A second person reads it. You are told what is to be mended.")),
    S.RETURNED: (AUTHOR, _("Answer the findings, mend the text and submit it again.")),
    S.ACCEPTED: (ADVISER, _("The review is passed; an adviser screens it before publication.")),
    S.SCREENING: (ADVISER, _("An adviser screens it for what must not be published.")),
    S.BLOCKED: (AUTHOR, _("Screening stopped it. Mend it, which begins another review, or archive it.")),
    S.CLEARED: (AUTHOR, _("Approve the languages that you want shown, then publish.")),
    S.PUBLISHED: (NOBODY, _("It is found in search. A change of its content begins another review.")),
    S.ON_HOLD: (AUTHOR, _("It is hidden. Resume it when it may be found again.")),
    S.EXPIRED: (NOBODY, _("Its time is over. It can be archived.")),
    S.ARCHIVED: (NOBODY, _("It is put away for good.")),
}
"""State → whose turn, and what happens next, as its author reads it."""
