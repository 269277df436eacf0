#!/usr/bin/env python3
"""Verify an exported ledger. Needs Python 3.9 or newer and nothing else.

    python3 verify_ledger.py ledger.jsonl --names names.jsonl --expect-head 412:9f3c…

Each line of the ledger is {"hash":"…","row":{…}}: the hash is the SHA-256 of the bytes of the row as they stand in
the line. Each row names the hash of the row before it, so that a row that was changed, dropped, added or moved is
found. Rows cut off at the end, or a ledger written anew, are found with a head that was kept earlier: the number of
rows and the hash of the last one, as the site shows it. Exit status: 0 sound, 1 not sound, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

GENESIS = "0" * 64
SHOWN = 20

HASH, UUID = r"[0-9a-f]{64}", r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
TIME = r'"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"'
PLAIN = r'[^"\\\x00-\x1f]*'
STRING = rf'"{PLAIN}(?:\\(?:["\\bfnrt]|u00[01][0-9a-f]){PLAIN})*"'
READ = (
    rf'{{"action":{STRING},"at":{TIME},"chain":"(case/{UUID})","object":{{"id":{STRING},"label":{STRING},'
    rf'"type":{STRING},"version":{STRING}}},"organisation":{{"country":{STRING},"id":"{UUID}","name":{STRING}}},'
    rf'"previous":"({HASH})","reader":{{"account":"({UUID})","seal":"({HASH})"}},"sequence":([1-9][0-9]*),'
    rf'"terms":{{"reference":{STRING},"sha256":"{HASH}"}},"v":1}}'
)
LINE = re.compile(rf'{{"hash":"({HASH})","row":({READ})}}'.encode())
"""A line, in the one form that canonical JSON allows; what it holds is in the groups."""


@dataclass(frozen=True)
class Fault:
    """What is wrong, with the number of the row; of the line, where the row can't be read."""

    kind: str
    row: int


