"""Verbs of the network."""

from qiaomost.network.services.entries import (
    announce_organisation,
    announce_person,
    create_organisation,
    create_person,
    write_name_forms,
    write_own_name,
)
from qiaomost.network.services.invitations import (
    accept_invitation,
    invitation_of,
    invite,
    revoke_invitation,
    token_of,
)
from qiaomost.network.services.memberships import add_membership, end_membership
from qiaomost.network.services.places import write_place
from qiaomost.network.services.requests import (
    accept_join_request,
    decline_join_request,
    request_to_join,
    withdraw_join_request,
)

__all__ = [
    "accept_invitation",
    "accept_join_request",
    "add_membership",
    "announce_organisation",
    "announce_person",
    "create_organisation",
    "create_person",
    "decline_join_request",
    "end_membership",
    "invitation_of",
    "invite",
    "request_to_join",
    "revoke_invitation",
    "token_of",
    "withdraw_join_request",
    "write_name_forms",
    "write_own_name",
    "write_place",
]
