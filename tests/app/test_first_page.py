"""The first task on the page before the app: its look, who sees it, and that nobody loses it."""

import html
import json
import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from prodigy.app import app, links, set_controller, static
from prodigy.app.first_card import Sizes, draw_card, escape
from prodigy.app.first_page import make_style
from prodigy.app.throttle import Throttle
from prodigy.components.links import LinkBook, make_digest
from prodigy.core import Controller
from prodigy.views import VIEWS
from tests.hostile.payloads import MARKUP

SIZES = Sizes(large=60, medium=200, search=8, groups=12, dims=40)
TOKENS = [
    {"text": t, "start": s, "end": s + len(t), "id": i, "ws": True}
    for i, (t, s) in enumerate([("One", 0), ("two", 4)])
]
TASKS = [{"text": f"Text {number}"} for number in range(30)]
THEMES = {name: {"all": f"--n:{name};", "more": "--m:1;"} for name in ("basic", "dark")}


@pytest.fixture
def serve(home, monkeypatch):
    """Serve a project in this process. RETURNS (callable): `(**components) -> client`."""
    controllers = []

    def start(view_id="text", config=None, dataset="page", stream=TASKS, **components):
        components |= {"view_id": view_id, "stream": stream, "dataset": dataset}
        controller = Controller.from_components("r", {**components, "config": config or {}})
        set_controller(controller)
        controllers.append(controller)
        return TestClient(app)

    yield start
    for controller in controllers:
        controller.thread.stop()


class Drawn(HTMLParser):
    """What stands in the drawn part of a page, without the script of the bundle behind it."""

    def __init__(self, page):
        super().__init__()
        script = f">{static.read_manifest()['looks']['script']}</script>"
        assert page.count(script) == 1
        page = re.sub(r"<script nonce=\S+$", "", page.partition(script)[0])
        self.tags, self.text, self.depth = [], "", 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.depth += "data-prodigy-drawn" in dict(attrs)
        if self.depth:
            self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data if self.depth else ""


def read_text(client, **params):
    """RETURNS (str | None): The text on the card of the page, None without one."""
    found = re.search(
        r'<div class="prodigy-text [^>]*>(.*?)</div>', client.get("/", params=params).text
    )
    return found and html.unescape(re.sub("<.*?>", "", found[1]))


def find_tasks(client, page):
    """Ask for the first tasks, as the scripts of the page do."""
    address = html.unescape(re.search(r'id="first-tasks" href="([^"]*)"', page)[1])
    return client.get(f"/{address}").json()["tasks"]


def draw(view_id, task, **config):
    return draw_card(task, {"view_id": view_id, **config}, SIZES)


def test_the_first_task_is_on_the_page_and_is_the_one_that_is_handed_out(serve):
    client = serve()
    page = client.get("/?session=alex").text
    assert read_text(client, session="alex") == "Text 0"
    assert find_tasks(client, page)[0]["text"] == "Text 0"


@pytest.mark.parametrize("config", [{}, {"feed_overlap": True}])
def test_visits_without_scripts_take_nothing_from_anybody(serve, config):
    client = serve(config=config)
    for name in ("a", "b", "c"):
        assert read_text(client, session=name) == "Text 0"
    ctrl = static.state.controller
    assert set(ctrl.sessions) <= {ctrl.session_id}
    assert ctrl.queues.names() == []
    page = client.get("/?session=jo").text
    assert [task["text"] for task in find_tasks(client, page)] == [f"Text {n}" for n in range(10)]


def test_no_address_that_a_browser_loads_by_itself_hands_out_tasks(serve):
    page = serve().get("/?session=alex").text
    loaded = re.findall(
        r'rel="(?:preload|modulepreload|stylesheet|prefetch)"[^>]* href="([^"]*)"', page
    )
    assert loaded
    assert [address for address in loaded if "assets" not in address] == []


def test_who_holds_tasks_sees_no_other_one_before(serve):
    client = serve()
    find_tasks(client, client.get("/?session=alex").text)
    assert read_text(client, session="alex") is None


def test_who_comes_later_sees_what_was_asked_before_where_everybody_is_asked(serve):
    client = serve(config={"feed_overlap": True})
    find_tasks(client, client.get("/?session=alex").text)
    assert read_text(client, session="jo") == "Text 0"


def test_what_was_answered_in_an_earlier_run_is_not_shown(serve):
    client = serve(config={"batch_size": 2})
    tasks = find_tasks(client, client.get("/").text)
    answers = [{**task, "answer": "accept"} for task in tasks]
    client.post("/give_answers", json={"answers": answers, "session_id": None})
    assert read_text(serve(), session="alex") == "Text 2"


def test_a_router_of_the_recipe_is_not_asked(serve):
    asked = []

    def route(ctrl, session_id, task):
        asked.append(session_id)
        return [session_id]

    assert read_text(serve(task_router=route), session="alex") is None
    assert asked == []


@pytest.mark.parametrize("key", ["javascript", "global_css"])
def test_nothing_is_drawn_that_code_or_styles_of_the_project_may_hide(serve, key):
    assert read_text(serve(config={key: "x"}), session="alex") is None


