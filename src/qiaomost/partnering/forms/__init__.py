"""What the pages of partnering ask for."""

from qiaomost.partnering.forms.cases import (
    AnswerForm,
    CloseForm,
    DeclineForm,
    DeliverForm,
    HandOverForm,
    InterestForm,
    NdaForm,
    NoteForm,
    ParkForm,
    ProfileForm,
    ReasonForm,
    SignatureForm,
    TentativeForm,
    words_field,
)

__all__ = [
    "AnswerForm",
    "CloseForm",
    "DeclineForm",
    "DeliverForm",
    "HandOverForm",
    "InterestForm",
    "NdaForm",
    "NoteForm",
    "ParkForm",
    "ProfileForm",
    "ReasonForm",
    "SignatureForm",
    "TentativeForm",
    "words_field",
]
