from django.urls import include, path

from qiaomost.web.views import records, search

urlpatterns = [
    path("", search.search, name="search"),
    path("", include("qiaomost.web.writing.urls")),
    path("records/<uuid:record_id>/", records.record, name="record"),
]
