from __future__ import annotations

from typing import cast
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import LANGUAGE_QUERY_PARAMETER
from django.views.i18n import set_language as set_language_of_browser

from qiaomost.accounts.forms import KeyForm
from qiaomost.accounts.models import User
from qiaomost.accounts.selectors import keys_of
from qiaomost.accounts.services import choose_language, make_key, revoke_key
from qiaomost.common.errors import Invalid
from qiaomost.common.languages import INTERFACE_CODES, content_language


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language in place; an account keeps it."""
    code = request.POST.get(LANGUAGE_QUERY_PARAMETER, "")
    if isinstance(request.user, User) and code in INTERFACE_CODES.values():
        choose_language(actor=request.user, language=content_language(code), now=timezone.now())
    return set_language_of_browser(request)


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth brings no types
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The keys of one's programs; a new one is shown on the answer to its form, and never again."""
    actor, now = cast(User, request.user), timezone.now()
    form, secret = KeyForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _key, secret = make_key(actor=actor, now=now, **form.cleaned_data)
            form = KeyForm()
        except Invalid as error:
            for name, message in error.fields.items():
                form.add_error(name, str(message))
    context = {"form": form, "secret": secret, "keys": keys_of(actor), "now": now}
    return render(request, "accounts/keys.html", context)


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth brings no types
@require_POST
def revoke(request: HttpRequest, key_id: UUID) -> HttpResponse:
    revoke_key(actor=cast(User, request.user), key_id=key_id, now=timezone.now())
    messages.success(request, _("The key is revoked; programs that use it are refused from now on."))
    return redirect("keys")
