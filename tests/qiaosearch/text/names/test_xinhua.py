import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiaosearch.text.names.xinhua import given_to_characters, to_characters

FAMILIES = """
Иванов 伊万诺夫, Иванова 伊万诺娃, Смирнов 斯米尔诺夫, Кузнецов 库兹涅措夫, Попов 波波夫, Петров 彼得罗夫,
Соколов 索科洛夫, Михайлов 米哈伊洛夫, Новиков 诺维科夫, Фёдоров 费奥多罗夫, Морозов 莫罗佐夫,
Волков 沃尔科夫, Алексеев 阿列克谢耶夫, Лебедев 列别杰夫, Семёнов 谢苗诺夫, Егоров 叶戈罗夫,
Козлов 科兹洛夫, Степанов 斯捷潘诺夫, Орлов 奥尔洛夫, Андреев 安德烈耶夫, Макаров 马卡罗夫,
Никитин 尼基京, Захаров 扎哈罗夫, Соловьёв 索洛维约夫, Борисов 鲍里索夫, Яковлев 雅科夫列夫,
Григорьев 格里戈里耶夫, Романов 罗曼诺夫, Воробьёв 沃罗比约夫, Сергеев 谢尔盖耶夫, Кузьмин 库兹明,
Ковалёва 科瓦廖娃, Путина 普京娜, Ломоносов 洛莫诺索夫, Тарковская 塔尔科夫斯卡娅,
Владимиров 弗拉季米罗夫
"""


@pytest.mark.parametrize("entry", FAMILIES.split(","))
def test_family_names_by_rule(entry: str):
    russian, chinese = entry.split()
    assert to_characters(russian) == chinese


@pytest.mark.parametrize(
    ("russian", "chinese"),
    [("Мария", "玛丽亚"), ("Пётр", "彼得"), ("Петр", "彼得"), ("Айталина", "艾塔林娜"), ("Баир", "巴伊尔")],
)
def test_given_names(russian: str, chinese: str):
    assert given_to_characters(russian) == chinese


@given(st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", min_size=1, max_size=20))
def test_any_word_ends_in_characters_only(word: str):
    assert re.fullmatch(r"[\u4e00-\u9fff]*", to_characters(word))


def test_other_letters_fall_away():
    assert to_characters("Smith") == ""
