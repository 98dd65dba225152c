"""Texts and images from the live APIs of places where people publish."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from ...shapes import TaskType
from ..web import Response
from .api import Api, Key, Params, clean_text, find_key, search
from .base import takes
from .oauth import make_oauth_header

_find_images = re.compile(r"<img\b[^<>]*?\bsrc\s*=\s*[\"'](https?://[^\"'<>]+)[\"']", re.I).findall


class _Twitter(Api):
    id = "twitter"
    name = "Twitter"
    url = "https://api.twitter.com/2/tweets/search/recent"
    keys_url = "https://developer.x.com"
    key_parts = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")

    def check_key(self, key: Any) -> str | None:
        if not hasattr(key, "get"):
            return f"It has to be an object with {', '.join(self.key_parts)}."
        missing = [part for part in self.key_parts if not isinstance(key.get(part), str)]
        return f"It lacks {', '.join(missing)}." if missing else None

    def authorize(self, key: Any, url: str, params: Params) -> tuple[Params, dict[str, str]]:
        return {}, {"Authorization": make_oauth_header(key, "GET", url, params)}

    def first_page(self, query: str) -> Params:
        return {"query": query, "max_results": 100}

    def read_page(self, content: Any) -> Iterator[TaskType]:
        # Without any result, the list is missing.
        for tweet in content.get("data") or ():
            text = clean_text(tweet.get("text"))
            if text:
                url = f"https://twitter.com/i/web/status/{tweet['id']}"
                yield self.make_task("text", text, url)

    def next_page(self, params: Params, content: Any) -> Params | None:
        token = content["meta"].get("next_token")
        return {**params, "next_token": token} if token else None


class _Tumblr(Api):
    id = "tumblr"
    name = "Tumblr"
    url = "https://api.tumblr.com/v2/tagged"
    keys_url = "https://www.tumblr.com/oauth/apps"

    def authorize(self, key: Any, url: str, params: Params) -> tuple[Params, dict[str, str]]:
        return {"api_key": key}, {}

    def first_page(self, query: str) -> Params:
        return {"tag": query, "limit": 20}

    def read_page(self, content: Any) -> Iterator[TaskType]:
        if not isinstance(content["response"], list):
            raise TypeError("response is no list")
        for post in content["response"]:
            urls = [photo["original_size"]["url"] for photo in post.get("photos") or ()]
            # Newer posts are texts with images in them.
            urls = urls or _find_images(post.get("body") or "")
            for url in dict.fromkeys(urls):
                title = clean_text(post.get("summary"))[:100]
                yield self.make_task("image", url, post.get("post_url"), title=title)

    def next_page(self, params: Params, content: Any) -> Params | None:
        times = [post["timestamp"] for post in content["response"]]
        before = min(times, default=0)
        is_older = times and before < params.get("before", before + 1)
        return {**params, "before": before} if is_older else None


class _GitHub(Api):
    id = "github"
    name = "GitHub"
    url = "https://api.github.com/search/issues"
    page_size = 100
    max_results = 1000  # more are refused

    def authorize(self, key: Any, url: str, params: Params) -> tuple[Params, dict[str, str]]:
        return {}, {"Authorization": f"Bearer {key}"} if key else {}

    def first_page(self, query: str) -> Params:
        if not re.search(r"\b(is|type):", query):
            query += " is:issue"  # either this or is:pull-request is required
        return {"q": query, "page": 1, "per_page": self.page_size}

    def read_page(self, content: Any) -> Iterator[TaskType]:
        for issue in content["items"]:
            text = clean_title(issue.get("title"))
            if text:
                repository = urlsplit(issue.get("repository_url") or "").path
                name = repository.removeprefix("/repos/")
                yield self.make_task("text", text, issue.get("html_url"), repository=name)

    def next_page(self, params: Params, content: Any) -> Params | None:
        n_results = min(content["total_count"], self.max_results)
        is_left = content["items"] and params["page"] * self.page_size < n_results
        return {**params, "page": params["page"] + 1} if is_left else None

    def is_busy(self, answer: Response) -> bool:
        is_secondary = answer.status == 403 and "Retry-After" in answer.headers
        return is_secondary or super().is_busy(answer)


class _Unsplash(Api):
    id = "unsplash"
    name = "Unsplash"
    url = "https://api.unsplash.com/search/photos"
    keys_url = "https://unsplash.com/developers"

    def authorize(self, key: Any, url: str, params: Params) -> tuple[Params, dict[str, str]]:
        return {}, {"Authorization": f"Client-ID {key}", "Accept-Version": "v1"}

    def first_page(self, query: str) -> Params:
        return {"query": query, "page": 1, "per_page": 30}

    def read_page(self, content: Any) -> Iterator[TaskType]:
        for photo in content["results"]:
            url = photo["urls"].get("regular") or photo["urls"].get("full")
            if url:
                author = (photo.get("user") or {}).get("name")
                page = (photo.get("links") or {}).get("html")
                yield self.make_task("image", url, page, author=author)

    def next_page(self, params: Params, content: Any) -> Params | None:
        page = params["page"] + 1
        is_left = content["results"] and page <= content["total_pages"]
        return {**params, "page": page} if is_left else None

    def is_busy(self, answer: Response) -> bool:
        # The limit is reported as plain text.
        is_limit = answer.status == 403 and b"rate limit" in answer.body.lower()
        return is_limit or super().is_busy(answer)


def clean_title(value: Any) -> str:
    """RETURNS (str): A title on one line. Unlike other texts, it is no HTML."""
    return " ".join(value.split()) if isinstance(value, str) else ""


TWITTER, TUMBLR, GITHUB, UNSPLASH = _Twitter(), _Tumblr(), _GitHub(), _Unsplash()


@takes("anything", prepare=lambda query: find_key(TWITTER))
def Twitter(query: str, key: Key = None, *, url: str | None = None) -> Iterator[TaskType]:
    """Load tweets of the last days.

    query (str): What to search for.
    key (Mapping | None): The API key: an object with consumer_key, consumer_secret, access_token
        and access_token_secret. Defaults to None (from the setting "api_keys").
    url (str | None): Address of another server that answers in the same way.
    RETURNS (Iterator[dict]): Tasks with a "text".
    RAISES (LoaderError): There is no key, or the service can't be used.
    """
    return search(TWITTER, query, key, url)


@takes("anything", prepare=lambda query: find_key(TUMBLR))
def Tumblr(query: str, key: Key = None, *, url: str | None = None) -> Iterator[TaskType]:
    """Load the images of posts with a tag.

    query (str): The tag.
    key (str | None): The API key. Defaults to None (from the setting "api_keys").
    url (str | None): Address of another server that answers in the same way.
    RETURNS (Iterator[dict]): Tasks with an "image", which is an address.
    RAISES (LoaderError): There is no key, or the service can't be used.
    """
    return search(TUMBLR, query, key, url)


@takes("anything", prepare=lambda query: find_key(GITHUB))
def GitHub(query: str, key: Key = None, *, url: str | None = None) -> Iterator[TaskType]:
    """Load the titles of issues.

    query (str): What to search for, e.g. "documentation repo:explosion/spaCy".
    key (str | None): A token, for a higher limit of requests. Defaults to None (from the setting
        "api_keys", or without one).
    url (str | None): Address of another server that answers in the same way.
    RETURNS (Iterator[dict]): Tasks with a "text".
    RAISES (LoaderError): The service can't be used.
    """
    return search(GITHUB, query, key, url)


@takes("anything", prepare=lambda query: find_key(UNSPLASH))
def Unsplash(query: str, key: Key = None, *, url: str | None = None) -> Iterator[TaskType]:
    """Load photographs. See `Tumblr` for the arguments, except that any query is fine."""
    return search(UNSPLASH, query, key, url)
