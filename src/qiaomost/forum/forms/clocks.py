"""Forms whose times are those of a site's clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
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


class ChosenClockForm(VerbForm):
    """Every moment is typed and shown by the clock of what is chosen in the same form."""

    def set_clock(self, chooser: str, zones: Mapping[str, ZoneInfo]) -> None:
        """Take the clock that ``zones`` has for the choice in the field ``chooser``; without one it is UTC."""
        zone = zones.get(str(self[chooser].value()), UTC)
        for field in self.fields.values():
            if isinstance(field, MomentField):
                field.zone = zone
