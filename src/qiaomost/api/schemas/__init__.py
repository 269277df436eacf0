"""The shapes of the API, version 1: what may be asked, and what is answered.

Descriptions are in English here and in OpenAPI; the page of the API shows them in the reader's language.
"""

from qiaomost.api.schemas.answers import (
    ExpertList,
    MatchAnswer,
    OrganisationEntry,
    OrganisationList,
    Problem,
    SearchAnswer,
    SubjectList,
)
from qiaomost.api.schemas.asking import (
    MAX_LIST_PAGE,
    ChangeParameters,
    ExpertListParameters,
    MatchParameters,
    OrganisationListParameters,
    Paging,
    RecordListParameters,
    RecordParameters,
    SearchParameters,
)
from qiaomost.api.schemas.records import ChangeList, Record, RecordList

__all__ = [
    "MAX_LIST_PAGE",
    "ChangeList",
    "ChangeParameters",
    "ExpertList",
    "ExpertListParameters",
    "MatchAnswer",
    "MatchParameters",
    "OrganisationEntry",
    "OrganisationList",
    "OrganisationListParameters",
    "Paging",
    "Problem",
    "Record",
    "RecordList",
    "RecordListParameters",
    "RecordParameters",
    "SearchAnswer",
    "SearchParameters",
    "SubjectList",
]
