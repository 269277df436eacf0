from django.urls import path

from qiaomost.forum.views.meetings import day, desk, own, people, requests, results

urlpatterns = [
    path("<slug:code>/meetings/", people.directory, name="forum-meetings"),
    path("<slug:code>/meetings/recommended/", people.recommended, name="forum-recommended"),
    path("<slug:code>/meetings/profile/", people.profile, name="forum-meeting-profile"),
    path("<slug:code>/meetings/people/<uuid:profile_id>/", people.partner, name="forum-partner"),
    path("<slug:code>/meetings/desk/", desk.desk, name="forum-meetings-desk"),
    path("<slug:code>/meetings/desk/<slug:what>/", desk.change, name="forum-meetings-change"),
    path("<slug:code>/meetings/plans/<int:number>/", desk.run, name="forum-plan"),
    path("<slug:code>/meetings/plans/<int:number>/changes/", day.changes, name="forum-plan-changes"),
    path("<slug:code>/meetings/plans/<int:number>/<slug:verb>/", desk.take, name="forum-plan-step"),
    path("<slug:code>/meetings/day/", day.day, name="forum-meetings-day"),
    path("<slug:code>/meetings/day/<slug:what>/", day.change, name="forum-meetings-day-change"),
    path("<slug:code>/meetings/disturbances/<int:disturbance_id>/lift/", day.lift, name="forum-lift"),
    path("<slug:code>/meetings/fixed/", day.fixed, name="forum-fixed-meetings"),
    path("<slug:code>/meetings/fixed/<int:fixed_id>/release/", day.release, name="forum-release-meeting"),
    path("<slug:code>/meetings/lists/<slug:what>.<slug:format>", day.paper, name="forum-meeting-list"),
    path("<slug:code>/meetings/results/", results.results, name="forum-meeting-results"),
    path(
        "<slug:code>/meetings/results/<uuid:request_id>/<slug:verb>/",
        results.take,
        name="forum-meeting-result",
    ),
    path("<slug:code>/my-meetings/calendar/", requests.calendar_key, name="forum-meetings-calendar"),
    path("<slug:code>/my-meetings/<str:secret>.ics", requests.feed, name="forum-meetings-feed"),
    path("<slug:code>/my-meetings/plan.pdf", own.plan_pdf, name="forum-my-meetings-pdf"),
    path("<slug:code>/my-meetings/<uuid:request_id>/", own.meeting, name="forum-my-meeting"),
    path("<slug:code>/my-meetings/<uuid:request_id>/continue/", own.carry_on, name="forum-continue"),
    path("<slug:code>/my-meetings/", requests.mine, name="forum-my-meetings"),
    path(
        "<slug:code>/my-meetings/<uuid:request_id>/<slug:verb>/", requests.answer, name="forum-meeting-answer"
    ),
]
