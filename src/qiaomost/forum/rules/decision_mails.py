"""What authors and co-speakers are told of a decision, in their own language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from qiaomost.common.languages import INTERFACE_CODES


@dataclass(frozen=True, slots=True)
class Told:
    """What the words of a mail are made of: names and title in the language of its reader."""

    edition: str
    track: str
    title: str
    reason: str = ""
    until: str = ""


def decision_mail(verb: str, told: Told, language: str) -> tuple[str, str]:
    """Return subject and body for ``accept``, ``queue``, ``reject``, ``move_up``, ``lapse`` or ``speak``."""
    with translation.override(INTERFACE_CODES[language]):
        subject = _("%(edition)s: your contribution “%(title)s”") % {
            "edition": told.edition,
            "title": told.title,
        }
        words = [_("Good day."), _sentence(verb, told)]
        if told.reason:
            words.append(_("Reason: %(reason)s") % {"reason": told.reason})
        if told.until:
            words.append(
                _("Please confirm or withdraw on the page of your contribution until %(until)s.")
                % {"until": told.until}
            )
        words.append(_("The organisers of %(edition)s") % {"edition": told.edition})
        return subject, "\n\n".join(words)


def _sentence(verb: str, told: Told) -> str:
    sentences = {
        "accept": _("Your contribution to “%(track)s” is accepted."),
        "queue": _(
            "Your contribution to “%(track)s” is on the waiting list. We write as soon as a place is free."
        ),
        "reject": _("We could not accept your contribution to “%(track)s”. Thank you for offering it."),
        "move_up": _("A place in “%(track)s” has become free: your contribution is accepted."),
        "lapse": _("Your contribution to “%(track)s” was not confirmed in time; its place goes to the next."),
        "speak": _(
            "You are named as a speaker in a contribution to “%(track)s”, which is in the programme now."
        ),
    }
    return sentences[verb] % {"track": told.track}
