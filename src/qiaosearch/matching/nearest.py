"""The documents that say nearly the same as a given one: its likely doubles, and its subject's company."""

from __future__ import annotations

from qiaosearch.searching import Collection
from qiaosearch.types import Document, Filter, IndexQuery

MAX_PROBES = 4
"""How many leading passages are searched with: the title, the summary, and how the description begins."""


def nearest(
    collection: Collection, document: Document, *, filter: Filter, limit: int = 10
) -> list[tuple[Document, float]]:
    """Return the nearest documents with their cosine in [-1, 1], nearest first.

    Two documents are as near as their two nearest passages. ``document`` need not be in the collection; what is
    found is cut to what ``filter`` lets its reader see.
    """
    near: dict[str, float] = {}
    for item in collection.prepare([document])[0].passages[:MAX_PROBES]:
        for found in collection.index.search(IndexQuery((), item.vector, filter, limit)).dense:
            near[found.document_id] = max(near.get(found.document_id, -1.0), found.score)
    best = sorted(near.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
    documents = collection.index.documents([id_ for id_, _ in best], filter.groups)
    return [(documents[id_], cosine) for id_, cosine in best if id_ in documents]
