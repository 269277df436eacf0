from django.urls import path

from qiaomost.compliance.views import deciding, desk, own_data, privacy, records, screening

urlpatterns = [
    path("compliance/", desk.desk, name="compliance-desk"),
    path("compliance/controls/", desk.control_lists, name="control-lists"),
    path("compliance/controls/<int:edition_id>/", desk.control_edition, name="control-edition"),
    path("compliance/records/<uuid:record_id>/", records.record, name="compliance-record"),
    path(
        "compliance/records/<uuid:record_id>/classify/<int:edition_id>/", deciding.classify, name="classify"
    ),
    path(
        "compliance/records/<uuid:record_id>/documents/",
        deciding.add_document,
        name="record-document",
    ),
    path(
        "compliance/records/<uuid:record_id>/documents/<uuid:document_id>/withdraw/",
        records.withdraw,
        name="withdraw-document",
    ),
    path("compliance/documents/<uuid:document_id>/file/", records.document_file, name="document-file"),
    path(
        "compliance/declarations/<int:declaration_id>/<slug:sha256>/",
        records.declared_file,
        name="declared-file",
    ),
    path("account/data/", own_data.page, name="own-data"),
    path("account/data/export/", own_data.take_along, name="export-own-data"),
    path("account/data/erase/", own_data.erase, name="erase-account"),
    path("account/data/give/", own_data.give, name="give-consent"),
    path("account/data/withdraw/", own_data.withdraw, name="withdraw-consent"),
    path("erasures/<slug:sha256>/", own_data.certificate, name="erasure-certificate"),
    path("compliance/personal-data/", privacy.page, name="personal-data"),
    path("compliance/personal-data/lift/", privacy.lift, name="lift-hold"),
    path("compliance/screening/", screening.desk, name="screening-desk"),
    path("compliance/screening/<int:screening_id>/", screening.screening, name="screening"),
    path("compliance/screening/<int:screening_id>/again/", screening.again, name="screen-again"),
    path("compliance/screening/<int:screening_id>/hits/<int:hit_id>/", screening.decide, name="decide-hit"),
]
