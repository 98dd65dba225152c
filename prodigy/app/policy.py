"""What a page may run and load: its Content-Security-Policy, made for the project that is served.

The policy follows what the people who are trusted have written, the settings and the recipe:

1. A project without code or trusted markup of its own runs the bundled scripts, and nothing else.
2. Code of the settings (`javascript`, templates, instructions) runs, and reaches the hosts that
   the settings or the code name. What tasks contain is cleaned, and gets no rights from that.
3. Recipes of others that show markup of their tasks (`sanitize_html` is off) have written it
   themselves: it may do what their code may, as it always could.

Pictures and recordings of tasks are a matter of the setting `remote_media`. The setting
`content_security_policy` adds sources, or turns the policy off.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import ConfigError
from ..settings import LISTS
from ..views import MEDIA_KEYS, VIEWS
from .project import read_project

if TYPE_CHECKING:
    from ..core import Controller

HOST = re.compile(
    r"(?<![\w.])(?:(https?|wss?):)?//((?:[\w$*.-]|\{+\w+\}+)+\.?\w(?::\d{1,5})?)", re.ASCII
)
FILLED_IN = re.compile(r"\$?\{+\w+\}+")  # {s}.tile.example.org, or ${name}.example.org
HANDLER = re.compile(r"<[^>]*\son\w+\s*=|\bjavascript:", re.IGNORECASE)
SOURCE = re.compile(r"[^\s;,]+")
MAX_HOSTS = 100  # headers have a limit, too
ANY_HOST = ("https:", "http:")
ANYTHING = ("data:", "blob:", *ANY_HOST, "ws:", "wss:")
# Notebooks and tools of the same machine show the app in a frame.
LOCAL = tuple(
    f"{scheme}://{host}:*" for scheme in ("http", "https") for host in ("localhost", "127.0.0.1")
)
# In all policies, with what a page of the first kind needs.
DIRECTIVES: dict[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "script-src-attr": (),
    "style-src": ("'self'",),
    # Style attributes of markup that was cleaned, see frontend/src/interfaces/shared/html.
    "style-src-attr": ("'unsafe-inline'",),
    "img-src": ("'self'", "data:", "blob:"),
    "media-src": ("'self'", "data:", "blob:"),
    "font-src": ("'self'", "data:"),
    "connect-src": ("'self'", "data:", "blob:"),
    "frame-src": (),
    "worker-src": (),
    "object-src": (),
    "manifest-src": (),
    "base-uri": (),
    "form-action": ("'self'",),
    "frame-ancestors": ("'self'", *LOCAL),
}
# Loaded by code and markup of the project.
LOADED = ("script-src", "style-src", "img-src", "media-src", "font-src", "connect-src")
FRAMES = ("frame-src", "worker-src", "object-src")
# What answers that are no pages may do if somebody opens them as one.
INERT = "default-src 'none'; frame-ancestors 'self'"
# The script of /docs stands in its page. It shows what endpoints there are, and no data.
DOCS = "; ".join(
    (
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'",
        "frame-ancestors 'self'",
    )
)


@dataclass(frozen=True)
class Needs:
    """What a project needs of its page.

    is_markup_trusted (bool): Markup inside of tasks is the recipe's own.
    has_code (bool): There is JavaScript of the project.
    has_handlers (bool): Its templates or instructions have handlers such as onclick.
    hosts (tuple[str, ...]): Hosts that settings and code name, with their schemes.
    media (tuple[str, ...]): Sources of pictures and recordings that tasks may name.
    """

    is_markup_trusted: bool = False
    has_code: bool = False
    has_handlers: bool = False
    hosts: tuple[str, ...] = ()
    media: tuple[str, ...] = ()


def find_needs(ctrl: "Controller") -> Needs:
    """Find out what a project needs of its page. Reads files; not for the event loop."""
    project = read_project(ctrl)
    templates = "\n".join([*iter_templates(project), str(project["instructions"] or "")])
    has_code = bool(project["javascript"])
    is_trusted = not project["sanitize_html"] and can_show(project, ("html",))
    return Needs(
        is_markup_trusted=is_trusted,
        has_code=has_code,
        has_handlers=has_code or bool(HANDLER.search(templates)),
        hosts=find_hosts(project),
        media=find_media_sources(project),
    )


def iter_templates(project: Mapping[str, Any]) -> Iterable[str]:
    """Yield the templates of the settings and of their blocks, also those in steps."""
    waiting: list[Any] = [project]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Mapping):
            template = item.get("html_template")
            if isinstance(template, str):
                yield template
            waiting += [item.get("blocks"), item.get("steps")]
        elif isinstance(item, LISTS):
            waiting += item


def can_show(project: Mapping[str, Any], keys: Iterable[str]) -> bool:
    """Whether the interface of a project, or one within it, shows one of these keys of a task."""
    view = VIEWS.get(str(project.get("view_id")))
    if view is None or view.shows_any or view.is_mixed or view.reviews:
        return True
    return not set(view.shows).isdisjoint(keys)


def find_hosts(project: Mapping[str, Any]) -> tuple[str, ...]:
    """Find the hosts that the settings, the code and the instructions of a project name.

    project (Mapping): What the page is told. All of it was written by people who are trusted.
    RETURNS (tuple[str, ...]): Sources such as "https://cdn.example", each once, in order.
    """
    text = json.dumps(project, default=str, ensure_ascii=False).replace("\\/", "/")
    hosts: dict[str, None] = {}
    for scheme, host in HOST.findall(text):
        host = FILLED_IN.sub("*", host)
        # A star may only stand at the start.
        host = "*." + host.rsplit("*", 1)[1].lstrip(".-") if "*" in host else host
        if "$" in host or not re.search(r"[a-z0-9]", host, re.IGNORECASE) or host == "*.":
            continue
        hosts.update(dict.fromkeys([f"{scheme}://{host}"] if scheme else [host]))
    return tuple(hosts)[:MAX_HOSTS]


def find_media_sources(project: Mapping[str, Any]) -> tuple[str, ...]:
    """Say from where the pictures and recordings of tasks may come, besides this server."""
    setting = project.get("remote_media", "auto")
    if isinstance(setting, LISTS):
        return tuple(map(str, setting))
    if setting == "auto":
        return ANY_HOST if can_show(project, MEDIA_KEYS) else ()
    return ANY_HOST if setting else ()


def make_policy(
    needs: Needs, nonce: str, extra: Any = True, scripts: Iterable[str] = ()
) -> str | None:
    """Write the policy of a page.

    needs (Needs): What the project needs.
    nonce (str): A secret of this page, which its own scripts and styles have.
    extra (Any): The setting "content_security_policy".
    scripts (Iterable[str]): Scripts of the bundle that stand in the page: these, and no other text.
    RETURNS (Optional[str]): The value of the header, or None for no policy.
    RAISES (ConfigError): The setting has something that is no directive or no source.
    """
    if extra is False:
        return None
    policy = {name: dict.fromkeys(sources) for name, sources in DIRECTIVES.items()}

    def add(names: Iterable[str], sources: Iterable[str]) -> None:
        for name in names:
            policy[name].update(dict.fromkeys(sources))

    add(("img-src", "media-src", "connect-src"), needs.media)
    if not needs.is_markup_trusted:  # where any script may stand in the page
        add(["script-src"], map(_hash_script, scripts))
    if needs.has_handlers or needs.is_markup_trusted:
        add(["script-src-attr"], ["'unsafe-inline'"])
    if needs.is_markup_trusted:
        # No nonce: it would switch off addresses with "javascript:" and styles in the markup.
        add(("script-src", "style-src"), ["'unsafe-inline'"])
        add(["script-src"], ["'unsafe-eval'"])
        add((*LOADED, *FRAMES), ["'self'", *ANYTHING])
        add(("form-action",), ANY_HOST)
        add(("base-uri",), ["'self'"])
    elif needs.has_code:
        # What the code makes: styles and functions from text. Markup of tasks was cleaned of both.
        add(["script-src"], [f"'nonce-{nonce}'", "'unsafe-eval'"])
        add(["style-src"], ["'unsafe-inline'"])
        add((*LOADED, "frame-src", "worker-src"), needs.hosts)
        add(["frame-src", "worker-src"], ["'self'", "data:", "blob:"])
    else:
        add(["style-src"], [f"'nonce-{nonce}'"])
        add(("style-src", "img-src", "media-src", "font-src"), needs.hosts)
    for name, sources in read_extra(extra).items():
        add([name], sources)
    return "; ".join(f"{name} {' '.join(sources) or NOTHING}" for name, sources in policy.items())


NOTHING = "'none'"


def _hash_script(code: str) -> str:
    digest = hashlib.sha256(code.encode("utf8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def read_extra(setting: Any) -> dict[str, list[str]]:
    """Read the setting "content_security_policy".

    RETURNS (dict): Directive to sources that are added to it.
    RAISES (ConfigError): There is something else in it.
    """
    if not isinstance(setting, Mapping):
        return {}
    extra: dict[str, list[str]] = {}
    for name, sources in setting.items():
        if name not in DIRECTIVES:
            raise ConfigError(
                f'Unknown directive "{name}" in "content_security_policy"',
                f"There are: {', '.join(DIRECTIVES)}.",
            )
        values = [sources] if isinstance(sources, str) else sources
        if not isinstance(values, LISTS) or not all(
            isinstance(value, str) and SOURCE.fullmatch(value) for value in values
        ):
            raise ConfigError(
                f'"{name}" in "content_security_policy" has something that is no source',
                'It takes a list of sources such as ["https://cdn.example", "data:"].',
            )
        extra[name] = list(values)
    return extra


def may_use_devices(needs: Needs) -> bool:
    """Whether code of the project may ask for the camera, the microphone and the like."""
    return needs.has_code or needs.has_handlers or needs.is_markup_trusted
