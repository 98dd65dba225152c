"""Recipes as people have written them over the years run unchanged.

Every file in recipes/ is run through the command line, served, answered over the REST API and
exported.
"""

import json
import subprocess
import sys
import wave
from collections import Counter
from pathlib import Path

import pytest

from prodigy.components.db import connect
from tests.server import HTTP_ERRORS, ROOT, LiveServer
from tests.third_party.annotator import RECIPES, Annotator, accept, answer_all, take
from tests.util import make_answer, write_jsonl

TEXTS = [
    {"text": "Apple opens a shop in Berlin", "lang": "en", "meta": {"n": 1}},
    {"text": "Anna Schmidt kauft einen Apfel", "lang": "de", "meta": {"n": 2}},
    {"text": "Marie aime les pommes", "lang": "fr", "meta": {"n": 3}},
    {"text": "Nobody likes rotten apples", "lang": "en", "meta": {"n": 4}},
    {"text": "Otto Braun arbeitet bei Siemens", "lang": "de", "meta": {"n": 5}},
    {"text": "Le chat dort", "lang": "fr", "meta": {"n": 6}},
]
PATTERNS = [
    {"label": "FRUIT", "pattern": [{"lower": "apple"}]},
    {"label": "ORG", "pattern": "Apple"},
]
GIF = b"GIF89a\x01\x00\x01\x00\x00\xff\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x00;"


@pytest.fixture
def annotator(serve, monkeypatch, capsys):
    return Annotator(serve, monkeypatch, capsys)


@pytest.fixture
def texts(tmp_path):
    return write_jsonl(tmp_path / "texts.jsonl", TEXTS)


@pytest.fixture
def patterns(tmp_path):
    return write_jsonl(tmp_path / "patterns.jsonl", PATTERNS)


