"""What recipes written for Prodigy rely on beyond names, seen from the outside.

Names and signatures are in test_public_api.py, whole recipes in tests/third_party. What a module
promises by itself is tested next to it: hashes of published exports, the forms of stream.apply,
sorters, custom storage, both keywords of reset_stream.
"""

import json
import math
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from fastapi import HTTPException
from starlette.exceptions import HTTPException as StarletteHTTPException

import prodigy
from prodigy.arguments.parser import RecipeParser
from prodigy.components.db import connect
from prodigy.components.stream import get_stream
from prodigy.core import Arg, Controller
from prodigy.registry import Recipe
from prodigy.types import LabelsType
from prodigy.util import get_labels, split_string
from tests.server import HTTP_ERRORS
from tests.util import make_task, run_async


def make_tasks(n=5):
    return [{"text": f"text {i}"} for i in range(n)]


def components(n=5, **more):
    return {"dataset": "data", "view_id": "text", "stream": iter(make_tasks(n)), **more}


def answer(tasks, value="accept"):
    return [{**task, "answer": value} for task in tasks]


# Declarations of arguments


def with_tuples(dataset, source, label=None, exclude=None, n=5, out=None, style="a", shout=False):
    return {}


def with_hints(
    dataset: str,
    source: str,
    label: LabelsType = None,
    exclude: list[str] = None,
    n: int = 5,
    out: Path = None,
    style: str = "a",
    shout: bool = False,
):
    return {}


TUPLES = {
    "dataset": ("Dataset", "positional", None, str),
    "source": ("Source", "positional", None, str),
    "label": ("Labels", "option", "l", get_labels),
    "exclude": ("Datasets", "option", "e", split_string),
    "n": ("Number", "option", "n", int),
    "out": ("Path", "option", "o", Path),
    "style": ("Style", "option", "s", str),
    "shout": ("Shout", "flag", "S", bool),
}
ARGS = {
    "dataset": Arg(help="Dataset"),
    "source": Arg(help="Source"),
    "label": Arg("--label", "-l", help="Labels"),
    "exclude": Arg("--exclude", "-e", help="Datasets"),
    "n": Arg("--n", "-n", help="Number"),
    "out": Arg("--out", "-o", help="Path"),
    "style": Arg("--style", "-s", help="Style"),
    "shout": Arg("--shout", "-S", help="Shout"),
}
STYLES = [(with_tuples, TUPLES), (with_hints, ARGS), (with_hints, {})]


@pytest.mark.parametrize(("func", "annotations"), STYLES, ids=["tuples", "Arg", "signature"])
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("set file", {}),
        ("set - --label A,B", {"source": "-", "label": ["A", "B"]}),
        ("--n 7 set file --exclude x,y", {"n": 7, "exclude": ["x", "y"]}),
        ("set file --out a/b --shout", {"out": Path("a/b"), "shout": True}),
        ("set file --style=b --n=-1", {"style": "b", "n": -1}),
    ],
)
def test_all_styles_of_declarations_read_the_same(func, annotations, words, expected):
    recipe = Recipe("x", func, annotations, "file")
    values = RecipeParser("x", recipe.arguments).read(words.split())
    defaults = {"label": None, "exclude": None, "n": 5, "out": None, "style": "a", "shout": False}
    assert values == {"dataset": "set", "source": "file", **defaults, **expected}


@pytest.mark.parametrize(("func", "annotations"), STYLES[:2], ids=["tuples", "Arg"])
def test_abbreviations_read_the_same(func, annotations):
    recipe = Recipe("x", func, annotations, "file")
    values = RecipeParser("x", recipe.arguments).read("set file -l A -n 1 -S".split())
    assert (values["label"], values["n"], values["shout"]) == (["A"], 1, True)


def test_an_argument_may_be_called_name():
    @prodigy.recipe("called-name", name=("The name", "positional", None, str))
    def func(name):
        return name

    assert func("x") == "x"


# Recipes as functions


@pytest.mark.parametrize("source", [iter, list, tuple, get_stream], ids=lambda kind: kind.__name__)
def test_built_in_recipes_take_any_iterable(source, nlp, serve):
    from prodigy.recipes.generic import mark
    from prodigy.recipes.ner import manual as ner_manual
    from prodigy.recipes.textcat import manual as textcat_manual

    made = [
        ner_manual("data", nlp, source(make_tasks()), label=["A"]),
        textcat_manual("data", source(make_tasks()), label=["A", "B"]),
        mark("data", source(make_tasks()), view_id="text"),
    ]
    for parts in made:
        parts["config"]["javascript"] = "1"
        parts["view_id"] = "blocks"
        parts["config"]["blocks"] = [{"view_id": "text"}]
        client = serve(parts)
        assert client.project()["javascript"] == "1"
        assert [task["text"] for task in client.get_tasks()] == [f"text {i}" for i in range(5)]


