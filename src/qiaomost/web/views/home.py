"""The first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from qiaomost.network.selectors import standing_of
from qiaomost.web.forms import SearchForm
from qiaomost.web.presenting.home import home_for
from qiaomost.web.views import reader_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if SearchForm.base_fields.keys() & request.GET.keys():  # searches had this address once
        return redirect(f"{reverse('search')}?{request.GET.urlencode()}", permanent=True)
    shown = home_for(standing_of(request.user), reader_of(request))
    return render(request, "web/home.html", {"home": shown})
