from django.urls import path

from qiaomost.forum.views.meetings import people, requests

urlpatterns = [
    path("<slug:code>/meetings/", people.directory, name="forum-meetings"),
    path("<slug:code>/meetings/recommended/", people.recommended, name="forum-recommended"),
    path("<slug:code>/meetings/profile/", people.profile, name="forum-meeting-profile"),
    path("<slug:code>/meetings/people/<uuid:profile_id>/", people.partner, name="forum-partner"),
    path("<slug:code>/my-meetings/", requests.mine, name="forum-my-meetings"),
    path(
        "<slug:code>/my-meetings/<uuid:request_id>/<slug:verb>/", requests.answer, name="forum-meeting-answer"
    ),
]
