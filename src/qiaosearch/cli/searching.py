"""``qiaosearch search`` and ``qiaosearch match``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

from qiaosearch.cli.frame import (
    Command,
    encoder_option,
    index_option,
    json_option,
    mode_option,
    threads_option,
)
from qiaosearch.cli.printing import hit_lines, match_lines
from qiaosearch.documents import read_problem
from qiaosearch.errors import InvalidDocument
from qiaosearch.matching import COUNTERPARTS, Matcher
from qiaosearch.searching import Collection
from qiaosearch.serialising import match_values, result_values
from qiaosearch.types import PUBLIC, Document, Filter, Language, Mode

_LANGUAGES = click.Choice([language.value for language in Language])

kind_option = click.option("--kind", "kinds", multiple=True, help="Only documents of this kind. Repeatable.")
country_option = click.option(
    "--country", "countries", multiple=True, help="Only documents from this country, such as CN. Repeatable."
)
language_option = click.option(
    "--language", "languages", multiple=True, type=_LANGUAGES, help="Only texts in this language. Repeatable."
)
reader_option = click.option(
    "--reader", type=_LANGUAGES, help="Show texts in this language where there are any."
)
limit_option = click.option(
    "--limit", type=click.IntRange(1, 1_000), default=10, show_default=True, help="How many to show at most."
)


@click.command(cls=Command)
@click.argument("query")
@index_option
@json_option
@mode_option
@kind_option
@country_option
@language_option
@reader_option
@limit_option
@encoder_option
@threads_option
def search(
    *,
    query: str,
    index_url: str,
    as_json: bool,
    mode: str,
    kinds: tuple[str, ...],
    countries: tuple[str, ...],
    languages: tuple[str, ...],
    reader: str | None,
    limit: int,
    encoder: str,
    threads: int | None,
) -> None:
    """Find documents that answer QUERY.

    They come best first, whichever of the three languages each of them is in. An empty QUERY lists documents,
    newest first.
    """
    restriction = Filter(
        kinds=frozenset(kinds), countries=frozenset(countries), languages=frozenset(map(Language, languages))
    )
    shown = Language(reader) if reader else None
    with closing(Collection.open(index_url, encoder=encoder, threads=threads)) as collection:
        result = collection.search(query, filter=restriction, mode=Mode(mode), limit=limit, reader=shown)
    if as_json:
        click.echo(json.dumps(result_values(result, shown), ensure_ascii=False))
    else:
        _print(
            line for number, hit in enumerate(result.hits, start=1) for line in hit_lines(number, hit, shown)
        )


@click.command(cls=Command)
@click.argument("document_id", metavar="[ID]", required=False)
@click.option(
    "--file",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='A document outside the index, in JSON: {"title", "summary", "description", "language"?}.',
)
@click.option("--kind", type=click.Choice(sorted(COUNTERPARTS)), required=True, help="What is looked for.")
@index_option
@json_option
@reader_option
@limit_option
@encoder_option
@threads_option
def match(
    *,
    document_id: str | None,
    file: Path | None,
    kind: str,
    index_url: str,
    as_json: bool,
    reader: str | None,
    limit: int,
    encoder: str,
    threads: int | None,
) -> None:
    """Find who can solve a problem, and say why.

    Likewise the problems that a solution or an expert answers. The document is named by its ID in the index,
    or given in a file.
    """
    if (document_id is None) == (file is None):
        raise click.UsageError("Give either the ID of a document in the index or --file.")
    given = read_problem(file, kind=COUNTERPARTS[kind][0]) if file else None
    shown = Language(reader) if reader else None
    with closing(Collection.open(index_url, encoder=encoder, threads=threads)) as collection:
        document = given or _indexed(collection, document_id or "")
        matches = Matcher(collection).match(
            document, kind=kind, now=datetime.now(UTC), limit=limit, reader=shown
        )
    if as_json:
        found = {"record": document_id, "matches": [match_values(one, shown) for one in matches]}
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        _print(
            line for number, one in enumerate(matches, start=1) for line in match_lines(number, one, shown)
        )


def _indexed(collection: Collection, document_id: str) -> Document:
    found = collection.index.documents([document_id], frozenset({PUBLIC}))
    if document_id not in found:
        raise InvalidDocument(f"There is no document {document_id!r} in the index.")
    return found[document_id]


def _print(lines: Iterable[str]) -> None:
    shown = list(lines)
    for line in shown or ["Nothing was found."]:
        click.echo(line)
