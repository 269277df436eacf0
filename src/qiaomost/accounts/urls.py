from django.urls import include, path

from qiaomost.accounts import views

urlpatterns = [
    path("i18n/setlang/", views.set_language, name="set_language"),
    path("account/keys/", views.keys, name="keys"),
    path("account/keys/<uuid:key_id>/revoke/", views.revoke, name="revoke_key"),
    path("account/", include("allauth.urls")),
]
