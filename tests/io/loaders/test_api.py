"""Live APIs: what they are asked, how their answers are read, and what happens when they fail.

A server on this machine speaks the documented JSON of each service.
"""

import json
import time
from email.utils import formatdate

import pytest

from prodigy.components.loaders import (
    LOADERS,
    GitHub,
    Guardian,
    NewsAPI,
    NewYorkTimes,
    Tumblr,
    Twitter,
    Unsplash,
    Zeit,
)
from prodigy.components.source import make_source
from prodigy.errors import LoaderError
from prodigy.io import web as web_module
from prodigy.io.loaders import api
from prodigy.io.loaders.oauth import make_oauth_header

TWITTER_KEY = {
    "consumer_key": "ck",
    "consumer_secret": "cs",
    "access_token": "at",
    "access_token_secret": "ats",
}


# One function per service: the answer to a request for some of n results.


def nyt(request, n):
    page = int(request.params["page"])
    docs = [
        {
            "web_url": f"https://www.nytimes.com/{i}",
            "snippet": f"Snippet {i}",
            "headline": {"main": f"Headline {i}", "kicker": None},
            "section_name": "World",
        }
        for i in range(page * 10, min(n, page * 10 + 10))
    ]
    meta = {"hits": n, "offset": page * 10, "time": 5}
    return {"status": "OK", "copyright": "...", "response": {"docs": docs, "meta": meta}}


