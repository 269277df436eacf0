from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiaomost.network.drafts import OrganisationDraft
from qiaomost.network.identifiers import IdentifierKind, kinds_of, normal_form
from qiaomost.network.services import create_organisation
from tests.factories import NOW

USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
DIGITS = "0123456789"
CAPITALS = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

INVENTED = {
    IdentifierKind.USCC: ("91230199MA1B2C3D4", USCC_CHARACTERS, 1),
    IdentifierKind.LEI: ("5299INVENTED00001A", CAPITALS, 2),
}
"""Kind → what stands before the check digits, the characters allowed, how many check digits there are."""

RUSSIAN = {"inn10": (IdentifierKind.INN, 9, 1), "inn12": (IdentifierKind.INN, 10, 2)} | {
    "ogrn": (IdentifierKind.OGRN, 12, 1),
    "ogrnip": (IdentifierKind.OGRN, 14, 1),
}


def completed(kind: IdentifierKind, head: str, digits: int) -> list[str]:
    """All values that begin with ``head`` and have right check digits."""
    alphabet = USCC_CHARACTERS if kind == IdentifierKind.USCC else DIGITS
    tails = [a + b for a in alphabet for b in alphabet] if digits == 2 else list(alphabet)
    return [head + tail for tail in tails if normal_form(kind, head + tail)]


@given(data=st.data(), kind=st.sampled_from(sorted(INVENTED)))
def test_a_changed_character_of_uscc_and_lei_is_found(data: st.DataObject, kind: IdentifierKind):
    head, alphabet, digits = INVENTED[kind]
    middle = data.draw(st.text(alphabet, min_size=5, max_size=5))
    value = completed(kind, head[:10] + middle + head[15:], digits)[0]
    place = data.draw(st.integers(0, len(value) - 1))
    alike = [c for c in alphabet if c.isdigit() == value[place].isdigit() and c != value[place]]
    other = data.draw(st.sampled_from(alike))
    assert normal_form(kind, value[:place] + other + value[place + 1 :]) is None


@given(data=st.data(), shape=st.sampled_from(sorted(RUSSIAN)))
def test_a_head_of_inn_and_ogrn_has_one_right_check(data: st.DataObject, shape: str):
    kind, length, digits = RUSSIAN[shape]
    first = "3" if shape == "ogrnip" else "1"
    head = first + data.draw(st.text(DIGITS, min_size=length - 1, max_size=length - 1))
    assert len(completed(kind, head, digits)) == 1


@given(data=st.data(), shape=st.sampled_from(sorted(RUSSIAN)))
def test_a_changed_digit_of_inn_and_ogrn_is_found_but_for_the_gap_of_their_rule(
    data: st.DataObject, shape: str
):
    """Both rules end in one decimal digit of a larger remainder, so that some changes must escape them."""
    kind, length, digits = RUSSIAN[shape]
    first = "3" if shape == "ogrnip" else "1"
    head = first + data.draw(st.text(DIGITS, min_size=length - 1, max_size=length - 1))
    value = completed(kind, head, digits)[0]
    changed = [
        value[:place] + other + value[place + 1 :]
        for place in range(1, len(value))
        for other in DIGITS
        if other != value[place]
    ]
    unseen = [one for one in changed if normal_form(kind, one)]
    assert len(unseen) <= len(changed) * 0.12
    assert [one for one in unseen if one[:length] == head] == []


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("uscc", "91 1100 0060 0037 341l", "91110000600037341L"),
        ("inn", "77 07 08 38 93", "7707083893"),
        ("inn", "７７０７０８３８９３", "7707083893"),
        ("ogrn", "1-02-77-00-13219-5", "1027700132195"),
        ("lei", "529900t8bm49aursdo55", "529900T8BM49AURSDO55"),
    ],
)
@pytest.mark.django_db
def test_identifier_is_stored_in_its_normal_form(kind: str, typed: str, stored: str):
    draft = OrganisationDraft(country="RU", kind="institute", names={"ru": "Луч"}, **{kind: typed})
    assert getattr(create_organisation(actor=None, draft=draft, now=NOW), kind) == stored


@pytest.mark.parametrize("text", ["", "0", "7707083893 and more", "٧٧٠٧٠٨٣٨٩٣", "\x00", "1" * 500])
def test_what_is_no_identifier_has_no_kind(text: str):
    assert kinds_of(text) == []


def test_a_number_of_unknown_kind_is_told_by_its_check_digits():
    assert kinds_of("7707083893") == [("inn", "7707083893")]
    assert kinds_of("1027700132195") == [("ogrn", "1027700132195")]
