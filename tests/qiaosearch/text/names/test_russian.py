import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiaosearch.text.names.russian import fold, from_latin, is_patronymic, to_passport

CYRILLIC = st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", min_size=1, max_size=20)

SPELLINGS = """
Ковалёва Kovaleva Kovalyova Kovaliova Kovalëva Kovaljova, Щукин Shchukin Schukin Shhukin,
Юлия Iuliia Yulia Julia Yuliya, Наталья Natalia Natalya Natal'ya Natalja,
Дмитрий Dmitrii Dmitry Dmitriy Dmitri, Евгений Evgenii Yevgeny Evgeny Evgeniy,
Хабибуллин Khabibullin Habibullin Khabibulin, Васильев Vasilev Vasiliev Vasilyev Vasil'ev,
Цой Tsoi Tsoy Tsoj, Подъячев Podieiachev Podyachev Podiachev, Соловьёв Solovev Solovyov Soloviov Solovyev,
Виктор Viktor Victor, Александр Aleksandr Alexander Alexandr, Максим Maksim Maxim,
Горбачёв Gorbachev Gorbachyov Gorbachov, Чайковский Chaikovskii Chaykovsky Chaikovski Tchaikovsky,
Фёдор Fedor Fyodor Fiodor, Пётр Petr Pyotr Piotr
"""
PASSPORT = """
Ковалёва Kovaleva, Мария Mariia, Щербинина Shcherbinina, Юрьевна Iurevna, Хабибуллин Khabibullin, Цыганков Tsygankov,
Чехов Chekhov, Жуков Zhukov, Объедков Obieedkov, Эдуард Eduard, Яна Iana, Йошкин Ioshkin, Петров-Водкин Petrov-Vodkin
"""


@pytest.mark.parametrize("entry", SPELLINGS.split(","))
def test_fold_merges_the_spellings_of_a_name(entry: str):
    assert len({fold(spelling) for spelling in entry.split()}) == 1


@pytest.mark.parametrize(
    "pair", ["Иванов Ионов", "Петров Петрова", "Ким Кин", "Орлов Орлова", "Родин Родион", "Сомов Шомов"]
)
def test_fold_keeps_different_names_apart(pair: str):
    first, second = pair.split()
    assert fold(first) != fold(second)


@pytest.mark.parametrize("entry", PASSPORT.split(","))
def test_to_passport(entry: str):
    cyrillic, latin = entry.split()
    assert to_passport(cyrillic) == latin


@given(CYRILLIC)
def test_fold_of_passport_spelling_is_fold_of_cyrillic(word: str):
    assert fold(to_passport(word)) == fold(word)


@given(st.text(max_size=30))
def test_fold_gives_lower_case_latin(text: str):
    assert set(fold(text)) <= set("abcdefghijklmnopqrstuvwxyz")


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Kovaleva", "Ковалева"),
        ("Ivanov", "Иванов"),
        ("Shchukin", "Щукин"),
        ("Dostoevsky", "Достоевский"),
        ("Tsygankov", "Цыганков"),
        ("Nikolay", "Николай"),
        ("Müller", None),
    ],
)
def test_from_latin(latin: str, cyrillic: str | None):
    assert from_latin(latin) == cyrillic


@pytest.mark.parametrize(
    ("word", "expected"),
    [("Андреевна", True), ("Ильич", True), ("Kuzminichna", True), ("Мария", False), ("Ковалёва", False)],
)
def test_is_patronymic(word: str, expected: bool):
    assert is_patronymic(word) is expected