def test_second_argument_of_ner_manual_has_three_names(nlp):
    from prodigy.recipes.ner import manual

    for keyword in ("nlp", "spacy_model"):
        parts = manual(dataset="d", source=make_tasks(), label=["A"], **{keyword: nlp})
        assert parts["config"]["labels"] == ["A"]
    assert manual("d", "blank:en", make_tasks(), label=["A"])["config"]["lang"] == "en"


# Callbacks through the REST API


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ValueError("no spans"), "no spans"),
        (AssertionError(), "AssertionError"),
        (KeyError("spans"), "validate_answer failed: KeyError: 'spans'"),
        (SystemExit("stop"), "stop"),
        (prodigy.errors.RecipeError("Too long", "Be brief"), "Too long\nBe brief"),
        (type("Custom", (Exception,), {})("mine"), "mine"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_validate_answer_may_raise_anything(error, message, serve):
    def validate(eg):
        raise error

    client = serve(components(validate_answer=validate))
    assert client.validate_answer(make_task()) == {"ok": False, "message": message}


@pytest.mark.parametrize("exception", [HTTPException, StarletteHTTPException])
@pytest.mark.parametrize("detail", ["Nothing found", {"found": 0}])
def test_event_hooks_may_raise_http_errors_of_either_kind(exception, detail, serve):
    def search(ctrl, *, query):
        raise exception(status_code=404, detail=detail)

    client = serve(components(event_hooks={"search": search}))
    with pytest.raises(HTTP_ERRORS) as caught:
        client.event("search", {"query": "x"})
    response = caught.value.response
    assert (response.status_code, response.json()["detail"]) == (404, detail)


@pytest.mark.parametrize(
    "progress",
    [
        lambda ctrl, update_return_value: update_return_value / 10,
        lambda ctrl, session, answers, update_return_value: len(answers) * 2 / 10,
        lambda c, s, a, r: s.session_annotated * r / 10,
        lambda ctrl, session: 0.4 if session.id == "data-alex" else 0,
        lambda ctrl: 0.4,
        lambda session=0, total=0, loss=0: (session + total + loss) / 15,
        lambda session, total: (session + total) / 10,
    ],
    ids=["2 names", "4 names", "4 other names", "session", "1", "3 counts", "2 counts"],
)
def test_progress_functions_of_all_generations(progress, serve):
    def update(answers):
        return 4 if progress.__code__.co_argcount == 2 else 2

    client = serve(components(update=update, progress=progress))
    client.give_answers(answer(client.get_tasks("alex")[:2]), "alex")
    client.ctrl.thread.call(lambda: None)  # what comes after it: the update is done
    assert client.ctrl.get_progress("data-alex") == 0.4


def test_unanswered_tasks_are_sent_again(serve):
    client = serve(components())
    first = client.get_tasks("alex")
    client.give_answers(answer(first[:2]), "alex")
    assert client.get_tasks("alex") == first[2:]


def test_answers_arrive_after_the_dataset_was_dropped(serve):
    client = serve(components())
    tasks = client.get_tasks()
    connect().drop_dataset("data")
    client.give_answers(answer(tasks))
    assert connect().count_dataset("data") == 5


# Settings and storage


def test_a_path_may_stand_anywhere_in_the_config(serve, tmp_path):
    config = {"mine": tmp_path, "deep": {"list": [tmp_path]}, "blocks": [{"x": tmp_path}]}
    project = serve(components(config=config)).project()
    path = str(tmp_path)
    assert (project["mine"], project["deep"]["list"], project["blocks"][0]["x"]) == (
        path,
        [path],
        path,
    )


def test_unknown_datasets_dont_raise():
    db = connect()
    assert db.get_dataset("nope") is None
    assert db.get_dataset("nope", default=[]) == []
    assert db.get_dataset_examples("nope") is None
    assert db.get_input_hashes("nope") == db.get_task_hashes("nope") == set()
    assert db.get_meta("nope") is None
    assert "nope" not in db


def test_tables_can_be_read_with_raw_sql(home):
    tasks = [make_task("a", id="one"), make_task("b", id="two")]
    connect().add_examples(answer(tasks), datasets=["data"])
    connection = sqlite3.connect(home / "prodigy.db")
    rows = connection.execute(
        "SELECT example.*, json_extract(example.content, '$.id') FROM example "
        "JOIN link ON example.rowid = link.example_id "
        "JOIN dataset ON link.dataset_id = dataset.id "
        "WHERE dataset.name = 'data' AND dataset.session = 0 ORDER BY example.id"
    ).fetchall()
    connection.close()
    assert [json.loads(row[3]) for row in rows] == answer(tasks)
    assert [row[4] for row in rows] == ["one", "two"]
    assert rows[0][1:3] == (tasks[0]["_input_hash"], tasks[0]["_task_hash"])


def test_older_names_of_storage_methods(tmp_path):
    db = connect()
    rows = answer([make_task("a")])
    db.add_examples(rows, datasets=["data", "run-1"])
    assert db.get_dataset("data") == db.export_session("run-1") == rows
    assert db.export_sessions(["run-1"]) == db.export_collection(["run-1"]) == {"run-1": rows}
    db.write_examples(tmp_path / "out.jsonl", rows)
    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf8")) == rows[0]
    assert db.trash_session("run-1")
    db.trash_sessions(["run-1"])
    assert db.get_dataset("data") == rows
    db.trash_collection(["data"])
    assert len(db) == 0


# Code that drives or changes the server


def test_a_stream_of_a_controller_can_be_read_by_hand():
    ctrl = Controller.from_components("x", components())
    assert next(ctrl.stream)["text"] == "text 0"
    assert [task["text"] for task in ctrl.get_questions()][0] == "text 1"


def test_shared_questions_from_scripts_and_async_endpoints(serve):
    from prodigy.app import _shared_get_questions

    client = serve(components(n=30))
    first = _shared_get_questions("alex")
    assert [task["text"] for task in first["tasks"]][0] == "text 0"
    assert set(first) >= {"tasks", "total", "progress", "session_id"}
    json.dumps(first)

    async def endpoint():
        excludes = [task["_task_hash"] for task in first["tasks"]]
        return _shared_get_questions("alex", excludes=excludes)

    assert run_async(endpoint())["tasks"][0]["text"] == "text 10"
    assert client.get_tasks("alex")[0]["text"] == "text 0"


def test_routes_can_be_replaced(serve, monkeypatch):
    from fastapi.routing import request_response

    from prodigy.app import _shared_get_questions, app

    client = serve(components())
    route = next(r for r in app.router.routes if r.path == "/get_questions")

    async def endpoint(request):
        from starlette.responses import JSONResponse

        return JSONResponse({**_shared_get_questions(None), "mine": True})

    monkeypatch.setattr(route, "endpoint", endpoint)
    monkeypatch.setattr(route, "app", request_response(endpoint))
    assert client.get("/get_questions")["mine"] is True


def test_set_hashes_with_a_text_instead_of_a_tuple():
    eg = prodigy.set_hashes({"tr_id": 5}, input_keys=("tr_id"))
    assert isinstance(eg["_input_hash"], int)


def test_values_of_models_in_tasks_reach_the_page_and_the_database(serve):
    numpy = pytest.importorskip("numpy")
    meta = {"score": numpy.float32(0.5), "path": Path("a/b"), "labels": {"B", "A"}, "nan": math.nan}
    stream = ({"text": f"text {i}", "meta": meta} for i in range(3))

    def before_db(examples):
        return [{**eg, "row": numpy.int64(7), "when": date(2024, 2, 29)} for eg in examples]

    client = serve({**components(), "stream": stream, "before_db": before_db})
    tasks = client.get_tasks()
    plain = {"score": 0.5, "path": "a/b", "labels": ["A", "B"], "nan": None}
    assert [task["meta"] for task in tasks] == [plain] * 3
    client.give_answers(answer(tasks))
    stored = connect().get_dataset_examples("data")
    assert (stored[0]["row"], stored[0]["when"], stored[0]["meta"]) == (7, "2024-02-29", plain)


def test_hooks_may_return_values_of_models(serve):
    numpy = pytest.importorskip("numpy")
    client = serve(components(event_hooks={"scores": lambda ctrl: {"all": numpy.arange(3)}}))
    assert client.event("scores") == {"all": [0, 1, 2]}


def test_tuples_and_numbers_of_models_are_valid_in_tasks(serve):
    numpy = pytest.importorskip("numpy")
    task = {
        "image": "a.png",
        "width": numpy.int64(100),
        "spans": ({"label": "A", "points": ((1, 2.5), numpy.array([3, 4]), (9, 1))},),
    }
    client = serve({"dataset": "data", "view_id": "image_manual", "stream": [task]})
    [shown] = client.get_tasks()
    assert shown["spans"] == [{"label": "A", "points": [[1, 2.5], [3, 4], [9, 1]]}]
    assert shown["width"] == 100


def test_datasets_to_exclude_may_come_as_one_text(serve):
    connect().add_examples(answer([make_task("text 0")]), datasets=["one"])
    connect().add_examples(answer([make_task("text 1")]), datasets=["two"])
    client = serve(components(exclude="one, two"))
    assert [task["text"] for task in client.get_tasks()] == ["text 2", "text 3", "text 4"]


def test_keys_of_a_dict_may_be_labels(serve):
    labels = {"B": 1, "A": 2}
    assert serve(components(config={"labels": labels.keys()})).project()["labels"] == ["B", "A"]
    assert serve(components(config={"labels": {"B", "A"}})).project()["labels"] == ["A", "B"]
