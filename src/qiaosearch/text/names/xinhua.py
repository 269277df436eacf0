"""Russian names in Chinese characters, by the rules of the press.

The tables follow the practice of the Xinhua News Agency (世界人名翻译大辞典, 1993): one character for each consonant
with its vowel and a closing н or й, 夫 for a closing в, 娜 娃 娅 at the end of women's names. Common given names have
the established form. Well-known persons may have another, older one (托尔斯泰): the result is by rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from qiaosearch.text.names.russian import fold

_TABLE = """
- 伊 а阿 я亚 э埃 е耶 ы厄 и伊 о奥 ё约 у乌 ю尤 ай艾 ан安 ян扬 эн恩 ен延 ин因 он翁 ун温 юн云
б 布 а巴 я比亚 э贝 е别 ы贝 и比 о博 ё比奥 у布 ю比尤 ай拜 ан班 ен边 ин宾 он邦 ун本
п 普 а帕 я皮亚 э佩 е佩 ы佩 и皮 о波 ё皮奥 у普 ю皮尤 ай派 ан潘 ен片 ин平 он蓬
д 德 а达 я佳 э德 е杰 ы德 и季 о多 ё焦 у杜 ю久 ай戴 ан丹 ян江 ен坚 ин金 он东 ун敦
т 特 а塔 я佳 э泰 е捷 ы特 и季 о托 ё乔 у图 ю秋 ай泰 ан坦 ян强 ен琴 ин京 он通 ун通
г 格 а加 я吉亚 э格 е格 ы格 и吉 о戈 ё吉奥 у古 ю久 ай盖 ан甘 ен根 ин金 он贡 ун贡
к 克 а卡 я基亚 э凯 е克 ы克 и基 о科 ё基奥 у库 ю丘 ай凯 ан坎 ен肯 ин金 он孔 ун昆
в 夫 а瓦 я维亚 э韦 е韦 ы维 и维 о沃 ё维奥 у武 ю维尤 ан万 ян维扬 ен文 ин温 он翁
ф 夫 а法 я菲亚 э费 е费 ы菲 и菲 о福 ё费奥 у富 ю菲尤 ан凡 ен芬 ин芬 он丰
з 兹 а扎 я贾 э泽 е泽 ы济 и济 о佐 ё焦 у祖 ю久 ай宰 ан赞 ен津 ин津 он宗 ун宗
ц 茨 а察 я齐亚 э采 е采 ы齐 и齐 о措 ё乔 у楚 ю丘 ай采 ан灿 ен岑 ын钦 ин钦 он聪
с 斯 а萨 я夏 э塞 е谢 ы瑟 и西 о索 ё肖 у苏 ю休 ай赛 ан桑 ян相 ен先 ин辛 он松 ун孙
ж 日 а扎 я扎 э热 е热 ы日 и日 о若 ё若 у茹 ю茹 ан然 ен任 ин任 он容
ш 什 а沙 я沙 э舍 е舍 ы希 и希 о绍 ё肖 у舒 ю舒 ан尚 ен申 ин申 он雄 ун顺
щ 希 а夏 я夏 э谢 е谢 ы希 и希 о晓 ё晓 у休 ю休 ан相 ен先 ин辛
ч 奇 а恰 я恰 э切 е切 ы奇 и奇 о乔 ё乔 у丘 ю丘 ай柴 ан昌 ен琴 ин钦 он琼 ун春
х 赫 а哈 я希亚 э赫 е赫 ы希 и希 о霍 ё肖 у胡 ю休 ай海 ан汉 ен亨 ин欣 он洪
м 姆 а马 я米亚 э梅 е梅 ы梅 и米 о莫 ё苗 у穆 ю缪 ай迈 ан曼 ян米扬 ен缅 ин明 он蒙
н 恩 а纳 я尼亚 э内 е涅 ы内 и尼 о诺 ё尼奥 у努 ю纽 ай奈 ан南 ян尼扬 ен年 ин宁 он农
л 尔 а拉 я利亚 э莱 е列 ы雷 и利 о洛 ё廖 у卢 ю柳 ай莱 ан兰 ян良 ен连 ин林 он隆 ун伦
р 尔 а拉 я里亚 э雷 е列 ы雷 и里 о罗 ё廖 у鲁 ю留 ай赖 ан兰 ян良 ен连 ин林 он龙 ун伦
"""
_GIVEN = """
Александр 亚历山大, Александра 亚历山德拉, Алексей 阿列克谢, Алина 阿林娜, Алла 阿拉, Алёна 阿廖娜,
Анастасия 阿纳斯塔西娅, Анатолий 阿纳托利, Андрей 安德烈, Анна 安娜, Антон 安东, Аркадий 阿尔卡季,
Артём 阿尔乔姆, Борис 鲍里斯, Вадим 瓦季姆, Валентин 瓦连京, Валентина 瓦莲京娜, Валерий 瓦列里,
Валерия 瓦列里娅, Варвара 瓦尔瓦拉, Василий 瓦西里, Вера 薇拉, Вероника 韦罗妮卡, Виктор 维克托,
Виктория 维多利亚, Виталий 维塔利, Владимир 弗拉基米尔, Владислав 弗拉季斯拉夫, Всеволод 弗谢沃洛德,
Вячеслав 维亚切斯拉夫, Галина 加林娜, Геннадий 根纳季, Георгий 格奥尔基, Глеб 格列布, Григорий 格里戈里,
Даниил 丹尼尔, Дарья 达里娅, Денис 杰尼斯, Дина 季娜, Дмитрий 德米特里, Евгений 叶夫根尼, Евгения 叶夫根尼娅,
Егор 叶戈尔, Екатерина 叶卡捷琳娜, Елена 叶连娜, Елизавета 伊丽莎白, Жанна 让娜, Захар 扎哈尔,
Зинаида 济娜伊达, Зоя 卓娅, Иван 伊万, Игорь 伊戈尔, Илья 伊利亚, Инна 因娜, Ирина 伊琳娜, Кирилл 基里尔,
Константин 康斯坦丁, Ксения 克谢尼娅, Лариса 拉里莎, Лев 列夫, Леонид 列昂尼德, Лидия 莉迪娅, Лилия 莉莉娅,
Лина 琳娜, Любовь 柳博芙, Людмила 柳德米拉, Майя 马娅, Максим 马克西姆, Маргарита 玛加丽塔, Марина 玛丽娜,
Мария 玛丽亚, Марк 马克, Матвей 马特维, Михаил 米哈伊尔, Надежда 娜杰日达, Наталия 娜塔利娅,
Наталья 娜塔利娅, Никита 尼基塔, Николай 尼古拉, Нина 尼娜, Оксана 奥克萨娜, Олег 奥列格, Олеся 奥列霞,
Ольга 奥莉加, Павел 帕维尔, Пётр 彼得, Полина 波琳娜, Раиса 赖莎, Ренат 列纳特, Роман 罗曼, Руслан 鲁斯兰,
Рустам 鲁斯塔姆, Светлана 斯韦特兰娜, Семён 谢苗, Сергей 谢尔盖, София 索菲娅, Софья 索菲娅,
Станислав 斯坦尼斯拉夫, Степан 斯捷潘, Тамара 塔玛拉, Татьяна 塔季扬娜, Тимофей 季莫费, Тимур 帖木儿,
Фёдор 费奥多尔, Эдуард 爱德华, Эльвира 埃莉维拉, Юлия 尤利娅, Юрий 尤里, Ян 扬, Яна 雅娜, Яков 雅科夫,
Ярослав 雅罗斯拉夫
"""
_STEMS = {
    "алексан(?=д)": "亚历山",
    "алексе": "阿列克谢",
    "андре": "安德烈",
    "бори(?=с)": "鲍里",
    "михай(?=л)": "米哈伊",
    "пет(?=р)": "彼得",
    "пуш(?=к)": "普希",
    "серге(?=е)": "谢尔盖",
}
_AFTER_SHORT_I = dict(zip("аоуэеёюя", "яёюеееюя", strict=True))
_VOWELS = "аяэеыиоёуюй"
_SOFTENED = "бвдмнпрст"
_AT_START = {"е": "叶", "я": "雅"}
_CODA = {"": "", "й": "伊", "н": "恩"}
_UNIT = re.compile(r"([бпдтгквфзцсжшщчхмнлр]?)([ьъ]*)(?:([аяэеыиоёую])([йн]?))?")
_NASAL_DOUBLED = re.compile(r"н(?:ов|ова|ович|овна)$")


def to_characters(text: str) -> str:
    """Return a Russian family name or patronymic in characters, by rule; other signs fall away."""
    return _by_rule(text.lower())


def given_to_characters(text: str) -> str:
    """Return a Russian given name in characters: the established form, or else by rule."""
    return established_given().get(fold(text)) or _by_rule(text.lower())


@cache
def _given() -> dict[str, tuple[str, str]]:
    pairs = (entry.split() for entry in _GIVEN.split(","))
    return {fold(russian): (russian, chinese) for russian, chinese in pairs}


@cache
def established_given() -> dict[str, str]:
    """Return the folded spellings of common Russian given names with their forms in characters."""
    return {folded: chinese for folded, (_, chinese) in _given().items()}


@cache
def given_in_cyrillic() -> dict[str, str]:
    """Return the folded spellings of common Russian given names with their Cyrillic."""
    return {folded: russian for folded, (russian, _) in _given().items()}


def _by_rule(word: str) -> str:
    word = re.sub(r"[^а-яё]", "", word)
    word = re.sub(r"й([аоуэеёюя])", lambda match: _AFTER_SHORT_I[match[1]], word)
    word = re.sub(r"([бвгджзклмпрстфхцчшщ])\1+", r"\1", re.sub(r"[иы]й$", "и", word))
    stem, characters = next(((m.end(), _STEMS[p]) for p in _STEMS if (m := re.match(p, word))), (0, ""))
    characters += "".join(_characters(word, stem))
    for ending, character in (("на", "娜"), ("ва", "娃"), ("ая", "娅")):
        if word.endswith(ending) and len(word) > len(ending):
            return characters[:-1] + character
    return characters


def _characters(word: str, start: int) -> Iterator[str]:
    while start < len(word):
        match = _UNIT.match(word, start)
        if match is None or not match.group():  # a lone й
            yield _CODA["й"]
            start += 1
            continue
        consonant, sign, vowel, coda = match.groups(default="")
        end = match.end()
        if coda and (not _closes(word, end - 1) or _is_doubled(word, end - 1)):
            end -= 1
            coda = coda if _is_doubled(word, end) else ""
        yield _syllable(consonant, sign, vowel + coda, at_start=start == 0)
        start = end


def _closes(word: str, place: int) -> bool:
    """Whether the й or н at ``place`` closes the syllable before it."""
    following = word[place + 1 :].lstrip("ьъ")[:1]
    return word[place] == "й" or not following or following not in _VOWELS


def _is_doubled(word: str, place: int) -> bool:
    """Whether an н sounds in both syllables: Иванов 伊万诺夫, Елена 叶连娜."""
    before, rest = word[place - 1], word[place:]
    return (before in "ая" and _NASAL_DOUBLED.match(rest) is not None) or (before in "аяеи" and rest == "на")


def _syllable(consonant: str, sign: str, rime: str, *, at_start: bool) -> str:
    table = _table()
    row = table[consonant or "-"]
    if not rime:
        return _bare(consonant, sign, at_start=at_start)
    if consonant and sign:
        return row["и"] + _with_coda(table["-"], rime)
    if not consonant and at_start and rime[0] in _AT_START:
        row = table["-"] | _AT_START
    return _with_coda(row, rime)


def _bare(consonant: str, sign: str, *, at_start: bool) -> str:
    """Return a consonant without vowel; with a soft sign as with и, but ль is like л."""
    if consonant == "в" and at_start:
        return "弗"
    row = _table()[consonant or "-"]
    return row["и"] if "ь" in sign and consonant in _SOFTENED else row[""]


def _with_coda(row: dict[str, str], rime: str) -> str:
    return row.get(rime) or row[rime[0]] + _CODA[rime[1:]]


@cache
def _table() -> dict[str, dict[str, str]]:
    rows = (line.split() for line in _TABLE.split("\n") if line)
    cell = re.compile(r"([а-яё]+)(.+)")
    return {
        consonant: {"": bare} | {m[1]: m[2] for entry in cells if (m := cell.fullmatch(entry))}
        for consonant, bare, *cells in rows
    }
