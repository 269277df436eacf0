"""Editions as somebody may see them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from qiaomost.common.errors import NotAllowed, NotFound
from qiaomost.forum.models import Edition
from qiaomost.forum.permissions import can_organise, can_see
from qiaomost.forum.states import EditionState
from qiaomost.network.models import Organisation, OrganisationKind, Role
from qiaomost.network.permissions import Standing


def editions_for(standing: Standing) -> QuerySet[Edition]:
    """Announced and archived editions, and the drafts of those who organise them; newest first."""
    if standing.is_administrator:
        return Edition.objects.all()
    own = Q(organiser_id__in=_organisers(standing))
    return Edition.objects.filter(~Q(state=EditionState.DRAFT) | own)


def organised_editions(standing: Standing) -> QuerySet[Edition]:
    """The editions that somebody organises, drafts among them; newest first."""
    if standing.is_administrator:
        return Edition.objects.all()
    return Edition.objects.filter(organiser_id__in=_organisers(standing))


def organisers_for(standing: Standing) -> QuerySet[Organisation]:
    """The organisations in whose name somebody may begin an edition.

    Administrators may for every association of the network, and for whoever held an edition before.
    """
    rows = Organisation.objects.prefetch_related("names").order_by("pk")
    if not standing.is_administrator:
        return rows.filter(pk__in=_organisers(standing))
    own = Q(pk__in=_organisers(standing)) | Q(editions__isnull=False)
    return rows.filter(own | Q(is_member=True, kind=OrganisationKind.ASSOCIATION)).distinct()


def _organisers(standing: Standing) -> list[UUID]:
    return [organisation for organisation, role in standing.memberships if role == Role.ORGANISER]


def edition_for(standing: Standing, code: str) -> Edition:
    """Return the edition with this short name.

    Raises:
        NotFound: there is none, or it is a draft of somebody else.
    """
    edition = Edition.objects.select_related("organiser", "previous").filter(code=code).first()
    if edition is None or not can_see(standing, edition):
        raise NotFound
    return edition


def organised_edition(standing: Standing, code: str) -> Edition:
    """Return an edition that ``standing`` organises.

    Raises:
        NotFound: ``standing`` may not know of it.
        NotAllowed: they may see it, but do not organise it.
    """
    edition = edition_for(standing, code)
    if not can_organise(standing, edition):
        raise NotAllowed
    return edition
