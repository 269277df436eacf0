"""A record's translation in the editor: its sections with suggestions, and whose words it then has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.http import QueryDict

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.selectors import scope_of, text_draft_of, translatable_words
from qiaomost.catalogue.states import TextOrigin, TextState
from qiaomost.common.errors import Message
from qiaomost.translation.presenting import (
    Ask,
    EditorRow,
    EditorText,
    editor_rows,
    from_machine,
    from_memory,
    taken,
)
from qiaomost.translation.selectors import Context, machine_made
from qiaomost.translation.services import TranslationUnavailable, may_be_sent, translator
from qiaomost.web.writing.forms.translation import TranslationSheet

LISTS = frozenset({"keywords", "acceptance_criteria"})


@dataclass(frozen=True, slots=True)
class Line:
    """A field of the translation; ``row`` is missing for what has no original."""

    field: forms.BoundField
    row: EditorRow | None


@dataclass(frozen=True, slots=True)
class Editor:
    """The whole page: ``provider`` names the machine that may be asked, ``failed`` says that it did not answer."""

    lines: list[Line]
    rows: list[EditorRow]
    provider: str
    failed: Message = ""


def editor_of(sheet: TranslationSheet, *, now: datetime, with_machine: bool = False) -> Editor:
    """Return a translation with suggestions, of the node's provider too if it is asked and answers."""
    source, target = sheet.original.language, sheet.language
    failed: Message = ""
    memory = from_memory(source, target)
    ask: Ask = from_machine(source, target, now) if with_machine else memory
    try:
        rows = editor_rows(_texts(sheet), target=target, ask=ask)
    except TranslationUnavailable as error:
        rows, failed = editor_rows(_texts(sheet), target=target, ask=memory), error.message
    by_name = {row.name: row for row in rows}
    lines = [Line(field, by_name.get(field.name)) for _, field in sheet.rows()]
    return Editor(lines, rows, _provider_for(sheet.record), failed)


def with_taken(sheet: TranslationSheet, editor: Editor, data: QueryDict, choice: str) -> QueryDict:
    """Return what was typed with a suggestion put into its field, as ``choice`` says."""
    name = choice.partition(".")[0]
    if name not in sheet.form.fields:
        return data
    key, typed = sheet.form.add_prefix(name), data.copy()
    done = taken(editor.rows, choice, "\n".join(filter(None, data.getlist(key))), sheet.language)
    if done:
        is_rows = name == "acceptance_criteria"
        typed.setlist(key, done[1].split("\n") if is_rows else [done[1]])
    return typed


def translation_origin(sheet: TranslationSheet) -> TextOrigin:
    """Say whose words a valid sheet has: a machine's as long as one unapproved sentence of it is left as it was."""
    typed = translatable_words(sheet.draft())
    is_machine = any(
        machine_made(text.words, typed[text.name], _context(sheet, text))
        for text in _texts(sheet)
        if text.name in typed
    )
    return TextOrigin.MACHINE if is_machine or _keeps_machine_words(sheet, typed) else TextOrigin.HUMAN


def _keeps_machine_words(sheet: TranslationSheet, typed: dict[str, str]) -> bool:
    """Whether a section stays as an unapproved machine's text, from wherever that came, has it."""
    present = sheet.present
    if present is None or present.origin != TextOrigin.MACHINE or present.state == TextState.APPROVED:
        return False
    before = translatable_words(text_draft_of(present))
    return any(typed.get(name) == words for name, words in before.items())


def _texts(sheet: TranslationSheet) -> list[EditorText]:
    record, words = sheet.record, translatable_words(sheet.original)
    return [
        EditorText(name, words[name], record.level_of(name), scope_of(record), is_list=name in LISTS)
        for name in sheet.form.fields
        if name in words
    ]


def _context(sheet: TranslationSheet, text: EditorText) -> Context:
    return Context(sheet.original.language, sheet.language, text.level, text.scope)


def _provider_for(record: Record) -> str:
    """The machine that this record's texts may be sent to, by its name."""
    try:
        provider = translator()
    except TranslationUnavailable:
        return ""
    return provider.name if provider and may_be_sent(record.disclosure, provider) else ""
