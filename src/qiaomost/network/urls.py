from django.urls import path

from qiaomost.network import views

urlpatterns = [
    path("account/", views.account, name="account"),
    path("membership/", views.membership, name="membership"),
    path("membership/<uuid:organisation_id>/", views.members, name="organisation_members"),
    path("membership/<uuid:organisation_id>/place/", views.place, name="organisation_place"),
    path("membership/<uuid:organisation_id>/invite/", views.invite, name="invite"),
    path("membership/<uuid:organisation_id>/join/", views.join, name="join"),
    path("membership/ended/<int:membership_id>/", views.end, name="end_membership"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("invitations/<uuid:invitation_id>/revoke/", views.revoke, name="revoke_invitation"),
    path("join-requests/<uuid:request_id>/accept/", views.accept, name="accept_join_request"),
    path("join-requests/<uuid:request_id>/decline/", views.decline, name="decline_join_request"),
    path("join-requests/<uuid:request_id>/withdraw/", views.withdraw, name="withdraw_join_request"),
]
