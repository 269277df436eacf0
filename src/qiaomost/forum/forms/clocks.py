"""Forms whose times are those of a site's clock."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from qiaomost.common.inputs import MomentField
from qiaomost.network.forms import VerbForm
from qiaomost.partnering.states.rooms import zone_name


class ClockedForm(VerbForm):
    """Every moment is typed and shown by one clock, which stands beside it by name."""

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, MomentField):
                field.zone = zone
                field.help_text = " ".join(filter(None, (str(field.help_text), zone_name(zone.key))))
