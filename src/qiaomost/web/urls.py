from django.urls import include, path

from qiaomost.web import views

urlpatterns = [
    path("", views.search, name="search"),
    path("", include("qiaomost.web.writing.urls")),
    path("records/<uuid:record_id>/", views.record, name="record"),
]
