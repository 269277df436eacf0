from django.urls import path

from qiaomost.forum.views import badges
from qiaomost.forum.views.checkins import desk, setup, stations

ONE = "<slug:code>/registrations/<uuid:registration_id>/"
DESK = "<slug:code>/organise/check-in/"
STATION = "<slug:code>/stations/<str:secret>/"

urlpatterns = [
    path("<slug:code>/badges/", badges.badges, name="badges"),
    path("<slug:code>/badges/print/", badges.print_badges, name="print-badges"),
    path(f"{ONE}print-badge/", badges.print_one, name="print-badge"),
    path(f"{ONE}replace-badge/", badges.replace, name="replace-badge"),
    path("<slug:code>/register/badge/", badges.own_badge, name="own-badge"),
    path(DESK, desk.counts, name="check-in"),
    path(f"{DESK}scans/", desk.scans, name="check-ins"),
    path(f"{DESK}scans/<uuid:scan_id>/undo/", desk.undo, name="undo-check-in"),
    path(f"{DESK}export.<slug:format>", desk.export, name="export-check-ins"),
    path(f"{DESK}setup/", setup.setup, name="check-in-setup"),
    path(f"{DESK}checks/new/", setup.check, name="add-check"),
    path(f"{DESK}checks/<int:check_id>/", setup.check, name="change-check"),
    path(f"{DESK}checks/<int:check_id>/remove/", setup.remove_check, name="remove-check"),
    path(f"{DESK}stations/new/", setup.station, name="add-station"),
    path(f"{DESK}stations/<uuid:station_id>/", setup.station, name="change-station"),
    path(f"{DESK}stations/<uuid:station_id>/renew/", setup.renew, name="renew-station"),
    path(f"{DESK}stations/<uuid:station_id>/revoke/", setup.revoke, name="revoke-station"),
    path(STATION, stations.station, name="station"),
    path(f"{STATION}scans/", stations.scans, name="station-scans"),
    path(f"{STATION}people/", stations.people, name="station-people"),
    path(f"{STATION}picture/", stations.picture, name="station-picture"),
    path(f"{STATION}list/", stations.offline, name="station-list"),
    path(f"{STATION}worker.js", stations.worker, name="station-worker"),
]
