"""The noun: a personal name in one language."""

from __future__ import annotations

from dataclasses import dataclass, field

from qiaosearch.types import Language


@dataclass(frozen=True, slots=True)
class PersonalName:
    """A name as written in one language; ``patronymic`` is empty where there is none or it is not known."""

    family: str
    given: str
    patronymic: str = ""
    language: Language = field(kw_only=True)
