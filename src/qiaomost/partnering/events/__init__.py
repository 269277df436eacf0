"""What happens, as its people read it: in a case here, in a call for answers in the module beside."""

from qiaomost.partnering.events.cases import (
    ASKING,
    EVERYBODY,
    ROOM_TOPICS,
    TELLINGS,
    VERB_TOPICS,
    Telling,
    Topic,
)

__all__ = ["ASKING", "EVERYBODY", "ROOM_TOPICS", "TELLINGS", "VERB_TOPICS", "Telling", "Topic"]
