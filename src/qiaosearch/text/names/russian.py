"""Russian names in Latin letters: the passport's spelling, and a folded one in which all usual spellings meet."""

from __future__ import annotations

import re
import unicodedata

CYRILLIC = re.compile(r"[а-яёА-ЯЁ]")

_ICAO_TABLE = """
а a, б b, в v, г g, д d, е e, ё e, ж zh, з z, и i, й i, к k, л l, м m, н n, о o, п p, р r, с s, т t, у u, ф f, х kh,
ц ts, ч ch, ш sh, щ shch, ъ ie, ы y, э e, ю iu, я ia
"""
_ICAO = dict(pair.split() for pair in _ICAO_TABLE.split(",")) | {"ь": ""}

_FOLDS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        (r"[^a-z]", ""),
        (r"shch|shh|sch", "sh"),
        (r"tch", "ch"),
        (r"dzh", "j"),
        (r"kh", "h"),
        (r"ph", "f"),
        (r"w", "v"),
        (r"x", "ks"),
        (r"ck|q", "k"),
        (r"c(?![heiyz])", "k"),
        (r"ts|tz|cz", "c"),
        (r"[yj]", "i"),
        (r"(?<=i)e(?=i[aou])", ""),  # ъ before я, ё, ю in passports: Podieiachev, Podyachev
        (r"i?io(?!n)|i?ie", "e"),  # ё and е: Kovalyova, Kovaliova, Vasilyev; but Ion, Rodion
        (r"(?<=[csz]h)o(?=va?$)", "e"),  # Grachov, Grachev
        (r"(?<=and)er$", "r"),  # Alexander, Aleksandr
        (r"([a-z])\1+", r"\1"),
    ]
)

_LATIN_TABLE = """
shch щ, zh ж, kh х, ts ц, ch ч, sh ш, ya я, ia я, ja я, yu ю, iu ю, ju ю, ye е, ie е, je е, yo ё, io ё, jo ё,
a а, b б, v в, w в, g г, d д, e е, z з, i и, j й, y й, k к, l л, m м, n н, o о, p п, r р, s с, t т, u у, f ф, x кс
"""
_TO_CYRILLIC = dict(pair.split() for pair in _LATIN_TABLE.split(","))
_LATIN_UNIT = re.compile("|".join(sorted(_TO_CYRILLIC, key=len, reverse=True)))
_RUSSIAN_ENDING = re.compile(r"(?:ov|ev|yov|in|yn|sk[iy]|skii|skiy|enko|uk|[oe]va|ina|skaya|skaia)$")
_PATRONYMIC_ENDING = re.compile(r"(?:[oe]vich|[oe]vna|ich|ichna)$")


def to_passport(text: str) -> str:
    """Return ``text`` with Cyrillic as in passports: ICAO Doc 9303, part 3, section 6 (Ковалёва → Kovaleva)."""
    letters = (_ICAO.get(char.lower(), char.lower()) for char in text)
    return _capitalised("".join(letters))


def fold(text: str) -> str:
    """Return the skeleton of a name in Cyrillic or Latin letters; equal for the usual romanisations of one name.

    What is merged: ë, yo, io, e; kh, h; ts, c; y, j, i; w, v; x, ks; iu, yu; double letters; soft and hard signs.
    """
    lowered = "".join(_ICAO.get(char, char) for char in text.lower())
    folded = unicodedata.normalize("NFKD", lowered)
    for pattern, replacement in _FOLDS:
        folded = pattern.sub(replacement, folded)
    return folded


def from_latin(text: str) -> str | None:
    """Return a Latin name in Cyrillic, or ``None`` where the way back would be a guess that sounds otherwise."""
    word = re.sub(r"(?:iy|ii|yi|(?<=k)[iy])$", "ий", text.lower())
    cyrillic = _LATIN_UNIT.sub(lambda match: _TO_CYRILLIC[match.group()], word)
    stem = re.sub(r"(?<![аеёиоуыэюяй])й(?![аеёиоуыэюя])", "ы", cyrillic.removesuffix("ий"))
    cyrillic = stem + cyrillic[len(cyrillic.removesuffix("ий")) :]
    sounds_alike = fold(cyrillic) == fold(text) and re.fullmatch(r"[а-яё\W]*", cyrillic)
    return _capitalised(cyrillic) if sounds_alike else None


def looks_russian(latin_family: str) -> bool:
    """Whether a family name in Latin letters has an ending of Russian ones."""
    return _RUSSIAN_ENDING.search(latin_family.lower()) is not None


def is_patronymic(text: str) -> bool:
    """Whether a word in either alphabet ends as patronymics do."""
    return _PATRONYMIC_ENDING.search(fold(text)) is not None


def _capitalised(text: str) -> str:
    return re.sub(r"(?<![^\W\d_])[^\W\d_]", lambda match: match.group().upper(), text)
