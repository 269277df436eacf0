from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, transaction

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.cli.judging import feedback_command
from qiaomost.common.errors import DomainError, Invalid, NotFound
from qiaomost.common.models import AuditEntry
from qiaomost.discovery.models import MatchFeedback
from qiaomost.discovery.selectors import feedback_of, judgements
from qiaomost.discovery.services import give_feedback, remove_feedback
from qiaosearch.evaluation.datasets import relevant
from tests.factories import NOW, MembershipFactory, RecordFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge() -> Record:
    return RecordFactory(kind="challenge", state="published")


@pytest.fixture
def achievement() -> Record:
    return RecordFactory(state="published")


def give(actor: User, record: Record, candidate: Record, verdict: str = "relevant", **more: Any) -> Any:
    given = {"now": NOW, **more}
    return give_feedback(
        actor=actor, record_id=record.pk, candidate_id=candidate.pk, verdict=verdict, **given
    )


def stored() -> list[tuple[Any, ...]]:
    return list(MatchFeedback.objects.values_list("user", "record", "candidate", "verdict", "words"))


def audited() -> list[tuple[str, dict[str, Any]]]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", "detail"))


def refused(error: type[DomainError], *args: Any, **more: Any) -> DomainError:
    before = stored(), audited()
    with pytest.raises(error) as raised:
        give(*args, **more)
    assert (stored(), audited()) == before
    return raised.value


def test_feedback_is_kept_once_per_account_and_pair_and_may_change(challenge: Record, achievement: Record):
    user = UserFactory()
    give(user, challenge, achievement, words=" Same alloy\0. ")
    assert stored() == [(user.pk, challenge.pk, achievement.pk, "relevant", "Same alloy.")]
    give(user, challenge, achievement, "not_relevant", now=NOW + timedelta(days=1))
    assert stored() == [(user.pk, challenge.pk, achievement.pk, "not_relevant", "")]
    assert MatchFeedback.objects.get().given_at == NOW + timedelta(days=1)
    give(UserFactory(), challenge, achievement)
    assert len(stored()) == 2
    assert audited()[:2] == [
        ("give_feedback", {"candidate": str(achievement.pk), "verdict": "relevant"}),
        ("give_feedback", {"candidate": str(achievement.pk), "verdict": "not_relevant"}),
    ]


def test_feedback_is_taken_back_by_whoever_gave_it(challenge: Record, achievement: Record):
    user, other = UserFactory(), UserFactory()
    give(user, challenge, achievement)
    pair = {"record_id": challenge.pk, "candidate_id": achievement.pk, "now": NOW}
    with pytest.raises(NotFound):
        remove_feedback(actor=other, **pair)
    assert len(stored()) == 1
    remove_feedback(actor=user, **pair)
    assert stored() == []
    assert audited()[-1] == ("remove_feedback", {"candidate": str(achievement.pk)})
    with pytest.raises(NotFound):
        remove_feedback(actor=user, **pair)
    assert len(audited()) == 2


@pytest.mark.parametrize("hidden", ["record", "candidate"])
@pytest.mark.parametrize("how", [{"disclosure": "members"}, {"disclosure": "room"}, {"state": "draft"}])
def test_feedback_needs_sight_of_both(
    hidden: str, how: dict[str, str], challenge: Record, achievement: Record
):
    record = challenge if hidden == "record" else achievement
    Record.objects.filter(pk=record.pk).update(**how)
    refused(NotFound, UserFactory(), challenge, achievement)
    owner = MembershipFactory(organisation=record.organisation).user
    give(owner, challenge, achievement)
    assert len(stored()) == 1


def test_feedback_of_an_unknown_record_is_refused(challenge: Record):
    refused(NotFound, UserFactory(), challenge, Record(pk=uuid4()))


@pytest.mark.parametrize(
    ("values", "field"),
    [({"verdict": "perhaps"}, "verdict"), ({"verdict": ""}, "verdict"), ({"words": "м" * 1001}, "words")],
)
def test_feedback_that_is_wrong_is_refused(
    values: dict[str, str], field: str, challenge: Record, achievement: Record
):
    error = refused(Invalid, UserFactory(), challenge, achievement, **values)
    assert isinstance(error, Invalid)
    assert list(error.fields) == [field]


def test_feedback_joins_counterparts_alone(achievement: Record):
    error = refused(Invalid, UserFactory(), achievement, RecordFactory(state="published"))
    assert isinstance(error, Invalid)
    assert list(error.fields) == ["candidate"]


@pytest.mark.parametrize("values", [{"verdict": "perhaps"}, {"candidate_id": "same"}])
def test_database_refuses_impossible_feedback(values: dict[str, Any], challenge: Record, achievement: Record):
    row = give(UserFactory(), challenge, achievement)
    changed = {name: challenge.pk if value == "same" else value for name, value in values.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchFeedback.objects.filter(pk=row.pk).update(**changed)


def test_reader_gets_what_they_said_and_nobody_elses(challenge: Record, achievement: Record):
    user = UserFactory()
    mine = give(user, challenge, achievement)
    give(UserFactory(), challenge, achievement, "not_relevant")
    assert feedback_of(user.pk, challenge, [str(achievement.pk)]) == {str(achievement.pk): mine}
    assert feedback_of(user.pk, challenge, []) == {}
    assert feedback_of(None, challenge, [str(achievement.pk)]) == {}


def exported(*arguments: str) -> str:
    run = CliRunner().invoke(feedback_command, ["-", *arguments])
    assert run.exit_code == 0
    return run.stdout


def test_export_grades_each_pair_by_the_majority(challenge: Record):
    votes = {"for": "rrn", "tie": "rn", "against": "n"}
    names = {"r": "relevant", "n": "not_relevant"}
    candidates = {name: RecordFactory(state="published") for name in votes}
    for name, cast in votes.items():
        for vote in cast:
            give(UserFactory(), challenge, candidates[name], names[vote])
    grades = {"for": 1, "tie": 0, "against": 0}
    lines = [f"{challenge.pk} 0 {candidates[name].pk} {grade}" for name, grade in grades.items()]
    assert sorted(exported().splitlines()) == sorted(lines)
    by_id = {candidate: grade for _record, candidate, grade in judgements()}
    assert relevant(by_id) == {str(candidates["for"].pk)}


def test_export_of_all_answers_names_nobody(challenge: Record, achievement: Record, tmp_path: Path):
    user = UserFactory()
    give(user, challenge, achievement, words="同一种合金")
    printed = exported("--format", "jsonl")
    assert json.loads(printed) == {
        "record": str(challenge.pk),
        "candidate": str(achievement.pk),
        "verdict": "relevant",
        "words": "同一种合金",
        "given_at": NOW.isoformat(),
    }
    assert "同一种合金" in printed
    path = tmp_path / "answers.jsonl"
    CliRunner().invoke(feedback_command, [str(path), "--format", "jsonl"])
    assert path.read_text(encoding="utf-8") == printed


def test_export_of_nothing_is_empty():
    assert exported() == ""
