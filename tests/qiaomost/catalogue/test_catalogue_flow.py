"""The life of one record, from the first word to its amendment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from qiaomost.catalogue import services
from qiaomost.catalogue.drafts import ChallengeFacts
from qiaomost.catalogue.models import Finding, Record
from qiaomost.catalogue.selectors import draft_of, record_for_index, text_for
from tests.factories import NOW, record_draft, text_draft, translation_draft
from tests.qiaomost.catalogue.snapshots import topics, verbs
from tests.qiaomost.conftest import People


def test_record_from_draft_to_amendment(people: People):
    said = {"summary": "寻求抗冻方案。", "desired_outcome": "三百次循环。"}
    facts = ChallengeFacts(deliverable="prototype", deadline=(NOW + timedelta(days=200)).date())
    draft = record_draft(organisation_id=people.organisation.pk, facts=facts, texts=(text_draft(**said),))
    record_id = services.create_record(actor=people.author, draft=draft, now=NOW).pk

    def take(service, who, **more):
        return service(actor=getattr(people, who), record_id=record_id, now=NOW, **more)

    def record() -> Record:
        return Record.objects.get(pk=record_id)

    def edit(title: str) -> None:
        changed = replace(draft_of(record()), texts=(text_draft(title=title, **said),))
        take(services.edit_record, "author", draft=changed, expected_version=record().version)

    take(services.submit_record, "author")
    take(services.claim_review, "reviewer")
    take(services.add_finding, "reviewer", severity="major", section="description", text="请补充试验标准")
    take(services.return_record, "reviewer")

    finding = Finding.objects.get()
    edit("寒区混凝土抗冻融耐久性提升（GB/T 50082）")
    services.answer_finding(actor=people.author, finding_id=finding.pk, answer="已补充", now=NOW)
    take(services.submit_record, "author")
    take(services.claim_review, "reviewer")
    services.resolve_finding(actor=people.reviewer, finding_id=finding.pk, now=NOW)
    take(services.accept_record, "reviewer")

    take(services.write_translation, "author", text=translation_draft())
    take(services.screen_record, "screener")
    take(services.clear_record, "screener")
    take(services.approve_text, "author", language="zh")
    take(services.approve_text, "author", language="ru")
    take(services.publish_record, "author")
    published = record_for_index(record_id)
    assert published is not None
    assert text_for(published, "ru").title == "Повышение морозостойкости бетона"

    edit("换了问题")
    assert record().state == "under_review"
    assert record_for_index(record_id) is None
    assert {text.language: text.state for text in record().texts.all()} == {"zh": "draft", "ru": "stale"}
    assert [review.decision for review in record().reviews.order_by("round")] == ["returned", "accepted", ""]
    assert verbs() == [
        "create",
        "submit",
        "claim_review",
        "add_finding",
        "return",
        "edit",
        "answer_finding",
        "submit",
        "claim_review",
        "resolve_finding",
        "accept",
        "write_translation",
        "screen",
        "clear",
        "approve_text",
        "approve_text",
        "approve_translation",  # what a person approved goes into the translation memory, sentence by sentence
        "approve_translation",
        "publish",
        "amend",
        "edit",
    ]
    assert [topic.removeprefix("catalogue.record_") for topic in topics()] == [
        "submitted",
        "returned",
        "submitted",
        "accepted",
        "cleared",
        "published",
        "withdrawn",
        "submitted",
    ]
