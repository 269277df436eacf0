from django.urls import path

from qiaomost.forum.views.after import exports, figures, proceedings, stage

AT = "<slug:code>/signings/"
FILES = "<slug:code>/programme/<uuid:session_id>/files/"

urlpatterns = [
    path("<slug:code>/stage/", stage.stage, name="forum-stage"),
    path("<slug:code>/stage/large/", stage.projected, name="forum-stage-large"),
    path("<slug:code>/figures/", figures.figures, name="forum-figures"),
    path("<slug:code>/report.pdf", figures.report, name="forum-report"),
    path("<slug:code>/proceedings/", proceedings.proceedings, name="forum-proceedings"),
    path("<slug:code>/proceedings.bib", proceedings.citations, name="forum-citations"),
    path(f"{FILES}add/", proceedings.add_file, name="add-session-material"),
    path(f"{FILES}<uuid:material_id>/<slug:verb>/", proceedings.change_file, name="change-forum-material"),
    path("<slug:code>/organise/exports/", exports.exports, name="forum-exports"),
    path("<slug:code>/organise/exports/<uuid:export_id>/", exports.fetch, name="fetch-export"),
    path(AT, stage.desk, name="forum-signings"),
    path(f"{AT}previous/", stage.follow, name="follow-edition"),
    path(f"{AT}offers/", stage.offers, name="forum-offers"),
    path(f"{AT}paper/", stage.paper, name="forum-paper"),
    path(f"{AT}<uuid:signing_id>/plan/", stage.plan, name="plan-signing"),
    path(f"{AT}<uuid:signing_id>/sign/", stage.sign, name="sign-on-stage"),
    path(f"{AT}<uuid:signing_id>/remove/", stage.take_off, name="take-off-stage"),
]
