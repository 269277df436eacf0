from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from qiaosearch.cli import cli, evaluate
from qiaosearch.cli.frame import INTERRUPTED, Command
from tests.qiaosearch.samples import write_dataset, write_lines

DOCUMENTS: list[dict[str, Any]] = [
    {
        "id": "concrete",
        "kind": "achievement",
        "country": "RU",
        "owner": "institute",
        "updated": "2026-05-28",
        "texts": {
            "ru": {"title": "Морозостойкий бетон", "summary": "Бетон по GB/T 50082 для мостов."},
            "zh": {"title": "抗冻混凝土", "summary": "桥梁混凝土，按 GB/T 50082 试验。"},
        },
        "original": "ru",
    },
    {"id": "soy", "kind": "achievement", "country": "CN", "texts": [{"title": "Soybean", "summary": "Soy."}]},
    {"id": "bridge", "kind": "challenge", "texts": [{"title": "桥梁冻害", "summary": "混凝土 GB/T 50082"}]},
]
KEYS = ["ndcg@10", "recall@1", "recall@10", "recall@100", "mrr@10", "map", "queries", "documents"]
KEYS += ["encode_per_s", "query_ms_p50", "query_ms_p95"]


@pytest.fixture(autouse=True)
def _small_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIAOSEARCH_ENCODER", "hashing")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    place = tmp_path / "index.db"
    result = run("index", write_lines(tmp_path / "documents.jsonl", DOCUMENTS), "--index", place)
    assert (result.exit_code, result.stdout) == (0, f"3 documents are in {place}.\n")
    return place


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    corpus = [{"_id": f"d{number}", "text": f"text number {number}"} for number in range(20)]
    queries = [{"_id": f"q{number}", "text": f"number {number}", "language": "en"} for number in range(5)]
    qrels = [(f"q{number}", f"d{number}", 1) for number in range(5)]
    return write_dataset(tmp_path / "set", corpus, queries, qrels)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def printed(*arguments: object) -> Any:
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def test_search_json_has_its_keys(index: Path) -> None:
    found = printed("search", "混凝土", "--index", index, "--mode", "lexical", "--kind", "achievement")
    assert found == {
        "query": "混凝土",
        "language": "zh",
        "total": 1,
        "hits": [
            {
                "id": "concrete",
                "kind": "achievement",
                "title": "Морозостойкий бетон",
                "language": "ru",
                "country": "RU",
                "score": found["hits"][0]["score"],
                "passage": "桥梁混凝土，按 GB/T 50082 试验。",
            }
        ],
        "facets": {
            "kind": {"achievement": 1, "challenge": 1},
            "country": {"RU": 1},
            "language": {"ru": 1, "zh": 1},
            "subject": {},
            "readiness": {},
        },
    }


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ([], ["concrete", "bridge", "soy"]),
        (["--kind", "challenge", "--kind", "expert"], ["bridge"]),
        (["--country", "CN"], ["soy"]),
        (["--language", "zh"], ["concrete", "bridge"]),
        (["--limit", "1"], ["concrete"]),
    ],
)
def test_search_options_restrict_what_is_listed(index: Path, options: list[str], ids: list[str]) -> None:
    assert [hit["id"] for hit in printed("search", "", "--index", index, *options)["hits"]] == ids


def test_search_shows_texts_in_the_language_of_the_reader(index: Path) -> None:
    hit = printed("search", "бетон", "--index", index, "--reader", "zh", "--mode", "lexical")["hits"][0]
    assert (hit["title"], hit["language"]) == (
        "抗冻混凝土",
        "ru",
    )  # the title as read, the language as written
    assert hit["passage"] == "桥梁混凝土，按 GB/T 50082 试验。"


def test_search_prints_lines_for_a_person(index: Path) -> None:
    result = run("search", "soybean", "--index", index, "--mode", "lexical")
    heading, passage = result.stdout.splitlines()
    assert heading.endswith("Soybean  [achievement CN en]  soy")
    assert passage == "     Soy."
    assert run("search", "graphene", "--index", index, "--mode", "lexical").stdout == "Nothing was found.\n"