def test_who_may_not_come_in_sees_no_task(serve, monkeypatch):
    monkeypatch.setenv("PRODIGY_ALLOWED_SESSIONS", "alex")
    client = serve(config={"feed_overlap": True})
    assert read_text(client, session="zoe") is None
    assert read_text(client) is None
    assert read_text(client, session="alex") == "Text 0"


def test_who_needs_a_personal_link_sees_no_task_without_it(serve):
    client = serve(config={"session_links": True})
    assert read_text(client, session="alex") is None


def test_others_learn_nothing_of_a_session_that_has_a_link(serve, monkeypatch):
    monkeypatch.setattr(links, "REFRESH_S", 0.0)
    monkeypatch.setattr(links, "throttle", Throttle())
    client = serve(config={"feed_overlap": True})
    book = LinkBook(static.state.controller.db)
    secret, other = book.add("alex"), book.add("jo")

    def load(name, sent=None):
        headers = {links.HEADER: sent} if sent else {}
        response = client.get("/", params={"session": name}, headers=headers)
        assert response.status_code == 200  # the app says what is wrong
        shown = "Text 0" in response.text, 'id="first-tasks"' in response.text
        return shown, response.headers["cache-control"]

    nothing = (False, False), "no-cache"
    names = ("alex", "page-alex", "ALEX", " alex ", "ａｌｅｘ", "alex\0", "alex&session=zoe")
    for name in names[:2]:
        assert load(name, secret) == ((True, True), "no-store")
    for wrong in (None, other, make_digest(secret), secret[:-1]):
        assert [load(name, wrong) for name in names[:5]] == [nothing] * 5
        links.throttle = Throttle()
    assert load(names[5]) == nothing
    assert load(names[6])[0][0] is True  # a name of its own, which nobody has a link for
    # Whether somebody is at work can't be seen, either.
    body = {"session_id": "alex"}
    client.post("/get_session_questions", json=body, headers={links.HEADER: secret})
    assert load("alex", secret) == ((False, False), "no-cache")
    assert load("alex", other) == load("alex") == nothing
    book.revoke("alex")
    assert load("alex", secret) == nothing


