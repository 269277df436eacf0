"""Mails of an edition that wait for an organiser to release them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.forum.selectors.editions import organised_edition
from qiaomost.forum.selectors.mails import mails_of
from qiaomost.forum.services.mailing import drop_mail, release_mails
from qiaomost.forum.states import MailState
from qiaomost.network.selectors import standing_of

PAGE_SIZE = 50


@require_safe
@signed_in()
def mails(request: HttpRequest, code: str) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    state = request.GET.get("state", "")
    state = state if state in MailState.values else MailState.PREPARED
    page = Paginator(mails_of(edition, state), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"edition": edition, "page": page, "state": state, "states": MailState.choices}
    return render(request, "forum/mails.html", context)


@signed_in(back="forum-mails")
def release(request: HttpRequest, code: str) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    chosen = [int(one) for one in request.POST.getlist("mail") if one.isascii() and one.isdigit()]
    count = release_mails(
        actor=actor_of(request),
        edition_id=edition.pk,
        now=timezone.now(),
        only=None if "all" in request.POST else chosen,
    )
    words = ngettext("%(count)d mail is released.", "%(count)d mails are released.", count)
    messages.success(request, words % {"count": count})
    return redirect("forum-mails", code)


@signed_in(back="forum-mails")
def drop(request: HttpRequest, code: str, mail_id: int) -> HttpResponse:
    edition = organised_edition(standing_of(request.user), code)
    drop_mail(actor=actor_of(request), mail_id=mail_id, edition_id=edition.pk, now=timezone.now())
    return redirect("forum-mails", code)
