"""How a party of the network is compared with one on a list: pure functions, no database.

Identifiers first: an equal one makes a strong hit. Then names: by keys of their sound in characters, pinyin, Palladius'
Cyrillic and the usual romanisations of Russian, and by ``rigour`` for spellings that are merely alike. A name alone
decides nothing; it makes a hit that two persons decide. Whoever changes what is found raises ``VERSION``: then every
party counts as not yet screened.
"""

VERSION = 1
"""Of keys and scores; stands in the digest of every screening."""
