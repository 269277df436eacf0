"""The clause library: models of clauses in three languages, in files that are read once and checked as a whole."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from qiaomost.partnering.documents.values import AgreementKind, Words

FIELD = re.compile(r"\{([a-z_]+)(?::([A-Za-z]+))?\}")
"""A place where a value goes: ``{term_months}``, or ``{agreement:gen}`` in a case of Russian grammar."""

DERIVED = frozenset({"agreement", "authentic_languages", "text_rule", "value", "technical_value"})
"""Values that follow from the document; nobody gives them."""

ParameterKind = Literal["words", "number", "percent", "months", "days", "working_days", "choice"]
ClauseId = Annotated[str, StringConstraints(pattern=r"^[a-z_]+/[1-9]\d*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
M = TypeVar("M", bound=BaseModel)


class WrongLibrary(Exception):
    """A file of the library breaks a rule of it; the message says which and where."""


def _has_keys(*keys: str) -> AfterValidator:
    def check(texts: dict[str, str]) -> dict[str, str]:
        if set(texts) != set(keys):
            raise ValueError(f"{', '.join(keys)} must be there, and nothing else")
        return texts

    return AfterValidator(check)


Trilingual = Annotated[dict[str, Text], _has_keys("zh", "ru", "en")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ModelClause(_Model):
    """A clause as the library has it, with fields that are still empty."""

    id: ClauseId
    heading: Trilingual
    body: tuple[Trilingual, ...]


class Choice(_Model):
    """One of the values of a parameter: how a form calls it, and what the clause then says."""

    label: Trilingual
    text: Trilingual


class Parameter(_Model):
    """A value that a template asks for. ``default`` is as it would be typed."""

    kind: ParameterKind
    label: Trilingual
    default: str = ""
    choices: dict[str, Choice] = {}


class _Wording(_Model):
    groups: dict[str, dict[str, Trilingual]]


class Noun(_Model):
    """What an agreement calls itself; Russian by grammatical case."""

    zh: Text
    en: Text
    ru: Annotated[dict[str, Text], _has_keys("nom", "gen", "dat", "acc", "ins", "pre")]


class Template(_Model):
    """The clauses of one kind of agreement, in their order. ``role_names`` has one entry a party."""

    version: int
    title: Trilingual
    noun: Noun
    role_names: tuple[Trilingual, ...]
    has_annexes: bool
    recitals: tuple[Trilingual, ...]
    clauses: tuple[ClauseId, ...]

    def texts(self) -> Iterator[Words]:
        """Every text of the template in which fields may stand."""
        yield from self.recitals
        for clause_id in self.clauses:
            yield from clauses()[clause_id].body

    def parameters(self) -> tuple[str, ...]:
        """Names of the values that the template asks for, in the order in which they appear."""
        names = (match[1] for text in self.texts() for match in FIELD.finditer(text["en"]))
        return tuple(dict.fromkeys(name for name in names if name not in DERIVED))


@cache
def clauses() -> Mapping[str, ModelClause]:
    """Return the model clauses by id.

    Raises:
        WrongLibrary: a file breaks a rule.
    """
    folder = files(__package__) / "data" / "clauses"
    found: dict[str, ModelClause] = {}
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        for entry in _read(f"clauses/{item.name}")["clause"]:
            clause = _checked(ModelClause, entry, f"{item.name}: {entry.get('id')}")
            if clause.id in found:
                raise WrongLibrary(f"{item.name}: {clause.id} is there twice.")
            for text in clause.body:
                check_fields(text, clause.id)
            found[clause.id] = clause
    return found


@cache
def parameters() -> Mapping[str, Parameter]:
    """Return what templates may ask for, by name."""
    return {name: _checked(Parameter, entry, name) for name, entry in _read("parameters.toml").items()}


@cache
def templates() -> Mapping[AgreementKind, Template]:
    """Return the template of each kind of agreement."""
    found = {kind: _checked(Template, _read("templates.toml")[kind], kind) for kind in AgreementKind}
    for kind, template in found.items():
        for text in template.texts():
            check_fields(text, kind)
    return found


@cache
def wording() -> Mapping[str, Mapping[str, Words]]:
    """Return what stands around the clauses: labels, names of languages and currencies, by group and name."""
    return _checked(_Wording, {"groups": _read("wording.toml")}, "wording.toml").groups


def check_fields(text: Words, where: str) -> None:
    """Raise unless ``text`` has the same known fields in each language and no other braces.

    Raises:
        WrongLibrary: naming ``where`` it stands.
    """
    names = {language: {match[1] for match in FIELD.finditer(words)} for language, words in text.items()}
    strays = [words for words in text.values() if set("{}") & set(FIELD.sub("", words))]
    if strays:
        raise WrongLibrary(f"{where}: braces that are no field: {strays[0]}")
    if len({frozenset(found) for found in names.values()}) > 1:
        raise WrongLibrary(f"{where}: the languages have other fields: {names}")
    unknown = set().union(*names.values()) - set(parameters()) - DERIVED
    if unknown:
        raise WrongLibrary(f"{where}: no such parameter: {', '.join(sorted(unknown))}")


def _read(name: str) -> dict[str, Any]:
    path = files(__package__) / "data" / name
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _checked(model: type[M], entry: Any, where: str) -> M:
    try:
        return model.model_validate(entry)
    except ValueError as error:
        raise WrongLibrary(f"{where}: {error}") from error
