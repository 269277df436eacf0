"""The answers of the protocol as XML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any, TypeAlias
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from lxml import etree
from lxml.builder import ElementMaker

from qiaomost.api.values import evidence_seen
from qiaomost.catalogue.selectors.harvesting import Change, change_of, changes_for, earliest_change
from qiaomost.exchange.oai.asking import PREFIX, SECONDS, TOKEN, Refused, selection_of, sets
from qiaomost.exchange.oai.dublin_core import Element, dublin_core
from qiaomost.network.permissions import Standing

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
LOCATION = f"{{{XSI}}}schemaLocation"
NOT_OF_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

PAGE = 100
"""Records of one answer."""

E = ElementMaker(namespace=OAI, nsmap={None: OAI, "xsi": XSI})
Node: TypeAlias = Any
"""An element of lxml."""


def answer(arguments: Mapping[str, str], visitor: Standing, *, now: datetime) -> bytes:
    """Return the document that answers a request whose arguments ``asking.arguments_of`` has read."""
    try:
        said = _answers(arguments, visitor, now)
    except Refused as refusal:
        return refused(refusal, arguments, now=now)
    return _document(said, arguments, now)


def refused(refusal: Refused, arguments: Mapping[str, str], *, now: datetime) -> bytes:
    """Return the document for a request that the protocol does not know; it repeats only what is well formed."""
    repeated = {} if refusal.code in {"badVerb", "badArgument"} else arguments
    return _document(E.error(refusal.message, code=refusal.code), repeated, now)


def base_url() -> str:
    """Return the address of the repository."""
    return settings.QIAOMOST.site_url + reverse("oai")


def _document(said: Node, arguments: Mapping[str, str], now: datetime) -> bytes:
    asked = E.request(base_url(), {name: _printable(value) for name, value in arguments.items()})
    root = E("OAI-PMH", E.responseDate(_stamp(now)), asked, said)
    root.set(LOCATION, f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _answers(arguments: Mapping[str, str], visitor: Standing, now: datetime) -> Node:
    verb = arguments["verb"]
    if arguments.get("metadataPrefix", PREFIX) != PREFIX:
        raise Refused("cannotDisseminateFormat", f"The one format is {PREFIX}.")
    if verb == "Identify":
        return _identity(earliest_change(visitor) or now)
    if verb == "ListMetadataFormats":
        if "identifier" in arguments:
            _named(arguments["identifier"], visitor)
        form = [E.metadataPrefix(PREFIX), E.schema("http://www.openarchives.org/OAI/2.0/oai_dc.xsd")]
        return E.ListMetadataFormats(E.metadataFormat(*form, E.metadataNamespace(OAI_DC)))
    if verb == "ListSets":
        if TOKEN in arguments:
            raise Refused("badResumptionToken", "The list of sets is never broken off.")
        return E.ListSets(*(E.set(E.setSpec(code), E.setName(name)) for code, name in sets().items()))
    if verb == "GetRecord":
        return E.GetRecord(*_records([_named(arguments["identifier"], visitor)], visitor))
    return _list(verb, arguments, visitor)


def _identity(earliest: datetime) -> Node:
    node = settings.QIAOMOST
    return E.Identify(
        E.repositoryName(f"Qiaomost {node.node_code} ({node.node_country})"),
        E.baseURL(base_url()),
        E.protocolVersion("2.0"),
        E.adminEmail(parseaddr(node.email_from)[1]),
        E.earliestDatestamp(_stamp(earliest)),
        E.deletedRecord("persistent"),
        E.granularity("YYYY-MM-DDThh:mm:ssZ"),
    )


def _list(verb: str, arguments: Mapping[str, str], visitor: Standing) -> Node:
    chosen = selection_of(arguments)
    found, has_more = changes_for(
        visitor, since=chosen.since, before=chosen.before, kind=chosen.kind, after=chosen.after, limit=PAGE
    )
    if not found:
        raise Refused("noRecordsMatch", "No record has changed so.")
    rows = [_header(change) for change in found] if verb == "ListIdentifiers" else _records(found, visitor)
    if has_more or TOKEN in arguments:  # the last part of a list has an empty token
        rows.append(E.resumptionToken(chosen.from_here(found[-1]) if has_more else ""))
    return E(verb, *rows)


def _records(changes: Iterable[Change], visitor: Standing) -> list[Node]:
    evidence = evidence_seen([change.record for change in changes if change.record], visitor)
    rows = []
    for change in changes:
        parts = [_header(change)]
        if change.record:
            parts.append(E.metadata(_metadata(dublin_core(change.record, visitor, evidence))))
        rows.append(E.record(*parts))
    return rows


def _header(change: Change) -> Node:
    status = {} if change.record else {"status": "deleted"}
    return E.header(
        E.identifier(f"{_prefix()}{change.record_id}"),
        E.datestamp(_stamp(change.changed_at)),
        E.setSpec(f"kind:{change.kind}"),
        **status,
    )


def _metadata(elements: Iterable[Element]) -> Node:
    root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI})
    root.set(LOCATION, f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    for name, tag, text in dict.fromkeys(elements):
        if text:
            element = etree.SubElement(root, f"{{{DC}}}{name}")
            element.text = _printable(text)
            if tag:
                element.set(LANG, tag)
    return root


def _named(identifier: str, visitor: Standing) -> Change:
    try:
        change = change_of(visitor, UUID(identifier.removeprefix(_prefix())))
    except ValueError:
        change = None
    if change is None or not identifier.startswith(_prefix()):
        raise Refused("idDoesNotExist", "There is no such record, or none that everybody may see.")
    return change


def _printable(text: str) -> str:
    return NOT_OF_XML.sub("", text)


def _prefix() -> str:
    return f"oai:{urlsplit(settings.QIAOMOST.site_url).hostname}:"


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(SECONDS)
