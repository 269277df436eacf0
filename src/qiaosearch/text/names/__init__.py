"""Personal names across scripts: forms in the three languages, and keys under which any form finds any other.

A person is found if ``keys(name)`` and ``query_keys(text)`` meet: store the first, ask with the second.

A key is ``<sound> <family>|<rest>``. Names compare by sound, in one of two ways. ``zh`` keys are toneless Mandarin
syllables, read from characters, pinyin or Palladius' Cyrillic: 曾志远, Zeng Zhiyuan and Цзэн Чжиюань all give
``zh zeng|zhi-yuan``. ``ru`` keys are a folded Latin spelling in which the usual romanisations of Russian meet:
Ковалёва, Kovaleva, Kovalyova and Kovaliova all give ``ru kovaleva|…``. A Russian name also has the ``zh`` keys of its
form in Chinese characters. Which way a name in letters compares is told by whether it can be read as a Chinese name;
where that is open it compares in both.
"""

from qiaosearch.text.names.forms import display, forms
from qiaosearch.text.names.keys import keys, query_keys
from qiaosearch.text.names.person import PersonalName

__all__ = ["PersonalName", "display", "forms", "keys", "query_keys"]
