"""A first draft of an agreement: a template, the parties, and the values that they gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from qiaomost.common.errors import Invalid, Message
from qiaomost.partnering.documents.amounts import money_in_full
from qiaomost.partnering.documents.filling import Value, fill, prepare
from qiaomost.partnering.documents.formatting import listed, money
from qiaomost.partnering.documents.library import Template, clauses, templates, wording
from qiaomost.partnering.documents.values import (
    AgreementDocument,
    AgreementKind,
    Clause,
    Languages,
    Milestone,
    Money,
    Party,
    Right,
    Words,
)

MOST = Decimal(10) ** 12
"""A price stays below it, like the budget of a challenge."""


def draft_agreement(
    *,
    kind: AgreementKind,
    languages: Languages,
    number: str,
    place: Words,
    parties: Sequence[Party],
    values: Mapping[str, Value],
    day: date | None = None,
    value: Money | None = None,
    technical_value: Money | None = None,
    milestones: Sequence[Milestone] = (),
    rights: Sequence[Right] = (),
    subject: Words | None = None,
) -> AgreementDocument:
    """Draft an agreement of ``kind`` from its template.

    Args:
        kind: which template.
        languages: two or three columns, with the authentic languages among them.
        number: the agreement's own number.
        place: where it is signed, by language.
        parties: in the order of the template's roles; the first is client, assignor or licensor.
        values: what ``Template.parameters`` asks for; no default is filled in.
        day: the date of signing, where it is known.
        value: the price, which the five contract kinds need.
        technical_value: the part of the price that counts for registration; the whole of it if not given.
        milestones: the rows of annex 1.
        rights: the rows of annex 2; the shares of each sum up to 100.
        subject: what lists call it, by language; no clause says it.

    Raises:
        Invalid: with one entry for each wrong field, such as ``values.term_months`` or ``rights.0``.
    """
    template = templates()[kind]
    _refuse(_problems(template, languages, parties, rights, value, technical_value))
    shown = languages.shown
    words = prepare(template, values, shown) | _derived(languages, value, technical_value)

    def filled(texts: Sequence[Words]) -> Words:
        return {
            lang: "\n\n".join(fill(text[lang], words, template.noun, lang) for text in texts)
            for lang in shown
        }

    return AgreementDocument(
        kind=kind,
        template=f"{kind}/{template.version}",
        languages=languages,
        title={language: template.title[language] for language in shown},
        number=number,
        place=place,
        day=day,
        parties=tuple(parties),
        recitals=filled(template.recitals),
        clauses=tuple(
            Clause(model.id, {language: model.heading[language] for language in shown}, filled(model.body))
            for model in (clauses()[clause_id] for clause_id in template.clauses)
        ),
        milestones=tuple(milestones),
        rights=tuple(rights),
        subject=dict(subject or {}),
        values={name: dict(one) if isinstance(one, Mapping) else str(one) for name, one in values.items()},
        value=value,
        technical_value=technical_value,
    )


def _derived(languages: Languages, value: Money | None, technical_value: Money | None) -> dict[str, Words]:
    derived = {"authentic_languages": _authentic(languages), "text_rule": _text_rule(languages)}
    if value is not None:
        derived["value"] = {language: money_in_full(value, language) for language in languages.shown}
        part = technical_value or value
        derived["technical_value"] = {language: money(part, language) for language in languages.shown}
    return derived


def _authentic(languages: Languages) -> Words:
    names = wording()["language"]
    nouns = {"zh": "{}", "ru": "{} языках" if len(languages.authentic) > 1 else "{} языке", "en": "{}"}
    return {
        shown: nouns[shown].format(listed([names[code][shown] for code in languages.authentic], shown))
        for shown in languages.shown
    }


def _text_rule(languages: Languages) -> Words:
    rules = ["single" if len(languages.authentic) == 1 else "equal"]
    if languages.prevailing and len(languages.authentic) > 1:
        rules = [f"prevailing_{languages.prevailing}"]
    if len(languages.authentic) < len(languages.shown):
        rules.append("reference")
    texts = wording()["text_rule"]
    return {
        language: ("" if language == "zh" else " ").join(texts[rule][language] for rule in rules)
        for language in languages.shown
    }


def _problems(
    template: Template,
    languages: Languages,
    parties: Sequence[Party],
    rights: Sequence[Right],
    value: Money | None,
    technical_value: Money | None,
) -> dict[str, Message]:
    problems: dict[str, Message] = {}
    shown, authentic = languages.shown, languages.authentic
    if not (len(set(shown)) == len(shown) in {2, 3} and set(shown) <= set(wording()["language"])):
        problems["languages"] = _("An agreement is written in two or three languages.")
    if not (authentic and set(authentic) <= set(shown) and languages.prevailing in {"", *authentic}):
        problems["languages.authentic"] = _("Authentic languages must be among those of the document.")
    if not 2 <= len(parties) <= len(template.role_names):
        problems["parties"] = _("This kind of agreement has another number of parties.")
    needs_price = any("{value}" in text["en"] for text in template.texts())
    if needs_price and (value is None or not _is_price(value)):
        problems["value"] = _("A contract needs its price and currency.")
    if technical_value and value and not _is_part(technical_value, value):
        problems["technical_value"] = _("The technical value is a part of the price, in the same currency.")
    for ordinal, right in enumerate(rights):
        if not _is_whole(right, len(parties)):
            problems[f"rights.{ordinal}"] = _("The shares of the parties must sum up to 100 per cent.")
    return problems


def _is_price(value: Money) -> bool:
    return value.currency in wording()["currency"] and value.amount.is_finite() and 0 < value.amount < MOST


def _is_part(part: Money, whole: Money) -> bool:
    return part.currency == whole.currency and 0 <= part.amount <= whole.amount


def _is_whole(right: Right, parties: int) -> bool:
    shares = right.shares
    return (
        all(0 <= share.party < parties and share.percent > 0 for share in shares)
        and sum((share.percent for share in shares), Decimal()) == 100
    )


def _refuse(problems: Mapping[str, Message]) -> None:
    if problems:
        raise Invalid(fields=problems)