def guardian(request, n):
    page, size = int(request.params["page"]), int(request.params["page-size"])
    results = [
        {
            "id": f"world/{i}",
            "type": "article",
            "sectionName": "World",
            "webTitle": f"Headline {i}",
            "webUrl": f"https://www.theguardian.com/world/{i}",
        }
        for i in range((page - 1) * size, min(n, page * size))
    ]
    return {
        "response": {
            "status": "ok",
            "total": n,
            "currentPage": page,
            "pages": -(-n // size),
            "results": results,
        }
    }


def zeit(request, n):
    offset = int(request.params["offset"])
    size = min(int(request.params["limit"]), 20)  # less than asked for
    matches = [
        {
            "title": f"Headline {i}",
            "supertitle": "World",
            "href": f"http://www.zeit.de/{i}",
            "teaser_text": "Teaser",
        }
        for i in range(offset, min(n, offset + size))
    ]
    return {"matches": matches, "found": n, "limit": size, "offset": offset}


def newsapi(request, n):
    page, size = int(request.params["page"]), int(request.params["pageSize"])
    articles = [
        {
            "source": {"id": None, "name": "A paper"},
            "title": f"Headline {i}",
            "description": "Teaser",
            "url": f"https://example.com/{i}",
        }
        for i in range((page - 1) * size, min(n, page * size))
    ]
    return {"status": "ok", "totalResults": n, "articles": articles}


def twitter(request, n):
    size, start = int(request.params["max_results"]), int(request.params.get("next_token", "0"))
    tweets = [
        {"id": str(i), "text": f"Headline {i}", "edit_history_tweet_ids": [str(i)]}
        for i in range(start, min(n, start + size))
    ]
    meta = {"result_count": len(tweets)}
    if start + size < n:
        meta["next_token"] = str(start + size)
    return {"data": tweets, "meta": meta} if tweets else {"meta": meta}


def tumblr(request, n):
    before = int(request.params.get("before", n))
    posts = [
        {
            "type": "photo",
            "blog_name": "blog",
            "post_url": f"https://blog.tumblr.com/post/{n - 1 - i}",
            "timestamp": i,
            "summary": "A summary",
            "photos": [{"original_size": {"url": image_url(n - 1 - i), "width": 1, "height": 1}}],
        }
        for i in range(before - 1, max(-1, before - 21), -1)
    ]
    return {"meta": {"status": 200, "msg": "OK"}, "response": posts}


def github(request, n):
    page, size = int(request.params["page"]), int(request.params["per_page"])
    items = [
        {
            "title": f"Headline {i}",
            "html_url": f"https://github.com/a/b/issues/{i}",
            "repository_url": "https://api.github.com/repos/a/b",
        }
        for i in range((page - 1) * size, min(n, page * size))
    ]
    return {"total_count": n, "incomplete_results": False, "items": items}


def unsplash(request, n):
    page, size = int(request.params["page"]), int(request.params["per_page"])
    results = [
        {
            "id": str(i),
            "urls": {"raw": "r", "full": "f", "regular": image_url(i), "small": "s"},
            "links": {"html": f"https://unsplash.com/photos/{i}"},
            "user": {"name": "A person"},
        }
        for i in range((page - 1) * size, min(n, page * size))
    ]
    return {"total": n, "total_pages": -(-n // size), "results": results}


def image_url(i):
    return f"https://example.com/{i}.jpg"


SERVICES = {
    "nyt": (NewYorkTimes, nyt, "key"),
    "guardian": (Guardian, guardian, "key"),
    "zeit": (Zeit, zeit, "key"),
    "newsapi": (NewsAPI, newsapi, "key"),
    "twitter": (Twitter, twitter, TWITTER_KEY),
    "tumblr": (Tumblr, tumblr, "key"),
    "github": (GitHub, github, None),
    "unsplash": (Unsplash, unsplash, "key"),
}
IMAGES = ("tumblr", "unsplash")
every_service = pytest.mark.parametrize("name", SERVICES)


@pytest.fixture(autouse=True)
def waits(monkeypatch):
    """How long was waited, instead of waiting."""
    seconds = []
    monkeypatch.setattr(web_module, "sleep", seconds.append)
    return seconds


@pytest.fixture
def search(web):
    """A function that searches a service on this machine: search(name, answer, query="some")."""

    def start(name, answer, query="some"):
        loader, _, key = SERVICES[name]
        web.answer = answer
        return loader(query, key, url=f"{web.url}/search")

    return start


@pytest.fixture
def set_keys(home):
    def write(**keys):
        (home / "prodigy.json").write_text(json.dumps({"api_keys": keys}))

    return write


def page_of(name, n):
    return lambda request: SERVICES[name][1](request, n)


@every_service
@pytest.mark.parametrize("n", [1, 20, 135])
def test_all_pages_are_read_once_in_their_order(search, web, name, n):
    tasks = list(search(name, page_of(name, n)))
    if name in IMAGES:
        assert [eg["image"] for eg in tasks] == [image_url(i) for i in range(n)]
    else:
        assert [eg["text"] for eg in tasks] == [f"Headline {i}" for i in range(n)]
    assert all(set(eg) == {"text", "meta"} or set(eg) == {"image", "meta"} for eg in tasks)
    assert len({json.dumps(request.params) for request in web.requests}) == len(web.requests)


@pytest.mark.parametrize(
    ("name", "meta"),
    [
        ("nyt", {"source": "The New York Times", "section": "World", "url": "https://www.nytimes.com/0"}),
        ("guardian", {"source": "The Guardian", "section": "World", "url": "https://www.theguardian.com/world/0"}),
        ("zeit", {"source": "Die Zeit", "section": "World", "url": "http://www.zeit.de/0"}),
        ("newsapi", {"source": "News API", "publisher": "A paper", "url": "https://example.com/0"}),
        ("twitter", {"source": "Twitter", "url": "https://twitter.com/i/web/status/0"}),
        ("tumblr", {"source": "Tumblr", "title": "A summary", "url": "https://blog.tumblr.com/post/0"}),
        ("github", {"source": "GitHub", "repository": "a/b", "url": "https://github.com/a/b/issues/0"}),
        ("unsplash", {"source": "Unsplash", "author": "A person", "url": "https://unsplash.com/photos/0"}),
    ],
)  # fmt: skip
def test_meta_says_where_a_task_is_from(search, name, meta):
    assert next(search(name, page_of(name, 1)))["meta"] == meta


@every_service
def test_nothing_is_requested_before_it_is_needed(search, web, name):
    tasks = search(name, page_of(name, 500))
    assert web.requests == []
    next(tasks)
    assert len(web.requests) == 1


@pytest.mark.parametrize(
    ("name", "where", "field", "value"),
    [
        ("nyt", "params", "api-key", "key"),
        ("guardian", "params", "api-key", "key"),
        ("zeit", "headers", "X-Authorization", "key"),
        ("newsapi", "headers", "X-Api-Key", "key"),
        ("tumblr", "params", "api_key", "key"),
        ("unsplash", "headers", "Authorization", "Client-ID key"),
    ],
)
def test_key_is_sent_as_documented(search, web, name, where, field, value):
    next(search(name, page_of(name, 1)))
    found = {key.lower(): item for key, item in getattr(web.requests[0], where).items()}
    assert found[field.lower()] == value


@pytest.mark.parametrize(
    ("name", "field"),
    [("nyt", "q"), ("guardian", "q"), ("zeit", "q"), ("newsapi", "q"), ("twitter", "query"),
     ("tumblr", "tag"), ("unsplash", "query")],
)  # fmt: skip
def test_query_is_sent_as_it_is(search, web, name, field):
    next(search(name, page_of(name, 1), query=' "Käse & Brot" '))
    assert web.requests[0].params[field] == '"Käse & Brot"'


def test_github_is_asked_for_issues_unless_the_query_says_what_for(search, web):
    next(search("github", page_of("github", 1), query="docs"))
    next(search("github", page_of("github", 1), query="docs is:pull-request"))
    assert [r.params["q"] for r in web.requests] == ["docs is:issue", "docs is:pull-request"]
    assert "Authorization" not in web.requests[0].headers


def test_github_takes_a_token(web):
    web.answer = page_of("github", 1)
    next(GitHub("docs", "token", url=web.url))
    assert web.requests[0].headers["Authorization"] == "Bearer token"


def test_signature_is_that_of_the_documented_example():
    # https://developer.x.com: "Creating a signature"
    key = {
        "consumer_key": "xvz1evFS4wEEPTGEFPHBog",
        "consumer_secret": "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
        "access_token": "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
        "access_token_secret": "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
    }
    header = make_oauth_header(
        key,
        "POST",
        "https://api.twitter.com/1.1/statuses/update.json",
        {
            "include_entities": "true",
            "status": "Hello Ladies + Gentlemen, a signed OAuth request!",
        },
        nonce="kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
        timestamp=1318622958,
    )
    assert header.startswith('OAuth oauth_consumer_key="xvz1evFS4wEEPTGEFPHBog", ')
    assert 'oauth_signature="hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D"' in header


def test_every_signature_is_new(search, web):
    list(search("twitter", page_of("twitter", 150)))
    headers = {request.headers["Authorization"] for request in web.requests}
    assert len(headers) == len(web.requests) == 2


# Results with something missing, and the ends of searches


def test_headlines_are_plain_text(search):
    docs = [{"headline": {"main": "<b>Käse</b> &amp;\nBrot"}, "web_url": "u"}]
    answer = {"response": {"docs": docs, "meta": {"hits": 1}}}
    assert [eg["text"] for eg in search("nyt", lambda request: answer)] == ["Käse & Brot"]


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        (
            "nyt",
            {"response": {"docs": [{"headline": None}, {"snippet": "x"}], "meta": {"hits": 2}}},
        ),
        ("guardian", {"response": {"results": [{}, {"webTitle": "x"}], "pages": 1}}),
        ("zeit", {"matches": [{"title": None}, {"teaser_text": "x"}], "found": 2}),
        (
            "newsapi",
            {
                "articles": [{"title": "[Removed]"}, {"title": None, "description": "x"}],
                "totalResults": 2,
            },
        ),
        ("twitter", {"data": [{"id": "1"}, {"id": "2", "text": "x"}], "meta": {}}),
        (
            "tumblr",
            {
                "response": [
                    {"timestamp": 1, "type": "text", "body": "<p>"},
                    {"timestamp": 1, "body": "<img alt='' src=\"http://x\">"},
                ]
            },
        ),
        ("github", {"items": [{"title": None}, {"title": "x"}], "total_count": 2}),
        ("unsplash", {"results": [{"urls": {}}, {"urls": {"full": "x"}}], "total_pages": 1}),
    ],
)
def test_results_without_content_are_left_out(search, name, answer):
    pages = iter([answer, {**answer, "response": []} if name == "tumblr" else None])
    (task,) = search(name, lambda request: next(pages))
    assert (task.get("text") or task.get("image")) in ("x", "http://x")


def test_new_york_times_may_send_no_list_at_all(search):
    answer = {"response": {"docs": None, "metadata": {"hits": 0}}}
    assert list(search("nyt", lambda request: answer)) == []


@every_service
def test_search_without_results_is_warned_about(search, capsys, name):
    assert list(search(name, page_of(name, 0), query="nobody")) == []
    assert 'found nothing for "nobody"' in capsys.readouterr().err


def test_github_is_never_asked_for_more_than_it_allows(search, web):
    assert len(list(search("github", page_of("github", 5000)))) == 1000
    assert len(web.requests) == 10


def test_news_api_without_a_paid_plan_ends_early(search):
    def answer(request):
        if request.params["page"] == "1":
            return newsapi(request, 500)
        error = {"status": "error", "code": "maximumResultsReached", "message": "You have..."}
        return 426, error, {}

    assert len(list(search("newsapi", answer))) == 100


def test_guardian_may_lose_its_last_page_meanwhile(search):
    def answer(request):
        if request.params["page"] == "1":
            return guardian(request, 60)
        message = "requested page is beyond the number of available pages"
        return 400, {"response": {"status": "error", "message": message}}, {}

    assert len(list(search("guardian", answer))) == 50


def test_pages_without_tasks_do_not_go_on_forever(search, web):
    counter = iter(range(10**6, 0, -1))
    posts = lambda request: {"response": [{"timestamp": next(counter), "type": "quote"}]}  # noqa: E731
    assert list(search("tumblr", posts)) == []
    assert len(web.requests) == api.MAX_EMPTY_PAGES


# Failures

WRONG_KEY = {
    "nyt": {"fault": {"faultstring": "Invalid ApiKey", "detail": {"errorcode": "oauth.v2"}}},
    "guardian": {"message": "Invalid ApiKey"},
    "zeit": {"description": "Invalid ApiKey"},
    "newsapi": {"status": "error", "code": "apiKeyInvalid", "message": "Invalid ApiKey"},
    "twitter": {"title": "Unauthorized", "status": 401, "detail": "Invalid ApiKey"},
    "tumblr": {"meta": {"status": 401, "msg": "Invalid ApiKey"}, "response": []},
    "github": {"message": "Invalid ApiKey", "documentation_url": "https://docs.github.com"},
    "unsplash": {"errors": ["Invalid ApiKey"]},
}


@every_service
def test_wrong_key_is_reported_with_what_the_service_says(search, web, name):
    with pytest.raises(LoaderError) as err:
        list(search(name, lambda request: (401, WRONG_KEY[name], {})))
    assert "refuses the search (status 401)" in err.value.title
    assert "Invalid ApiKey" in err.value.text
    assert f'under "api_keys" and "{name}"' in err.value.text
    assert len(web.requests) == 1


@every_service
def test_limit_of_requests_is_waited_for(search, waits, name):
    answers = iter([(429, b"Too Many Requests", {"Retry-After": "7"}), (429, b"", {}), None])

    def answer(request):
        return next(answers) or SERVICES[name][1](request, 1)

    assert len(list(search(name, answer if name != "tumblr" else once_more(answer)))) == 1
    assert waits == [7.0, 2 * web_module.FIRST_WAIT_S]


def once_more(answer):
    """Tumblr only ends with an empty page."""

    def wrapped(request):
        return {"response": []} if "before" in request.params else answer(request)

    return wrapped


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_waiting_is_bounded(search, web, waits, status):
    with pytest.raises(LoaderError, match="Start the recipe again in"):
        list(search("nyt", lambda request: (status, b"", {})))
    assert len(web.requests) == web_module.MAX_TRIES
    assert waits == [2.0, 4.0, 8.0, 16.0]


def test_service_that_asks_for_a_long_wait_is_reported_at_once(search, web, waits):
    with pytest.raises(LoaderError, match="limit of requests to Unsplash .*(?s:.*)in 60 minutes"):
        list(search("unsplash", lambda request: (429, b"", {"Retry-After": "3600"})))
    assert waits == [] and len(web.requests) == 1


def fail_once(name, status, body, headers):
    answers = iter([(status, body, headers)])
    return lambda request: next(answers, None) or SERVICES[name][1](request, 1)


def test_wait_can_be_a_date(search, waits):
    headers = {"Retry-After": formatdate(time.time() + 30, usegmt=True)}
    assert len(list(search("nyt", fail_once("nyt", 503, b"", headers)))) == 1
    assert 20 < waits[0] <= 30


def test_wait_can_follow_from_the_time_when_a_limit_ends(search, waits):
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 40)}
    body = {"message": "API rate limit exceeded"}
    assert len(list(search("github", fail_once("github", 403, body, headers)))) == 1
    assert 30 < waits[0] <= 40