def test_match_json_has_its_keys(index: Path, tmp_path: Path) -> None:
    file = tmp_path / "problem.json"
    file.write_text(json.dumps({"title": "桥面混凝土冻害", "description": "GB/T 50082 不合格"}))
    found = printed("match", "--file", file, "--index", index, "--kind", "achievement", "--limit", 1)
    match = found["matches"][0]
    assert (found["record"], list(match)) == (
        None,
        ["id", "kind", "title", "language", "country", "score", "explanation"],
    )
    assert (match["id"], match["language"]) == ("concrete", "ru")
    explanation = match["explanation"]
    assert list(explanation) == ["features", "passages", "terms", "evidence"]
    assert [list(feature) for feature in explanation["features"]] == [["name", "value", "weight"]] * 7
    assert [list(pair) for pair in explanation["passages"]] == [["problem", "solution", "cosine"]]
    assert explanation["terms"] == [["gb/t50082", "gb/t50082"]]


def test_match_of_an_indexed_document_names_it(index: Path) -> None:
    found = printed("match", "bridge", "--index", index, "--kind", "achievement")
    assert (found["record"], [match["id"] for match in found["matches"]]) == ("bridge", ["concrete", "soy"])
    back = printed("match", "concrete", "--index", index, "--kind", "challenge")
    assert [match["id"] for match in back["matches"]] == ["bridge"]


def test_match_prints_its_reasons(index: Path) -> None:
    lines = run("match", "bridge", "--index", index, "--kind", "achievement").stdout.splitlines()
    assert lines[0].endswith("Морозостойкий бетон  [achievement RU ru]  concrete")
    assert lines[2].startswith("           → ")
    assert lines[3] == "     terms: gb/t50082"


def test_match_needs_one_of_id_and_file(index: Path) -> None:
    result = run("match", "--index", index, "--kind", "achievement")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("Error: Give either the ID of a document in the index or --file.\n")


def test_index_takes_a_folder_of_files_or_a_test_collection(tmp_path: Path, dataset: Path) -> None:
    write_lines(tmp_path / "folder" / "1.jsonl", DOCUMENTS[:1])
    write_lines(tmp_path / "folder" / "2.jsonl", DOCUMENTS[1:])
    for source, count in ((tmp_path / "folder", 3), (dataset, 20)):
        place = tmp_path / f"{source.name}.db"
        assert run("index", source, "--index", place).exit_code == 0
        assert printed("search", "", "--index", place)["total"] == count
    empty = tmp_path / "empty"
    empty.mkdir()
    result = run("index", empty, "--index", place)
    assert (result.exit_code, result.stderr) == (
        1,
        f"Error: {empty}: there is no .jsonl file in this folder\n",
    )


def test_index_adds_and_rebuild_replaces(index: Path, tmp_path: Path) -> None:
    more = write_lines(tmp_path / "more.jsonl", [{**DOCUMENTS[1], "id": "new"}])
    assert run("index", more, "--index", index).exit_code == 0
    assert printed("search", "", "--index", index)["total"] == 4
    assert run("index", more, "--index", index, "--rebuild").exit_code == 0
    assert [hit["id"] for hit in printed("search", "", "--index", index)["hits"]] == ["new"]


def test_index_with_a_bad_line_changes_nothing(index: Path, tmp_path: Path) -> None:
    bad = write_lines(tmp_path / "bad.jsonl", [{**DOCUMENTS[1], "id": "new"}, {"id": "b"}])
    result = run("index", bad, "--index", index)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: {bad}:2: kind: Field required\n"
    assert printed("search", "", "--index", index)["total"] == 3


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_evaluate_json_has_exactly_its_keys(dataset: Path, mode: str) -> None:
    figures = printed("evaluate", dataset, "--mode", mode)
    assert list(figures) == KEYS
    assert (figures["queries"], figures["documents"], figures["recall@100"]) == (5, 20, 1.0)
    assert all(isinstance(value, int | float) for value in figures.values())
    assert figures["encode_per_s"] > 0
    assert figures["query_ms_p50"] <= figures["query_ms_p95"]


def test_evaluate_limits_corpus_and_queries(dataset: Path) -> None:
    def counts(*options: object) -> tuple[int, int]:
        figures = printed("evaluate", dataset, *options)
        return figures["queries"], figures["documents"]

    assert counts("--limit-corpus", 10) == (5, 10)
    assert counts("--limit-corpus", 3) == (3, 3)
    assert counts("--limit-queries", 2, "--limit-corpus", 7) == (2, 7)


