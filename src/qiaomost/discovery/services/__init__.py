"""The verbs of discovery: keeping the index, and what people say of matches."""

from qiaomost.discovery.services.feedback import give_feedback, remove_feedback
from qiaomost.discovery.services.indexing import count_to_index, index_record, reconcile, reindex

__all__ = [
    "count_to_index",
    "give_feedback",
    "index_record",
    "reconcile",
    "reindex",
    "remove_feedback",
]
