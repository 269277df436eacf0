from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from qiaomost.common import outbox
from qiaomost.common.errors import NotAllowed, NotFound
from qiaomost.common.models import AuditEntry, OutboxEntry
from qiaomost.compliance.models import Screening, ScreeningEdition, ScreeningHit
from qiaomost.compliance.parties import PartyNotCleared, is_clear, require_parties_clear
from qiaomost.compliance.selectors.screening import party_status, replays_to_the_same
from qiaomost.compliance.services.deciding_hits import decide_hit
from qiaomost.compliance.services.screening import screen_party
from qiaomost.compliance.states.screening import HitState, PartyStatus, ScreeningState, outcome_of
from qiaomost.network.drafts import OrganisationDraft, PersonDraft
from qiaomost.network.models import Membership, Organisation, OrganisationName, Person, Role
from qiaomost.network.services import create_organisation, write_own_name
from qiaomost.wiring import HANDLERS
from tests.factories import NOW, MembershipFactory, OrganisationFactory, PersonFactory
from tests.qiaomost.compliance.listing import entity, imported
from tests.qiaomost.conftest import People

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
WIND = "ООО «Северный ветер»"


def wind(**values: Any) -> Organisation:
    return OrganisationFactory(name=WIND, **values)


def screened(organisation: Organisation, now: Any = NOW) -> Screening:
    return screen_party(actor=None, organisation_id=organisation.pk, now=now)


def dismissed(hit: ScreeningHit) -> None:
    first, second = (MembershipFactory(role=Role.COMPLIANCE_OFFICER).user for _ in range(2))
    decide_hit(actor=first, hit_id=hit.pk, verb="propose_dismiss", reason="Another town.", now=NOW)
    decide_hit(actor=second, hit_id=hit.pk, verb="dismiss", reason="Agreed.", now=NOW)


def test_party_that_meets_nobody_is_clear(tmp_path: Path):
    imported(tmp_path, entity("p1", "Южный ветер", schema="Company"))
    made = screened(wind())
    assert (made.state, made.hit_count, made.hits.count()) == ("clear", 0, 0)
    assert [str(edition) for edition in made.editions.all()] == ["invented 2026-08"]
    assert [entry.verb for entry in AuditEntry.objects.filter(object_type="compliance.Screening")] == [
        "screen_party"
    ]


def test_name_makes_a_hit_and_an_identifier_a_strong_one_that_comes_first(tmp_path: Path):
    imported(
        tmp_path,
        entity("p1", "Severny Veter LLC", schema="Company"),
        entity("p2", "Рассвет", schema="LegalEntity", innCode=["7707083893"]),
        entity("p3", "Северный Ветер", schema="Person"),
    )
    made = screened(wind(inn="7707083893"))
    assert (made.state, made.hit_count) == ("hits_open", 2)
    assert [(hit.listed.entity_id, hit.is_strong, hit.state) for hit in made.hits.all()] == [
        ("p2", True, "open"),
        ("p1", False, "open"),
    ]
    assert made.hits.last().evidence == [
        {
            "kind": "name",
            "ours": WIND,
            "theirs": "Severny Veter LLC",
            "way": "same_sound",
            "our_script": "cyrillic",
            "their_script": "latin",
            "score": 0.95,
        }
    ]


def test_person_is_screened_by_every_name_that_somebody_wrote(tmp_path: Path):
    imported(tmp_path, entity("p1", "Чжан Вэй"), entity("p2", "Zhang Wei", schema="Company"))
    made = screen_party(actor=None, person_id=PersonFactory().pk, now=NOW)
    assert [hit.listed.entity_id for hit in made.hits.all()] == ["p1"]


def test_same_party_and_same_editions_are_screened_once(tmp_path: Path):
    imported(tmp_path, entity("p1", "Severny Veter", schema="Company"))
    party = wind()
    first = screened(party)
    before = Screening.objects.count(), AuditEntry.objects.count(), OutboxEntry.objects.count()
    assert screened(party, LATER) == first
    assert before == (Screening.objects.count(), AuditEntry.objects.count(), OutboxEntry.objects.count())


