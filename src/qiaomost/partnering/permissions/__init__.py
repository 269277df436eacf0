"""Who somebody is, and what they may do: in a case here, in other things of a case in the modules beside."""

from qiaomost.partnering.permissions.cases import (
    Roles,
    can_act,
    can_carry,
    can_enter_room,
    can_hand_over,
    can_know_owner,
    can_read_notes,
    can_see,
    can_sign,
    can_withdraw,
    has_desk,
    is_anonymous,
    is_node,
    roles_in,
    sides_of,
)

__all__ = [
    "Roles",
    "can_act",
    "can_carry",
    "can_enter_room",
    "can_hand_over",
    "can_know_owner",
    "can_read_notes",
    "can_see",
    "can_sign",
    "can_withdraw",
    "has_desk",
    "is_anonymous",
    "is_node",
    "roles_in",
    "sides_of",
]