@dataclass
class Report:
    """What was found: rows, the last row's number and hash, the name of the chain, each reader's seal with account."""

    rows: int = 0
    length: int = 0
    head: str | None = GENESIS
    chain: str | None = None
    faults: list[Fault] = field(default_factory=list)
    seals: dict[str, str] = field(default_factory=dict)
    names: int = 0

    @property
    def is_valid(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def check(lines: Iterable[bytes], heads: Iterable[tuple[int, str]] = ()) -> Report:
    """Check the lines of a ledger against each other and against heads that were kept: (rows, hash of the last)."""
    report = Report()
    kept: dict[int, set[str]] = {}
    for length, digest in heads:
        kept.setdefault(length, set()).add(digest)
    if kept.pop(0, {GENESIS}) != {GENESIS}:
        report.faults.append(Fault("other_head", 0))
    for line in lines:
        report.rows += 1
        _take(report, line.rstrip(b"\r\n"), kept)
    report.faults += [Fault("cut_off", length) for length in sorted(kept) if length > report.length]
    return report


def _take(report: Report, line: bytes, kept: dict[int, set[str]]) -> None:
    found = LINE.fullmatch(line)
    if found is None or not _is_text(line):
        report.faults.append(Fault("unreadable", report.rows))
        report.length, report.head = report.length + 1, None
        return
    digest, content, chain, previous, account, seal, number = found.groups()
    sequence, head = int(number), digest.decode()
    if hashlib.sha256(content).hexdigest() != head:
        report.faults.append(Fault("changed", sequence))
    report.chain = report.chain or chain.decode()
    if chain.decode() != report.chain:
        report.faults.append(Fault("other_chain", sequence))
    if head not in kept.pop(sequence, (head,)):
        report.faults.append(Fault("other_head", sequence))
    report.seals[seal.decode()] = account.decode()
    _place(report, sequence, previous.decode(), head)


def _is_text(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _place(report: Report, sequence: int, previous: str, digest: str) -> None:
    """Check that the row follows the one before; go on from it, so that one fault is told once."""
    if sequence <= report.length:
        report.faults.append(Fault("out_of_place", sequence))
        return
    if sequence > report.length + 1:
        report.faults.append(Fault("missing", report.length + 1))
    elif report.head is not None and previous != report.head:
        report.faults.append(Fault("broken_link", sequence))
    report.length, report.head = sequence, digest


def check_names(report: Report, lines: Iterable[bytes]) -> None:
    """Check the readers' names against the seals of the ledger; seals without a name are those of erased persons."""
    for number, line in enumerate(lines, 1):
        try:
            name = json.loads(line.decode("utf-8"))
            seal = name.pop("seal")
            is_sound = sha256(canonical(name)) == seal and report.seals.get(seal) == name["account"]
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            is_sound = False
        report.names += is_sound
        if not is_sound:
            report.faults.append(Fault("wrong_name", number))


def canonical(value: object) -> bytes:
    """Return ``value`` in canonical JSON (RFC 8785, for objects with ASCII keys, strings and integers)."""
    return _ENCODER.encode(value).encode("utf-8")


def sha256(content: bytes) -> str:
    """Return the SHA-256 of ``content`` in 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)

WORDS = {
    "en": {
        "sound": "Sound: {chain}, {rows} rows, head {length}:{head}",
        "not_sound": "NOT SOUND: {chain}, {rows} rows read, {count} faults",
        "names": "{names} of {seals} readers have a name; those of the others were erased or not given",
        "no_head": "No head was given: rows cut off at the end can't be noticed. Give one with --expect-head.",
        "unreadable": "line {row}: is no row of a ledger",
        "changed": "row {row}: was changed, its hash is another",
        "missing": "row {row}: is missing here",
        "out_of_place": "row {row}: stands in the wrong place, or twice",
        "broken_link": "row {row}: does not follow the row before it, which was replaced",
        "other_chain": "row {row}: belongs to another ledger",
        "other_head": "row {row}: is not the one of the head that was kept",
        "cut_off": "row {row}: was cut off, the head that was kept is of this row",
        "wrong_name": "names, line {row}: does not fit the seal in the ledger",
        "more": "… and {count} more",
    },
    "zh": {
        "sound": "账本完好：{chain}，共 {rows} 行，链头 {length}:{head}",
        "not_sound": "账本有问题：{chain}，读到 {rows} 行，发现 {count} 处异常",
        "names": "{seals} 位读者中 {names} 位有姓名，其余的已删除或未提供",
        "no_head": "未给出链头：末尾被截去的行无法发现。请用 --expect-head 给出。",
        "unreadable": "文件第 {row} 行：不是账本的行",
        "changed": "账本第 {row} 行：内容被改动，哈希值不符",
        "missing": "账本第 {row} 行：此处缺失",
        "out_of_place": "账本第 {row} 行：位置不对或重复",
        "broken_link": "账本第 {row} 行：与上一行不衔接，上一行被替换过",
        "other_chain": "账本第 {row} 行：属于另一本账",
        "other_head": "账本第 {row} 行：与留存的链头不符",
        "cut_off": "账本第 {row} 行：被截去，而留存的链头正是这一行",
        "wrong_name": "姓名文件第 {row} 行：与账本中的封印不符",
        "more": "……另有 {count} 处",
    },
    "ru": {
        "sound": "Журнал цел: {chain}, строк: {rows}, вершина {length}:{head}",
        "not_sound": "ЖУРНАЛ НАРУШЕН: {chain}, прочитано строк: {rows}, нарушений: {count}",
        "names": "Имена известны у {names} из {seals} читателей; остальные удалены или не переданы",
        "no_head": "Вершина не указана: отсечённые в конце строки обнаружить нельзя. Укажите её в --expect-head.",
        "unreadable": "строка файла {row}: это не строка журнала",
        "changed": "запись {row}: изменена, хеш не совпадает",
        "missing": "запись {row}: здесь отсутствует",
        "out_of_place": "запись {row}: стоит не на своём месте или повторяется",
        "broken_link": "запись {row}: не продолжает предыдущую, та была подменена",
        "other_chain": "запись {row}: относится к другому журналу",
        "other_head": "запись {row}: не совпадает с сохранённой вершиной",
        "cut_off": "запись {row}: отсечена, а сохранённая вершина указывает на неё",
        "wrong_name": "файл имён, строка {row}: не подходит к печати в журнале",
        "more": "… и ещё {count}",
    },
}


def tell(report: Report, language: str, *, with_head: bool) -> list[str]:
    """The report in words."""
    words, count = WORDS[language], len(report.faults)
    about = vars(report) | {"chain": report.chain or "—", "count": count, "seals": len(report.seals)}
    lines = [words["sound" if report.is_valid else "not_sound"].format_map(about)]
    lines += ["  " + words[fault.kind].format(row=fault.row) for fault in report.faults[:SHOWN]]
    if count > SHOWN:
        lines.append("  " + words["more"].format(count=count - SHOWN))
    if report.seals:
        lines.append(words["names"].format_map(about))
    return lines if with_head else [*lines, words["no_head"]]


def _head(text: str) -> tuple[int, str]:
    found = re.fullmatch(r"([0-9]{1,10}):([0-9a-f]{64})", text.strip().lower())
    if not found:
        raise argparse.ArgumentTypeError("write it as NUMBER:HASH, the hash with 64 hexadecimal digits")
    return int(found[1]), found[2]


def main(arguments: list[str] | None = None) -> int:
    """Verify the files that the command line names."""
    spoken = next((code for code in ("zh", "ru") if os.environ.get("LANG", "").startswith(code)), "en")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ledger", help="the ledger, one row a line")
    parser.add_argument("--names", help="the names of the readers")
    parser.add_argument(
        "--expect-head", action="append", default=[], type=_head, metavar="N:HASH", help="may be repeated"
    )
    parser.add_argument("--language", choices=list(WORDS), default=spoken)
    options = parser.parse_args(arguments)
    try:
        with open(options.ledger, "rb") as ledger:
            report = check(ledger, options.expect_head)
        if options.names:
            with open(options.names, "rb") as names:
                check_names(report, names)
    except OSError as error:
        parser.error(str(error))
    told = tell(report, options.language, with_head=bool(options.expect_head))
    sys.stdout.buffer.write("".join(f"{line}\n" for line in told).encode("utf-8"))
    return 0 if report.is_valid else 1


if __name__ == "__main__":
    sys.exit(main())
