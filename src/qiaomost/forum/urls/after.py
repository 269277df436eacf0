from django.urls import path

from qiaomost.forum.views.after import stage

AT = "<slug:code>/signings/"

urlpatterns = [
    path("<slug:code>/stage/", stage.stage, name="forum-stage"),
    path("<slug:code>/stage/large/", stage.projected, name="forum-stage-large"),
    path(AT, stage.desk, name="forum-signings"),
    path(f"{AT}offers/", stage.offers, name="forum-offers"),
    path(f"{AT}paper/", stage.paper, name="forum-paper"),
    path(f"{AT}<uuid:signing_id>/plan/", stage.plan, name="plan-signing"),
    path(f"{AT}<uuid:signing_id>/sign/", stage.sign, name="sign-on-stage"),
    path(f"{AT}<uuid:signing_id>/remove/", stage.take_off, name="take-off-stage"),
]
