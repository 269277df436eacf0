"""How the manual is built; ``./qiaomost lint docs`` runs it, with warnings as errors."""

from qiaomost import __version__

project = "Qiaomost"
author = "The Qiaomost developers"
project_copyright = author
version = release = __version__
language = "en"

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

# Furo takes the reader's own fonts; nothing is loaded from another host.
html_theme = "furo"
html_title = f"{project} {release}"
html_show_sphinx = False
html_copy_source = False
