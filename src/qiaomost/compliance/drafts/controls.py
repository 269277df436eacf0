"""Rows of a control list as they were written, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from qiaomost.common.languages import LanguageCode
from qiaomost.compliance.models import JURISDICTIONS, Control, ControlEntry, ControlList
from qiaomost.compliance.models.controls import NAME_LIMIT, POINTS_LIMIT
from qiaomost.network.models import Country
from qiaosearch.text.normalise import clean

CODES: Mapping[str, re.Pattern[str]] = {
    ControlList.CN_TECHNOLOGIES: re.compile(r"\d{6}[JX]", re.ASCII),
    ControlList.CN_DUAL_USE: re.compile(r"[0-9A-Z]{5}", re.ASCII),
    ControlList.RU_DUAL_USE: re.compile(r"\d{1,2}(\.\d{1,3}){2,6}", re.ASCII),
}
"""List → the shape of its codes. The last one is section.category.item, with sub-items where there are any."""

CONTROLS: Mapping[str, Control] = {"J": Control.PROHIBITED, "X": Control.RESTRICTED}
"""Last letter of a code of China's catalogue of technologies → what it means (禁止, 限制)."""

LIMITS: Mapping[str, int] = {
    **{f"name_{language}": NAME_LIMIT for language in LanguageCode.values},
    **{f"control_points_{language}": POINTS_LIMIT for language in LanguageCode.values},
}
"""Column with words → the most characters that it may have."""

COLUMNS = ("code", *LIMITS, "needs_consent")
TRUTHS: Mapping[str, bool] = {
    "": False,
    "0": False,
    "no": False,
    "false": False,
    "1": True,
    "yes": True,
    "true": True,
}


@dataclass(frozen=True, slots=True)
class EditionDraft:
    """What is said of an edition as a whole; ``sha256`` is of the file from which its rows were read."""

    control_list: str
    name: str
    valid_from: date
    source_address: str
    sha256: str
    valid_to: date | None = None
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class ControlRow:
    """One row of the file, with its number there; ``fault`` is why it could not even be read."""

    number: int
    values: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""


def entries_of(rows: Sequence[ControlRow], control_list: str) -> tuple[list[ControlEntry], dict[str, str]]:
    """Return the entries of good rows, without their edition, and what is wrong with each bad one, by its number."""
    entries: list[ControlEntry] = []
    wrong: dict[str, str] = {}
    seen: dict[str, int] = {}
    for row in rows:
        values = {name: _cell(row.values.get(name)) for name in COLUMNS}
        problems = [row.fault] if row.fault else list(_problems(values, control_list))
        if first := seen.get(values["code"]):
            problems.append(_("Row %(row)s has this code already.") % {"row": first})
        if problems:
            wrong[str(row.number)] = " ".join(problems)
        else:
            seen[values["code"]] = row.number
            entries.append(_entry(values, control_list))
    return entries, wrong


def _cell(value: Any) -> str:
    return "" if value is None else clean(str(value)).strip()


def _problems(values: Mapping[str, str], control_list: str) -> Iterator[str]:
    if not CODES[control_list].fullmatch(values["code"]):
        yield _("“%(code)s” is no code of this list.") % {"code": values["code"]}
    if not any(values[f"name_{language}"] for language in LanguageCode.values):
        yield _("There is no name in any language.")
    for name, limit in LIMITS.items():
        if len(values[name]) > limit:
            yield _("%(column)s has more than %(limit)s characters.") % {"column": name, "limit": limit}
    consent = TRUTHS.get(values["needs_consent"].lower())
    if consent is None:
        yield _("needs_consent is yes or no.")
    elif consent and JURISDICTIONS[control_list] != Country.RU:
        yield _("Only entries of the Russian list ask for the authority’s consent.")


def _entry(values: Mapping[str, str], control_list: str) -> ControlEntry:
    is_catalogue = control_list == ControlList.CN_TECHNOLOGIES
    return ControlEntry(
        code=values["code"],
        control=CONTROLS[values["code"][-1]] if is_catalogue else Control.DUAL_USE,
        needs_consent=TRUTHS[values["needs_consent"].lower()],
        **{name: values[name] for name in LIMITS},
    )
