from django.urls import path

from qiaomost.forum.views import arrivals, feedback
from qiaomost.forum.views.issuing import certificates, letters, papers

urlpatterns = [
    path("papers/check/", papers.check, name="check-document"),
    path("<slug:code>/organise/issuer/", letters.issuer, name="issuer"),
    path("<slug:code>/organise/letters/", letters.desk, name="letters"),
    path("<slug:code>/organise/letters/<uuid:registration_id>/", letters.issue, name="issue-letter"),
    path("<slug:code>/organise/certificates/", certificates.desk, name="certificates"),
    path("<slug:code>/organise/certificates/issue/", certificates.issue, name="issue-certificates"),
    path("<slug:code>/organise/feedback/", feedback.results, name="feedback-results"),
    path("<slug:code>/organise/feedback/results.xlsx", feedback.export, name="export-feedback"),
    path("<slug:code>/feedback/", feedback.feedback, name="feedback"),
    path("<slug:code>/organise/issued/<slug:kind>.xlsx", letters.register, name="register-of-issued"),
    path("<slug:code>/organise/issued/<uuid:document_id>/revoke/", letters.revoke, name="revoke-issued"),
    path("<slug:code>/organise/lists/<slug:what>/", arrivals.listing, name="organisers-list"),
    path(
        "<slug:code>/organise/lists/<slug:what>.<slug:format>", arrivals.export, name="export-organisers-list"
    ),
    path("<slug:code>/issued/<uuid:document_id>.pdf", papers.document, name="issued-document"),
    path("<slug:code>/register/letter/", letters.ask, name="ask-for-letter"),
]