def test_evaluate_prints_a_table_and_what_was_refused(dataset: Path, tmp_path: Path) -> None:
    write_lines(
        dataset / "queries.jsonl", [{"_id": f"q{n}", "text": "…" if n else "text 0"} for n in range(5)]
    )
    result = run("evaluate", dataset, "--mode", "lexical", "--cache", tmp_path / "cache")
    assert result.stderr == "Refused, and counted as 0: q1, q2, q3, q4\n"
    lines = [line.split() for line in result.stdout.splitlines()]
    assert [line[0] for line in lines] == KEYS
    assert lines[1] == ["recall@1", "0.2000", "[0.0000,", "0.6000]"]
    assert len(list((tmp_path / "cache").glob("set-*.db"))) == 1


def test_evaluate_names_the_fault_of_a_dataset(dataset: Path) -> None:
    result = run("evaluate", dataset, "--split", "dev", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: {dataset}/qrels/dev.tsv: there is no such file\n"


def test_bench_prints_speeds() -> None:
    figures = printed("bench", "--passages", 3)
    assert list(figures) == ["passages_per_s_64", "passages_per_s_128", "passages_per_s_256", "query_ms_p50"]
    assert all(value > 0 for value in figures.values())
    assert len(run("bench", "--passages", 1).stdout.splitlines()) == 4


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["search", "x", "--index", "missing.db"], 1),
        (["search", "🧊", "--index", "INDEX"], 1),
        (["search", "x" * 10_000, "--index", "INDEX"], 1),
        (["search", "x", "--index", "INDEX", "--encoder", "none"], 1),
        (["search", "x", "--index", "nosuch:engine"], 1),
        (["match", "none", "--kind", "expert", "--index", "INDEX"], 1),
        (["index", "/dev/null/none", "--index", "INDEX"], 2),
        (["search", "x"], 2),
        (["search", "x", "--index", "INDEX", "--mode", "fast"], 2),
        (["evaluate", "missing"], 2),
        (["evaluate", ".", "--limit-corpus", "0"], 2),
        (["nonsense"], 2),
        (["--help"], 0),
        (["--version"], 0),
    ],
)
def test_exit_status_tells_what_was_wrong(index: Path, arguments: list[str], status: int) -> None:
    result = run(*(argument.replace("INDEX", str(index)) for argument in arguments))
    assert result.exit_code == status
    assert isinstance(result.exception, SystemExit | None)
    assert bool(result.stderr) == (status != 0)
    assert "Traceback" not in result.output


def test_index_of_another_file_is_refused_with_a_message(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_bytes(b"no index at all, but long enough to be looked at " * 100)
    result = run("search", "x", "--index", other)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")


def test_help_of_every_command_is_in_sentences() -> None:
    for name, command in cli.commands.items():
        help_text = run(name, "--help").stdout
        assert help_text.startswith(f"Usage: cli {name} [OPTIONS]")
        assert (command.help or "").rstrip().endswith(".")
        helps = [option.help or "" for option in command.params if isinstance(option, click.Option)]
        assert [text for text in helps if not text.endswith(".")] == []


def test_errors_are_messages_in_any_group_that_takes_the_command(dataset: Path) -> None:
    other = click.Group("other", commands={"evaluate": evaluate})
    result = CliRunner().invoke(other, ["evaluate", str(dataset), "--split", "none"])
    assert (result.exit_code, result.stdout) == (1, "")


@pytest.mark.parametrize(
    ("raised", "status", "message"),
    [
        (KeyboardInterrupt(), INTERRUPTED, "Interrupted.\n"),
        (
            PermissionError(13, "Permission denied", "x.db"),
            1,
            "Error: [Errno 13] Permission denied: 'x.db'\n",
        ),
    ],
)
def test_command_ends_without_a_traceback(raised: BaseException, status: int, message: str) -> None:
    @click.command(cls=Command)
    def broken() -> None:
        raise raised

    result = CliRunner().invoke(broken)
    assert (result.exit_code, result.stderr) == (status, message)


def test_interrupted_process_ends_with_130(tmp_path: Path) -> None:
    fifo = tmp_path / "documents.jsonl"
    os.mkfifo(fifo)
    heeding = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # a background job ignores it
    program = f"{heeding}; from qiaosearch.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "match", "--kind", "expert", "--file", str(fifo), "--index", "x"],
        stderr=subprocess.PIPE,
        text=True,
    )
    writer = _opened_once_read(fifo, process)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=20)
    os.close(writer)
    assert (process.returncode, stderr) == (INTERRUPTED, "Interrupted.\n")


def _opened_once_read(fifo: Path, process: subprocess.Popen[str]) -> int:
    """Wait until the process reads from ``fifo``; fails if it ends before."""
    while process.poll() is None:
        try:
            return os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads yet
            time.sleep(0.02)
    raise AssertionError(process.communicate())
