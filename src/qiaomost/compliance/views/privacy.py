"""The administrators' page of personal data: legal holds, and reads from the other country."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiaomost.accounts.kept import actor_of, signed_in, typed_in
from qiaomost.common.errors import Conflict, Invalid, NotFound
from qiaomost.compliance.forms.own_data import HoldForm
from qiaomost.compliance.selectors.crossing import crossings
from qiaomost.compliance.selectors.holds import holds_listed
from qiaomost.compliance.services.own_data import lift_hold, place_hold
from qiaomost.network.permissions import can_administer
from qiaomost.network.selectors import standing_of

HERE = "personal-data"


@signed_in()
def page(request: HttpRequest) -> HttpResponse:
    """To all but administrators it does not exist."""
    if not can_administer(standing_of(request.user)):
        raise NotFound
    form = HoldForm(typed_in(request))
    if request.method == "POST" and form.is_valid():
        try:
            place_hold(actor=actor_of(request), now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The hold is in force: the account’s data can’t be erased."))
            return redirect(HERE)
        except Invalid as error:
            form.refuse(error)
        except Conflict as error:
            form.add_error(None, str(error))
    thresholds = settings.QIAOMOST.cross_border_thresholds
    context = {"form": form, "holds": holds_listed(), "crossings": crossings(thresholds)}
    context["thresholds"] = [number_format(number, force_grouping=True) for number in thresholds]
    return render(request, "compliance/data/privacy.html", context, status=422 if form.errors else 200)


@signed_in(HERE)
@require_POST
def lift(request: HttpRequest) -> HttpResponse:
    hold_id = request.POST.get("hold", "")
    lift_hold(actor=actor_of(request), hold_id=int(hold_id) if hold_id.isdecimal() else 0, now=timezone.now())
    messages.success(request, _("The hold is lifted."))
    return redirect(HERE)
