from django.urls import path

from qiaomost.compliance.views import deciding, desk, records, screening

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
    path("compliance/screening/", screening.desk, name="screening-desk"),
    path("compliance/screening/<int:screening_id>/", screening.screening, name="screening"),
    path("compliance/screening/<int:screening_id>/again/", screening.again, name="screen-again"),
    path("compliance/screening/<int:screening_id>/hits/<int:hit_id>/", screening.decide, name="decide-hit"),
]
