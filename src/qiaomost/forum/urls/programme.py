from django.urls import path, re_path

from qiaomost.forum.views.programme import pages, schedules

urlpatterns = [
    path("<slug:code>/programme/", pages.programme, name="forum-programme"),
    path("<slug:code>/programme.ics", schedules.feed, name="forum-feed"),
    path("<slug:code>/programme.pdf", pages.printed, name="forum-pdf"),
    path("<slug:code>/tracks/<slug:track>.ics", schedules.track_feed, name="forum-track-feed"),
    path("<slug:code>/programme/<uuid:session_id>/", pages.session, name="forum-session"),
    path("<slug:code>/programme/<uuid:session_id>.ics", schedules.session_feed, name="forum-session-feed"),
    path(
        "<slug:code>/programme/<uuid:session_id>/files/<uuid:material_id>/",
        pages.material,
        name="forum-material",
    ),
    re_path(
        r"^(?P<code>[-\w]+)/programme/offline/(?P<language>zh|ru|en)/$", pages.offline, name="forum-offline"
    ),
    path("<slug:code>/worker.js", pages.worker, name="forum-worker"),
    path("<slug:code>/my-schedule/", schedules.schedule, name="forum-schedule"),
    path("<slug:code>/my-schedule/mark/", schedules.mark, name="forum-mark"),
    path("<slug:code>/my-schedule/revoke/", schedules.revoke, name="forum-schedule-revoke"),
    path("<slug:code>/schedules/<str:secret>.ics", schedules.schedule_feed, name="forum-schedule-feed"),
]