def test_replay_gives_the_same_hits_even_after_the_party_is_called_otherwise(tmp_path: Path):
    imported(
        tmp_path,
        *(entity(f"p{number}", "Severny Veter", schema="Company") for number in range(5)),
        entity("p9", "Severnyj Weter", schema="Organization"),
    )
    party = wind()
    made = screened(party)
    party.names.update(name="Рассвет")
    assert made.hit_count == 6
    assert replays_to_the_same(made)
    hit = made.hits.first()
    ScreeningHit.objects.filter(pk=hit.pk).update(evidence=[])
    assert not replays_to_the_same(made)


def test_newer_edition_makes_a_clear_party_outdated_until_it_is_screened_again(tmp_path: Path):
    imported(tmp_path, entity("p1", "Рассвет", schema="Company"))
    party = wind()
    assert party_status(party, NOW) == PartyStatus.NEVER_SCREENED
    screened(party)
    assert party_status(party, NOW) == PartyStatus.CLEAR
    imported(tmp_path, entity("p1", "Закат", schema="Company"), edition="2026-09", now=LATER)
    assert party_status(party, LATER) == PartyStatus.OUTDATED
    assert party_status(party, NOW) == PartyStatus.CLEAR
    again = screened(party, LATER)
    assert party_status(party, LATER) == PartyStatus.CLEAR
    assert list(Screening.objects.filter(is_current=True)) == [again]


def test_another_name_makes_a_clear_party_outdated(tmp_path: Path):
    imported(tmp_path, entity("p1", "Рассвет", schema="Company"))
    party = wind()
    screened(party)
    OrganisationName.objects.create(organisation=party, language="ru", name="Рассвет")
    assert party_status(party, NOW) == PartyStatus.OUTDATED


def test_what_was_said_of_a_hit_holds_while_both_sides_stay_the_same(tmp_path: Path):
    same = entity("p1", "Severny Veter", schema="Company")
    imported(tmp_path, same)
    party = wind()
    hit = screened(party).hits.get()
    dismissed(hit)
    assert party_status(party, NOW) == PartyStatus.CLEAR
    imported(tmp_path, same, entity("p2", "Severnyj Weter", schema="Company"), edition="2026-09", now=LATER)
    again = screened(party, LATER)
    states = {one.listed.entity_id: (one.state, one.carried_from) for one in again.hits.all()}
    assert states == {"p1": ("dismissed", hit), "p2": ("open", None)}
    assert again.state == ScreeningState.HITS_OPEN
    changed = entity("p1", "Severny Veter", schema="Company", country=["ru"])
    imported(tmp_path, changed, edition="2026-10", now=LATER + timedelta(days=1))
    last = screened(party, LATER + timedelta(days=1))
    assert [(one.state, one.carried_from) for one in last.hits.all()] == [("open", None)]


def test_open_and_confirmed_hits_go_on_to_count_after_a_newer_edition(tmp_path: Path):
    imported(tmp_path, entity("p1", "Severny Veter", schema="Company"))
    party = wind()
    screened(party)
    imported(tmp_path, entity("p1", "Закат", schema="Company"), edition="2026-09", now=LATER)
    assert party_status(party, LATER) == PartyStatus.OPEN
    Screening.objects.update(state=ScreeningState.CONFIRMED)
    assert party_status(party, LATER) == PartyStatus.REFUSED


@pytest.mark.parametrize(("required", "goes_on"), [(False, True), (True, False)])
def test_without_any_list_the_setting_decides(required: bool, goes_on: bool, settings: Any):
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update={"screening_required": required})
    party = wind()
    assert screened(party).state == ScreeningState.NO_LISTS
    assert party_status(party, NOW) == PartyStatus.NO_LISTS
    assert is_clear(PartyStatus.NO_LISTS) is goes_on


def test_parties_that_are_not_clear_are_refused_without_a_word_on_whom_or_why(tmp_path: Path):
    clear, hit, never = wind(), OrganisationFactory(name="Рассвет"), OrganisationFactory(name="Закат")
    imported(tmp_path, entity("p1", "Рассвет", schema="Company"))
    for party in (clear, hit):
        screened(party)
    require_parties_clear([clear], NOW)
    for party in (hit, never):
        with pytest.raises(PartyNotCleared) as refusal:
            require_parties_clear([clear, party], NOW)
        assert (refusal.value.status, refusal.value.code) == (409, "party_not_cleared")
        assert str(refusal.value) == str(PartyNotCleared.default_message)


