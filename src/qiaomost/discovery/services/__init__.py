"""The verbs of discovery: keeping the index, what people say of matches, and what they want to hear of."""

from qiaomost.discovery.services.digests import mark_digest, next_digest, stop_mails
from qiaomost.discovery.services.feedback import give_feedback, remove_feedback
from qiaomost.discovery.services.indexing import count_to_index, index_record, reconcile, reindex
from qiaomost.discovery.services.looking import look, next_to_look, note_arrivals
from qiaomost.discovery.services.watching import (
    change_watch,
    mark_seen,
    remove_watch,
    save_search,
    watch_answers,
)

__all__ = [
    "change_watch",
    "count_to_index",
    "give_feedback",
    "index_record",
    "look",
    "mark_digest",
    "mark_seen",
    "next_digest",
    "next_to_look",
    "note_arrivals",
    "reconcile",
    "reindex",
    "remove_feedback",
    "remove_watch",
    "save_search",
    "stop_mails",
    "watch_answers",
]
