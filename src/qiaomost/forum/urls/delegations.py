from django.urls import path

from qiaomost.forum.views.delegations import delegations, lists, members

AT = "<slug:code>/delegations/"
ONE = f"{AT}<uuid:delegation_id>/"
MEMBER = f"{ONE}members/<uuid:registration_id>/"

urlpatterns = [
    path(AT, delegations.delegations, name="delegations"),
    path(f"{AT}new/", delegations.add, name="add-delegation"),
    path(ONE, delegations.delegation, name="delegation"),
    path(f"{ONE}change/", delegations.change, name="change-delegation"),
    path(f"{ONE}move/<slug:way>/", delegations.move, name="move-delegation"),
    path(f"{ONE}remove/", delegations.remove, name="remove-delegation"),
    path(f"{ONE}letters/", delegations.letters, name="ask-for-letters"),
    path(f"{ONE}list/", lists.read, name="read-delegates"),
    path(f"{ONE}list/confirm/", lists.confirm, name="confirm-delegates"),
    path(f"{ONE}list/template.xlsx", lists.template, name="template-of-delegates"),
    path(f"{ONE}list/members.xlsx", lists.export, name="export-delegates"),
    path(f"{ONE}members/add/", members.add, name="add-delegate"),
    path(MEMBER, members.change, name="change-delegate"),
    path(f"{MEMBER}stay/", members.stay, name="stay-of-delegate"),
    path(f"{MEMBER}confirm/", delegations.confirm, name="confirm-delegate"),
    path(f"{MEMBER}do/<slug:verb>/", members.do, name="do-with-delegate"),
]