def test_officers_and_administrators_alone_screen(people: People, tmp_path: Path):
    imported(tmp_path, entity("p1", "Рассвет", schema="Company"))
    officer = MembershipFactory(role=Role.COMPLIANCE_OFFICER).user
    for actor in (people.author, people.own_adviser, people.reviewer, people.without_membership):
        with pytest.raises(NotAllowed):
            screen_party(actor=actor, organisation_id=people.organisation.pk, now=NOW)
    assert Screening.objects.count() == 0
    for actor in (officer, people.administrator):
        assert (
            screen_party(actor=actor, organisation_id=people.organisation.pk, now=NOW).screened_by == officer
        )


def test_there_is_one_party_to_a_screening():
    with pytest.raises(NotFound):
        screen_party(actor=None, now=NOW)
    with pytest.raises(NotFound):
        screen_party(actor=None, person_id=OrganisationFactory().pk, now=NOW)
    assert Screening.objects.count() == 0


def test_outcome_of_hits():
    h, s = HitState, ScreeningState
    assert outcome_of([], with_lists=False) == s.NO_LISTS
    assert outcome_of([], with_lists=True) == s.CLEAR
    assert outcome_of([h.DISMISSED, h.CONFIRMED, h.OPEN], with_lists=True) == s.CONFIRMED
    assert outcome_of([h.DISMISSED, h.CONFIRM_PROPOSED], with_lists=True) == s.HITS_OPEN
    assert outcome_of([h.DISMISSED, h.DISMISSED], with_lists=True) == s.DISMISSED


def drained() -> None:
    while outbox.work(HANDLERS, clock=timezone.now):
        pass


@pytest.mark.parametrize("is_member", [True, False])
def test_organisation_is_screened_on_joining(is_member: bool, tmp_path: Path):
    imported(tmp_path, entity("p1", "Severny Veter", schema="Company"))
    drained()
    draft = OrganisationDraft(country="RU", kind="enterprise", names={"ru": WIND}, is_member=is_member)
    made = create_organisation(actor=None, draft=draft, now=NOW)
    drained()
    states = [row.state for row in Screening.objects.filter(organisation=made)]
    assert states == (["hits_open"] if is_member else [])


def test_person_is_screened_on_joining_and_on_another_name(tmp_path: Path):
    imported(tmp_path, entity("p1", "Zhang Wei"))
    membership: Membership = MembershipFactory()
    for given in ("文", "伟"):
        draft = PersonDraft(language="zh", family="张", given=given)
        write_own_name(actor=membership.user, draft=draft, now=NOW)
        drained()
    person = Person.objects.get(user=membership.user)
    assert [row.state for row in person.screenings.order_by("pk")] == ["clear", "hits_open"]


def test_new_edition_screens_every_member_and_every_person_with_an_account(tmp_path: Path):
    member, _outside = wind(), wind(is_member=False)
    account = PersonFactory(user=MembershipFactory(organisation=member).user, organisation=member)
    PersonFactory(organisation=member)
    imported(tmp_path, entity("p1", "Severny Veter", schema="Company"))
    drained()
    assert [(row.party, row.state) for row in Screening.objects.order_by("pk")] == [
        (member, "hits_open"),
        (account, "clear"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "clear"},
        {"hit_count": 0},
        {"organisation": None},
        {"person": True},
    ],
)
def test_database_refuses_an_impossible_screening(wrong: dict[str, Any], tmp_path: Path):
    imported(tmp_path, entity("p1", "Severny Veter", schema="Company"))
    made = screened(wind())
    values = {name: PersonFactory() if value is True else value for name, value in wrong.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Screening.objects.filter(pk=made.pk).update(**values)


def test_a_party_has_one_current_screening():
    made = screened(wind())
    twin = Screening(organisation=made.organisation, state="no_lists", inputs={}, digest="", screened_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
    assert ScreeningEdition.objects.count() == 0
