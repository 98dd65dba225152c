"""Live APIs: tasks from the search of a web service, requested page by page while they are needed.

An `Api` says how one service is asked and how its answers are read; everything else is the same for
all of them and is here: keys, waiting, errors. Requests that fail for the moment are repeated a few
times. A service may ask to wait, but not for longer than `MAX_WAIT_S`, since nobody can annotate
until then.
"""

from __future__ import annotations

import html
import json
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from ...config import get_config
from ...errors import LoaderError
from ...logger import log
from ...messages import msg
from ...shapes import TaskType
from ..lines import shorten
from ..web import MAX_TRIES, Response, WebError, get, get_wait_s, try_again

Params = dict[str, Any]
Key = str | Mapping[str, str] | None

MAX_ANSWER_BYTES = 20 * 2**20
MAX_EMPTY_PAGES = 20  # in a row
BUSY_STATUSES = (429, 500, 502, 503, 504)
RESET_HEADERS = ("X-RateLimit-Reset", "X-Rate-Limit-Reset")  # seconds since 1970
# How an answer shows that it isn't what the service documents.
UNEXPECTED = (KeyError, TypeError, ValueError, AttributeError, IndexError)

END = object()


class Api:
    """One web service. Subclasses fill in the attributes and methods.

    id (str): ID of the loader and of its key in the setting "api_keys".
    name (str): Name of the service, which ends up in the meta of the tasks.
    url (str): The address of its search.
    keys_url (str): Where to get a key. Empty if none is needed.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    url: ClassVar[str]
    keys_url: ClassVar[str] = ""

    def first_page(self, query: str) -> Params:
        """RETURNS (dict): The parameters of the first request."""
        raise NotImplementedError

    def read_page(self, content: Any) -> Iterable[TaskType]:
        """YIELDS (dict): The tasks of an answer. Results without any content are left out."""
        raise NotImplementedError

    def next_page(self, params: Params, content: Any) -> Params | None:
        """RETURNS (dict | None): The parameters of the request after this answer, if any."""
        raise NotImplementedError

    def authorize(self, key: Any, url: str, params: Params) -> tuple[Params, dict[str, str]]:
        """RETURNS (tuple[dict, dict]): Parameters and headers to send along with the key."""
        return {}, {}

    def check_key(self, key: Any) -> str | None:
        """RETURNS (str | None): What is wrong with a key."""
        return None if isinstance(key, str) and key.strip() else "It has to be a text."

    def is_end(self, status: int, content: Any) -> bool:
        """RETURNS (bool): Whether an error only means that there are no more results."""
        return False

    def is_busy(self, answer: Response) -> bool:
        """RETURNS (bool): Whether the same request may work later."""
        return answer.status in BUSY_STATUSES or (
            answer.status == 403 and answer.headers.get("X-RateLimit-Remaining") == "0"
        )

    def make_task(self, key: str, value: Any, url: Any = None, **meta: Any) -> TaskType:
        """Make a task of a result.

        key (str): "text" or "image".
        value (Any): The content.
        url (Any): Address of the result, shown with the task. Defaults to None.
        **meta (Any): What else to show. Empty values are left out.
        RETURNS (dict): The task.
        """
        found = {"source": self.name, **meta, "url": url}
        return {key: value, "meta": {name: item for name, item in found.items() if item}}


def search(api: Api, query: str, key: Key = None, url: str | None = None) -> Iterator[TaskType]:
    """Search with an API.

    api (Api): The API.
    query (str): What to search for, in the words of the service.
    key (str | Mapping | None): The key. Defaults to None (from the setting "api_keys").
    url (str | None): Address of another server that answers in the same way.
    RETURNS (Iterator[dict]): The tasks. Nothing is requested before the first one is asked for.
    RAISES (LoaderError): There is no key or no query; later: the service can't be used.
    """
    if not isinstance(query, str) or not query.strip():
        raise LoaderError(f"Nothing to search for with {api.name}", "The source is the query.")
    return _search(api, query.strip(), find_key(api, key), url or api.url)


def find_key(api: Api, key: Key = None) -> Key:
    """Get the key of an API.

    api (Api): The API.
    key (str | Mapping | None): The key, if it was given.
    RETURNS (str | Mapping | None): The key; None if the API needs none.
    RAISES (LoaderError): There is no key, or it can't be one.
    """
    if key is None:
        key = (get_config().get("api_keys") or {}).get(api.id)
    if not key and not api.keys_url:
        return None
    problem = api.check_key(key) if key else f"Get one at {api.keys_url}"
    if problem:
        title = f"The API key of {api.name} is wrong" if key else f"{api.name} needs an API key"
        raise LoaderError(
            title,
            f'{problem}\nSet it in your prodigy.json under "api_keys", with the ID of the loader: '
            f'{{"api_keys": {{"{api.id}": ...}}}}',
        )
    return key


def _search(api: Api, query: str, key: Key, url: str) -> Iterator[TaskType]:
    params: Params | None = api.first_page(query)
    n_tasks = n_empty = 0
    while params is not None and n_empty < MAX_EMPTY_PAGES:
        content = _request(api, params, key, url)
        if content is END:
            break
        try:
            tasks = list(api.read_page(content))
            following = api.next_page(params, content)
        except UNEXPECTED as err:
            raise LoaderError(
                f"{api.name} gave an answer of an unknown form",
                f"{type(err).__name__}: {err}. It starts with {shorten(json.dumps(content))}",
            ) from None
        log(f"LOADER: {len(tasks)} tasks from {api.name}")
        n_empty = 0 if tasks else n_empty + 1
        n_tasks += len(tasks)
        yield from tasks
        params = None if following == params else following
    if not n_tasks:
        msg.warn(f"{api.name} found nothing for {shorten(query)}")


def _request(api: Api, params: Params, key: Key, url: str) -> Any:
    """Get the parsed answer, or END if there are no more results."""

    def send() -> Response:
        more, headers = api.authorize(key, url, params)  # each time: signatures hold the time
        address = f"{url}?{urlencode({**params, **more})}"
        headers = {"Accept": "application/json", **headers}
        return get(address, headers, max_bytes=MAX_ANSWER_BYTES, same_host=True)

    def is_busy(answer: Response) -> bool:
        return api.is_busy(answer) and not api.is_end(answer.status, _parse_error(answer))

    try:
        answer = try_again(send, is_busy=is_busy, find_wait_s=_find_wait_s, name=api.name)
    except WebError as err:
        raise LoaderError(
            f"Can't reach {api.name}",
            f"{urlsplit(url).netloc}: {err}. Check the connection, and start the recipe again to "
            f"go on.",
        ) from None
    if answer.status == 200:
        return _parse(api, answer)
    content = _parse_error(answer)
    if api.is_end(answer.status, content):
        return END
    if api.is_busy(answer):
        raise _too_busy(api, answer.status, content, _find_wait_s(answer, get_wait_s(MAX_TRIES)))
    raise _refused(api, answer.status, content)


def _parse(api: Api, answer: Response) -> Any:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError) as err:
        raise LoaderError(
            f"{api.name} gave an answer that is no JSON",
            f"{type(err).__name__}. It starts with "
            f"{shorten(answer.body[:1000].decode('utf-8', 'replace'))}",
        ) from None


def _parse_error(answer: Response) -> Any:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return answer.body[:1000].decode("utf-8", "replace")


def _find_wait_s(answer: Response, default: float) -> float:
    """How long the service asks to wait."""
    value = (answer.headers.get("Retry-After") or "").strip()
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        pass
    for name in RESET_HEADERS:
        value = (answer.headers.get(name) or "").strip()
        if value.isdecimal() and answer.status in (403, 429):
            return max(1.0, int(value) - time.time())
    return default


def _refused(api: Api, status: int, content: Any) -> LoaderError:
    said = _find_message(content)
    if status in (401, 403):
        fix = f'Check the key under "api_keys" and "{api.id}" in your prodigy.json.'
    else:
        fix = "Check the query. How to write it is in the documentation of the service."
    return LoaderError(f"{api.name} refuses the search (status {status})", f"{said}{fix}")


def _too_busy(api: Api, status: int, content: Any, wait_s: float) -> LoaderError:
    said = _find_message(content)
    if status in (403, 429):
        title = f"The limit of requests to {api.name} is reached"
    else:
        title = f"{api.name} has a problem (status {status})"
    minutes = max(1, round(wait_s / 60))
    return LoaderError(title, f"{said}Start the recipe again in {minutes} minutes or later.")


def _find_message(content: Any) -> str:
    """What the service says about an error: each has another form for it."""
    names = ("message", "faultstring", "detail", "msg", "error", "errors", "fault", "meta", "title")
    found = content
    for _ in range(5):
        if isinstance(found, list) and found:
            found = found[0]
        elif isinstance(found, dict):
            inner = [*(name for name in names if found.get(name)), *found][:1]
            found = found[inner[0]] if inner else ""
    text = clean_text(found) if isinstance(found, str) else ""
    return f"It says {shorten(text, 300)}. " if text else ""


def clean_text(value: Any) -> str:
    """RETURNS (str): A text without HTML and line breaks. Empty for everything else."""
    if not isinstance(value, str):
        return ""
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", value)).split())
