from django.urls import path

from qiaomost.forum.views.organising import editions, making, proposals, schedule, sessions

AT = "<slug:code>/organise/"
ONE = f"{AT}sessions/<uuid:session_id>/"

urlpatterns = [
    path("new/", making.new_edition, name="new-edition"),
    path(AT, editions.overview, name="organise-edition"),
    path(f"{AT}move/<slug:verb>/", editions.move, name="move-edition"),
    path(f"{AT}parts/<slug:part>/", editions.part, name="add-forum-part"),
    path(f"{AT}parts/<slug:part>/<int:part_id>/", editions.part, name="change-forum-part"),
    path(f"{AT}parts/<slug:part>/<int:part_id>/remove/", editions.remove, name="remove-forum-part"),
    path(f"{AT}sessions/", sessions.sessions, name="organise-sessions"),
    path(f"{AT}sessions/new/", sessions.add, name="add-forum-session"),
    path(ONE, sessions.session, name="organise-session"),
    path(f"{ONE}place/", sessions.place, name="place-forum-session"),
    path(f"{ONE}move/<slug:verb>/", sessions.move, name="move-forum-session"),
    path(f"{ONE}people/", sessions.appear, name="add-appearance"),
    path(f"{ONE}people/<int:appearance_id>/remove/", sessions.disappear, name="remove-appearance"),
    path(f"{AT}schedule/", schedule.schedule, name="organise-schedule"),
    path(f"{AT}proposals/", proposals.proposals, name="timetable-proposals"),
    path(f"{AT}proposals/<int:number>/", proposals.proposal, name="timetable-proposal"),
    path(f"{AT}proposals/<int:number>/<slug:verb>/", proposals.take, name="take-timetable-proposal"),
    path(f"{AT}release/", schedule.release, name="organise-release"),
]
