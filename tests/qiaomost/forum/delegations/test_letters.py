from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from qiaomost.common.errors import Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.models import AuditEntry
from qiaomost.compliance.models import Purpose
from qiaomost.compliance.selectors.consent import wordings_in
from qiaomost.compliance.services.consent import give_consent
from qiaomost.forum.models import DelegationMember, Registration, Stay
from qiaomost.forum.services.delegations.letters import ask_for_letters
from tests.factories import NOW, UserFactory
from tests.qiaomost.forum.conftest import register as placed
from tests.qiaomost.forum.delegations.conftest import Scene, account, as_
from tests.unwritten import nothing_written

PASSPORT: dict[str, Any] = {
    "passport_name": "KOVALEVA MARIIA",
    "passport_number": "75 1234567",
    "nationality": "RU",
    "born_on": date(1980, 5, 4),
    "passport_expires_on": date(2030, 1, 1),
}


def member(scene: Scene, *, passport: bool = True, **values: Any) -> Registration:
    one = placed(
        scene.forum.edition, scene.forum.category, country="RU", name=("Ковалёва", "Мария"), **values
    )
    position = scene.delegation.members.count()
    DelegationMember.objects.create(delegation=scene.delegation, registration=one, position=position)
    Stay.objects.create(registration=one, **(PASSPORT if passport else {}))
    return one


def asked() -> set[object]:
    rows = DelegationMember.objects.exclude(letter_asked_at=None)
    return set(rows.values_list("registration_id", flat=True))


def test_the_contact_person_asks_for_the_letters_of_those_whose_papers_are_there(scene: Scene):
    ready, _lacking = member(scene), member(scene, passport=False)
    own = member(scene, user=account("own@example.org"))
    contact, organiser = as_(scene.contact), as_(scene.forum.organiser)
    page = contact.get(f"{scene.at}/").content.decode()
    assert "Запросить 1 приглашение" in page
    with nothing_written():
        refused = contact.post(f"{scene.at}/letters/")
    assert refused.status_code == 422
    assert "Подтвердите, что эти лица дали письменное согласие." in refused.content.decode()
    assert contact.post(f"{scene.at}/letters/", {"has_consents": "on"}).status_code == 302
    assert asked() == {ready.pk}
    audited = AuditEntry.objects.filter(verb="ask_for_letter")
    assert [(one.actor_id, one.object_id) for one in audited] == [(scene.contact.pk, str(ready.pk))]
    page = contact.get(f"{scene.at}/").content.decode()
    assert page.count("Приглашение запрошено") == 1
    assert "Запросить 1 приглашение" not in page
    desk = organiser.get("/forum/harbin-2026/organise/letters/").content.decode()
    assert desk.count("письменное согласие хранится у него") == 1
    assert "Согласия пока нет." in desk  # whoever has an account agrees there
    words = {one.purpose: one.sha256 for one in wordings_in("ru")}[Purpose.VISA_INVITATION]
    give_consent(actor=own.user, purpose=Purpose.VISA_INVITATION, sha256=words, now=NOW)
    assert contact.get(f"{scene.at}/").content.decode().count("Приглашение запрошено") == 2


def test_who_may_ask_for_letters_and_when(scene: Scene):
    def ask(actor: Any, *, has_consents: bool = True) -> int:
        return ask_for_letters(
            actor=actor, delegation_id=scene.delegation.pk, has_consents=has_consents, now=NOW
        )

    one = member(scene, user=UserFactory())
    waiting = member(scene)
    Registration.objects.filter(pk=waiting.pk).update(state="waiting")
    refusals = (
        (UserFactory(), NotFound),
        (one.user, NotAllowed),
        (scene.contact, TransitionRefused),  # nobody is ready
    )
    for actor, error in refusals:
        with nothing_written(), pytest.raises(error):
            ask(actor)
    member(scene)
    with nothing_written(), pytest.raises(Invalid):
        ask(scene.contact, has_consents=False)
    assert ask(scene.forum.organiser) == 1
    with nothing_written(), pytest.raises(TransitionRefused):
        ask(scene.contact)
