"""From a contribution to the programme, and from a wish to meet to an agreement that began at a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from qiaomost.accounts.models import User
from qiaomost.common import outbox
from qiaomost.forum.drafts.contributions import CallDraft, CriterionDraft
from qiaomost.forum.models import (
    Category,
    Contribution,
    Edition,
    MeetingPlan,
    MeetingProfile,
    Registration,
    RegistrationTerms,
    Room,
    Session,
    Site,
    TimeBand,
    Track,
)
from qiaomost.forum.selectors.results import agreements_begun_at
from qiaomost.forum.services import calling, deciding
from qiaomost.forum.services.editions import EditionDraft, create_edition, move_edition
from qiaomost.forum.services.meetings import planning
from qiaomost.forum.services.meetings.profiles import ProfileDraft, RulesDraft, set_rules, write_profile
from qiaomost.forum.services.meetings.resources import InterpreterDraft, set_interpreter, set_tables
from qiaomost.forum.services.releasing import release_programme
from qiaomost.forum.services.sessions import move_session, place_session
from qiaomost.network.models import Person, Role
from qiaomost.partnering.models import Case
from qiaomost.wiring import HANDLERS
from tests.browser.conftest import Days, OpenAs
from tests.browser.walking import CN, RU, Walk, fill, go, named_parties, press
from tests.factories import MembershipFactory, OrganisationFactory, PersonFactory, RecordFactory
from tests.qiaomost.forum.conftest import NAMES
from tests.qiaomost.partnering.agreements import seated
from tests.qiaomost.partnering.conftest import Parties

pytestmark = [pytest.mark.browser, pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]

ZONE = ZoneInfo("Asia/Shanghai")
HOME = "/forum/harbin/"
TITLE = {"ru": "Насыпи на мерзлоте", "zh": "多年冻土路基"}
UNTIL_THE_FORUM = 11
"""Days from the beginning of the walk to the day of the forum; nobody has to sign in again within two weeks."""


def words(text: str) -> dict[str, str]:
    return dict.fromkeys(("zh", "ru", "en"), text)


class Host:
    """The association that holds the forum: what is no step of the walk, its services do."""

    def __init__(self, days: Days) -> None:
        self.days, now = days, days.now()
        association = OrganisationFactory(kind="association")
        self.organiser = MembershipFactory(organisation=association, role=Role.ORGANISER).user
        self.reviewer = MembershipFactory(role=Role.REVIEWER).user
        first = (now + timedelta(days=UNTIL_THE_FORUM)).astimezone(ZONE).date()
        draft = EditionDraft("harbin", NAMES, first, first)
        edition = create_edition(actor=self.organiser, organiser_id=association.pk, draft=draft, now=now)
        self.edition: Edition = edition
        self.site = Site.objects.create(
            edition=edition, code="harbin", time_zone=ZONE.key, names=words("哈尔滨")
        )
        self.room = Room.objects.create(site=self.site, names=words("冰灯厅"), capacity=50, booths=1)
        self.track = Track.objects.create(edition=edition, code="cold", kind="sub_forum", names=words("寒区"))
        self.category = Category.objects.create(
            edition=edition, code="delegate", names=words("代表"), is_moderated=False
        )
        self.nine = datetime.combine(first, time(9), ZONE)
        for hour, is_for_meetings in ((0, True), (3, False)):
            starts = self.nine + timedelta(hours=hour)
            TimeBand.objects.create(
                site=self.site,
                starts_at=starts,
                ends_at=starts + timedelta(hours=2),
                is_for_meetings=is_for_meetings,
            )
        RegistrationTerms.objects.create(edition=edition, opens_at=now, closes_at=self.nine)
        move_edition(verb="announce", **self.who)
        self.call = self._call()

    @property
    def who(self) -> dict[str, Any]:
        return {"actor": self.organiser, "edition_id": self.edition.pk, "now": self.days.now()}

    def _call(self) -> Any:
        now = self.days.now()
        draft = CallDraft(
            site_id=self.site.pk,
            opens_at=now,
            closes_at=now + timedelta(days=5),
            confirm_until=now + timedelta(days=20),
            kinds=("talk",),
            lengths=(20,),
            criteria=(CriterionDraft(words("新颖"), 100),),
            reviews_needed=1,
        )
        common = {"actor": self.organiser, "now": now}
        call = calling.open_call(track_id=self.track.pk, draft=draft, **common)
        calling.seat_reviewer(call_id=call.pk, user_id=self.reviewer.pk, **common)
        return call

    def close_the_call(self) -> None:
        calling.move_call(actor=self.organiser, call_id=self.call.pk, verb="review", now=self.days.now())

    def accept_and_release(self, author: User) -> None:
        row, now = Contribution.objects.get(), self.days.now()
        common = {"actor": self.organiser, "now": now}
        deciding.decide(contribution_id=row.pk, verb="accept", reason="", **common)
        deciding.apply_decisions(call_id=self.call.pk, **common)
        deciding.confirm_contribution(actor=author, contribution_id=row.pk, now=now)
        session = {"session_id": Session.objects.get().pk, **self.who}
        at = self.nine + timedelta(hours=3)
        place_session(version=1, room_id=self.room.pk, starts_at=at, **session)
        move_session(version=2, verb="confirm", **session)
        release_programme(**self.who)

    def open_the_meetings(self) -> None:
        rules = RulesDraft(is_open=True, asked_until=self.nine - timedelta(days=1))
        set_rules(draft=rules, **self.who)
        set_tables(counts={self.room.pk: 1}, **self.who)
        person = PersonFactory()
        Registration.objects.create(
            edition=self.edition,
            person=person,
            category=self.category,
            state="accepted",
            language="zh",
            speaks=["zh", "ru"],
            made_at=self.days.now(),
        )
        hours = [(self.nine, self.nine + timedelta(hours=2))]
        set_interpreter(draft=InterpreterDraft(person.pk, [("zh", "ru")], self.site.pk, hours), **self.who)

    def plan_by_the_worker(self) -> None:
        planning.order_plan(seconds=1, **self.who)
        while outbox.work(HANDLERS, clock=self.days.now):
            pass
        planning.publish_plan(number=MeetingPlan.objects.get().number, **self.who)


@pytest.fixture
def parties(settings: Any, tmp_path: Path) -> Parties:
    """A Russian institute with an achievement that is open for interest."""
    settings.STATIC_ROOT, settings.MEDIA_ROOT = None, tmp_path / "files"
    made = named_parties()
    Person.objects.filter(user=made.researcher).update(language="ru")
    record = RecordFactory(
        organisation=made.institute,
        author=made.researcher,
        state="published",
        source_language="ru",
        open_for_interest=True,
    )
    return replace(made, record=record)


def contribute(page: Page, host: Host) -> None:
    """In Russian: the call is found, a contribution written and submitted."""
    go(page, f"{HOME}call/")
    page.locator(f"a[href='/forum/calls/{host.call.pk}/']").first.click()
    page.locator(f"a[href$='/calls/{host.call.pk}/write/']").click()
    fill(
        page.locator("main"),
        language="ru",
        kind="talk",
        minutes="20",
        title_ru=TITLE["ru"],
        title_zh=TITLE["zh"],
    )
    fill(page.locator("main"), abstract_ru="Наблюдения за четыре зимы.", abstract_zh="四个冬季的观测。")
    press(page, "Сохранить")
    press(page, "Подать")
    expect(page.locator(".state").first).to_have_text("Подано")


def review(page: Page) -> None:
    """In Chinese, without names."""
    go(page, f"{HOME}reviews/")
    page.get_by_role("link", name=TITLE["zh"]).click()
    expect(page.locator("main")).not_to_contain_text("Готовцев")
    press(page, "我不存在利益冲突")
    criterion = page.locator("[name^=points_]").get_attribute("name")
    fill(page.locator("main"), **{str(criterion): 9, "comment": "数据可信。"})
    page.locator("form[action$='/score/'] button").click()
    page.wait_for_load_state()


def register(page: Page, language: str, button: str) -> None:
    go(page, f"{HOME}register/")
    fill(
        page.locator("main"),
        category="delegate",
        language=language,
        organisation_name="—",
        consent_forum_registration=True,
    )
    expect(page.locator(f"main [name=speaks][value={language}]")).to_be_checked()
    press(page, button)


def opt_in(user: User, host: Host, text: str, records: tuple[Any, ...] = ()) -> MeetingProfile:
    language = user.registrations.get().language
    draft = ProfileDraft(True, text, language, record_ids=records, site_ids=(host.site.pk,))
    return write_profile(actor=user, edition=host.edition, draft=draft, now=host.days.now())


def say_it_was_held(page: Page, request: Any, button: str) -> Page:
    go(page, f"{HOME}my-meetings/{request.pk}/")
    fill(page.locator("main"), said="held")
    press(page, button)
    return page


def test_a_contribution_reaches_the_programme_and_a_meeting_becomes_a_signed_agreement(
    open_as: OpenAs, parties: Parties, days: Days
):
    host = Host(days)
    walk = Walk(parties, open_as, days)
    contribute(walk.institute, host)
    days.go_by(6)
    host.close_the_call()
    review(open_as(host.reviewer, CN))
    host.accept_and_release(parties.researcher)
    expect(go(open_as(None, CN), f"{HOME}programme/").locator("main")).to_contain_text(TITLE["zh"])

    register(walk.company, "zh", "提交报名")
    register(walk.institute, "ru", "Зарегистрироваться")
    host.open_the_meetings()
    opt_in(parties.engineer, host, "寻求路基防冻胀技术。")
    asked = opt_in(parties.researcher, host, "Теплоизоляция насыпей.", (parties.record.pk,))
    page = go(walk.company, f"{HOME}meetings/people/{asked.pk}/")
    fill(page.locator("main"), reason="想了解保温结构的应用。")
    press(page, "发出预约")
    page = go(walk.institute, f"{HOME}my-meetings/")
    expect(page.locator("main")).to_contain_text("想了解保温结构")
    press(page, "Принять")
    host.plan_by_the_worker()
    request = asked.received_requests.get()
    for page, room in ((walk.company, "冰灯厅，1 号桌"), (walk.institute, "冰灯厅, стол 1")):
        expect(go(page, f"{HOME}my-meetings/").locator(".grid")).to_contain_text(room)

    days.go_by(UNTIL_THE_FORUM - 5)
    say_it_was_held(walk.institute, request, "Сохранить")
    page = say_it_was_held(walk.company, request, "保存")
    page.get_by_role("link", name="转为合作意向").click()
    fill(page.locator("main"), record=str(parties.record.pk), request="请提供设计资料与价格。")
    press(page, "存为草稿")
    begun = Case.objects.get()
    object.__setattr__(parties, "start", lambda: begun)
    table = seated(parties)
    agreement = table.in_state("approved", "licence")
    walk.deal = f"/agreements/{agreement.pk}/"
    walk.company = open_as(table.people["cn_signatory"], CN)
    walk.institute = open_as(table.people["ru_signatory"], RU)
    walk.sign_both()
    chain = go(page, f"/cases/{begun.pk}/chain/").locator("main")
    for station in ("冰灯厅", "签署协议"):
        expect(chain).to_contain_text(station)
    agreement.refresh_from_db()
    assert agreement.state == "signed"
    assert [one.pk for one in agreements_begun_at(host.edition)] == [agreement.pk]
