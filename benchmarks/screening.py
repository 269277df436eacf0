"""Screening by our keys against rigour alone and against equal spelling, on generated parties and a generated list.

    python -m benchmarks.screening --entries 100000 --parties 1000

Nobody here exists: names are drawn from common surnames and
given names, organisations from made-up words. Half of the
parties are on the list, each once, in one of the forms below; the others are not. What counts is the name: whoever is
called exactly the same is no false hit, whoever only sounds the same is one.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import django
from django.conf import settings

if not settings.configured:
    settings.configure(INSTALLED_APPS=[], USE_I18N=False)
    django.setup()

from qiaomost.compliance.comparing.alike import alike_keys, similarity
from qiaomost.compliance.comparing.parties import Listed, ListedName, Party, PartyKind, PartyName
from qiaomost.compliance.comparing.scoring import ALIKE_FROM, compare, keys_of_listed, keys_of_party
from qiaosearch.text.names import PersonalName, display, forms
from qiaosearch.text.names.russian import to_passport
from qiaosearch.text.normalise import fold
from qiaosearch.types import Language


def _words(text: str) -> list[str]:
    return text.split()


SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰志红建国春梅海燕波宁宇浩然子轩梓涵雨欣诗怡晨曦博"
    "文思远嘉豪俊峰雪松鹏飞云龙凤琴珍莲生福贵成功立新民永康健安"
)
FAMILIES = _words("""
Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров
Морозов Волков Алексеев Лебедев
Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин
Захаров Зайцев Соловьёв Борисов
Яковлев Григорьев Романов Воробьёв Сергеев Кузьмин Фролов Александров Дмитриев Королёв
Гусев Киселёв Ильин
Максимов Поляков Сорокин Виноградов Ковалёв Белов Медведев Антонов Тарасов Жуков
Баранов Филиппов Комаров
Давыдов Беляев Герасимов Богданов Осипов Сидоров Матвеев Титов Марков Миронов
Крылов Куликов Карпов Власов
Мельников Денисов Гаврилов Тихонов Казаков Афанасьев Данилов Савельев Тимофеев Фомин
Чернов Абрамов Мартынов
Ефимов Федотов Щербаков Назаров Калинин Исаев Чернышёв Быков Маслов Родионов
Коновалов Лазарев Воронин Климов
Филатов Пономарёв Голубев Кудрявцев Прохоров Наумов Потапов Журавлёв Овчинников Трофимов
Леонов Соболев Ермаков
Колесников Гончаров Емельянов Никифоров Грачёв Котов Гришин Ефремов Архипов Громов
Кириллов Малышев Панов
Моисеев Румянцев Акимов Кондратьев Бирюков Горбунов Анисимов Ерёмин Тихомиров Галкин
Лукьянов Михеев Скворцов
Юдин Белоусов Нестеров Симонов Прокофьев Харитонов Князев Цветков Левин Митрофанов
Воронов Аксёнов Софронов
Мальцев Логинов Горшков Савин Краснов Майоров Демидов Елисеев Рыбаков Сафонов
Плотников Демин Хохлов Фадеев
Молчанов Игнатов Литвинов Ершов Ушаков Дементьев Рябов Мухин Калашников Леонтьев
Лобанов Кузин Корнеев Евдокимов
Бородин Платонов Некрасов Балашов Бобров Жданов Блинов Игнатьев Коротков Муравьёв
Крюков Беляков Богомолов
Дроздов Лавров Зуев Петухов Ларин Никулин Серов Терентьев Зотов Устинов
Фокин Самойлов Константинов Сахаров
Шишкин Самсонов Черкасов Чистяков Носов Спиридонов Карасёв Авдеев Воронцов Зверев
Владимиров Селезнёв Нечаев
Кудряшов Седов Фирсов Андрианов Панфилов Головин Терехов Ульянов Шестаков Агеев
Никонов Селиванов Баженов
Гордеев Кожевников Пахомов Зимин Костин Широков Филимонов Ларионов Овсянников Сазонов
Суворов Нефёдов Корнилов
Любимов Львов Горбачёв Копылов Лукин Токарев Кулешов Шилов Большаков Панкратов
Родин Шаповалов Покровский
Бочаров Никольский Маркин Горелов Агафонов Берёзин Ермолаев Зубков Куприянов Трифонов
Масленников Круглов
Третьяков Колосов Рожков Артамонов Шмелёв Лаптев Лапшин Федосеев Зиновьев Зорин
Уткин Столяров Зубов Ткачёв
Дорофеев Антипов Завьялов Свиридов Золотарёв Кулаков Мещеряков Макеев Дьяконов Гуляев
Петровский Бондарев
Поздняков Панин
""")
MEN = _words("""
Александр Сергей Дмитрий Андрей Алексей Михаил Иван Николай Владимир Евгений
Павел Роман Виктор Олег Юрий Игорь
Максим Антон Денис Артём Кирилл Константин Василий Вадим Станислав Григорий
Пётр Тимофей Борис Леонид Фёдор Глеб
Егор Степан Валерий Геннадий
""")
FATHERS = _words("""
Александрович Сергеевич Дмитриевич Андреевич Алексеевич Михайлович Иванович Николаевич Владимирович Евгеньевич
Павлович Романович Викторович Олегович Юрьевич Игоревич Максимович Антонович Денисович Кириллович
Константинович
Васильевич Вадимович Григорьевич Петрович Борисович Леонидович Фёдорович Егорович Степанович Валерьевич
Геннадьевич
""")
PLACES = _words("""
北疆 松北 远东 黑河 绥芬 漠河 雪原 冰城 长白 兴安 龙江 镜泊 瀚海 天池 云岭 东陵 南桥 西泽 银川 金沙
""")
TRADES = _words("""
路桥建设 冻土技术 精密机械 生物医药 新材料 航天动力 海洋装备 量子仪器 智能控制 环境工程
农业机械 石化设备 电力电子 光学仪器 铁路车辆 矿山装备 软件 低温材料 水利工程 地质勘探
""")
WORDS = _words("""
Северный Полярный Таёжный Ангарский Байкальский Янтарный Каменный Речной Снежный Звёздный
Синий Белый Приморский
Уральский Сибирский Ладожский Камский Донской Южный Восточный
""")
THINGS = _words("""
ветер мост прибор маяк завод двигатель материал институт сигнал реактор
корпус горизонт кристалл луч профиль
вектор импульс контур спектр рубеж
""")
LEGAL = {"ООО": "LLC", "АО": "JSC", "ПАО": "PJSC"}


@dataclass(frozen=True)
class Subject:
    """A party with a name of its own; ``variants`` are its forms on a list, by how they came about."""

    base: str
    party: Party
    variants: dict[str, str]


def chinese(rng: random.Random) -> Subject:
    family, given = rng.choice(SURNAMES), "".join(rng.sample(GIVEN, rng.choice((1, 2, 2))))
    own = PersonalName(family, given, language=Language.ZH)
    made = forms(own)
    pinyin, cyrillic = made[Language.EN], made[Language.RU]
    party = Party(PartyKind.PERSON, (PartyName(family + given, "zh", (family, given, "")),))
    variants = {
        "characters": family + given,
        "pinyin": f"{pinyin.family.upper()}, {pinyin.given}",
        "Palladius": display(cyrillic),
    }
    return Subject(family + given, party, variants)


def russian(rng: random.Random) -> Subject:
    parts = rng.choice(FAMILIES), rng.choice(MEN), rng.choice(FATHERS)
    full = " ".join(parts)
    made = forms(PersonalName(*parts, language=Language.RU))
    party = Party(PartyKind.PERSON, (PartyName(full, "ru", parts),))
    latin = [to_passport(part) for part in parts]
    variants = {
        "Cyrillic": f"{parts[1]} {parts[2]} {parts[0].upper()}",
        "passport": f"{latin[0].upper()} {latin[1]}",
        "free Latin": f"{latin[1]} {loosely(latin[0])}",
        "transcribed": f"{made[Language.ZH].given}·{made[Language.ZH].family}",
        "misspelt": misspelt(rng, f"{latin[0]} {latin[1]} {latin[2]}"),
    }
    return Subject(full, party, variants)


def company_cn(rng: random.Random) -> Subject:
    core = rng.choice(PLACES) + rng.choice(PLACES) + rng.choice(TRADES)
    name = f"{core}有限公司"
    party = Party(PartyKind.ORGANISATION, (PartyName(name, "zh"),))
    from qiaosearch.text.names.characters import given_reading
    from qiaosearch.text.names.syllables import to_palladius

    read = given_reading(core)
    variants = {
        "characters": f"{core}股份有限公司",
        "pinyin": f"{' '.join(one.capitalize() for one in read)} Co., Ltd.",
        "Palladius": f"ООО «{' '.join(to_palladius((one,)) or one for one in read)}»",
    }
    return Subject(core, party, variants)


def company_ru(rng: random.Random) -> Subject:
    core = f"{rng.choice(WORDS)} {rng.choice(THINGS)}-{rng.randrange(10, 100)}"
    legal = rng.choice(sorted(LEGAL))
    party = Party(PartyKind.ORGANISATION, (PartyName(f"{legal} «{core}»", "ru"),))
    latin = to_passport(core)
    variants = {
        "Cyrillic": f"{core.upper()}, {legal}",
        "passport": f"{latin} {LEGAL[legal]}",
        "free Latin": f"{loosely(latin)} {LEGAL[legal]}",
        "misspelt": misspelt(rng, latin),
    }
    return Subject(core, party, variants)


MAKERS: tuple[Callable[[random.Random], Subject], ...] = (chinese, russian, company_cn, company_ru)


def loosely(latin: str) -> str:
    """As people write who have no passport at hand: ya, yu, w, iy."""
    for ours, theirs in (("ia", "ya"), ("iu", "yu"), ("ii", "iy"), ("v", "w"), ("ks", "x")):
        latin = latin.replace(ours, theirs)
    return latin


def misspelt(rng: random.Random, text: str) -> str:
    """Drop, double or exchange one letter inside a word."""
    place = rng.choice([n for n in range(1, len(text) - 2) if text[n - 1 : n + 2].isalpha()])
    return rng.choice(
        (
            text[:place] + text[place + 1 :],
            text[:place] + text[place] + text[place:],
            text[:place] + text[place + 1] + text[place] + text[place + 2 :],
        )
    )


@dataclass(frozen=True)
class Entry:
    base: str
    kind: PartyKind
    form: str
    listed: Listed

    @property
    def name(self) -> str:
        return self.listed.names[0].text


def entries_of(rng: random.Random, subjects: Iterable[Subject], entries: int) -> list[Entry]:
    """Each subject once, in one of its forms; then strangers until the list is full."""
    made = [entry(rng, subject) for subject in subjects]
    while len(made) < entries:
        made.append(entry(rng, MAKERS[len(made) % len(MAKERS)](rng)))
    rng.shuffle(made)
    return made


def entry(rng: random.Random, subject: Subject) -> Entry:
    form = rng.choice(sorted(subject.variants))
    name = ListedName(subject.variants[form])
    return Entry(subject.base, subject.party.kind, f"{form} ({subject.party.kind.value})", Listed((name,)))


class Blocks:
    """A list by its keys, as the tables hold it."""

    def __init__(self, listed: list[Entry], keys: Callable[[Entry], frozenset[str]]) -> None:
        self.listed = listed
        self.places: dict[tuple[PartyKind, str], list[int]] = defaultdict(list)
        for place, one in enumerate(listed):
            for key in keys(one):
                self.places[one.kind, key].append(place)

    def candidates(self, kind: PartyKind, keys: Iterable[str]) -> list[Entry]:
        found = sorted({place for key in keys for place in self.places.get((kind, key), ())})
        return [self.listed[place] for place in found]


Finder = Callable[[Party], list[Entry]]


def ours(listed: list[Entry]) -> Finder:
    blocks = Blocks(listed, lambda one: keys_of_listed(one.kind, one.listed))

    def find(party: Party) -> list[Entry]:
        return [
            one for one in blocks.candidates(party.kind, keys_of_party(party)) if compare(party, one.listed)
        ]

    return find


def rigour_alone(listed: list[Entry]) -> Finder:
    blocks = Blocks(listed, lambda one: alike_keys(one.kind, one.name))

    def find(party: Party) -> list[Entry]:
        name, kind = party.names[0].text, party.kind
        found = blocks.candidates(kind, alike_keys(kind, name))
        return [one for one in found if similarity(kind, name, one.name) >= ALIKE_FROM]

    return find


def equal(listed: list[Entry]) -> Finder:
    blocks = Blocks(listed, lambda one: frozenset({fold(one.name)}))
    return lambda party: blocks.candidates(party.kind, [fold(party.names[0].text)])


METHODS: dict[str, Callable[[list[Entry]], Finder]] = {
    "ours": ours,
    "rigour alone": rigour_alone,
    "equal spelling": equal,
}


def measure(name: str, subjects: list[Subject], listed: list[Entry]) -> dict[str, Any]:
    """Return precision, recall by form, and times of one way of finding."""
    begun = time.perf_counter()
    find = METHODS[name](listed)
    built = time.perf_counter() - begun
    on_list: dict[tuple[PartyKind, str], list[Entry]] = defaultdict(list)
    for one in listed:
        on_list[one.kind, one.base].append(one)
    right = wrong = 0
    met: dict[str, list[bool]] = defaultdict(list)
    times = []
    for subject in subjects:
        begun = time.perf_counter()
        found = find(subject.party)
        times.append(time.perf_counter() - begun)
        right += sum(one.base == subject.base for one in found)
        wrong += sum(one.base != subject.base for one in found)
        for one in on_list[subject.party.kind, subject.base]:
            met[one.form].append(one in found)
    total = [hit for hits in met.values() for hit in hits]
    times.sort()
    return {
        "method": name,
        "precision": right / max(1, right + wrong),
        "recall": sum(total) / len(total),
        "false_hits": wrong,
        "party_ms_p50": times[len(times) // 2] * 1000,
        "party_ms_p95": times[len(times) * 95 // 100] * 1000,
        "keys_s": built,
        "recall_by_form": {form: sum(hits) / len(hits) for form, hits in sorted(met.items())},
    }


def print_row(row: dict[str, Any]) -> None:
    print(
        f"{row['method']}: precision {row['precision']:.3f}, recall {row['recall']:.3f}, "
        f"{row['false_hits']} false hits, a party {row['party_ms_p50']:.2f} ms "
        f"(p95 {row['party_ms_p95']:.2f} ms), keys of the list {row['keys_s']:.0f} s"
    )
    for form, recall in row["recall_by_form"].items():
        print(f"  {form}: recall {recall:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--parties", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    rng = random.Random(given.seed)
    subjects = [MAKERS[number % len(MAKERS)](rng) for number in range(given.parties)]
    listed = entries_of(rng, subjects[: given.parties // 2], given.entries)
    rows = [measure(name, subjects, listed) for name in METHODS]
    if given.json:
        print(json.dumps({"entries": given.entries, "parties": given.parties, "methods": rows}))
    else:
        for row in rows:
            print_row(row)


if __name__ == "__main__":
    main()