def test_nonsense_as_wait_is_ignored(search, waits):
    headers = {"Retry-After": "soon", "X-Rate-Limit-Reset": "never"}
    assert len(list(search("nyt", fail_once("nyt", 429, b"", headers)))) == 1
    assert waits == [web_module.FIRST_WAIT_S]


def test_secondary_limit_of_github_is_waited_for(search, waits):
    assert len(list(search("github", fail_once("github", 403, {}, {"Retry-After": "5"})))) == 1
    assert waits == [5.0]


def test_limit_of_unsplash_is_recognized(search, waits):
    answer = fail_once("unsplash", 403, b"Rate Limit Exceeded", {})
    assert len(list(search("unsplash", answer))) == 1
    assert waits == [web_module.FIRST_WAIT_S]


@every_service
def test_broken_connection_is_tried_again(search, waits, name):
    answers = iter([(200, None, {})])

    def answer(request):
        if name == "tumblr" and "before" in request.params:
            return {"response": []}
        return next(answers, None) or SERVICES[name][1](request, 1)

    assert len(list(search(name, answer))) == 1
    assert waits == [web_module.FIRST_WAIT_S]


def test_service_that_cannot_be_reached_is_named(search, web, waits):
    tasks = search("guardian", lambda request: (200, None, {}))
    with pytest.raises(LoaderError, match="Can't reach The Guardian"):
        list(tasks)
    assert len(web.requests) == web_module.MAX_TRIES


