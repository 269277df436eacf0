from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from qiaomost.api.urls import api
from qiaomost.api.views.reference import reference

urlpatterns = [
    path("", include("qiaomost.web.urls")),
    path("", include("qiaomost.accounts.urls")),
    path("", include("qiaomost.network.urls")),
    path("", include("qiaomost.translation.urls")),
    path("", include("qiaomost.compliance.urls")),
    path("", include("qiaomost.partnering.urls")),
    path("", include("qiaomost.forum.urls")),
    path("", include("qiaomost.exchange.urls")),
    path("admin/", admin.site.urls),
    path("api/", reference, name="api"),
    path("api/v1/", RedirectView.as_view(pattern_name="api")),
    path("api/v1/", api.urls),
]

handler400 = "qiaomost.web.errors.bad_request"
handler403 = "qiaomost.web.errors.forbidden"
handler404 = "qiaomost.web.errors.not_found"
handler500 = "qiaomost.web.errors.server_error"
