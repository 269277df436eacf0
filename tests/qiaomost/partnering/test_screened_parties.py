"""Nobody is introduced whose screening has not ended well."""

from __future__ import annotations

from pathlib import Path

import pytest

from qiaomost.compliance.models import Screening, ScreeningHit
from qiaomost.compliance.parties import PartyNotCleared
from qiaomost.compliance.services.deciding_hits import decide_hit
from qiaomost.network.models import Role
from qiaomost.partnering import services
from qiaomost.partnering.models import Case, Cooperation
from qiaomost.partnering.states import InterestState
from tests.factories import NOW, MembershipFactory
from tests.qiaomost.compliance.listing import entity, imported
from tests.qiaomost.partnering.conftest import Parties

pytestmark = pytest.mark.django_db


def introduce(parties: Parties, case: Case) -> None:
    for adviser in (parties.cn_adviser, parties.ru_adviser):
        services.introduce(actor=adviser, case_id=case.pk, now=NOW)


def test_party_with_a_hit_is_not_introduced_until_two_persons_dismiss_it(parties: Parties, tmp_path: Path):
    case = parties.case_in(InterestState.ACCEPTED)
    imported(tmp_path, entity("p1", parties.institute.names.get().name, schema="Organization"))
    with pytest.raises(PartyNotCleared):
        introduce(parties, case)
    case.interest.refresh_from_db()
    assert (Cooperation.objects.count(), case.interest.sender_introduced_at) == (0, None)
    hit = ScreeningHit.objects.get()
    assert (hit.screening.organisation, Screening.objects.count()) == (parties.institute, 2)
    for verb in ("propose_dismiss", "dismiss"):
        officer = MembershipFactory(role=Role.COMPLIANCE_OFFICER).user
        decide_hit(actor=officer, hit_id=hit.pk, verb=verb, reason="Another institute.", now=NOW)
    introduce(parties, case)
    assert Cooperation.objects.filter(case=case).count() == 1


def test_parties_that_meet_nobody_are_introduced(parties: Parties, tmp_path: Path):
    case = parties.case_in(InterestState.ACCEPTED)
    imported(tmp_path, entity("p1", "Рассвет", schema="Company"))
    introduce(parties, case)
    assert list(Screening.objects.values_list("state", flat=True)) == ["clear", "clear"]
    assert Cooperation.objects.count() == 1