@every_service
@pytest.mark.parametrize("body", [b"", b"<html>", b'{"a": ', b"\xff\xfe", b"[" * 100_000])
def test_answer_that_is_no_json_is_shown(search, name, body):
    with pytest.raises(LoaderError, match="is no JSON"):
        list(search(name, lambda request: body))


@every_service
@pytest.mark.parametrize("content", [[], {}, None, 5, "text", {"response": 5}, {"response": {}}])
def test_answer_of_an_unknown_form_is_shown(search, name, content):
    body = json.dumps(content).encode()
    with pytest.raises(LoaderError, match="unknown form") as err:
        list(search(name, lambda request: body))
    assert len(str(err.value)) < 500


@every_service
def test_results_of_an_unknown_form_are_an_error(search, name):
    def answer(request):
        text = json.dumps(SERVICES[name][1](request, 1))
        return json.loads(text.replace("[{", '["no object", {'))

    with pytest.raises(LoaderError, match="unknown form"):
        list(search(name, answer))


def test_tasks_before_a_failure_are_delivered(search):
    def answer(request):
        return nyt(request, 30) if request.params["page"] == "0" else (400, {}, {})

    tasks = search("nyt", answer)
    assert [next(tasks)["text"] for _ in range(10)] == [f"Headline {i}" for i in range(10)]
    with pytest.raises(LoaderError, match=r"status 400"):
        next(tasks)