def test_a_login_and_a_proxy_that_names_people_keep_the_first_task_from_others(serve, monkeypatch):
    client = serve(config={"session_header": "X-User", "feed_overlap": True})
    at_home = {"headers": {"X-User": "alex"}, "params": {"session": "alex"}}
    assert "Text 0" in client.get("/", **at_home).text
    for headers in ({}, {"X-User": ""}, [("X-User", "alex"), ("X-User", "zoe")]):
        assert "Text 0" not in client.get("/?session=alex", headers=headers).text
    moved = client.get("/?session=zoe", headers={"X-User": "alex"}, follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (302, "?session=alex")
    monkeypatch.setenv("PRODIGY_BASIC_AUTH_USER", "user")
    monkeypatch.setenv("PRODIGY_BASIC_AUTH_PASS", "pass")
    for path in ("/", "/index.html", "//", "/?session=alex"):
        response = client.get(path, headers={"X-User": "alex"})
        assert response.status_code == 401
        assert "Text 0" not in response.text
    assert "Text 0" in client.get("/", auth=("user", "pass"), **at_home).text


@pytest.mark.parametrize("cors", [True, False, ["https://a.example"]])
def test_pages_of_other_origins_cannot_read_the_first_task_with_a_login(serve, cors):
    client = serve(config={"cors": cors})
    for origin in ("https://a.example", "https://b.example", "null"):
        headers = client.get("/", headers={"Origin": origin, "Cookie": "prodigy_x=y"}).headers
        is_allowed = cors is True or (bool(cors) and origin in cors)
        assert ("access-control-allow-origin" in headers) is is_allowed
        assert "access-control-allow-credentials" not in headers
        assert headers["x-content-type-options"] == "nosniff"
        if not is_allowed and not cors:
            assert headers["cross-origin-resource-policy"] == "same-origin"
        frames = re.search("frame-ancestors ([^;]*)", headers["content-security-policy"])[1]
        assert "https:" not in frames.split()
        assert "*" not in frames.split()


def test_no_first_task_of_a_blind_comparison_is_shown(serve, monkeypatch):
    client = serve()
    assert read_text(client, session="alex") == "Text 0"
    monkeypatch.setattr(static.state.controller.blinding, "is_on", True, raising=False)
    assert read_text(client, session="alex") is None


@pytest.mark.parametrize("payload", MARKUP.values(), ids=MARKUP)
def test_nothing_of_a_task_is_taken_for_markup(serve, payload):
    task = {"text": payload, "label": payload, "meta": {payload: payload}}
    config = {
        "custom_theme": {"bgCard": payload, payload: "red"},
        "lang": payload,
        "theme": "basic",
    }
    page = serve("classification", config, stream=[task, *TASKS]).get("/?session=alex").text
    drawn = Drawn(page)
    assert drawn.text.count(payload.replace("\r", "\n").replace("\0", "\ufffd")) >= 2
    assert {tag for tag, _ in drawn.tags} <= {
        "div",
        "main",
        "button",
        "span",
        "bdi",
        "u",
        "noscript",
    }
    assert not [name for _, attrs in drawn.tags for name in attrs if name.startswith("on")]
    [style] = re.findall(r"<style[^>]*>(.*?)</style>", page, re.DOTALL)
    assert "<" not in style
    assert style.count("{") == style.count("}")


def test_a_page_with_a_task_on_it_is_kept_nowhere(serve):
    client = serve()
    assert client.get("/").headers["cache-control"] == "no-store"
    find_tasks(client, client.get("/").text)
    assert client.get("/").headers["cache-control"] == "no-cache"


ODD = [None, 5, "x", [], {}, [None], [5], ["x"], {"a": None}, float("nan"), [{"start": 5}], True]


@pytest.mark.parametrize("view_id", sorted(VIEWS))
@pytest.mark.parametrize("key", ["text", "spans", "tokens", "options", "label", "meta", "accept"])
def test_whatever_a_task_is_the_page_comes(view_id, key):
    good = {"text": "One two", "tokens": TOKENS, "options": [{"id": 1, "text": "A"}], "label": "X"}
    for value in ODD:
        card = draw(view_id, {**good, key: value}, labels=["A"])
        assert card is None or card.count("<div") == card.count("</div>")


@pytest.mark.parametrize(
    ("view_id", "task"),
    [
        ("text", {"text": "x", "config": {"theme": "dark"}}),
        ("ner", {"text": "abc", "spans": [{"start": 0, "end": 2}, {"start": 1, "end": 3}]}),
        ("ner", {"text": "abc", "spans": [{"start": 0, "end": 9, "label": "A"}]}),
        ("ner_manual", {"text": "One two", "tokens": TOKENS, "spans": [{"start": 1, "end": 3}]}),
        ("classification", {"html": "<b>x</b>", "label": "A"}),
        ("choice", {"text": "x", "options": [{"id": 1, "html": "<b>x</b>"}]}),
        ("image", {"image": "a.png"}),
    ],
)
def test_what_only_the_app_can_draw_is_left_to_it(view_id, task):
    assert draw(view_id, task, labels=["A"]) is None


def test_tokens_are_drawn_with_their_spaces_breaks_and_spans():
    texts = [("One", 0), ("\n\n", 3), ("<two>", 5), (".", 10)]
    tokens = [{"text": t, "start": s, "end": s + len(t), "ws": False} for t, s in texts]
    spans = [{"start": 5, "end": 10, "label": "A&B"}]
    card = draw(
        "ner_manual", {"text": "One\n\n<two>.", "tokens": tokens, "spans": spans}, labels=["A&B"]
    )
    glyph = '<span class="prodigy-ws">↵</span>\n'
    label = '<span class="prodigy-span-label"><bdi>A&amp;B</bdi></span>'
    mark = f'<mark class="prodigy-span">&lt;two&gt;{label}</mark>'
    assert f">One{glyph}{glyph}{mark}.</div>" in card


@pytest.mark.parametrize(
    ("length", "size"), [(60, "large"), (61, "medium"), (200, "medium"), (201, "small")]
)
def test_letters_are_as_large_as_in_the_app(length, size):
    assert f"prodigy-text-{size}" in draw("text", {"text": "🙂" * length})


def test_what_html_would_read_as_something_else_is_written_as_it_is():
    assert escape("a\r\n\ud800\0<'\">&") == "a&#13;\n\ufffd\ufffd&lt;&#x27;&quot;&gt;&amp;"


def test_meta_is_written_as_in_the_app():
    card = draw(
        "text",
        {
            "text": "x",
            "meta": {"a": 1.0, "b": 0.5, "c": None, "d": [True, "ü"], "e": "https://x.y"},
        },
    )
    shown = re.findall("<bdi>(.*?)</bdi>", card)
    assert [html.unescape(value) for value in shown] == [
        "1",
        "0.5",
        "null",
        '[true,"ü"]',
        "<u>https://x.y</u>",
    ]


def test_the_colours_follow_the_settings_and_the_system():
    assert make_style({"theme": "dark"}, THEMES).startswith(":root{--n:dark;}")
    auto = make_style({"theme": "auto"}, THEMES)
    assert auto.startswith(":root{--n:basic;}")
    assert "@media (prefers-color-scheme:dark){:root{--n:dark;}" in auto
    high = make_style({"theme": "basic", "high_contrast": True}, THEMES)
    assert high == ":root{--n:basic;}:root{--m:1;}"
    own = make_style(
        {"theme": "basic", "custom_theme": {"bgCard": "#fff", "smallText": 18, "x": "}<"}}, THEMES
    )
    assert "--prodigy-bg-card:#fff;--prodigy-small-text:18px;" in own
    assert "<" not in own


def test_the_bundle_says_how_its_themes_look():
    looks = static.read_manifest()["looks"]
    assert {"basic", "dark", "eighties", "spacy", "brutalist"} == set(looks["themes"])
    assert "--prodigy-bg-card:#ffffff;" in looks["themes"]["basic"]["all"]
    assert Sizes(**looks["sizes"]).large == 60
    assert "</" not in json.dumps(looks)