@pytest.fixture
def pictures(tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in ("a.gif", "b.gif"):
        (folder / name).write_bytes(GIF)
    return folder


@pytest.fixture
def recordings(tmp_path):
    folder = tmp_path / "recordings"
    folder.mkdir()
    for name in ("one.wav", "two.wav"):
        with wave.open(str(folder / name), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(bytes(1600) + name.encode() * 2)
    return folder


def label_first_token(task, label="THING"):
    token = task["tokens"][0]
    span = {"start": token["start"], "end": token["end"], "label": label}
    span.update(token_start=token["id"], token_end=token["id"])
    return {**task, "spans": [span], "answer": "accept"}


def get_all_texts():
    return [row["text"] for row in TEXTS]


def test_every_recipe_file_is_run_here():
    source = Path(__file__).read_text(encoding="utf8")
    assert [path.name for path in RECIPES.glob("*.py") if path.name not in source] == []


# One entry per recipe: file, command, interface, how to answer, and the texts that are asked. In
# commands, names in braces are fixtures. The last value checks each row of the export.
CASES = [
    pytest.param(
        "legacy_generator.py",
        "legacy.sentiment data {texts} -l FRUIT --exclude nothing",
        "classification",
        accept,
        get_all_texts(),
        lambda row: row["label"] == "FRUIT" and row["meta"]["n"] > 0,
        id="legacy_generator",
    ),
    pytest.param(
        "plac_kinds.py",
        "plac.kinds data {texts} --options A,B -sh 50% -st multiple -n 2 --reverse",
        "choice",
        lambda task: {**task, "accept": [1], "answer": "accept"},
        [TEXTS[1]["text"], TEXTS[0]["text"]],
        lambda row: row["accept"] == [1] and row["options"][1] == {"id": 1, "text": "B"},
        id="plac_kinds",
    ),
    pytest.param(
        "typed_language.py",
        "typed.spans data blank:de {texts} --label A,B -m 4 --mode dropdown -e other,more",
        "spans_manual",
        lambda task: label_first_token(task, "A"),
        [row["text"] for row in TEXTS if len(row["text"].split()) >= 4],
        lambda row: row["spans"][0]["token_end"] == 0 and row["tokens"][0]["start"] == 0,
        id="typed_language",
    ),
    pytest.param(
        "article_blocks.py",
        "article-blocks data",
        "blocks",
        lambda task: {**task, "accept": ["news"], "why": "so", "who": "me", "answer": "accept"},
        ["Summary 0", "Summary 1", "Summary 2"],
        lambda row: (row["why"], row["who"], row["accept"]) == ("so", "me", ["news"]),
        id="article_blocks",
    ),
    pytest.param(
        "picture_boxes.py",
        "picture.boxes data {pictures} --label CAT,DOG",
        "image_manual",
        lambda task: {
            **task,
            "spans": [{"label": "CAT", "points": [[0, 0.5], [1, 1.25]], "type": "rect"}],
            "answer": "accept",
        },
        ["a", "b"],
        lambda row: row["image"] == row["path"] and row["spans"][0]["points"][1] == [1, 1.25],
        id="picture_boxes",
    ),
    pytest.param(
        "audio_transcribe.py",
        "audio.speakers data {recordings} --rows 6",
        "blocks",
        lambda task: {
            **task,
            "audio_spans": [{"start": 0.25, "end": 1, "label": "SPEAKER 1", "id": "x"}],
            "transcript": "hello",
            "answer": "accept",
        },
        None,
        lambda row: row["audio"] == row["path"] and row["meta"]["folder"].endswith("recordings"),
        id="audio_transcribe",
    ),
    pytest.param(
        "wordpieces.py",
        "wordpieces.manual data {texts} --label X",
        "ner_manual",
        lambda task: label_first_token(task, "X"),
        get_all_texts(),
        lambda row: all(token["tokenizer_id"] > 1000 for token in row["tokens"]),
        id="wordpieces",
    ),
    pytest.param(
        "own_controller.py",
        "own-controller data",
        "text",
        accept,
        [f"Question {i}" for i in range(4)],
        lambda row: row["_session_id"] == "my-own-run",
        id="own_controller",
    ),
    pytest.param(
        "compose_ner.py",
        "ner.with-notes data blank:en {texts} -pt {patterns}",
        "blocks",
        lambda task: {**task, "note": "hm", "answer": "ignore"},
        get_all_texts(),
        lambda row: row["note"] == "hm" and row["meta"]["length"] == len(row["text"]),
        id="compose_ner",
    ),
    pytest.param(
        "active_learning.py",
        "learn.label data {texts} --label FRUIT --patterns {patterns}",
        "classification",
        lambda task: {**task, "answer": "accept" if "pattern" in task["meta"] else "reject"},
        None,
        lambda row: row["label"] in ("FRUIT", "ORG"),
        id="active_learning",
    ),
    pytest.param(
        "extra_overrides.py",
        "fake-llm.fetch data cfg/fewshot.cfg {texts} --n 2 --components.llm.temperature 0.3 --x=y",
        "blocks",
        accept,
        get_all_texts()[:2],
        lambda row: row["llm"]["prompt"].startswith("Temperature 0.3"),
        id="extra_overrides",
    ),
    pytest.param(
        "fetch_pictures.py",
        "fetch-pictures data {picture_paths} --remove-base64",
        "image",
        accept,
        None,
        lambda row: row["image"].endswith(".gif"),
        id="fetch_pictures",
    ),
    pytest.param(
        "looping_stream.py",
        "loop-until-done data {texts}",
        "text",
        accept,
        get_all_texts(),
        lambda row: True,
        id="looping_stream",
    ),
    pytest.param(
        "relations_disabled.py",
        "relations.names data blank:de {texts}",
        "relations",
        lambda task: {
            **task,
            "relations": [
                {
                    "head": 0,
                    "child": 0,
                    "head_span": task["spans"][0],
                    "child_span": task["spans"][0],
                    "label": "KNOWS",
                }
            ],
            "answer": "accept",
        },
        get_all_texts(),
        lambda row: row["tokens"][-1]["disabled"] is row["tokens"][-1]["text"].islower(),
        id="relations_disabled",
    ),
    pytest.param(
        "shared_parts.py,uses_parts.py",
        "shared.number data {texts} --start-with x",
        "text",
        accept,
        get_all_texts(),
        lambda row: row["meta"]["number"] == row["meta"]["n"],
        id="multi_file",
    ),
    pytest.param(
        "both_streams.py",
        "both-streams data {texts}",
        "text",
        accept,
        [f"{text}!" for text in get_all_texts()],
        lambda row: row["k"] is True,
        id="both_streams_new",
    ),
    pytest.param(
        "both_streams.py",
        "both-streams data {texts} --old",
        "text",
        accept,
        [f"{text}!" for text in get_all_texts()],
        lambda row: row["k"] is True,
        id="both_streams_old",
    ),
    pytest.param(
        "compare_drafts.py",
        "compare-drafts data",
        "compare",
        accept,
        None,
        lambda row: set(row["mapping"].values()) == {"accept", "reject"},
        id="compare",
    ),
    pytest.param(
        "compare_drafts.py",
        "compare-drafts data --diff",
        "diff",
        accept,
        None,
        lambda row: row["added"].startswith("A better"),
        id="diff",
    ),
    pytest.param(
        "choice_per_task.py",
        "ask-anything data",
        "choice",
        lambda task: {**task, "accept": [task["options"][0]["id"]], "answer": "accept"},
        None,
        lambda row: (
            row["config"]["choice_auto_accept"] is (row["config"]["choice_style"] == "single")
        ),
        id="choice_per_task",
    ),
    pytest.param(
        "pdf_pages.py",
        "pages.boxes data report,memo --label TABLE",
        "blocks",
        lambda task: {**task, "notes": "x", "answer": "accept"},
        None,
        lambda row: row["image"] == row["path"] and row["notes"] == "x",
        id="pdf_blocks",
    ),
    pytest.param(
        "pdf_pages.py",
        "pages.boxes data report,memo --label TABLE --together",
        "pages",
        accept,
        None,
        lambda row: [page["image"] for page in row["pages"]] == [row["pages"][0]["path"]] * 3,
        id="pdf_pages",
    ),
    pytest.param(
        "folder_of_papers.py",
        "papers.rate data {pictures} -l A,B",
        "choice",
        lambda task: {**task, "accept": [2.5], "answer": "accept"},
        ["a 1", "a 2", "b 1", "b 2"],
        lambda row: row["accept"] == [2.5] and row["options"][1] == {"id": 1, "text": 1},
        id="stream_of_paths",
    ),
    pytest.param(
        "record_linker.py",
        "link.records data -left one.csv",
        "html",
        accept,
        [f"one.csv None {i}" for i in range(4)],
        lambda row: row["fields"][0]["b"] is None,
        id="record_linker",
    ),
    pytest.param(
        "transcript_notes.py",
        "notes.audio data {recordings} -l VOICE -FM",
        "blocks",
        lambda task: {**task, "note": "hm", "answer": "accept"},
        ["one", "two"],
        lambda row: row["_is_binary"] is False and row["note"] == "hm",
        id="transcript_notes",
    ),
    pytest.param(
        "transcript_notes.py",
        "notes.other-format data {recordings}",
        "audio_manual",
        accept,
        ["one", "two"],
        lambda row: row["path"].endswith(".wav"),
        id="transcript_format",
    ),
    pytest.param(
        "linked_mentions.py",
        "mentions.link data blank:en {texts} --label SAME",
        "relations",
        lambda task: {**task, "relations": [], "answer": "accept"},
        get_all_texts(),
        lambda row: (
            row["spans"][0]["label"] == "NP"
            and all(
                token.get("disabled", False) != token["text"].istitle() for token in row["tokens"]
            )
        ),
        id="linked_mentions",
    ),
]


@pytest.mark.parametrize(("files", "command", "view_id", "answer", "expected", "check"), CASES)
def test_recipe_runs(
    files, command, view_id, answer, expected, check, annotator, texts, patterns, pictures,
    recordings, tmp_path,
):  # fmt: skip
    paths = [{"image": str(path)} for path in sorted(pictures.iterdir())]
    paths.append({"image": str(pictures / "missing.gif")})
    words = command.format(
        texts=texts,
        patterns=patterns,
        pictures=pictures,
        recordings=recordings,
        picture_paths=write_jsonl(tmp_path / "paths.jsonl", paths),
    ).split()
    run = annotator.run(*words, files=files.split(","), answer=answer)
    assert run.code == 0
    assert run.project["view_id"] == view_id
    assert run.project["recipe_name"] == words[0]
    assert run.asked
    if expected is not None:
        assert run.texts == expected
    # What was asked and answered is what is exported, but for what before_db changes.
    assert [row["_task_hash"] for row in run.rows] == [eg["_task_hash"] for eg in run.asked]
    for row in run.rows:
        assert row["answer"] in ("accept", "reject", "ignore")
        assert row["_view_id"] == view_id
        assert isinstance(row["_timestamp"], int)
        assert row["_session_id"] == row["_annotator_id"]
        assert check(row), row
    assert '"data:' not in json.dumps(run.rows)
    # The same command again has nothing left to ask.
    assert annotator.run(*words, files=files.split(",")).asked == []


def test_an_old_progress_function_may_have_arguments_of_its_own(annotator):
    def during(run):
        tasks = take(run)
        response = run.client.give_answers([accept(task) for task in tasks])
        assert response["progress"] == 0.25

    run = annotator.run("link.records", "data", files=["record_linker.py"], during=during)
    assert "pairs 2" in run.output


def test_recipes_may_add_and_replace_routes(annotator, tmp_path, monkeypatch):
    from prodigy.app import app

    monkeypatch.setattr(app.router, "routes", list(app.router.routes))
    (tmp_path / "0.txt").write_text("a page")

    def during(run):
        http = run.client.http
        assert (http.get("/health").status_code, http.get("/version").status_code) == (503, 200)
        assert http.post("/set-health?code=200").json() == {"code": 200}
        assert http.get("/health").json() == {"status": "ok"}
        assert http.get("/pages/0.txt").text == "a page"
        assert len(run.client.get_tasks()) == 2

    run = annotator.run(
        "pages.with-files", "data", str(tmp_path), files=["own_routes.py"], during=during
    )
    assert run.code == 0


def test_tables_can_be_queried_by_name(annotator, texts):
    connect().add_examples([make_answer("one"), make_answer("two", "reject")], datasets=["data"])
    run = annotator.run("captions.print", "data", files=["table_queries.py"])
    assert (run.code, run.output) == (0, "one\ntwo\n2 examples\n")


def test_a_recipe_may_return_figures_instead_of_components(annotator):
    connect().add_examples([make_answer("one"), make_answer("two", "reject")], datasets=["data"])
    run = annotator.run("captions.evaluate", "data", files=["table_queries.py"])
    assert (run.code, run.client) == (0, None)


def test_storage_made_from_ours_is_used_with_its_own_methods(annotator, tmp_path):
    run = annotator.run(
        "mirrored", "data", str(tmp_path / "other.db"), files=["mirrored_storage.py"]
    )
    assert [row["text"] for row in run.rows] == [f"text {i}" for i in range(12)]
    mirror = sys.modules[run.ctrl.db.__class__.__module__].MIRROR
    assert [eg["text"] for eg in mirror] == [f"text {i}" for i in range(12)]


def test_storage_may_be_replaced_for_the_whole_process(annotator, monkeypatch, capsys):
    from prodigy.cli import main
    from prodigy.components.db import connection as db_connect

    monkeypatch.setattr(db_connect, "_default", None)  # restored after the test
    run = annotator.run("documents", "data", files=["mirrored_storage.py"])
    assert connect() is run.ctrl.db
    assert [row["text"] for row in run.rows] == [f"text {i}" for i in range(12)]
    # The commands work with it as well.
    assert main(["db-out", "data"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 12
    assert main(["stats", "data"]) == 0
    assert main(["print-dataset", "data"]) == 0
    assert len(list(get_texts_of_dataset("data"))) == 12


def get_texts_of_dataset(name):
    from prodigy import get_stream

    return (eg["text"] for eg in get_stream(f"dataset:{name}"))


def test_seed_terms_come_first(annotator, texts):
    run = annotator.run(
        "seeded.teach", "data", texts, "-l", "FRUIT", "-se", "rotten, Apfel",
        files=["seeded_teaching.py"],
    )  # fmt: skip
    assert [eg["meta"].get("via_seed") for eg in run.asked[:2]] == [True, True]
    assert {eg["text"] for eg in run.asked[:2]} == {TEXTS[1]["text"], TEXTS[3]["text"]}
    assert "accept   " in run.output
    assert len(run.rows) == len(run.asked)


def test_settings_of_a_recipe_reach_the_page(annotator):
    run = annotator.run("article-blocks", "data", files=["article_blocks.py"])
    blocks = run.project["blocks"]
    assert [block["view_id"] for block in blocks] == ["html", "choice", "text_input", "text_input"]
    assert blocks[1]["text"] is None
    assert "toggleBody" in run.project["javascript"]
    assert run.project["global_css"].startswith(".story p")
    assert run.project["buttons"] == ["accept", "ignore"]


def test_a_recipe_may_refuse_answers(annotator, texts):
    def during(run):
        first, *_ = take(run)
        nothing = run.client.validate_answer({**first, "answer": "accept"})
        assert nothing == {"ok": False, "message": "Please highlight something, or reject."}
        three = {**label_first_token(first), "spans": [{}] * 3}
        assert run.client.validate_answer(three)["message"] == "At most 2 spans, found 3."
        assert run.client.validate_answer(label_first_token(first))["ok"]
        assert run.project["has_validator"]

    annotator.run(
        "strict.ner", "data", "blank:en", texts, files=["strict_answers.py"], during=during
    )


def test_tasks_go_to_annotators_who_are_not_there_yet(annotator, texts):
    def during(run):
        # Marie comes alone; her requests route all tasks.
        mine = take(run, "marie")
        assert {task["lang"] for task in mine} == {"fr", "en"}
        assert {"data-greta", "data-otto"} & run.ctrl.session_ids
        german = take(run, "greta") + take(run, "otto")
        assert [task["lang"] for task in german] == ["de", "de"]
        assert len(run.asked) == len(TEXTS)

    annotator.run(
        "route.languages", "data", texts, files=["language_router.py"], during=during,
        sessions=["marie"],
    )  # fmt: skip


def test_ties_are_broken_by_a_third_annotator(annotator, texts):
    def during(run):
        def answer(task):
            # Bob's batches come second, and he disagrees about the first two texts.
            n_given = sum(eg["_task_hash"] == task["_task_hash"] for eg in run.asked)
            disagrees = n_given == 2 and task["meta"]["n"] <= 2
            return {**task, "answer": "reject" if disagrees else "accept"}

        answer_all(run, ["ada", "bob", "judge"], answer)

    run = annotator.run("tie-breaker", "data", texts, files=["tie_breaker.py"], during=during)
    by_session = Counter(row["_session_id"] for row in run.rows)
    assert by_session == {"data-ada": 6, "data-bob": 6, "data-judge": 2}
    judged = [row["meta"]["n"] for row in run.rows if row["_session_id"] == "data-judge"]
    assert sorted(judged) == [1, 2]


def test_the_tie_breaker_of_the_documentation_is_the_one_that_was_run():
    page = ROOT / "docs" / "streams-and-routing.md"
    code = (RECIPES / "tie_breaker.py").read_text(encoding="utf8")
    assert f"```python\n{code}```" in page.read_text(encoding="utf8")


def test_sessions_may_be_made_by_the_recipe(annotator, texts):
    def during(run):
        assert len(take(run, "ann-new")) == 2
        assert len(take(run, "ann")) == 5
        assert run.ctrl.sessions["data-ann-new"].is_beginner
        run.client.give_answers([accept(task) for task in take(run, "ann")], "ann")

    annotator.run("beginner-sessions", "data", texts, files=["beginner_sessions.py"], during=during)
    again = annotator.run(
        "beginner-sessions", "data", texts, files=["beginner_sessions.py"],
        during=lambda run: (take(run, "ann"), take(run, "ann-new")),
    )  # fmt: skip
    assert again.texts == [TEXTS[5]["text"], TEXTS[0]["text"], TEXTS[1]["text"]]


def test_the_page_may_ask_the_recipe(annotator, texts):
    def during(run):
        found = run.client.event("look_up", {"word": "apple"})
        assert found == {"word": "apple", "meaning": "a fruit or a company", "asked_in": "data"}
        assert run.client.event("add", {"word": "pear"}) == 2
        with pytest.raises(HTTP_ERRORS) as caught:
            run.client.event("look_up", {"word": "xyz"})
        assert caught.value.response.status_code == 404
        assert caught.value.response.json()["detail"] == "Don't know 'xyz'"

    annotator.run("hook-lookup", "data", texts, files=["hook_lookup.py"], during=during)


def test_a_query_replaces_the_stream(annotator, texts):
    def during(run):
        assert len(take(run, "ann")) == len(TEXTS)
        assert run.client.event("new_query", {"query": "nothing-like-it"}) == {"found": False}
        assert run.client.event("new_query", {"query": "apple apfel"}) == {"found": True}
        tasks = take(run, "ann")
        assert [task["text"] for task in tasks] == [TEXTS[0]["text"], TEXTS[1]["text"]]
        assert all(task["tokens"] and task["meta"] == {"query": "apple apfel"} for task in tasks)
        run.client.give_answers([accept(task) for task in tasks], "ann")
        assert take(run, "ann") == []

    run = annotator.run(
        "search.manual", "data", "blank:en", texts, files=["search_plugin.py"], during=during
    )
    assert len(run.rows) == 2


def test_a_loader_script_is_piped_into_a_recipe(annotator):
    script = [sys.executable, str(RECIPES / "print_poems.py"), "4"]
    lines = subprocess.run(script, capture_output=True, check=True, env={"PYTHONUTF8": "1"}).stdout
    run = annotator.run("mark", "data", "-", "--view-id", "text", files=[], stdin=lines)
    assert run.texts[0] == "Über allen Gipfeln"
    assert [row["meta"]["line"] for row in run.rows] == [1, 2, 3, 4]


def test_commands_start_no_server(annotator):
    files = ["just_commands.py"]
    assert annotator.run("import-pairs", "data", files=files).client is None
    assert annotator.run("is-there", "data", files=files).output == "True\n"
    assert annotator.run("list-texts", "data", files=files).client is None
    assert [row["answer"] for row in connect().get_dataset("data")] == ["accept", "reject"]
    assert connect().get_meta("data")["author"] == "me"


def test_a_recipe_may_read_the_tables_itself(annotator):
    connect().add_examples([make_answer("eins"), make_answer("zwei")], datasets=["data"])
    run = annotator.run("raw-sql", "data", files=["raw_sql.py"])
    assert [json.loads(line)["text"] for line in run.output.splitlines()] == ["eins", "zwei"]


def test_a_recipe_may_bring_its_own_storage(annotator, texts):
    run = annotator.run(
        "own-storage", "data", texts, files=["own_storage.py"], sessions=["ann", "ben"]
    )
    assert len(run.rows) == 2 * len(TEXTS)
    assert run.ctrl.db.n_saves == 1
    assert run.project["author"] == "somebody"
    assert "data" not in connect()
    assert Counter(row["_session_id"] for row in run.rows) == {"data-ann": 6, "data-ben": 6}


def test_loss_and_sessions_in_progress_functions(annotator, texts):
    seen = []

    def during(run):
        for _ in range(2):
            tasks = take(run, "ann")
            run.client.give_answers([accept(task) for task in tasks], "ann")
            run.ctrl.thread.call(lambda: None)
            seen.append(run.client.project("ann")["progress"])

    annotator.run("progress.loss", "a", texts, files=["loss_progress.py"], during=during)
    annotator.run("progress.sessions", "b", texts, files=["loss_progress.py"], during=during)
    assert seen == [pytest.approx(2 / 3), 0.8, 0.5, 1.0]


def test_votes_of_a_dataset_are_decided(annotator):
    options = [{"id": "A", "text": "A"}, {"id": "B", "text": "B"}]
    for name, choices in (("ann", "AB"), ("ben", "AA"), ("cem", "AA")):
        rows = [
            {**make_answer(f"text {i}", options=options), "accept": [choice], "_session_id": name}
            for i, choice in enumerate(choices)
        ]
        connect().add_examples(rows, datasets=["votes"])
    run = annotator.run("decide", "final", "votes", files=["review_like.py"])
    assert [(eg["accept"], eg["meta"]) for eg in run.asked] == [
        (["A"], {"A": 3}),
        (["A"], {"B": 1, "A": 2}),
    ]
    assert len(run.rows[0]["versions"]) == 3
    assert annotator.run("decide", "final", "missing", files=["review_like.py"]).code == 1


def test_runs_with_names_and_callbacks(annotator, texts, tmp_path):
    files = ["named_runs.py"]

    def answer_two(run):
        run.client.give_answers([accept(task) for task in take(run)[:2]])

    annotator.run("named-runs", "data", texts, files=files, during=answer_two)
    annotator.run("named-runs", "data", texts, "-n", "tuesday", files=files, during=answer_two)
    assert json.loads((tmp_path / "started.json").read_text()) == {"session": "data_tuesday"}
    report = json.loads((tmp_path / "ended.json").read_text())
    assert (report["new"], report["run"]) == (2, 2)
    assert report["by_session"] == {"data_tuesday": 2}
    assert connect().sessions == ["data_monday", "data_tuesday"]


def test_a_batch_of_somebody_who_left_is_asked_again(annotator, texts):
    def during(run):
        left = take(run, "gone")  # and never answered
        run.ctrl.sessions["data-gone"].timestamp = 0
        answer_all(run, ["here"], accept)
        assert len(left) == 3

    run = annotator.run(
        "loop-until-done", "data", texts, files=["looping_stream.py"], during=during
    )
    assert sorted(row["text"] for row in run.rows) == sorted(get_all_texts())


def test_paths_in_settings(annotator, texts, tmp_path):
    assets = tmp_path / "assets"
    assets.mkdir()
    (assets / "help.html").write_text("<b>Help</b>")
    (assets / "a.css").write_text("p {}")
    (assets / "a.js").write_text("f()")
    run = annotator.run("path-config", "data", texts, assets, files=["path_config.py"])
    assert run.project["instructions"] == "<b>Help</b>"
    assert (run.project["global_css"], run.project["javascript"]) == ("p {}", "f()")
    assert run.project["recipe_folder"] == str(RECIPES)


def test_several_files_share_one_module(annotator, texts):
    files = ["shared_parts.py", "uses_parts.py"]
    annotator.run("shared.number", "data", texts, files=files)
    assert sys.modules["shared_parts"].SEEN[-1] == "data"
    assert annotator.run("shared.count", texts, files=files).output == "6\n"


def test_a_script_serves_a_controller(live_server, tmp_path):
    path = RECIPES / "script_server.py"
    server = LiveServer([], tmp_path / "log.txt", program=[str(path), "data"])
    try:
        server.wait_until_ready()
        assert server.client.project()["theme"] == "dark"
        tasks = server.client.get_tasks()
        server.client.give_answers([accept(task) for task in tasks])
        output = server.stop()
    finally:
        server.close()
    assert "Saved 4 annotations to database SQLite" in output
