"""``qiaosearch index``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

import click

from qiaosearch.cli.frame import Command, encoder_option, index_option, progress_bar, threads_option
from qiaosearch.documents import read_documents
from qiaosearch.errors import InvalidDocument
from qiaosearch.evaluation.datasets import read_corpus
from qiaosearch.searching import Collection, rebuilt
from qiaosearch.types import Document


@click.command(cls=Command)
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="DIR_OR_JSONL")
@index_option
@click.option(
    "--rebuild",
    is_flag=True,
    help="Build a new index beside the old one and put it in its place at the end: it then holds these "
    "documents and no others. Needed after a change of encoder.",
)
@encoder_option
@threads_option
def index(source: Path, index_url: str, rebuild: bool, encoder: str, threads: int | None) -> None:
    """Put documents into an index.

    The index is made where there is none. DIR_OR_JSONL is a file with one document in JSON a line, or a
    folder: of a test collection in BEIR layout (its corpus.jsonl is taken), or of such files. Documents with
    an id that the index has replace the old ones. Everything is read and checked first, so that a bad line
    leaves the index as it was.
    """
    total = sum(1 for _ in _documents(source))
    opened: Callable[..., AbstractContextManager[Collection]] = rebuilt if rebuild else _live
    with (
        opened(index_url, encoder=encoder, threads=threads) as collection,
        progress_bar("Indexing", total) as advance,
    ):
        collection.upsert(_documents(source), progress=advance)
    click.echo(f"{total} documents are in {index_url}.")


def _live(index_url: str, *, encoder: str, threads: int | None) -> AbstractContextManager[Collection]:
    return closing(Collection.open(index_url, encoder=encoder, create=True, threads=threads))


def _documents(source: Path) -> Iterator[Document]:
    if source.is_file():
        yield from read_documents(source)
    elif (source / "corpus.jsonl").is_file():
        yield from read_corpus(source)
    else:
        files = sorted(source.glob("*.jsonl"))
        if not files:
            raise InvalidDocument(f"{source}: there is no .jsonl file in this folder")
        for file in files:
            yield from read_documents(file)
