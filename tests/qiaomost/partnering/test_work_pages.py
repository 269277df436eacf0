"""The page of milestones and outcomes: its people act there, others do not see it; files leave a trace."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiaomost.common.errors import Invalid, NotAllowed, TransitionRefused
from qiaomost.compliance.models import DisclosureRow
from qiaomost.partnering import services
from qiaomost.partnering.models import Case, ImpactRequest, Milestone, Outcome, OutcomeTranslation
from qiaomost.partnering.services.outcomes_translations import (
    suggest_outcome_translations,
    translate_outcome,
)
from qiaomost.partnering.states import CooperationState
from qiaomost.translation.models import Segment
from tests.factories import NOW
from tests.qiaomost.partnering.conftest import Parties
from tests.qiaomost.partnering.test_case_pages import as_, page
from tests.qiaomost.partnering.test_impact import A_YEAR
from tests.qiaomost.partnering.working import (
    DRAFT,
    TEXT,
    claim,
    cleared,
    completed,
    confirmed,
    milestones,
    report,
    running,
    upload,
)


def test_work_page_opens_for_both_sides_and_their_advisers_alone(parties: Parties):
    case = running(parties)
    answers = {
        name: as_(getattr(parties, name)).get(f"/cases/{case.pk}/work/").status_code
        for name in ("engineer", "researcher", "cn_adviser", "ru_adviser", "administrator", "outsider")
    }
    assert answers == {
        "engineer": 200,
        "researcher": 200,
        "cn_adviser": 200,
        "ru_adviser": 200,
        "administrator": 403,
        "outsider": 404,
    }


def test_milestone_is_reported_with_a_file_and_accepted_on_the_page(parties: Parties):
    case = running(parties)
    cleared(parties)
    first = milestones(case)[0]
    base = f"/cases/{case.pk}/work"
    client = as_(parties.researcher)
    refused = client.post(f"{base}/report/{first.pk}/", {"language": "ru", "text": ""})
    assert refused.status_code == 422
    typed = {"language": "ru", "text": TEXT, "uploads": SimpleUploadedFile("akt.txt", b"akt")}
    assert client.post(f"{base}/report/{first.pk}/", typed).status_code == 302
    assert TEXT in page(parties.engineer, f"{base}/")
    assert as_(parties.engineer).post(f"{base}/accept/{first.pk}/", {"text": ""}).status_code == 302
    assert Milestone.objects.get(pk=first.pk).state == "accepted"
    assert client.post(f"{base}/nonsense/{first.pk}/").status_code == 404


def test_file_is_handed_over_with_a_row_in_the_ledger(parties: Parties):
    case = running(parties)
    cleared(parties)
    kept = report(parties, milestones(case)[0], files=(upload("akt.txt"),)).files.get()
    address = f"/cases/{case.pk}/evidence/{kept.sha256}/"
    answer = as_(parties.engineer).get(address)
    assert (answer.content, answer.headers["Content-Type"]) == (TEXT.encode(), "text/plain")
    assert list(DisclosureRow.objects.values_list("case_id", "object_id")) == [(case.pk, kept.sha256)]
    assert as_(parties.administrator).get(address).status_code == 403
    assert as_(parties.outsider).get(address).status_code == 404
    assert as_(parties.engineer).get(f"/cases/{case.pk}/evidence/{'0' * 64}/").status_code == 404
    assert DisclosureRow.objects.count() == 1


def test_outcome_is_claimed_disputed_claimed_again_and_confirmed_on_the_page(parties: Parties):
    case = completed(parties)
    base = f"/cases/{case.pk}/work"
    engineer, researcher = as_(parties.engineer), as_(parties.researcher)
    typed = {"kind": "patent", "language": "zh", "title": DRAFT.title, "description": DRAFT.description}
    refused = engineer.post(f"{base}/claim/{case.pk}/", typed)
    assert (refused.status_code, Outcome.objects.count()) == (422, 0)
    assert DRAFT.title in refused.content.decode()
    typed |= {"territory": "CN", "links": DRAFT.links}
    assert engineer.post(f"{base}/claim/{case.pk}/", typed).status_code == 302
    outcome = Outcome.objects.get()
    assert engineer.post(f"{base}/confirm/{outcome.pk}/").status_code == 403
    assert researcher.post(f"{base}/dispute/{outcome.pk}/", {"reason": "Нет патента."}).status_code == 302
    assert "Нет патента." in page(parties.engineer, f"{base}/")
    assert engineer.post(f"{base}/claim-again/{outcome.pk}/", typed).status_code == 302
    assert researcher.post(f"{base}/confirm/{outcome.pk}/").status_code == 302
    assert Case.objects.get().cooperation.state == CooperationState.OUTCOME_CONFIRMED


def test_impact_is_answered_on_the_page(parties: Parties):
    case = confirmed(parties).case
    services.follow_impact(now=A_YEAR)
    request = ImpactRequest.objects.get(side="owner")
    typed = {"is_industrialised": "no", "stage": "pilot", "jobs": "0", "projects": "2"}
    address = f"/cases/{case.pk}/work/answer/{request.pk}/"
    assert as_(parties.researcher).post(address, {**typed, "jobs": ""}).status_code == 422
    assert as_(parties.researcher).post(address, typed).status_code == 302
    found = ImpactRequest.objects.get(pk=request.pk)
    assert (found.state, found.is_industrialised, found.projects) == ("answered", False, 2)
    assert "Pilot operation" in page(parties.engineer, f"/cases/{case.pk}/work/")


def test_what_was_typed_before_a_sign_in_is_there_after_it(parties: Parties):
    case = completed(parties)
    typed = {"kind": "prototype", "language": "zh", "title": "样机一号", "description": ""}
    visitor = as_(parties.engineer)
    visitor.logout()
    sent = visitor.post(f"/cases/{case.pk}/work/claim/{case.pk}/", typed)
    assert sent.status_code == 302
    visitor.force_login(parties.engineer)
    assert "样机一号" in visitor.get(f"/cases/{case.pk}/work/").content.decode()


@pytest.mark.parametrize("path", ["work", "chain"])
def test_pages_take_a_constant_number_of_queries(path: str, parties: Parties):
    case = completed(parties)
    client, counts = as_(parties.researcher), []
    for at in (1, 2, 3):
        claim(parties, case, title=f"成果{at}", now=NOW)
        if at != 2:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(f"/cases/{case.pk}/{path}/").status_code == 200
            counts.append(len(captured))
    assert counts[0] == counts[1]


def test_translation_of_an_outcome_is_labelled_until_its_side_approves_it(parties: Parties):
    outcome = claim(parties, completed(parties))
    case, russian = outcome.case, {"title": "Дренаж мёрзлого основания", "description": "Патент получен."}
    about = {"outcome_id": outcome.pk, "language": "ru", "now": NOW}
    for actor, words in ((parties.researcher, {"title": ""}), (parties.engineer, {"description": " "})):
        with pytest.raises(Invalid):
            translate_outcome(actor=actor, **about, **(russian | words))
    with pytest.raises(Invalid):
        translate_outcome(actor=parties.engineer, **(about | {"language": "zh"}), **russian)
    with pytest.raises(NotAllowed):
        translate_outcome(actor=parties.administrator, **about, **russian)
    assert OutcomeTranslation.objects.count() == Segment.objects.count() == 0
    place = f"/cases/{case.pk}/work/"
    answer = as_(parties.researcher).post(f"{place}translate-ru/{outcome.pk}/", russian)
    assert (answer.status_code, Segment.objects.count()) == (302, 0)
    label = "ещё не подтверждено заявившей стороной"
    shown = as_(parties.researcher).get(place, headers={"accept-language": "ru"}).content.decode()
    assert (russian["title"] in shown, label in shown) == (True, True)
    with pytest.raises(Invalid):
        translate_outcome(actor=parties.researcher, **about, **russian)
    better = russian | {"description": "Патент получен совместно."}
    translate_outcome(actor=parties.engineer, **about, **better)
    row = OutcomeTranslation.objects.get()
    assert (row.written_by, row.approved_by) == (parties.engineer, parties.engineer)
    assert {one.scope for one in Segment.objects.all()} == {f"case:{case.pk}"}
    shown = as_(parties.researcher).get(place, headers={"accept-language": "ru"}).content.decode()
    assert (better["description"] in shown, label in shown) == (True, False)
    with pytest.raises(TransitionRefused):
        translate_outcome(actor=parties.researcher, **about, **russian)
    OutcomeTranslation.objects.all().delete()
    assert [suggest_outcome_translations(outcome_id=outcome.pk, now=NOW) for _ in range(2)] == [1, 0]
    row = OutcomeTranslation.objects.get()
    assert (row.description, row.origin, row.approved_at) == (better["description"], "memory", None)
    services.dispute_outcome(actor=parties.researcher, outcome_id=outcome.pk, reason="Нет.", now=NOW)
    draft = replace(DRAFT, title="保温排水结构")
    services.claim_outcome_again(actor=parties.engineer, outcome_id=outcome.pk, draft=draft, now=NOW)
    assert not OutcomeTranslation.objects.exists()
