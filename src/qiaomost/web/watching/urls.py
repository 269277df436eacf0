from django.urls import path

from qiaomost.web.watching import views

ONE = "my/searches/<uuid:watch_id>/"

urlpatterns = [
    path("my/searches/", views.saved_searches, name="saved-searches"),
    path("my/searches/new/", views.save_search, name="save-search"),
    path("my/records/<uuid:record_id>/watch/", views.watch_answers, name="watch-answers"),
    path(ONE, views.saved_search, name="saved-search"),
    path(f"{ONE}change/", views.change, name="change-saved-search"),
    path("mails/stop/<str:token>/", views.stop_mails, name="stop-mails"),
    path(f"{ONE}remove/", views.remove, name="remove-saved-search"),
]
