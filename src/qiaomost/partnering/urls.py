from django.urls import path

from qiaomost.partnering.views import agreements, cases, demonstration, drafting, interests, lists, ndas

urlpatterns = [
    path("records/<uuid:record_id>/interest/", interests.express_interest, name="express-interest"),
    path("cases/", lists.my_cases, name="my-cases"),
    path("cases/board/", lists.board, name="board"),
    path("cases/<uuid:case_id>/", cases.case, name="case"),
    path("cases/<uuid:case_id>/edit/", interests.edit_interest, name="edit-interest"),
    path("cases/<uuid:case_id>/note/", cases.note, name="case-note"),
    path("cases/<uuid:case_id>/hand-over/<str:side>/", cases.hand_over, name="case-hand-over"),
    path("cases/<uuid:case_id>/nda/", ndas.nda, name="case-nda"),
    path("cases/<uuid:case_id>/nda/issue/", ndas.issue, name="case-nda-issue"),
    path("cases/<uuid:case_id>/nda/sign/", ndas.sign, name="case-nda-sign"),
    path("cases/<uuid:case_id>/nda/document/", ndas.document, name="case-nda-document"),
    path("cases/<uuid:case_id>/open-room/", ndas.open_room, name="case-open-room"),
    path("cases/<uuid:case_id>/agreements/", drafting.case_agreements, name="case-agreements"),
    path(
        "cases/<uuid:case_id>/agreements/new/<slug:kind>/<slug:languages>/",
        drafting.draft,
        name="draft-agreement",
    ),
    path("cases/<uuid:case_id>/<str:verb>/", cases.take, name="case-step"),
    path("agreements/", agreements.my_agreements, name="my-agreements"),
    path("agreements/<uuid:agreement_id>/", agreements.agreement, name="agreement"),
    path("agreements/<uuid:agreement_id>/edit/<str:section>/", drafting.edit_section, name="edit-agreement"),
    path("agreements/<uuid:agreement_id>/compare/", agreements.pick_comparison, name="agreement-comparison"),
    path(
        "agreements/<uuid:agreement_id>/compare/<int:old>/<int:new>/",
        agreements.compare,
        name="agreement-compare",
    ),
    path(
        "agreements/<uuid:agreement_id>/versions/<int:number>/<slug:form>/",
        agreements.document,
        name="agreement-document",
    ),
    path(
        "agreements/<uuid:agreement_id>/signed/<slug:side>/",
        agreements.signed_copy,
        name="agreement-signed-copy",
    ),
    path("agreements/<uuid:agreement_id>/<str:verb>/", agreements.take, name="agreement-step"),
    path("register/", agreements.register, name="register"),
    path("demonstration/", demonstration.demonstration, name="demonstration"),
    path("demonstration/<slug:code>/", demonstration.take_part, name="take-part"),
    path("desk/", lists.desk, name="desk"),
    path("desk/profile/", lists.profile, name="adviser-profile"),
]
