from django.contrib import admin
from django.urls import include, path

from qiaomost.api.urls import api

urlpatterns = [
    path("", include("qiaomost.web.urls")),
    path("", include("qiaomost.accounts.urls")),
    path("", include("qiaomost.network.urls")),
    path("", include("qiaomost.translation.urls")),
    path("", include("qiaomost.compliance.urls")),
    path("", include("qiaomost.partnering.urls")),
    path("", include("qiaomost.forum.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
]

handler400 = "qiaomost.web.errors.bad_request"
handler403 = "qiaomost.web.errors.forbidden"
handler404 = "qiaomost.web.errors.not_found"
handler500 = "qiaomost.web.errors.server_error"
