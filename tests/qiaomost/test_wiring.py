from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import qiaomost
from qiaomost.catalogue.services.steps import Topic
from qiaomost.partnering.events import TELLINGS, VERB_TOPICS
from qiaomost.partnering.events import Topic as CaseTopic
from qiaomost.partnering.events.calls import ANSWER_VERB_TOPICS, CALL_TELLINGS, CALL_VERB_TOPICS, CallTopic
from qiaomost.wiring import HANDLERS

SOURCE = Path(qiaomost.__file__).parent
ENUMERATED = {
    SOURCE / "catalogue" / "services" / "steps.py": Topic,
    SOURCE / "partnering" / "services" / "steps.py": CaseTopic,
    SOURCE / "partnering" / "services" / "answers" / "steps.py": CallTopic,
}
"""Where topics come from an enumeration → the enumeration."""


def _recorded() -> Iterator[tuple[Path, ast.expr]]:
    """Every first argument of a call of ``outbox.record``."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "outbox.record":
                yield path, node.args[0]


def test_every_topic_that_is_recorded_has_its_row_and_no_row_is_left_over():
    """Topics are written out, or come from an enumeration."""
    written, announcing = set(), set()
    for path, topic in _recorded():
        if isinstance(topic, ast.Constant):
            written.add(topic.value)
        else:
            announcing.add(path)
    assert announcing == set(ENUMERATED)
    assert written | {one.value for topics in ENUMERATED.values() for one in topics} == set(HANDLERS)


def test_every_topic_of_a_case_says_what_happened_and_is_told_somewhere():
    assert set(TELLINGS) == set(CaseTopic)
    words = "".join(
        path.read_text(encoding="utf-8") for path in (SOURCE / "partnering").glob("services/**/*.py")
    )
    told = {topic for topic in CaseTopic if f"Topic.{topic.name}" in words} | set(VERB_TOPICS.values())
    assert told == set(CaseTopic)


def test_every_topic_of_a_call_says_what_happened_and_is_told_somewhere():
    assert set(CALL_TELLINGS) == set(CallTopic)
    words = "".join(
        path.read_text(encoding="utf-8") for path in (SOURCE / "partnering").rglob("services/answers/*.py")
    )
    told = {topic for topic in CallTopic if f"CallTopic.{topic.name}" in words}
    assert told | set(CALL_VERB_TOPICS.values()) | set(ANSWER_VERB_TOPICS.values()) == set(CallTopic)


def test_every_topic_of_the_catalogue_is_announced_somewhere():
    words = "".join(path.read_text(encoding="utf-8") for path in (SOURCE / "catalogue").rglob("*.py"))
    assert [topic for topic in Topic if f"Topic.{topic.name}" not in words] == []
