"""The tree of errors of qiaosearch.

QiaosearchError
├── EmptyQuery            nothing in the query can be searched for
├── QueryTooLong          the query is longer than the documented limit
├── InvalidDocument       a document that can't be indexed, with the reason
├── EncoderError
│   ├── EncoderUnavailable    a model file or an endpoint is missing
│   ├── ModelFileMismatch     a data file's sha256 is not the pinned one
│   └── EndpointFailed        an embeddings endpoint answered with an error
├── SearchIndexError
│   ├── IndexMissing          there is no index at this place
│   ├── IndexCorrupt          the file is no index of ours, or of another schema
│   └── FingerprintMismatch   the index was built with another encoder or segmenter
└── DatasetError          a test collection that can't be read, with file and line
"""


class QiaosearchError(Exception):
    """Base of everything that qiaosearch raises on purpose."""


class EmptyQuery(QiaosearchError):
    """Nothing in the query can be searched for."""


class QueryTooLong(QiaosearchError):
    """The query is longer than the documented limit."""


class InvalidDocument(QiaosearchError):
    """A document can't be indexed; the message says which and why."""


class EncoderError(QiaosearchError):
    """An encoder can't be built or can't answer."""


class EncoderUnavailable(EncoderError):
    """A model file, a package or an endpoint is missing; the message says what to install or set."""


class ModelFileMismatch(EncoderError):
    """A data file's sha256 is not the pinned one."""


class EndpointFailed(EncoderError):
    """An embeddings endpoint refused or could not be reached."""


class SearchIndexError(QiaosearchError):
    """An index can't be opened or used."""


class IndexMissing(SearchIndexError):
    """There is no index at this place; the message says how to build one."""


class IndexCorrupt(SearchIndexError):
    """The file is no index of ours, or one of another schema version."""


class FingerprintMismatch(SearchIndexError):
    """The index was built with another encoder or segmenter; the message says how to rebuild."""


class DatasetError(QiaosearchError):
    """A test collection can't be read; the message names file and line."""
