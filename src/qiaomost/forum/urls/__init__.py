from django.urls import include, path

urlpatterns = [
    path("forum/", include("qiaomost.forum.urls.organising")),
    path("forum/", include("qiaomost.forum.urls.contributions")),
    path("forum/", include("qiaomost.forum.urls.issuing")),
    path("forum/", include("qiaomost.forum.urls.delegations")),
    path("forum/", include("qiaomost.forum.urls.editions")),
    path("forum/", include("qiaomost.forum.urls.programme")),
    path("forum/", include("qiaomost.forum.urls.meetings")),
    path("forum/", include("qiaomost.forum.urls.checkins")),
    path("forum/", include("qiaomost.forum.urls.registrations")),
    path("forum/", include("qiaomost.forum.urls.after")),
]
