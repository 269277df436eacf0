"""``qiaosearch evaluate`` and ``qiaosearch bench``."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from time import perf_counter

import click

from qiaosearch.cli.frame import (
    Command,
    encoder_option,
    json_option,
    mode_option,
    progress_bar,
    threads_option,
)
from qiaosearch.encoders import load_encoder
from qiaosearch.evaluation import evaluate as run
from qiaosearch.evaluation import read_dataset
from qiaosearch.evaluation.report import table
from qiaosearch.types import Encoder, Language, Mode

_TOKENS = (64, 128, 256)
_SENTENCES = {
    Language.ZH: "在零下四十度的条件下，混凝土的抗冻性能取决于含气量和养护温度。",
    Language.RU: "При температуре минус сорок морозостойкость бетона зависит от воздухововлечения и ухода. ",
    Language.EN: "At forty degrees below zero the frost resistance of concrete depends on air and curing. ",
}


@click.command(cls=Command)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR")
@json_option
@mode_option
@click.option(
    "--limit-corpus",
    type=click.IntRange(min=1),
    metavar="N",
    help="Index N documents only: first all that are relevant to the kept queries, then others in the order "
    "of the file. Queries whose relevant documents do not all fit are dropped. The figures are those of an "
    "easier task then.",
)
@click.option(
    "--limit-queries", type=click.IntRange(min=1), metavar="N", help="Ask the first N queries only."
)
@click.option(
    "--split",
    default="test",
    show_default=True,
    metavar="NAME",
    help="Which file of qrels/ holds the judgements.",
)
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="PATH",
    help="A folder in which the index is kept, one for each data set and encoder: the next run encodes only "
    "what is new. Passages per second are measured on a sample where nothing is.",
)
@encoder_option
@threads_option
def evaluate(
    *,
    folder: Path,
    as_json: bool,
    mode: str,
    limit_corpus: int | None,
    limit_queries: int | None,
    split: str,
    cache: Path | None,
    encoder: str,
    threads: int | None,
) -> None:
    """Measure how well the documents of a test collection are found.

    DIR is in BEIR layout: corpus.jsonl, queries.jsonl and qrels/test.tsv; a language field is used where
    there is one. Documents and queries take the same way as in the product. Queries without a relevant
    document are not asked; those that the product refuses (empty or too long) count as 0. The time of a query
    includes its encoding.
    """
    dataset = read_dataset(folder, split=split).limited(documents=limit_corpus, queries=limit_queries)
    loaded = load_encoder(encoder, threads=threads)
    evaluation = run(dataset, loaded, mode=Mode(mode), cache=cache, watch=progress_bar)
    if evaluation.refused:
        click.echo(f"Refused, and counted as 0: {', '.join(evaluation.refused)}", err=True)
    click.echo(json.dumps(evaluation.summary()) if as_json else table(evaluation))


@click.command(cls=Command)
@click.option(
    "--passages", type=click.IntRange(min=1), default=16, show_default=True, help="How many of each length."
)
@json_option
@encoder_option
@threads_option
def bench(*, passages: int, as_json: bool, encoder: str, threads: int | None) -> None:
    """Measure how fast an encoder is on this machine.

    This prints the passages encoded per second, by their length in tokens, and the median time of one query.
    """
    loaded = load_encoder(encoder, threads=threads)
    loaded.encode_queries(list(_SENTENCES.values()), list(_SENTENCES))  # what is built once does not count
    speeds = {}
    with progress_bar("Encoding", len(_TOKENS)) as advance:
        for tokens in _TOKENS:
            speeds[f"passages_per_s_{tokens}"] = _speed(loaded, tokens, passages)
            advance(1)
    figures = {**speeds, "query_ms_p50": _query_ms(loaded)}
    if as_json:
        click.echo(json.dumps(figures))
    else:
        for name, value in figures.items():
            click.echo(f"{name:24}{value:10.1f}")


def _speed(encoder: Encoder, tokens: int, passages: int) -> float:
    """Passages of about ``tokens`` tokens per second, the three languages in turn."""
    languages = ([*Language] * passages)[:passages]
    texts = [_of_length(encoder, language, tokens) for language in languages]
    start = perf_counter()
    encoder.encode_documents(texts, languages)
    return passages / (perf_counter() - start)


def _of_length(encoder: Encoder, language: Language, tokens: int) -> str:
    sentence = _SENTENCES[language]
    repeats = max(min(tokens, encoder.window) // encoder.count_tokens([sentence])[0], 1)
    return sentence * repeats


def _query_ms(encoder: Encoder, repeats: int = 7) -> float:
    times = []
    for language, sentence in _SENTENCES.items():
        for _ in range(repeats):
            start = perf_counter()
            encoder.encode_queries([sentence], [language])
            times.append(1_000 * (perf_counter() - start))
    return median(times)