@every_service
def test_keys_are_in_no_message_and_no_log(web, name, monkeypatch, capsys):
    monkeypatch.setenv("PRODIGY_LOGGING", "verbose")
    loader, _, key = SERVICES[name]
    secret = {part: f"SECRET-{part}" for part in key} if isinstance(key, dict) else "SECRET-key"
    for answer in ((401, {}, {}), (429, b"", {}), (200, None, {}), (200, b"x", {})):
        web.answer = lambda request, answer=answer: answer
        with pytest.raises(LoaderError) as err:
            list(loader("query", secret, url=web.url))
        assert "SECRET" not in str(err.value)
    assert "SECRET" not in capsys.readouterr().err


def test_redirection_to_another_host_gets_no_key(search, web, waits):
    target = web.url.replace("127.0.0.1", "localhost")
    with pytest.raises(LoaderError, match="another host"):
        list(search("unsplash", lambda request: (302, b"", {"Location": f"{target}/x"})))
    assert all(request.path == "/search" for request in web.requests)


# Keys


@every_service
def test_missing_key_is_reported_before_the_server_starts(name):
    if name == "github":
        make_source("query", name)
        return
    with pytest.raises(LoaderError, match="needs an API key") as err:
        make_source("query", name)
    assert '"api_keys"' in err.value.text and f'"{name}"' in err.value.text
    assert "http" in err.value.text
    with pytest.raises(LoaderError, match="needs an API key"):
        LOADERS[name]("query")


