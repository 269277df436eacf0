"""A record's page as linked data of schema.org, with nothing that its reader does not see on the page."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString

from qiaomost.catalogue.models import RecordKind
from qiaomost.common.linked_data import LANGUAGE_TAGS, as_script
from qiaomost.web.presenting.records import RecordPage


def linked_data(page: RecordPage) -> SafeString:
    """Return the data as JSON that can stand inside a ``script`` element."""
    return as_script(_values(page))


def _values(page: RecordPage) -> dict[str, Any]:
    """Every record's page is a web page about something: a work, a demand or a person."""
    record, text, address = page.record, page.text, page.address
    things = {
        RecordKind.ACHIEVEMENT.value: _achievement,
        RecordKind.CHALLENGE.value: _challenge,
        RecordKind.EXPERT.value: _expert,
    }
    return {
        "@type": "ProfilePage" if record.kind == RecordKind.EXPERT else "WebPage",
        "@id": address,
        "url": address,
        "name": text.title,
        "description": page.summary,
        "inLanguage": LANGUAGE_TAGS[text.language],
        "availableLanguage": [LANGUAGE_TAGS[language.code] for language in page.languages],
        "keywords": text.keywords,
        "about": [
            {"@type": "DefinedTerm", "termCode": code, "name": label}
            for fact in page.facts
            for code, label in fact.subjects
        ],
        "datePublished": record.published_at.isoformat() if record.published_at else "",
        "dateModified": record.updated_at.isoformat(),
        "mainEntity": things[record.kind](page),
    }


def _achievement(page: RecordPage) -> dict[str, Any]:
    return {
        "@type": "CreativeWork",
        "name": page.text.title,
        "abstract": page.summary,
        "creator": _organisation(page),
    }


def _challenge(page: RecordPage) -> dict[str, Any]:
    facts = page.record.challenge
    price = {"@type": "PriceSpecification", "price": f"{facts.budget}", "priceCurrency": facts.currency}
    return {
        "@type": "Demand",
        "name": page.text.title,
        "description": page.summary,
        "availabilityEnds": facts.deadline.isoformat() if facts.deadline else "",
        "priceSpecification": price if facts.budget else {},
        "offeredBy": _organisation(page),
    }


def _expert(page: RecordPage) -> dict[str, Any]:
    return {
        "@type": "Person",
        "name": page.person,
        "affiliation": _organisation(page),
        "knowsAbout": page.text.keywords,
        "knowsLanguage": [
            LANGUAGE_TAGS[code] for code in page.record.expert.languages if code in LANGUAGE_TAGS
        ],
    }


def _organisation(page: RecordPage) -> dict[str, str]:
    """The owner; nothing where it stays anonymous to the reader."""
    country = page.record.organisation.country
    return (
        {"@type": "Organization", "name": page.organisation, "address": country} if page.organisation else {}
    )
