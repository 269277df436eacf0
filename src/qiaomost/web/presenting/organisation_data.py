"""An organisation's page as linked data of schema.org, with nothing that its reader does not see on the page."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString

from qiaomost.common.linked_data import as_script
from qiaomost.network.models import OrganisationKind
from qiaomost.web.presenting.organisations import OrganisationPage

_TYPES: dict[str, str] = {
    OrganisationKind.UNIVERSITY: "CollegeOrUniversity",
    OrganisationKind.INSTITUTE: "ResearchOrganization",
    OrganisationKind.ENTERPRISE: "Corporation",
    OrganisationKind.HOSPITAL: "Hospital",
}
_PROPERTIES = {"inn": "taxID", "lei": "leiCode"}


def organisation_data(page: OrganisationPage) -> SafeString:
    """Return the data as JSON that can stand inside a ``script`` element."""
    organisation, numbers = page.organisation, {one.scheme: one.value for one in page.identifiers}
    region, city = page.place if len(page.place) > 1 else ("", "".join(page.place))
    values: dict[str, Any] = {
        "@type": ["Organization", _TYPES[kind]] if (kind := organisation.kind) in _TYPES else "Organization",
        "@id": page.address,
        "url": page.address,
        "name": page.main.name,
        "alternateName": [name.name for name in page.names[1:]],
        "description": page.main.about,
        "address": {
            "@type": "PostalAddress",
            "addressCountry": organisation.country,
            "addressRegion": region,
            "addressLocality": city,
        },
        "identifier": [
            {"@type": "PropertyValue", "propertyID": one.scheme.upper(), "value": one.value}
            for one in page.identifiers
        ],
        "sameAs": [numbers["ror"]] if "ror" in numbers else [],
    }
    values |= {name: numbers[scheme] for scheme, name in _PROPERTIES.items() if scheme in numbers}
    return as_script(values)
