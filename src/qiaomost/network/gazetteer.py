"""Regions and cities of China and Russia in the three languages; pure functions over two files of data.

Regions are those of ISO 3166-2:CN and ISO 3166-2:RU. Cities are China's cities at prefecture level, seats of
prefectures and border cities, and Russia's regional capitals, large cities and science cities. Russian names of Chinese
cities follow the Palladius system but where another is established (Харбин, Маньчжурия, Урумчи); Chinese names of
Russian cities are the standard translations.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from qiaomost.common.languages import LanguageCode, in_language, reading_order

Words = Mapping[str, str]
"""Language → name."""

_LABELS = re.compile(r"^(г\.\s*|г\s+|город\s+|city of\s+)|(?<=..)市$", re.IGNORECASE)
_STATES: Mapping[str, Words] = {
    "CN": {"zh": "中国", "ru": "Китайская Народная Республика", "en": "China"},
    "RU": {"zh": "俄罗斯联邦", "ru": "Российская Федерация", "en": "Russia"},
}
_CITY_REGIONS = frozenset({"CN-BJ", "CN-CQ", "CN-HK", "CN-MO", "CN-SH", "CN-TJ", "RU-MOW", "RU-SPE"})
"""Regions that are a city."""
_SPECIAL = frozenset({"CN-HK", "CN-MO"})
"""Of these, those that Russian does not call a city."""


@dataclass(frozen=True, slots=True, eq=False)
class City:
    """A city, and the other ``names`` under which it is found, such as 伯力."""

    region: str
    names: Words
    others: tuple[str, ...]

    @property
    def country(self) -> str:
        return self.region[:2]

    @property
    def keys(self) -> frozenset[str]:
        """What the names are compared by."""
        return frozenset(map(key_of, (*self.names.values(), *self.others)))


@dataclass(frozen=True, slots=True)
class Place:
    """Where an organisation is: its region (ISO 3166-2), if known, and the names of its city."""

    country: str
    region: str = ""
    cities: Words = field(default_factory=dict)


@cache
def regions() -> Mapping[str, Words]:
    """Return code → names of all regions, by code."""
    return {row["code"]: _words(row) for row in _rows("regions.csv")}


@cache
def cities() -> Sequence[City]:
    """Return all cities, by region."""
    return [
        City(row["region"], _words(row), tuple(filter(None, row["also"].split(";"))))
        for row in _rows("cities.csv")
    ]


def _rows(name: str) -> Iterator[dict[str, str]]:
    file = resources.files("qiaomost.network").joinpath("data", name)
    yield from csv.DictReader(file.read_text(encoding="utf-8").splitlines())


def _words(row: Mapping[str, str]) -> Words:
    return {code: row[code] for code in LanguageCode.values}


def key_of(name: str) -> str:
    """Return what a name of a city is compared by: without case, marks, hyphens and “г.” or “市”."""
    bare = unicodedata.normalize("NFKD", _LABELS.sub("", name.strip()).casefold())
    return "".join(sign for sign in bare if sign.isalnum())


@cache
def _index() -> Mapping[str, tuple[City, ...]]:
    found: dict[str, tuple[City, ...]] = {}
    for city in cities():
        for key in city.keys:
            found[key] = (*found.get(key, ()), city)
    return found


def cities_called(name: str, *, country: str = "", region: str = "") -> Sequence[City]:
    """Return the cities that ``name`` may mean, in whatever language it is written."""
    return [
        city
        for city in _index().get(key_of(name), ())
        if country in {"", city.country} and region in {"", city.region}
    ]


def regions_called(word: str) -> list[str]:
    """Return the codes of the regions with ``word`` in one of their names."""
    sought = word.casefold()
    return [
        code for code, names in regions().items() if any(sought in name.casefold() for name in names.values())
    ]


def completed(place: Place) -> Place:
    """Add what follows from the names that are given: those in the other languages, and the region.

    What is given stays. Where a name may mean several cities, only what is common to all of them is added.
    """
    given = {code: _bare(name) for code, name in place.cities.items() if name}
    meant = [set(cities_called(name, country=place.country, region=place.region)) for name in given.values()]
    known = [some for some in meant if some]
    found = set.intersection(*known) if known else set()
    common = {code: _only({city.names[code] for city in found}) for code in LanguageCode.values}
    names = {code: given.get(code) or common[code] for code in LanguageCode.values}
    region = place.region or _only({city.region for city in found})
    return Place(place.country, region, {code: name for code, name in names.items() if name})


def _bare(name: str) -> str:
    """A known city without “г.” or “市”."""
    return _LABELS.sub("", name) if cities_called(name) else name


def _only(values: set[str]) -> str:
    return next(iter(values)) if len(values) == 1 else ""


def by_script(name: str) -> Words:
    """Return a name of which nobody has said the language under that of its script."""
    if re.search(r"[㐀-鿿]", name):
        return {"zh": name}
    return {"ru" if re.search(r"[А-яЁё]", name) else "en": name} if name else {}


def region_in(code: str, language: str) -> str:
    """Return the name of a region for a reader of ``language``; nothing where there is none."""
    return regions().get(code, {}).get(language, "")


def city_in(place: Place, language: str) -> str:
    """Return the name of the city for a reader of ``language``."""
    return in_language(place.cities, reading_order(language)) or ""


def parts_in(place: Place, language: str) -> list[str]:
    """Return region and city, the larger first; a region that is the city stands once."""
    region, city = region_in(place.region, language), city_in(place, language)
    parts = [city] if _is_the_city(place, city, region) else [region, city]
    return [part for part in parts if part]


def _is_the_city(place: Place, city: str, region: str) -> bool:
    """北京市 is the region of 北京; that of 泽列诺格勒 is another city."""
    return place.region in _CITY_REGIONS and bool(city) and region.startswith(city)


def postal_line(place: Place, language: str) -> str:
    """Return the state, the region and the city as an address has them; nothing where the city is not known."""
    city = city_in(place, language)
    if not city:
        return ""
    *region, _ = parts_in(place, language)
    state, is_listed = _STATES[place.country][language], _is_listed(city, language)
    if language == LanguageCode.ZH:
        whole = region_in(place.region, language)
        last = whole if _is_the_city(place, city, whole) else f"{city}市" if is_listed else city
        return "".join((state, *region, last))
    if language == LanguageCode.RU:
        is_city = is_listed and place.region not in _SPECIAL
        return ", ".join((state, *region, f"г. {city}" if is_city else city))
    return ", ".join((city, *region, state))


def _is_listed(city: str, language: str) -> bool:
    return any(city == one.names[language] for one in cities_called(city))
