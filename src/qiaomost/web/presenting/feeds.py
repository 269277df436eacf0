"""The newest public records as an Atom feed, under the filters of the search."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.selectors import sections_visible, text_for
from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.discovery.ordering import Sort
from qiaomost.discovery.selectors import SearchRequest, published_records, search
from qiaomost.discovery.serialising import address_of
from qiaomost.network.permissions import NOBODY
from qiaomost.web.presenting.cards import organisation_of

LANGUAGE_TAGS = INTERFACE_CODES | {"zh": "zh-Hans"}


def feed_of(asked: SearchRequest, *, language: str, parameters: str) -> str:
    """Return the feed in a language, a page of the newest first: what a visitor who has not signed in may see.

    ``parameters`` is the query string that ``asked`` was read from.

    Raises:
        Invalid, SearchUnavailable: as ``discovery.selectors.search``.
    """
    newest = replace(asked, sort=Sort.NEWEST, page=1)
    found = search(standing=NOBODY, request=newest, reader=language)
    records = published_records(hit.document.id for hit in found.hits)
    with override(INTERFACE_CODES[language]):
        feed = _feed(asked.query, language, parameters)
        for hit in found.hits:
            if hit.document.id in records:
                _add(feed, records[hit.document.id], language)
    return str(feed.writeString("utf-8"))


def _feed(query: str, language: str, parameters: str) -> Atom1Feed:
    title = _("Qiaomost: newest records")
    site, query_string = settings.QIAOMOST.site_url, f"?{parameters}" if parameters else ""
    return Atom1Feed(
        title=f"{title} · {query}" if query else title,
        link=f"{site}{reverse('search')}{query_string}",
        feed_url=f"{site}{reverse('feed', args=[language])}{query_string}",
        description=None,
        language=LANGUAGE_TAGS[language],
    )


def _add(feed: Atom1Feed, record: Record, language: str) -> None:
    text = text_for(record, language)
    owner = organisation_of(record, NOBODY, language)
    subjects = sorted(record.subjects.all(), key=lambda subject: subject.position)
    address = address_of(str(record.pk))
    feed.add_item(
        title=text.title,
        link=address,
        description=escape(sections_visible(NOBODY, record, text).get("summary", "")),  # summaries are HTML
        unique_id=f"urn:uuid:{record.pk}",
        author_name=owner or None,
        pubdate=record.published_at,
        updateddate=record.updated_at,
        categories=[str(record.get_kind_display()), *(subject.label_in(language) for subject in subjects)],
    )
