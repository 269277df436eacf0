"""Agreements of a case: begin one from a template, and write its sections."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import actor_of, signed_in, typed_in
from qiaomost.common.errors import Conflict, Invalid, NotAllowed, NotFound
from qiaomost.common.http import reader_of
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.documents import AgreementKind, ComparedText, compare_texts
from qiaomost.partnering.documents.stored import from_json
from qiaomost.partnering.forms.agreements import LANGUAGE_SETS, KindForm, SectionForm
from qiaomost.partnering.forms.drafting import DraftForm, TermsForm
from qiaomost.partnering.models import Agreement, AgreementVersion
from qiaomost.partnering.presenting.agreements import agreement_page, draft_initial, own_rows_of
from qiaomost.partnering.presenting.pages import frame_of
from qiaomost.partnering.presenting.terms import differences, end_users_of, people_of, terms_initial
from qiaomost.partnering.selectors.agreements import agreement_for, agreements_in, last_version
from qiaomost.partnering.selectors.cases import case_for
from qiaomost.partnering.services import agreements as services
from qiaomost.partnering.services.agreements import TermsPart
from qiaomost.partnering.services.agreements.editing import section_of
from qiaomost.partnering.services.agreements.revising import PART_LABELS, has_part, terms_of
from qiaomost.partnering.services.agreements.steps import IN_ROOM
from qiaomost.partnering.states import Side
from qiaomost.partnering.states.agreements import AgreementState


@signed_in()
@require_safe
def case_agreements(request: HttpRequest, case_id: UUID) -> HttpResponse:
    if "kind" in request.GET:
        form = KindForm(request.GET)
        if form.is_valid():
            return redirect("draft-agreement", case_id, *form.cleaned_data.values())
    context = _case_context(request, case_id)
    rows = agreements_in(context["case"], standing_of(request.user))
    cooperation = getattr(context["case"], "cooperation", None)
    context |= {"rows": own_rows_of(rows, reader_of(request)), "kind_form": KindForm()}
    context["can_draft"] = cooperation is not None and cooperation.state in IN_ROOM
    return render(request, "partnering/agreement/of_case.html", context)


@signed_in()
def draft(request: HttpRequest, case_id: UUID, kind: str, languages: str) -> HttpResponse:
    if kind not in set(AgreementKind) or languages not in dict(LANGUAGE_SETS):
        raise NotFound
    context, codes = _case_context(request, case_id), tuple(languages.split("-"))
    form = DraftForm(
        typed_in(request),
        kind=AgreementKind(kind),
        languages=codes,
        end_users=people_of(context["case"], Side, reader_of(request)),
        initial=draft_initial(context["case"], AgreementKind(kind), codes),
    )
    if request.method == "POST" and form.is_valid():
        try:
            begun = services.start_agreement(
                actor=actor_of(request), case_id=case_id, draft=form.draft(), now=timezone.now()
            )
            messages.success(request, _("The first version is drawn up. The other side is told."))
            return redirect("agreement", begun.pk)
        except Invalid as error:
            form.refuse(error)
    context |= {"form": form, "title_of_kind": form.template.title[reader_of(request)]}
    return render(request, "partnering/agreement/draft.html", context, status=422 if form.errors else 200)


@signed_in()
def change_terms(request: HttpRequest, agreement_id: UUID, part: str) -> HttpResponse:
    standing, reader = standing_of(request.user), reader_of(request)
    present = agreement_for(standing, agreement_id)
    if part not in set(TermsPart) or not has_part(AgreementKind(present.kind), TermsPart(part)):
        raise NotFound
    shown = agreement_page(present, standing, reader)
    if request.method != "POST" and "revise" not in shown.offered:
        raise NotAllowed
    version, chosen = shown.version, TermsPart(part)
    asked = _Asked(present, version, chosen, reader)
    form = asked.form(typed_in(request))
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            return _revised(request, agreement_id, form)
        except Invalid as error:
            form.refuse(error)
        except Conflict as conflict:
            context = {"meanwhile": differences(form, asked.initial), "conflict": conflict.message}
            form = asked.form({**request.POST.dict(), **_lists(request), "base": version.number})
    context |= {"agreement": present, "case": present.case, "form": form, "label": PART_LABELS[chosen]}
    context |= {"shown": shown, "tab": "agreements"}
    status = 409 if "meanwhile" in context else 422 if form.errors else 200
    return render(request, "partnering/agreement/terms.html", context, status=status)


class _Asked:
    """The form of one part of the terms, as the last version has it."""

    def __init__(self, present: Agreement, version: AgreementVersion, part: TermsPart, reader: str) -> None:
        draft = terms_of(present, from_json(version.document))
        self.initial = {**terms_initial(draft), "base": version.number}
        self.given: dict[str, Any] = {
            "part": part,
            "present": draft,
            "is_before_others": present.state != AgreementState.DRAFTING,
            "end_users": end_users_of(present, version, reader),
            "initial": self.initial,
        }

    def form(self, typed: Any) -> TermsForm:
        return TermsForm(typed, **self.given)


def _lists(request: HttpRequest) -> dict[str, list[str]]:
    return {"authentic": request.POST.getlist("authentic")}


def _revised(request: HttpRequest, agreement_id: UUID, form: TermsForm) -> HttpResponse:
    services.revise_agreement(
        actor=actor_of(request),
        agreement_id=agreement_id,
        part=form.part,
        draft=form.draft(),
        base=form.cleaned_data["base"],
        what=form.cleaned_data["what"],
        now=timezone.now(),
    )
    messages.success(
        request, _("The terms are changed in a new version of all languages. Both sides are told.")
    )
    return redirect("agreement", agreement_id)


@signed_in()
def edit_section(request: HttpRequest, agreement_id: UUID, section: str) -> HttpResponse:
    standing = standing_of(request.user)
    present = agreement_for(standing, agreement_id)
    version = last_version(present)
    text = section_of(from_json(version.document), section)
    initial: dict[str, Any] = {"base": version.number}
    initial |= {f"heading_{code}": words for code, words in text.heading.items()}
    initial |= {f"body_{code}": words for code, words in text.body.items()}
    form = SectionForm(typed_in(request), languages=version.languages, section=section, initial=initial)
    context: dict[str, Any] = {"meanwhile": ()}
    if request.method == "POST" and form.is_valid():
        try:
            return _saved(request, agreement_id, section, form)
        except Invalid as error:
            form.refuse(error)
        except Conflict as conflict:
            form, context = _met(form, section, initial, conflict)
    context |= {"agreement": present, "case": present.case, "form": form, "section": section}
    context |= {"shown": agreement_page(present, standing, reader_of(request)), "tab": "agreements"}
    status = 409 if context["meanwhile"] else 422 if form.errors else 200
    return render(request, "partnering/agreement/edit.html", context, status=status)


def _saved(request: HttpRequest, agreement_id: UUID, section: str, form: SectionForm) -> HttpResponse:
    services.save_section(
        actor=actor_of(request),
        agreement_id=agreement_id,
        section=section,
        text=form.text(),
        base=form.cleaned_data["base"],
        what=form.cleaned_data["what"],
        now=timezone.now(),
    )
    messages.success(request, _("Saved as a new version."))
    response = redirect("agreement", agreement_id)
    response["Location"] += f"#{section}"
    return response


def _met(
    form: SectionForm, section: str, present: dict[str, Any], conflict: Conflict
) -> tuple[SectionForm, dict[str, Any]]:
    """Return the same words in a form that stands on the last version, and how that differs from them."""
    typed = form.text()
    again = SectionForm(
        form.cleaned_data | {"base": present["base"]}, languages=form.languages, section=section
    )
    differences = [
        ComparedText(
            code,
            compare_texts(present.get(f"heading_{code}", ""), typed.heading.get(code, "")),
            compare_texts(present[f"body_{code}"], typed.body[code].replace("\r\n", "\n")),
        )
        for code in form.languages
    ]
    return again, {"meanwhile": differences, "conflict": conflict.message}


def _case_context(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    standing, reader = standing_of(request.user), reader_of(request)
    case = case_for(standing, case_id)
    return {"case": case, "page": frame_of(case, standing, reader), "tab": "agreements"}
