from django.urls import path

from qiaomost.catalogue.models import RecordKind
from qiaomost.web.writing.verbs import AUTHOR_VERBS
from qiaomost.web.writing.views import editing, files, records, reviews, translating

MINE = "my/records/<uuid:record_id>/"
SECOND = "reviews/<uuid:record_id>/"

urlpatterns = [
    path("my/records/", records.my_records, name="my-records"),
    path("my/records/new/", records.choose_kind, name="new-record"),
    *(
        path(f"my/records/new/{kind}/", editing.new_record, {"kind": kind}, name=f"new-{kind}")
        for kind in RecordKind.values
    ),
    path(MINE, records.my_record, name="my-record"),
    path(f"{MINE}edit/", editing.edit_record, name="edit-record"),
    path(f"{MINE}texts/<slug:language>/", translating.translate, name="translate"),
    path(f"{MINE}texts/<slug:language>/approve/", records.approve_text, name="approve-text"),
    path(f"{MINE}findings/<int:finding_id>/answer/", records.answer_finding, name="answer-finding"),
    path(f"{MINE}interest/", records.switch_interest, name="switch-interest"),
    path(f"{MINE}attachments/", files.attach_file, name="attach-file"),
    path(
        f"{MINE}attachments/<uuid:attachment_id>/remove/", files.remove_attachment, name="remove-attachment"
    ),
    *(path(f"{MINE}{verb}/", records.take, {"verb": verb}, name=f"record-{verb}") for verb in AUTHOR_VERBS),
    path("attachments/<uuid:attachment_id>/", files.attachment, name="attachment"),
    path("reviews/", reviews.reviews, name="reviews"),
    path(SECOND, reviews.review, name="review"),
    path(f"{SECOND}claim/", reviews.claim_review, name="claim-review"),
    path(f"{SECOND}findings/", reviews.add_finding, name="add-finding"),
    path(f"{SECOND}findings/<int:finding_id>/resolve/", reviews.resolve_finding, name="resolve-finding"),
    *(
        path(f"{SECOND}{verb}/", reviews.take, {"verb": verb}, name=f"review-{verb}")
        for verb in reviews.VERBS
    ),
]
