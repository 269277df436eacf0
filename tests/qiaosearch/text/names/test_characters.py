import pytest

from qiaosearch.text.names.characters import family_readings, given_reading, split_name

SURNAMES = """
曾 zeng, 单 shan, 解 xie, 仇 qiu, 查 zha, 任 ren, 盖 ge, 区 ou, 朴 piao, 尉迟 yu-chi, 欧阳 ou-yang,
华 hua, 宁 ning, 员 yun, 秘 bi, 缪 miao, 种 chong, 折 she, 翟 zhai, 哈 ha, 令狐 ling-hu, 澹台 tan-tai,
长孙 zhang-sun, 万俟 mo-qi, 单于 chan-yu, 吕 lü, 李 li, 王 wang, 覃 qin, 乐 yue, 谌 chen, 黑 he, 繁 po,
过 guo, 纪 ji
"""


@pytest.mark.parametrize("entry", SURNAMES.split(","))
def test_surname_reads_as_surname(entry: str):
    surname, reading = entry.split()
    assert "-".join(family_readings(surname)[0]) == reading


def test_given_name_reads_in_context():
    assert given_reading("重阳") == ("chong", "yang")
    assert given_reading("志远") == ("zhi", "yuan")


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("李", [("李", "")]),
        ("张伟", [("张伟", ""), ("张", "伟")]),
        ("欧阳", [("欧阳", ""), ("欧", "阳")]),
        ("欧阳静", [("欧阳静", ""), ("欧阳", "静"), ("欧", "阳静")]),
        ("伊万诺维奇", [("伊万诺维奇", "")]),
    ],
)
def test_split_name(text: str, ways: list[tuple[str, str]]):
    assert split_name(text) == ways
