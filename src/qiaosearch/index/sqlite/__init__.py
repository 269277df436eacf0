"""The default engine: everything in one SQLite file, through Python's own module, with no loadable extension.

FTS5 gives BM25; vectors are rows beside the text, in the same transaction, and are searched in memory that
every process keeps up with the file.
"""

from qiaosearch.index.sqlite.dense import DenseSettings
from qiaosearch.index.sqlite.engine import SqliteIndex
from qiaosearch.index.sqlite.rebuilding import Rebuild, rebuild

__all__ = ["DenseSettings", "Rebuild", "SqliteIndex", "rebuild"]
