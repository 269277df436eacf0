from __future__ import annotations

from pathlib import Path

import pytest

from qiaomost.catalogue.transfer.mapping import (
    FIELDS,
    ColumnMapping,
    WrongMapping,
    choose,
    detect_preset,
    load_mapping,
    presets,
)

CSL = ["id", "lang", "title", "abstract", "keywords", "category", "discipline"]


def chosen(
    columns: list[str], *, is_table: bool = True, **options: object
) -> tuple[ColumnMapping | None, str]:
    given: dict[str, object] = {"given": None, "flags": {}, "constants": {}, "is_table": is_table}
    return choose(columns, **(given | options))


def test_presets_are_known_by_their_columns():
    assert list(presets()) == ["challenges", "csl", "ius"]
    assert [detect_preset(preset.known_by) for preset in presets().values()] == list(presets())
    assert detect_preset([*CSL, "more"]) is None


def test_preset_names_only_columns_of_its_own():
    strays = {name: set(p.columns.values()) - p.known_by for name, p in presets().items()}
    assert strays == {"challenges": set(), "csl": set(), "ius": set()}


def test_flags_win_over_a_preset():
    mapping, name = chosen(CSL, flags={"summary": "abstract"}, constants={"language": "zh"})
    assert name == "preset csl"
    assert mapping is not None
    assert mapping.columns["summary"] == "abstract"
    assert ("language" in mapping.columns, mapping.set["language"]) == (False, "zh")


def test_columns_that_have_the_names_of_fields_need_no_mapping():
    mapping, name = chosen(["title", "name"], constants={"kind": "challenge"})
    assert name == "the names of the columns"
    assert mapping is not None
    assert mapping.columns == {field: field for field in FIELDS - {"kind"}}


def test_own_shape_needs_no_mapping_and_takes_no_flags():
    columns = ["id", "kind", "source_language", "texts", "facts"]
    assert chosen(columns) == (None, "the catalogue's own shape")
    with pytest.raises(WrongMapping, match="own shape"):
        chosen(columns, constants={"kind": "challenge"})


def test_column_that_is_not_there_is_refused_in_a_table_only():
    flags = {"title": "name", "summary": "gone"}
    with pytest.raises(WrongMapping, match="no column gone; it has name"):
        chosen(["name"], flags=flags)
    mapping, _ = chosen(["name"], flags=flags, is_table=False)
    assert mapping is not None


@pytest.mark.parametrize("flags", [{}, {"summary": "name"}])
def test_file_without_a_title_is_refused(flags: dict[str, str]):
    with pytest.raises(WrongMapping, match="--map title=COLUMN"):
        chosen(["name"], flags=flags)


def test_mapping_file_that_leaves_the_title_out_is_refused():
    with pytest.raises(WrongMapping, match="--map title=COLUMN"):
        chosen(["title", "name"], given=ColumnMapping(columns={"summary": "name"}))


def test_flag_with_an_unknown_field_is_refused():
    with pytest.raises(WrongMapping, match="no such field: titel"):
        chosen(["name"], flags={"titel": "name"})


def test_mapping_files_in_toml_and_json_say_the_same(tmp_path: Path):
    (tmp_path / "a.toml").write_text('source = "s"\n[columns]\ntitle = "name"\n[set]\nkind = "challenge"\n')
    (tmp_path / "a.json").write_text(
        '{"source": "s", "columns": {"title": "name"}, "set": {"kind": "challenge"}}'
    )
    expected = ColumnMapping(source="s", columns={"title": "name"}, set={"kind": "challenge"})
    assert [load_mapping(tmp_path / name) for name in ("a.toml", "a.json")] == [expected, expected]
    assert chosen(["name"], given=expected) == (expected, "the mapping file")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[columns", "Expected"),
        (b"colums = 1", "colums: Extra inputs"),
        (b"[columns]\nx = 'y'", "no such field: x"),
        (b"\xff", "utf-8"),
        (b"source = 1", "source: Input should be a valid string"),
    ],
)
def test_wrong_mapping_file_is_refused_with_the_place(tmp_path: Path, content: bytes, reason: str):
    (tmp_path / "a.toml").write_bytes(content)
    with pytest.raises(WrongMapping, match=reason):
        load_mapping(tmp_path / "a.toml")
