from django.urls import include, path

from qiaomost.web.views import home, records, search

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("search/suggestions/", search.suggestions, name="search-suggestions"),
    path("", include("qiaomost.web.writing.urls")),
    path("records/<uuid:record_id>/", records.record, name="record"),
]
