"""Commands that find: search and match. They see what an administrator's visitor sees: the public, or ``--as``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from django.utils import timezone

from qiaomost.catalogue.selectors import record_for
from qiaomost.cli.readers import standing_as
from qiaomost.common.errors import Invalid
from qiaomost.discovery import selectors
from qiaomost.discovery.serialising import match_values, search_values
from qiaomost.network.permissions import Standing
from qiaosearch.documents import read_problem
from qiaosearch.matching import COUNTERPARTS
from qiaosearch.text.detect import detect
from qiaosearch.types import Mode

LANGUAGES = click.Choice(["zh", "ru", "en"])
KINDS = click.Choice(sorted(COUNTERPARTS))


@click.command("search")
@click.argument("query")
@click.option("--kind", multiple=True, type=KINDS, help="Only records of this kind; may be repeated.")
@click.option("--country", multiple=True, help="Only records of this country (CN, RU); may be repeated.")
@click.option("--subject", multiple=True, help="Only records of this OECD field (2 or 2.5); may be repeated.")
@click.option(
    "--language", multiple=True, type=LANGUAGES, help="Only passages in this language; may be repeated."
)
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in Mode]),
    default="hybrid",
    show_default=True,
    help="Which legs of the search run.",
)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100), help="Hits to print.")
@click.option("--reader", type=LANGUAGES, help="Language to answer in; that of the query if not given.")
@click.option(
    "--as", "email", metavar="EMAIL", help="See what this account sees instead of what anyone sees."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def search_command(
    query: str, limit: int, reader: str | None, email: str | None, as_json: bool, **options: Any
) -> None:
    """Search the catalogue for QUERY, in any of the three languages, and print what answers it."""
    reader = reader or _reader_of(query)
    request = selectors.SearchRequest(
        query=query,
        kinds=options["kind"],
        countries=options["country"],
        subjects=options["subject"],
        languages=options["language"],
        mode=Mode(options["mode"]),
        page_size=limit,
    )
    result = selectors.search(standing=standing_as(email), request=request, reader=reader)
    values = search_values(result, reader)
    if as_json:
        click.echo(json.dumps(values, ensure_ascii=False))
        return
    click.echo(f"{values['total']} records")
    for number, hit in enumerate(values["hits"], start=1):
        click.echo(f"\n{number:2}. {hit['title']}")
        click.echo(
            f"    {hit['kind']} · {hit['country']} · {hit['language']} · {hit['score']:.2f} · {hit['url']}"
        )
        click.echo(f"    {_shortened(hit['passage'])}")


@click.command("match")
@click.argument("record_id", required=False, type=click.UUID, metavar="[ID]")
@click.option(
    "--file",
    "file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help='A JSON file {"title", "summary", "description", "language"?} instead of a record.',
)
@click.option(
    "--kind", type=KINDS, help="What to look for; by default the first kind that answers the record."
)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100), help="Matches to print.")
@click.option("--reader", type=LANGUAGES, help="Language to answer in; that of the record if not given.")
@click.option(
    "--as", "email", metavar="EMAIL", help="See what this account sees instead of what anyone sees."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def match_command(
    record_id: UUID | None,
    file: Path | None,
    kind: str | None,
    limit: int,
    reader: str | None,
    email: str | None,
    as_json: bool,
) -> None:
    """Match the record ID, or a text that is not in the catalogue, and print candidates with the reasons."""
    if (record_id is None) == (file is None):
        raise click.UsageError("Give either the ID of a record or --file.")
    standing = standing_as(email)
    values = match_as_values(standing, record_id, file, kind=kind, limit=limit, reader=reader)
    click.echo(json.dumps(values, ensure_ascii=False) if as_json else as_text(values))


def match_as_values(
    standing: Standing,
    record_id: UUID | None,
    file: Path | None,
    *,
    kind: str | None,
    limit: int,
    reader: str | None,
) -> dict[str, Any]:
    """Return ``{record, matches}`` for a record or a file."""
    now = timezone.now()
    if record_id is not None:
        record = record_for(standing, record_id)
        reader = reader or record.source_language
        kind = kind or COUNTERPARTS[record.kind][0]
        found = selectors.matches_of(
            standing=standing, record=record, kind=kind, reader=reader, now=now, limit=limit
        )
        return {"record": str(record.pk), "matches": [match_values(match, reader) for match in found]}
    assert file is not None  # noqa: S101 - the caller has checked
    kind = kind or "achievement"
    wanted = next(ours for ours, theirs in COUNTERPARTS.items() if kind in theirs)
    document = read_problem(file, kind=wanted)
    if not document.texts:
        raise Invalid("The file has no text.")
    reader = reader or document.original.value
    found = selectors.matches_of_document(
        standing=standing, document=document, kind=kind, reader=reader, now=now, limit=limit
    )
    return {"record": None, "matches": [match_values(match, reader) for match in found]}


def as_text(values: dict[str, Any]) -> str:
    """Return matches for a terminal."""
    lines = []
    for number, match in enumerate(values["matches"], start=1):
        lines += ["", f"{number:2}. {match['title']}"]
        lines.append(
            f"    {match['kind']} · {match['country']} · {match['language']} · {match['score']:.2f} · {match['url']}"
        )
        reasons = match["explanation"]
        for pair in reasons["passages"][:1]:
            lines += [
                f"    ? {_shortened(pair['problem'])}",
                f"    = {_shortened(pair['solution'])}  ({pair['cosine']:.2f})",
            ]
        if reasons["terms"]:
            lines.append("    " + "; ".join(a if a == b else f"{a} ↔ {b}" for a, b in reasons["terms"]))
    return "\n".join(lines[1:]) if lines else "No matches."


def _reader_of(text: str) -> str:
    language = detect(text)
    return language.value if language else "en"


def _shortened(text: str, limit: int = 160) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
