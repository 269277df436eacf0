from django.urls import path

from qiaomost.forum.views import call_desk, contributions, mails, reviews

urlpatterns = [
    path("<slug:code>/call/", contributions.calls, name="forum-calls"),
    path("<slug:code>/reviews/", reviews.reviews, name="forum-reviews"),
    path("<slug:code>/organise/mails/", mails.mails, name="forum-mails"),
    path("<slug:code>/organise/mails/release/", mails.release, name="release-forum-mails"),
    path("<slug:code>/organise/mails/<int:mail_id>/drop/", mails.drop, name="drop-forum-mail"),
    path("<slug:code>/organise/tracks/<slug:track>/call/", call_desk.open_call, name="open-forum-call"),
    path("calls/<int:call_id>/", contributions.call, name="forum-call"),
    path("calls/<int:call_id>/write/", contributions.contribute, name="contribute"),
    path("calls/<int:call_id>/change/", call_desk.change_call, name="change-forum-call"),
    path("calls/<int:call_id>/organise/", call_desk.desk, name="forum-call-desk"),
    path("calls/<int:call_id>/organise/seat/", call_desk.seat, name="seat-forum-reviewer"),
    path(
        "calls/<int:call_id>/organise/unseat/<uuid:user_id>/", call_desk.unseat, name="unseat-forum-reviewer"
    ),
    path("calls/<int:call_id>/organise/apply/", call_desk.apply, name="apply-decisions"),
    path("calls/<int:call_id>/organise/move/<slug:verb>/", call_desk.move, name="move-forum-call"),
    path(
        "calls/<int:call_id>/organise/export.<slug:extension>", call_desk.export, name="export-contributions"
    ),
    path("contributions/<uuid:contribution_id>/", contributions.contribution, name="contribution"),
    path("contributions/<uuid:contribution_id>/change/", contributions.change, name="change-contribution"),
    path("contributions/<uuid:contribution_id>/no-conflict/", reviews.clear, name="no-conflict-of-review"),
    path("contributions/<uuid:contribution_id>/declare/", reviews.declare, name="declare-conflict"),
    path("contributions/<uuid:contribution_id>/score/", reviews.score, name="score-contribution"),
    path("contributions/<uuid:contribution_id>/note/", reviews.note, name="note-on-contribution"),
    path("contributions/<uuid:contribution_id>/decide/", call_desk.decide_one, name="decide-contribution"),
    path("contributions/<uuid:contribution_id>/<slug:verb>/", contributions.take, name="take-contribution"),
]
