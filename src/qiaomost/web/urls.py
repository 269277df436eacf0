from django.urls import include, path

from qiaomost.web.views import browse, exports, feeds, health, help, home, matches, outside, records, search

urlpatterns = [
    path("", home.home, name="home"),
    path("robots.txt", outside.robots, name="robots"),
    path("sitemap.xml", outside.sitemap, name="sitemap"),
    path("sitemap/<int:number>.xml", outside.sitemap_of_part, name="sitemap-part"),
    path("opensearch.xml", outside.opensearch, name="opensearch"),
    path("manifest.webmanifest", outside.manifest, name="manifest"),
    path("favicon.ico", outside.favicon, name="favicon"),
    path("search/", search.search, name="search"),
    path("search/suggestions/", search.suggestions, name="search-suggestions"),
    path("search/export/<slug:extension>/", exports.export, name="search-export"),
    path("feed/", feeds.feed, name="feed-here"),
    path("feed/<slug:language>/", feeds.feed, name="feed"),
    path("", include("qiaomost.web.writing.urls")),
    path("", include("qiaomost.web.watching.urls")),
    path("health/", health.health, name="health"),
    path("health/live/", health.live, name="health-live"),
    path("health/ready/", health.ready, name="health-ready"),
    path("help/", help.page, name="help"),
    *(path(f"help/{name}/", help.page, {"name": name}, name=f"help-{name}") for name in help.PAGES[1:]),
    path("organisations/", browse.organisations, name="organisations"),
    path("organisations/<uuid:organisation_id>/", browse.organisation, name="organisation"),
    path("experts/", browse.experts, name="experts"),
    path("subjects/", browse.subjects, name="subjects"),
    path("subjects/<str:code>/", browse.subject, name="subject"),
    path("records/<uuid:record_id>/", records.record, name="record"),
    path("records/<uuid:record_id>/matches/", matches.matches, name="matches"),
    path("records/<uuid:record_id>/matches/compare/", matches.compare, name="compare"),
    path(
        "records/<uuid:record_id>/matches/<uuid:candidate_id>/feedback/",
        matches.feedback,
        name="match-feedback",
    ),
]
