"""What pages may run and load: the policy follows what the project itself has written."""

import base64
import hashlib
import re

import pytest
from starlette.testclient import TestClient

from prodigy.app import app, set_controller
from prodigy.app.policy import find_hosts, find_media_sources, make_policy, read_extra
from prodigy.core import Controller
from prodigy.errors import ConfigError
from prodigy.registry import recipe

TASKS = [{"text": "Hello", "options": [{"id": "A", "text": "A"}]}]
INLINE = "'unsafe-inline'"


@pytest.fixture
def open_page(home):
    """Serve a project. RETURNS (callable): The policy, directive to sources, and the response."""
    controllers = []

    def serve(view_id, recipe_name="mark", **settings):
        settings = {"validate": False, **settings}
        components = {"view_id": view_id, "stream": TASKS, "dataset": "page", "config": settings}
        controllers.append(Controller.from_components(recipe_name, components))
        set_controller(controllers[-1])
        response = TestClient(app).get("/")
        parts = response.headers.get("content-security-policy", "").split("; ")
        return {name: rest for name, *rest in (part.split() for part in parts if part)}, response

    yield serve
    for controller in controllers:
        controller.thread.stop()


@pytest.fixture
def foreign():
    """The name of a recipe that isn't built in."""

    @recipe("policy.foreign")
    def foreign(dataset: str):
        return {}

    return "policy.foreign"


def test_a_project_without_code_runs_the_bundle_and_nothing_else(open_page):
    policy, response = open_page("text")
    assert policy["default-src"] == ["'none'"]
    # And the one script that stands in a page with a text on it, named by what is in it.
    [script] = re.findall(r"<script nonce[^>]*>(.*?)</script>", response.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy["script-src"] == ["'self'", f"'sha256-{digest}'"]
    assert open_page("image")[0]["script-src"] == ["'self'"]
    assert policy["script-src-attr"] == policy["object-src"] == policy["frame-src"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    nonce = policy["style-src"][1]
    assert nonce.startswith("'nonce-")
    assert f'nonce="{nonce[7:-1]}"' in response.text
    assert all("https:" not in sources for sources in policy.values())
    assert "camera=()" in response.headers["permissions-policy"]
    assert response.headers["cross-origin-opener-policy"] == "same-origin-allow-popups"


def test_each_page_has_a_secret_of_its_own(open_page):
    assert open_page("text")[0]["style-src"] != open_page("text")[0]["style-src"]


def test_code_of_the_settings_runs_and_reaches_the_hosts_it_names(open_page):
    code = "fetch('https://api.example/x'); new WebSocket('wss://live.example:8443/y')"
    policy, response = open_page("ner_manual", javascript=code)
    assert policy["script-src"][1].startswith("'nonce-")
    assert INLINE not in policy["script-src"]  # an injected script has no nonce
    assert policy["script-src-attr"] == [INLINE]
    assert {"https://api.example", "wss://live.example:8443"} <= set(policy["connect-src"])
    assert "https:" not in policy["connect-src"]
    assert "permissions-policy" not in response.headers


def test_handlers_are_for_templates_that_have_some(open_page):
    blocks = [{"view_id": "html", "html_template": "<b onclick='go()'>x</b>"}]
    assert open_page("blocks", blocks=blocks)[0]["script-src-attr"] == [INLINE]
    assert open_page("html", html_template="<b>on = {{text}}</b>")[0]["script-src-attr"] == [
        "'none'"
    ]


def test_markup_that_a_recipe_has_written_may_do_what_its_code_may(open_page, foreign):
    policy = open_page("html", foreign)[0]
    for name in ("script-src", "script-src-attr", "style-src"):
        assert INLINE in policy[name]
    assert not [source for source in policy["script-src"] if "nonce" in source]
    assert "https:" in policy["frame-src"]
    assert open_page("html", foreign, sanitize_html=True)[0]["script-src-attr"] == ["'none'"]
    # Here no task can show markup.
    assert open_page("ner_manual", foreign)[0]["script-src"] == ["'self'"]
    assert INLINE in open_page("choice", sanitize_html=False)[0]["script-src"]


@pytest.mark.parametrize(
    ("view_id", "setting", "expected"),
    [
        ("ner_manual", "auto", ()),
        ("html", "auto", ()),
        ("image_manual", "auto", ("https:", "http:")),
        ("classification", "auto", ("https:", "http:")),
        ("blocks", "auto", ("https:", "http:")),
        ("somebody-elses", "auto", ("https:", "http:")),
        ("image", False, ()),
        ("html", True, ("https:", "http:")),
        ("image", ["https://media.example"], ("https://media.example",)),
    ],
)
def test_media_of_other_hosts(view_id, setting, expected):
    assert find_media_sources({"view_id": view_id, "remote_media": setting}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://cdn.example/a.js", ["https://cdn.example"]),
        ("x='//cdn.example:8080/a'", ["cdn.example:8080"]),
        ("https://{s}.tile.example.org/{z}", ["https://*.tile.example.org"]),
        ("https://${name}.example.org/", ["https://*.example.org"]),
        ("// a comment\nlet a = 1 // 2", []),
        ("http://localhost:5000/api", ["http://localhost:5000"]),
        ("https:; script-src *", []),
        ("https://a.example;script-src * 'unsafe-inline'", ["https://a.example"]),
    ],
)
def test_hosts_that_code_names(text, expected):
    assert list(find_hosts({"javascript": text})) == expected


def test_the_setting_adds_sources_or_turns_the_policy_off(open_page):
    extra = {"script-src": ["https://cdn.example"], "frame-ancestors": "https://lab.example"}
    policy = open_page("text", content_security_policy=extra)[0]
    assert policy["script-src"][::2] == ["'self'", "https://cdn.example"]
    assert policy["script-src"][1].startswith("'sha256-")
    assert policy["frame-ancestors"][-1] == "https://lab.example"
    assert open_page("text", content_security_policy=False)[0] == {}


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ({"script-scr": ["'self'"]}, "script-scr"),
        ({"script-src": ["a; img-src *"]}, "script-src"),
        ({"script-src": [1]}, "script-src"),
        ({"script-src": None}, "script-src"),
    ],
)
def test_what_is_no_source_stops_the_start(extra, words):
    with pytest.raises(ConfigError, match=words):
        read_extra(extra)


def test_answers_that_are_no_pages_can_do_nothing_as_pages(open_page):
    open_page("text", cors=False)
    client = TestClient(app)
    for path in ("/project", "/health", "/openapi.json", "/favicon.svg", "/nothing-here"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'"), path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "script-src 'self'" in client.get("/docs").headers["content-security-policy"]
    open_page("text")
    assert "cross-origin-resource-policy" not in client.get("/project").headers


def test_a_page_that_is_not_served_yet_has_the_strictest_policy():
    from prodigy.app.policy import Needs

    assert "script-src 'self';" in str(make_policy(Needs(), "x"))
