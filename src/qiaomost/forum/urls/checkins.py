from django.urls import path

from qiaomost.forum.views import badges

ONE = "<slug:code>/registrations/<uuid:registration_id>/"

urlpatterns = [
    path("<slug:code>/badges/", badges.badges, name="badges"),
    path("<slug:code>/badges/print/", badges.print_badges, name="print-badges"),
    path(f"{ONE}print-badge/", badges.print_one, name="print-badge"),
    path(f"{ONE}replace-badge/", badges.replace, name="replace-badge"),
    path("<slug:code>/register/badge/", badges.own_badge, name="own-badge"),
]
