from django.urls import path

from qiaomost.forum.views import form_building, registering, registrations

urlpatterns = [
    path("<slug:code>/register/", registering.register, name="register"),
    path("<slug:code>/register/change/", registering.change, name="change-registration"),
    path("<slug:code>/register/stay/", registering.stay, name="stay"),
    path("<slug:code>/register/invited/<str:token>/", registering.invited, name="register-invited"),
    path("<slug:code>/register/do/<slug:verb>/", registering.act, name="act-on-registration"),
    path("<slug:code>/registrations/", registrations.registrations, name="registrations"),
    path("<slug:code>/registrations/export.<slug:format>", registrations.export, name="export-registrations"),
    path("<slug:code>/registrations/setup/", form_building.setup, name="registration-setup"),
    path("<slug:code>/registrations/setup/<slug:part>/", form_building.save, name="save-registration-setup"),
    path(
        "<slug:code>/registrations/fields/<slug:field>/remove/",
        form_building.remove_field,
        name="remove-form-field",
    ),
    path(
        "<slug:code>/registrations/invitations/<uuid:invitation_id>/revoke/",
        form_building.revoke,
        name="revoke-registration-invitation",
    ),
    path(
        "<slug:code>/registrations/<uuid:registration_id>/", registrations.registration, name="registration"
    ),
    path(
        "<slug:code>/registrations/<uuid:registration_id>/<slug:verb>/",
        registrations.decide,
        name="decide-registration",
    ),
]
