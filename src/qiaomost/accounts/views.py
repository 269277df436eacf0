from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.i18n import LANGUAGE_QUERY_PARAMETER
from django.views.i18n import set_language as set_language_of_browser

from qiaomost.accounts.models import User
from qiaomost.accounts.services import choose_language
from qiaomost.common.languages import INTERFACE_CODES, content_language


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language in place; an account keeps it."""
    code = request.POST.get(LANGUAGE_QUERY_PARAMETER, "")
    if isinstance(request.user, User) and code in INTERFACE_CODES.values():
        choose_language(actor=request.user, language=content_language(code), now=timezone.now())
    return set_language_of_browser(request)
