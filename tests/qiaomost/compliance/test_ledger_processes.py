"""Several processes write into one ledger, and some are killed: the chain never forks and is never torn."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.qiaomost.compliance.reading import CASE
from tests.qiaomost.running import RunningNode, kill, running_node, wait_until

pytestmark = pytest.mark.slow

WRITERS, PAGES, KILLS = 3, 12, 4

PEOPLE = """
from qiaomost.accounts.models import User
from qiaomost.network.models import Organisation
organisation = Organisation.objects.create(country="CN", kind="institute", is_member=True)
ids = [str(User.objects.create_user(f"reader{number}@example.org").pk) for number in range(3)]
print(json.dumps([str(organisation.pk), *ids]))
"""

WRITER = f"""
from uuid import UUID
from django.utils import timezone
from qiaomost.accounts.models import User
from qiaomost.compliance.services.disclosure import Reading, Terms, append_many
from qiaomost.network.models import Organisation
organisation = Organisation.objects.get(pk=sys.argv[1])
reader = User.objects.get(pk=sys.argv[2])
for page in range(int(sys.argv[3])):
    readings = [Reading("download_file", "partnering.File", f"{{page}}-{{n}}", "File") for n in range(5)]
    append_many(case_id=UUID("{CASE}"), reader=reader, organisation=organisation, readings=readings,
        terms=Terms("NDA", "ab" * 32), now=timezone.now())
    print(page, flush=True)
"""

VERIFIED = f"""
from uuid import UUID
from qiaomost.compliance.services import disclosure
case = UUID("{CASE}")
report = disclosure.verify_chain(disclosure.chain_of(case), heads=disclosure.heads_kept(case))
print(json.dumps([report.is_valid, report.length]))
"""

COUNT = "SELECT count(*) FROM compliance_disclosurerow"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[RunningNode]:
    with running_node(tmp_path) as running:
        yield running


def test_processes_that_append_at_once_make_one_chain(node: RunningNode):
    organisation, *readers = node.ask(PEOPLE)
    writers = [node.start_script(WRITER, organisation, reader, str(PAGES)) for reader in readers]
    for writer in writers:
        printed, _ = writer.communicate(timeout=120)
        assert (writer.returncode, len(printed.splitlines())) == (0, PAGES), node.errors()[-3000:]
    assert node.ask(VERIFIED) == [True, WRITERS * PAGES * 5]


def test_writer_killed_in_the_middle_leaves_a_sound_chain_with_whole_pages(node: RunningNode):
    organisation, *readers = node.ask(PEOPLE)
    pauses, told = random.Random(7), 0
    for round_ in range(KILLS):
        before = node.rows(COUNT)[0][0]
        writers = [node.start_script(WRITER, organisation, reader, "100000") for reader in readers[:2]]
        wait_until(lambda before=before: node.rows(COUNT)[0][0] > before)
        time.sleep(pauses.uniform(0, 0.3))
        told += sum(len(kill(writer)) for writer in writers)
        is_valid, length = node.ask(VERIFIED)
        assert is_valid, round_
        assert length % 5 == 0
        assert length >= told * 5