@every_service
def test_key_comes_from_the_settings(web, set_keys, monkeypatch, name):
    set_keys(**{name: SERVICES[name][2] or "key"})
    monkeypatch.setattr(type(getattr(_services(), name.upper())), "url", f"{web.url}/search")
    web.answer = page_of(name, 1)
    source = make_source("query", name)
    assert next(iter(source))["meta"]["source"]
    assert source.progress is None


def _services():
    from types import SimpleNamespace

    from prodigy.io.loaders import news, social

    return SimpleNamespace(
        NYT=news.NEW_YORK_TIMES,
        GUARDIAN=news.GUARDIAN,
        ZEIT=news.ZEIT,
        NEWSAPI=news.NEWS_API,
        TWITTER=social.TWITTER,
        TUMBLR=social.TUMBLR,
        GITHUB=social.GITHUB,
        UNSPLASH=social.UNSPLASH,
    )


@pytest.mark.parametrize("key", [5, ["a"], {"a": "b"}, " "])
def test_key_of_the_wrong_type_is_reported(set_keys, key):
    set_keys(nyt=key)
    with pytest.raises(LoaderError, match="API key of The New York Times is wrong"):
        make_source("query", "nyt")


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ("text", "has to be an object with consumer_key"),
        ({"consumer_key": "a", "consumer_secret": "b"}, "lacks access_token, access_token_secret"),
    ],
)
def test_incomplete_key_of_twitter_is_reported(set_keys, key, problem):
    set_keys(twitter=key)
    with pytest.raises(LoaderError, match=problem):
        make_source("query", "twitter")


@every_service
@pytest.mark.parametrize("query", ["", "  ", None])
def test_query_is_required(name, query):
    with pytest.raises(LoaderError, match="Nothing to search for"):
        LOADERS[name](query, SERVICES[name][2])
