"""What people said of matches, in files for evaluation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TextIO

import click

from qiaomost.discovery.selectors import all_feedback, judgements


@click.command("feedback")
@click.argument("file", type=click.File("w", encoding="utf-8"))
@click.option(
    "--format",
    "form",
    type=click.Choice(["qrels", "jsonl"]),
    default="qrels",
    show_default=True,
    help="TREC qrels with a grade for each pair, or every answer with its words.",
)
def feedback_command(file: TextIO, form: str) -> None:
    """Export what people said of matches to FILE, or to standard output if FILE is `-`.

    Nobody is named in it. A pair has the grade 1 where more accounts find the candidate relevant than not, else 0.
    """
    lines = list(_qrels() if form == "qrels" else _answers())
    file.writelines(f"{line}\n" for line in lines)
    click.echo(f"{len(lines)} exported.", err=True)


def _qrels() -> Iterator[str]:
    """Topic, iteration (unused, always 0), document, grade: the four columns of TREC."""
    for record, candidate, grade in judgements():
        yield f"{record} 0 {candidate} {grade}"


def _answers() -> Iterator[str]:
    for row in all_feedback():
        values = {
            "record": str(row.record_id),
            "candidate": str(row.candidate_id),
            "verdict": row.verdict,
            "words": row.words,
            "given_at": row.given_at.isoformat(),
        }
        yield json.dumps(values, ensure_ascii=False)
