from django.urls import include, path

from qiaomost.accounts import views

urlpatterns = [
    path("i18n/setlang/", views.set_language, name="set_language"),
    path("account/", include("allauth.urls")),
]
