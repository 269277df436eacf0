from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiaomost.accounts.models import User
from tests.qiaomost.forum.contributions.conftest import Called, author_account


def queries(user: User, path: str) -> int:
    client = Client()
    client.force_login(user)
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_the_lists_of_desk_and_reviewers_take_the_same_queries_for_many_contributions(called: Called):
    lists = {
        f"/forum/calls/{called.call.pk}/organise/": called.forum.organiser,
        f"/forum/{called.forum.edition.code}/reviews/": called.reviewer,
        f"/forum/{called.forum.edition.code}/call/": called.author,
        f"/forum/calls/{called.call.pk}/": called.author,
    }
    rows = [called.submitted(author_account(f"Автор{n}")) for n in range(3)]
    called.submitted()
    called.move("review")
    called.call.contributions.exclude(pk=rows[0].pk).update(state="withdrawn")
    called.scored(rows[0])
    counts = {path: queries(user, path) for path, user in lists.items()}
    called.call.contributions.update(state="submitted")
    for row in rows[1:]:
        called.scored(row)
        called.scored(row, reviewer=called.second)
    assert {path: queries(user, path) for path, user in lists.items()} == counts
