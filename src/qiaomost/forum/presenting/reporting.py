"""The closing report: the page of the figures and the stage, on paper. It counts nothing itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.dateformat import format as formatted
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from qiaomost.forum.documents.report import report_pdf
from qiaomost.forum.models import Edition
from qiaomost.forum.presenting.figures import FiguresPage
from qiaomost.forum.presenting.stage import StagePart, StageRow, Step


def closing_report(edition: Edition, page: FiguresPage, stage: StagePart, reader: str) -> bytes:
    """Return the report as PDF in the active language; of agreements it names those that may be shown."""
    return report_pdf(
        {
            "language": reader,
            "title": edition.name_in(reader),
            "heading": _("Closing report"),
            "facts": list(_facts(edition, reader)),
            "totals": [list(row) for row in page.totals],
            "parts": [
                {"heading": one.heading, "rows": [list(row) for row in one.rows], "note": one.note}
                for one in page.parts
            ],
            "stage_heading": _("Signed on stage, and what has become of it"),
            "stage": [_signed(row) for row in stage.rows],
            "note": page.note,
        }
    )


def _facts(edition: Edition, reader: str) -> Iterator[str]:
    yield from filter(None, [edition.theme_in(reader)])
    yield f"{_day(edition.first_day)} – {_day(edition.last_day)}"
    yield " · ".join(site.name_in(reader) for site in edition.sites.all())
    yield _("Organiser: %(name)s") % {"name": edition.organiser.name_in(reader)}
    if edition.closed_at:
        yield _("Closed on %(day)s") % {"day": _day(localdate(edition.closed_at))}


def _signed(one: StageRow) -> dict[str, object]:
    row = one.row
    return {
        "subject": row.subject.text,
        "language": row.subject.language,
        "about": " · ".join(filter(None, (row.kind, one.ended))),
        "parties": " — ".join(row.parties),
        "steps": [
            {"label": step.label, "on": _day(step.on) if step.on else "", "words": _said(step)}
            for step in one.steps
        ],
    }


def _said(step: Step) -> str:
    if step.on is None:
        return pgettext("agreement on stage", "not yet")
    later = ""
    if step.days:
        later = ngettext("%(days)s day later", "%(days)s days later", step.days) % {"days": step.days}
    return "; ".join(filter(None, (_day(step.on), later, step.words)))


def _day(day: date) -> str:
    return formatted(day, pgettext("format of a date", "j F Y"))
