"""Settings of Sphinx for the book. build.py copies the pages beside this file before Sphinx runs.

Nothing may come from another host: the book is read where there is no network.
"""

import re
from pathlib import Path

ABOUT = Path(__file__).parent / "about.py"

project = "Prodigy"
author = "The Prodigy re-creation authors"
copyright = author
release = re.findall(r'__version__ = "(.*)"', ABOUT.read_text(encoding="utf-8"))[0]
extensions = ["myst_parser"]
exclude_patterns = ["about.py"]

# Pages are written for any reader of Markdown, with anchors as everybody makes them of titles.
myst_heading_anchors = 4
myst_links_external_new_tab = True
# Excerpts are no complete JSON, and commands no complete scripts: colours are as good as they get.
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "furo"
html_title = f"Prodigy {release}"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_use_index = False
html_permalinks_icon = "#"
html_theme_options = {"top_of_page_buttons": []}
pygments_style = "tango"
pygments_dark_style = "monokai"
