from django.urls import path

from qiaomost.forum.views import arrivals
from qiaomost.forum.views.issuing import letters, papers

urlpatterns = [
    path("papers/check/", papers.check, name="check-document"),
    path("<slug:code>/organise/issuer/", letters.issuer, name="issuer"),
    path("<slug:code>/organise/letters/", letters.desk, name="letters"),
    path("<slug:code>/organise/letters/<uuid:registration_id>/", letters.issue, name="issue-letter"),
    path("<slug:code>/organise/issued/<slug:kind>.xlsx", letters.register, name="register-of-issued"),
    path("<slug:code>/organise/issued/<uuid:document_id>/revoke/", letters.revoke, name="revoke-issued"),
    path("<slug:code>/organise/lists/<slug:what>/", arrivals.listing, name="organisers-list"),
    path(
        "<slug:code>/organise/lists/<slug:what>.<slug:format>", arrivals.export, name="export-organisers-list"
    ),
    path("<slug:code>/issued/<uuid:document_id>.pdf", papers.document, name="issued-document"),
    path("<slug:code>/register/letter/", letters.ask, name="ask-for-letter"),
]
