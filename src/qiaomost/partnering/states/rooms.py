"""The time zones in which the two sides agree on appointments."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from qiaomost.common.errors import Message

ZONES: Mapping[str, Message] = {
    "Asia/Shanghai": _("Beijing time"),
    "Europe/Kaliningrad": _("Kaliningrad time"),
    "Europe/Moscow": _("Moscow time"),
    "Europe/Samara": _("Samara time"),
    "Asia/Yekaterinburg": _("Yekaterinburg time"),
    "Asia/Omsk": _("Omsk time"),
    "Asia/Krasnoyarsk": _("Krasnoyarsk time"),
    "Asia/Irkutsk": _("Irkutsk time"),
    "Asia/Yakutsk": _("Yakutsk time"),
    "Asia/Vladivostok": _("Vladivostok time"),
    "Asia/Magadan": _("Magadan time"),
    "Asia/Kamchatka": _("Kamchatka time"),
}
"""Zone → its name for people. Each country's own zones: China has one, Russia eleven."""


def zone_name(zone: str) -> str:
    """What people call a zone: by the capital where it has a name, else by its city."""
    return str(ZONES.get(zone) or zone.replace("_", " "))


USUAL: Mapping[str, str] = {"CN": "Asia/Shanghai", "RU": "Europe/Moscow"}
"""Country → the zone of which its people speak where none was agreed."""


def zones_shown(countries: tuple[str, str], agreed: str) -> list[str]:
    """The zones in which an appointment is shown: one for each country, the agreed one where it is that country's."""
    country = "CN" if agreed == USUAL["CN"] else "RU"
    zones = [agreed if one == country else USUAL.get(one, agreed) for one in countries]
    return list(dict.fromkeys([*zones, agreed]))
