"""What a browser calls itself, in a word or two."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

register = template.Library()

BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("YaBrowser", "Yandex"),
    ("QQBrowser", "QQ"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
"""What stands in a user agent → its name; the first that stands there, since most name others too."""


@register.filter
def browser_of(user_agent: str) -> str:
    """Return browser and system, such as “Firefox · Windows”."""
    known = (next((name for sign, name in table if sign in user_agent), "") for table in (BROWSERS, SYSTEMS))
    return " · ".join(name for name in known if name) or _("unknown browser")
