from django.urls import path

from qiaomost.forum.views.meetings import desk, people, requests

urlpatterns = [
    path("<slug:code>/meetings/", people.directory, name="forum-meetings"),
    path("<slug:code>/meetings/recommended/", people.recommended, name="forum-recommended"),
    path("<slug:code>/meetings/profile/", people.profile, name="forum-meeting-profile"),
    path("<slug:code>/meetings/people/<uuid:profile_id>/", people.partner, name="forum-partner"),
    path("<slug:code>/meetings/desk/", desk.desk, name="forum-meetings-desk"),
    path("<slug:code>/meetings/desk/<slug:what>/", desk.change, name="forum-meetings-change"),
    path("<slug:code>/meetings/plans/<int:number>/", desk.run, name="forum-plan"),
    path("<slug:code>/meetings/plans/<int:number>/<slug:verb>/", desk.take, name="forum-plan-step"),
    path("<slug:code>/my-meetings/calendar/", requests.calendar_key, name="forum-meetings-calendar"),
    path("<slug:code>/my-meetings/<str:secret>.ics", requests.feed, name="forum-meetings-feed"),
    path("<slug:code>/my-meetings/", requests.mine, name="forum-my-meetings"),
    path(
        "<slug:code>/my-meetings/<uuid:request_id>/<slug:verb>/", requests.answer, name="forum-meeting-answer"
    ),
]
