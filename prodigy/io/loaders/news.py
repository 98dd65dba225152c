"""Headlines from the live APIs of newspapers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...shapes import TaskType
from .api import Api, Key, Params, clean_text, find_key, search
from .base import takes


class _NewYorkTimes(Api):
    id = "nyt"
    name = "The New York Times"
    url = "https://api.nytimes.com/svc/search/v2/articlesearch.json"
    keys_url = "https://developer.nytimes.com"
    page_size = 10
    max_pages = 100  # more are refused

    def authorize(self, key: Any, url: str, params: Params) -> tuple[Params, dict[str, str]]:
        return {"api-key": key}, {}

    def first_page(self, query: str) -> Params:
        return {"q": query, "page": 0}

    def read_page(self, content: Any) -> Iterator[TaskType]:
        for doc in content["response"]["docs"] or ():
            text = clean_text((doc.get("headline") or {}).get("main"))
            text = text or clean_text(doc.get("snippet") or doc.get("abstract"))
            if text:
                section = doc.get("section_name")
                yield self.make_task("text", text, doc.get("web_url"), section=section)

    def next_page(self, params: Params, content: Any) -> Params | None:
        response, page = content["response"], params["page"] + 1
        n_hits = (response.get("meta") or response.get("metadata") or {}).get("hits", 0)
        is_left = response["docs"] and page < self.max_pages and page * self.page_size < n_hits
        return {**params, "page": page} if is_left else None


class _Guardian(Api):
    id = "guardian"
    name = "The Guardian"
    url = "https://content.guardianapis.com/search"
    keys_url = "https://open-platform.theguardian.com"

    def authorize(self, key: Any, url: str, params: Params) -> tuple[Params, dict[str, str]]:
        return {"api-key": key}, {}

    def first_page(self, query: str) -> Params:
        return {"q": query, "page": 1, "page-size": 50}

    def read_page(self, content: Any) -> Iterator[TaskType]:
        for result in content["response"]["results"]:
            text = clean_text(result.get("webTitle"))
            if text:
                section = result.get("sectionName")
                yield self.make_task("text", text, result.get("webUrl"), section=section)

    def next_page(self, params: Params, content: Any) -> Params | None:
        page = params["page"] + 1
        return {**params, "page": page} if page <= content["response"]["pages"] else None

    def is_end(self, status: int, content: Any) -> bool:
        # Pages can become fewer while they are read.
        return status == 400 and "beyond the number of available pages" in str(content)


class _Zeit(Api):
    id = "zeit"
    name = "Die Zeit"
    url = "https://api.zeit.de/content"
    keys_url = "http://developer.zeit.de"
    page_size = 50

    def authorize(self, key: Any, url: str, params: Params) -> tuple[Params, dict[str, str]]:
        return {}, {"X-Authorization": key}

    def first_page(self, query: str) -> Params:
        return {"q": query, "limit": self.page_size, "offset": 0}

    def read_page(self, content: Any) -> Iterator[TaskType]:
        for match in content["matches"]:
            text = clean_text(match.get("title")) or clean_text(match.get("teaser_text"))
            if text:
                section = match.get("supertitle")
                yield self.make_task("text", text, match.get("href"), section=section)

    def next_page(self, params: Params, content: Any) -> Params | None:
        # The service may send less than asked for.
        offset = params["offset"] + len(content["matches"])
        is_left = content["matches"] and offset < content["found"]
        return {**params, "offset": offset} if is_left else None


class _NewsAPI(Api):
    id = "newsapi"
    name = "News API"
    url = "https://newsapi.org/v2/everything"
    keys_url = "https://newsapi.org"
    page_size = 100

    def authorize(self, key: Any, url: str, params: Params) -> tuple[Params, dict[str, str]]:
        return {}, {"X-Api-Key": key}

    def first_page(self, query: str) -> Params:
        return {"q": query, "page": 1, "pageSize": self.page_size}

    def read_page(self, content: Any) -> Iterator[TaskType]:
        for article in content["articles"]:
            text = clean_text(article.get("title")) or clean_text(article.get("description"))
            if text and text != "[Removed]":
                publisher = (article.get("source") or {}).get("name")
                yield self.make_task("text", text, article.get("url"), publisher=publisher)

    def next_page(self, params: Params, content: Any) -> Params | None:
        is_left = params["page"] * self.page_size < content["totalResults"]
        return {**params, "page": params["page"] + 1} if content["articles"] and is_left else None

    def is_end(self, status: int, content: Any) -> bool:
        # Plans without a fee only get the first results.
        return isinstance(content, dict) and content.get("code") == "maximumResultsReached"


NEW_YORK_TIMES, GUARDIAN, ZEIT, NEWS_API = _NewYorkTimes(), _Guardian(), _Zeit(), _NewsAPI()


@takes("anything", prepare=lambda query: find_key(NEW_YORK_TIMES))
def NewYorkTimes(query: str, key: Key = None, *, url: str | None = None) -> Iterator[TaskType]:
    """Load headlines from the New York Times.

    query (str): What to search for.
    key (str | None): The API key. Defaults to None (from the setting "api_keys").
    url (str | None): Address of another server that answers in the same way.
    RETURNS (Iterator[dict]): Tasks with a "text".
    RAISES (LoaderError): There is no key, or the service can't be used.
    """
    return search(NEW_YORK_TIMES, query, key, url)


@takes("anything", prepare=lambda query: find_key(GUARDIAN))
def Guardian(query: str, key: Key = None, *, url: str | None = None) -> Iterator[TaskType]:
    """Load headlines from The Guardian. See `NewYorkTimes` for the arguments."""
    return search(GUARDIAN, query, key, url)


@takes("anything", prepare=lambda query: find_key(ZEIT))
def Zeit(query: str, key: Key = None, *, url: str | None = None) -> Iterator[TaskType]:
    """Load headlines from Die Zeit (German). See `NewYorkTimes` for the arguments."""
    return search(ZEIT, query, key, url)


@takes("anything", prepare=lambda query: find_key(NEWS_API))
def NewsAPI(query: str, key: Key = None, *, url: str | None = None) -> Iterator[TaskType]:
    """Load headlines from many papers. See `NewYorkTimes` for the arguments."""
    return search(NEWS_API, query, key, url)
