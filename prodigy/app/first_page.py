"""The page as it comes from the server: with the first task on it, where that can be told.

Scripts take as long to load and to run as a short text to read. So the page brings the text, drawn
as the app will draw it (see `first_card`). A visit without scripts reads it and leaves no trace:
nothing is handed out until the app asks. It replaces the card in one go, by the task it has got.
The page says which task it shows: keys that are pressed meanwhile act on that one only, and the app
says so when it has got another, as when somebody else was faster.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from ..config import frontend_config
from ..errors import OutageError
from ..hashing import TASK_DIGEST_ATTR, TASK_HASH_ATTR
from ..reporting import report_exception
from ..shapes import TaskType
from .first_card import DRAWERS, Sizes, draw_card, escape
from .links import check_link
from .state import state

if TYPE_CHECKING:
    from ..core import Controller

# Their code and styles may change what is on a card, or hide it.
OWN_CODE = ("javascript", "javascript_dir", "global_css", "global_css_dir")
CSS_VALUE = re.compile(r"[\w#%(),.\"'\s/*+-]*")
DARK, MORE = "@media (prefers-color-scheme:dark)", "@media (prefers-contrast:more)"


@dataclass(frozen=True)
class FirstPage:
    """What a page has on it before the app.

    body (str): The markup.
    style (str): CSS with the colours of the theme.
    script (str): What stands right behind it, see `frontend/src/inline.ts`.
    """

    body: str
    style: str
    script: str


async def find_reader(session: str | None) -> str | None:
    """Find out for whom a page is made, if they may see tasks.

    session (Optional[str]): The name in the address.
    RETURNS (Optional[str]): The full ID of the session. None: the app is told why not.
    """
    try:
        return await check_link(state.controller, session)
    except (HTTPException, ValueError):
        return None
    except OutageError:
        return None  # the app waits for the database, and says so


async def find_first_page(session_id: str, looks: Mapping[str, Any]) -> FirstPage | None:
    """Make what somebody sees first.

    session_id (str): The full ID of their session, who may see its tasks.
    looks (Mapping): What the bundle says of its looks, see `frontend/scripts/firstPage.mjs`.
    RETURNS (Optional[FirstPage]): None: there is no task that can be drawn.
    """
    ctrl = state.controller
    if not looks or ctrl.view_id not in DRAWERS or any(map(ctrl.config.get, OWN_CODE)):
        return None
    try:
        return await state.run(_make_first_page, ctrl, session_id, looks)
    except OutageError:
        return None
    except Exception as err:  # whatever it is, the app comes without the text, and can tell
        report_exception("The first text could not be put on the page", err)
        return None


def _make_first_page(
    ctrl: "Controller", session_id: str, looks: Mapping[str, Any]
) -> FirstPage | None:
    task = ctrl.find_upcoming(session_id)
    if task is None:
        return None
    config = frontend_config({**ctrl.config, "view_id": ctrl.view_id})
    card = draw_card(task, config, Sizes(**looks["sizes"]))
    if card is None:
        return None
    body = _draw_frame(card, config, make_key(task))
    return FirstPage(body, make_style(config, looks["themes"]), looks["script"])


def make_key(task: TaskType) -> str:
    """RETURNS (str): What tells a task from others, as `taskKey` of the app writes it."""
    digest = task.get(TASK_DIGEST_ATTR)
    return f"{task.get(TASK_HASH_ATTR)} {'' if digest is None else digest}"


def _draw_frame(card: str, config: Mapping[str, Any], key: str) -> str:
    """What stands around the card, as far as it decides where that is."""
    buttons = "".join(
        f'<button type="button" disabled class="prodigy-button prodigy-button-{escape(name)}" '
        'aria-hidden="true"></button>'
        for name in config.get("buttons") or ()
    )
    return (
        '<div class="prodigy-root" data-prodigy-drawn aria-busy="true" '
        f'data-prodigy-task="{escape(key)}">'
        '<div class="prodigy-sidebar-wrapper"><div class="prodigy-sidebar-title"></div></div>'
        '<main><div class="prodigy-toolbar"></div>'
        '<div class="prodigy-annotator"><div class="prodigy-column">'
        f'{card}</div><div class="prodigy-buttons">{buttons}</div></div></main></div>'
    )


def make_style(config: Mapping[str, Any], themes: Mapping[str, Mapping[str, str]]) -> str:
    """Write the colours of a theme as CSS, which the app repeats when it is there.

    config (Mapping): The settings.
    themes (Mapping): Of each theme its variables, and those for more contrast.
    RETURNS (str): The rules. Nothing in it can end the element that it stands in.
    """
    name = str(config.get("theme"))
    own = "".join(
        f"--prodigy-{_kebab(key)}:{_css_value(value)};"
        for key, value in (config.get("custom_theme") or {}).items()
        if _css_value(value)
    )

    def write(theme: str) -> str:
        rows = themes.get(theme) or themes["basic"]
        more = f":root{{{rows['more']}{own}}}"
        more = more if config.get("high_contrast") else f"{MORE}{{{more}}}"
        return f":root{{{rows['all']}{own}}}{more}"

    return write("basic") + f"{DARK}{{{write('dark')}}}" if name == "auto" else write(name)


def _kebab(key: Any) -> str:
    plain = re.sub(r"\W", "", str(key), flags=re.ASCII)
    return re.sub(r"[A-Z]", lambda letter: f"-{letter[0].lower()}", plain)


def _css_value(value: Any) -> str:
    """RETURNS (str): A value as the app writes it; "" for what is none, or might be more."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value}px"
    return value if isinstance(value, str) and CSS_VALUE.fullmatch(value) else ""
