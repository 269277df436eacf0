"""Who may do what with memory and term base. Predicates over a standing; services call ``require``."""

from __future__ import annotations

from qiaomost.common.errors import NotAllowed
from qiaomost.network.models import Role
from qiaomost.network.permissions import Standing


def require(allowed: bool) -> None:
    """Raise ``NotAllowed`` unless ``allowed``."""
    if not allowed:
        raise NotAllowed


def can_edit_terms(standing: Standing) -> bool:
    """Add, change and retire terms: advisers and administrators of the node."""
    return standing.has_role(Role.ADVISER) or standing.is_administrator


def can_search_memory(standing: Standing) -> bool:
    """Search the translation memory: advisers and administrators of the node."""
    return standing.has_role(Role.ADVISER) or standing.is_administrator


def can_approve_translations(standing: Standing) -> bool:
    """Make a translation one's own: whoever belongs to a member organisation. The app above asks whose text it is."""
    return bool(standing.memberships) or standing.is_administrator
