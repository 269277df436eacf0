"""Names that are the same person or organisation are found whatever their script; others are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiaomost.compliance.comparing.parties import Listed, ListedName, Party, PartyKind, PartyName, Way
from qiaomost.compliance.comparing.scoring import (
    KEY_LENGTH,
    SCORES,
    compare,
    keys_of_listed,
    keys_of_party,
)

ZHANG_WEI = ("zh", "张", "伟", "")
IVANOV = ("ru", "Иванов", "Иван", "Сергеевич")
KOVALEVA = ("ru", "Ковалёва", "Мария", "Андреевна")
ZENG = ("zh", "曾", "志远", "")


def person(language: str, family: str, given: str, patronymic: str = "") -> Party:
    order = f"{family}{given}" if language == "zh" else f"{family} {given} {patronymic}".strip()
    return Party(PartyKind.PERSON, (PartyName(order, language, (family, given, patronymic)),))


def organisation(*names: str, **identifiers: str) -> Party:
    rows = tuple(PartyName(name, "ru") for name in names)
    return Party(PartyKind.ORGANISATION, rows, frozenset(identifiers.items()))


def way(party: Party, *names: str, **more: object) -> Way | None:
    """How they meet, by the keys and by the comparison: what the keys do not find is never compared."""
    listed = Listed(tuple(ListedName(name, str(more.get("field", "name"))) for name in names))
    if not keys_of_party(party) & keys_of_listed(party.kind, listed):
        return None
    found = compare(party, listed)
    return found.evidence[0].way if found else None


@pytest.mark.parametrize(
    ("party", "name", "expected"),
    [
        (ZHANG_WEI, "张伟", Way.SAME_SPELLING),
        (ZHANG_WEI, "張偉", Way.SAME_SPELLING),
        (ZHANG_WEI, "Zhang Wei", Way.SAME_SOUND),
        (ZHANG_WEI, "WEI ZHANG", Way.SAME_SOUND),
        (ZHANG_WEI, "Чжан Вэй", Way.SAME_SOUND),
        (ZENG, "Zeng Zhi-yuan", Way.SAME_SOUND),
        (ZENG, "Цзэн Чжиюань", Way.SAME_SOUND),
        (IVANOV, "Ivanov Ivan", Way.SAME_SOUND),
        (IVANOV, "IVANOV, Ivan Sergeevich", Way.SAME_SOUND),
        (IVANOV, "伊万·伊万诺夫", Way.SAME_SOUND),
        (IVANOV, "Иванов И.С.", Way.INITIALS),
        (IVANOV, "Ivanof Ivan", Way.ALIKE),
        (KOVALEVA, "Kovalyova Maria", Way.SAME_SOUND),
        (KOVALEVA, "Kowalewa Marija", Way.SAME_SOUND),
        (("en", "Zhang", "Wei", ""), "张伟", Way.SAME_SOUND),
    ],
)
def test_person_is_found_in_any_script(party: tuple[str, str, str, str], name: str, expected: Way):
    assert way(person(*party), name) == expected


@pytest.mark.parametrize(
    ("party", "name"),
    [
        (ZHANG_WEI, "章薇"),
        (ZHANG_WEI, "张文"),
        (ZHANG_WEI, "Zhang Wen"),
        (ZHANG_WEI, "Zhang"),
        (ZHANG_WEI, "Zhang W."),
        (IVANOV, "Ivanov"),
        (IVANOV, "伊万诺夫"),
        (IVANOV, "Ivanov I."),
        (IVANOV, "Ivan Sergeevich"),
        (IVANOV, "Petrov Ivan"),
        (IVANOV, "Ivanov Petr"),
        (IVANOV, "Иванов Иван Петрович"),
        (KOVALEVA, "Kovalenko Maria"),
        (KOVALEVA, "Ковалёва Марина Олеговна"),
    ],
)
def test_another_person_is_not_found(party: tuple[str, str, str, str], name: str):
    assert way(person(*party), name) is None


def test_characters_outweigh_the_sound_of_another_name_of_the_same_entry():
    assert way(person(*ZHANG_WEI), "章薇", "Zhang Wei") is None
    assert way(person(*ZHANG_WEI), "张伟", "Zhang Wei") == Way.SAME_SPELLING


@pytest.mark.parametrize(
    ("ours", "name", "expected"),
    [
        ("深圳市远桥创新科技有限公司", "深圳市遠橋創新科技股份有限公司", Way.SAME_SPELLING),
        ("深圳市远桥创新科技有限公司", "Shenzhenshi Yuanqiao Chuangxin Keji Co., Ltd.", Way.SAME_SOUND),
        ("深圳市远桥创新科技有限公司", "Шэньчжэньши Юаньцяо Чуансинь Кэцзи", Way.SAME_SOUND),
        ("ООО «Северный ветер»", "Severny Veter LLC", Way.SAME_SOUND),
        ("ООО «Северный ветер»", "АО «Северный ветер»", Way.SAME_SPELLING),
        ("ООО «Северный ветер»", "Severnyj Weter", Way.SAME_SOUND),
        ("Harbin Institute of Snow", "Harbin Institut of Snow", Way.ALIKE),
    ],
)
def test_organisation_is_found_in_any_script(ours: str, name: str, expected: Way):
    assert way(organisation(ours), name) == expected


@pytest.mark.parametrize(
    ("ours", "name"),
    [
        ("ООО «Северный ветер»", "ООО «Южный ветер»"),
        ("ООО «Северный ветер»", "ООО"),
        ("哈尔滨雪原大学", "哈尔滨冰原大学"),
        ("深圳市远桥创新科技有限公司", "有限公司"),
        ("Harbin Institute of Snow", "Harbin Institute of Steel"),
    ],
)
def test_another_organisation_is_not_found(ours: str, name: str):
    assert way(organisation(ours), name) is None


def test_weak_alias_counts_by_its_sound_and_not_by_initials_or_likeness():
    assert way(person(*IVANOV), "Ivanov Ivan", field="weakAlias") == Way.SAME_SOUND
    assert way(person(*IVANOV), "Иванов И.С.", field="weakAlias") is None
    assert way(person(*IVANOV), "Ivanof Ivan", field="weakAlias") is None


def test_identifier_comes_first_and_makes_the_hit_strong():
    ours = organisation("Луч", inn="7707083893")
    listed = Listed((ListedName("Рассвет"),), frozenset({("inn", "7707083893")}))
    found = compare(ours, listed)
    assert found is not None
    assert [(item.kind, item.way, item.score) for item in found.evidence] == [("inn", Way.IDENTIFIER, 1.0)]
    assert (found.is_strong, found.identifiers_differ) == (True, False)
    assert "id inn 7707083893" in keys_of_party(ours) & keys_of_listed(PartyKind.ORGANISATION, listed)


def test_identifiers_that_differ_are_told_beside_the_name():
    listed = Listed((ListedName("Северный ветер"),), frozenset({("inn", "5001007322")}))
    found = compare(organisation("ООО «Северный ветер»", inn="7707083893"), listed)
    assert found is not None
    assert (found.is_strong, found.identifiers_differ) == (False, True)


def test_scores_are_between_nothing_and_one_and_order_the_ways():
    assert SCORES[Way.SAME_SPELLING] > SCORES[Way.SAME_SOUND] > SCORES[Way.INITIALS] > 0
    assert max(SCORES.values()) == 1.0


@given(st.text(max_size=400), st.sampled_from(list(PartyKind)))
def test_any_text_on_a_list_has_keys_that_can_be_stored(text: str, kind: PartyKind):
    listed = Listed((ListedName(text),))
    keys = keys_of_listed(kind, listed)
    assert all(0 < len(key) <= KEY_LENGTH for key in keys)
    compare(person(*IVANOV), listed)
    compare(organisation("ООО «Северный ветер»"), listed)
