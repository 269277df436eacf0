"""Chinese characters of names: their readings, and surnames whose reading differs from the everyday one."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from qiaosearch.text.names.syllables import Syllables, canonical

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

_SURNAMES = """
曾 zeng, 单 shan, 解 xie, 仇 qiu, 查 zha, 任 ren, 盖 ge gai, 区 ou, 朴 piao, 华 hua, 宁 ning, 员 yun, 秘 bi,
缪 miao, 种 chong, 折 she, 翟 zhai, 哈 ha, 乐 yue le, 召 shao, 郇 xun huan, 冼 xian, 洗 xian, 褚 chu,
谌 chen shen, 纪 ji, 柏 bai, 薄 bo, 逄 pang, 逢 pang, 覃 qin tan, 车 che, 晁 chao, 牟 mu mou, 宓 mi, 那 na,
祭 zhai, 应 ying, 於 yu, 臧 zang, 訾 zi, 钭 tou, 佘 she, 厍 she, 阚 kan, 郗 xi chi, 句 gou, 勾 gou, 贾 jia,
隗 wei kui, 黑 he, 繁 po, 过 guo, 恽 yun, 适 kuo, 沈 shen, 石 shi, 行 xing, 相 xiang, 都 du, 仉 zhang,
乜 nie, 角 jue, 瞿 qu, 不 fou, 眭 sui, 禚 zhuo, 亓 qi, 谷 gu, 占 zhan, 颉 xie, 逯 lu, 妫 gui, 呙 guo,
粘 nian, 笪 da, 费 fei, 曲 qu, 要 yao, 干 gan, 晟 cheng, 少 shao, 教 jiao, 尉 wei, 葛 ge, 万 wan, 卜 bu,
宿 su, 撒 sa, 奇 qi, 兴 xing, 重 chong, 长 chang, 降 jiang, 无 wu, 燕 yan, 令 ling
"""
_COMPOUND_SURNAMES = """
欧阳 ou yang, 尉迟 yu chi, 令狐 ling hu, 澹台 tan tai, 长孙 zhang sun, 万俟 mo qi, 上官 shang guan,
司马 si ma, 司徒 si tu, 司空 si kong, 诸葛 zhu ge, 夏侯 xia hou, 皇甫 huang fu, 东方 dong fang,
东郭 dong guo, 南宫 nan gong, 西门 xi men, 公孙 gong sun, 公冶 gong ye, 公羊 gong yang, 赫连 he lian,
轩辕 xuan yuan, 慕容 mu rong, 独孤 du gu, 呼延 hu yan, 端木 duan mu, 百里 bai li, 宇文 yu wen, 钟离 zhong li,
太叔 tai shu, 申屠 shen tu, 淳于 chun yu, 单于 chan yu, 仲孙 zhong sun, 濮阳 pu yang, 宗政 zong zheng,
拓跋 tuo ba, 梁丘 liang qiu, 左丘 zuo qiu, 谷梁 gu liang, 段干 duan gan, 第五 di wu, 纳兰 na lan,
完颜 wan yan, 叶赫 ye he, 宰父 zai fu, 鲜于 xian yu, 闾丘 lü qiu, 亓官 qi guan, 巫马 wu ma, 漆雕 qi diao,
壤驷 rang si, 乐正 yue zheng, 爱新觉罗 ai xin jue luo, 子车 zi ju, 颛孙 zhuan sun
"""


@cache
def _single() -> dict[str, list[Syllables]]:
    entries = (entry.split() for entry in _SURNAMES.split(","))
    return {surname: [(reading,) for reading in readings] for surname, *readings in entries}


@cache
def compound_surnames() -> dict[str, Syllables]:
    """Return surnames of several characters with their syllables."""
    entries = (entry.split() for entry in _COMPOUND_SURNAMES.split(","))
    return {surname: tuple(reading) for surname, *reading in entries}


def given_reading(text: str) -> Syllables:
    """Return the toneless syllables of a given name, or of any other run of characters."""
    return tuple(canonical(syllable) for syllable in _pypinyin().lazy_pinyin(text, v_to_u=True))


def family_readings(text: str) -> list[Syllables]:
    """Return the readings of a surname, the usual one first."""
    if text in compound_surnames():
        return [compound_surnames()[text]]
    return _single().get(text) or [given_reading(text)]


def split_name(text: str) -> list[tuple[str, str]]:
    """Return the ways to read a run of characters as (family, given), given being empty for a family alone.

    A run of two or more may be a foreign family name by itself (伊万诺夫), so that reading is always there.
    """
    ways = [(text, "")]
    compound = next((s for n in (4, 2) if (s := text[:n]) in compound_surnames() and len(text) > n), None)
    if compound:
        ways.append((compound, text[len(compound) :]))
    if 2 <= len(text) <= 4:
        ways.append((text[0], text[1:]))
    return ways


@cache
def _pypinyin() -> Any:
    import pypinyin

    return pypinyin
