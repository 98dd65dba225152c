"""The pages about jobs do what they say: their commands run, and store what they show."""

import contextlib
import io
import json
import shutil
from pathlib import Path

import pytest

from prodigy.components.db import connect
from prodigy.errors import ProdigyError
from prodigy.views import get_view
from tests.pdf_files import Line, Page, make_pdf
from tests.test_docs_blocks import DOCS, ROOT, find_blocks, split_commands

JOBS = (
    "names",
    "spans",
    "categories",
    "relations",
    "images",
    "audio",
    "pdf",
    "review",
    "annotators",
)
# What needs a trained pipeline, a language model, minutes, or is a command of other pages.
NOT_RUN = ("en_core_web_sm", "--endpoint", "train", "docs", "browse", "demo", "sessions")

LEASE = "Lease between Nordwind Shipping and the harbour"


def is_run(words):
    return not any(word in words for word in NOT_RUN) and "..." not in words


@pytest.fixture
def folder(home, tmp_path, monkeypatch):
    """A working directory with what the pages name."""
    from prodigy.recipes.parts.demos import DATA, make_recordings

    folder = tmp_path / "work"
    shutil.copytree(DATA / "pictures", folder / "pictures")
    make_recordings(folder / "recordings")
    shutil.copy(DATA / "reviews.jsonl", folder)
    (folder / "examples").mkdir()
    shutil.copy(ROOT / "examples" / "patterns.jsonl", folder / "examples")
    # Less than a batch: a file that was not read to its end would stay open.
    lines = (ROOT / "examples" / "news_headlines.jsonl").read_text(encoding="utf-8").splitlines()
    headlines = folder / "examples" / "news_headlines.jsonl"
    headlines.write_text("\n".join(lines[:5]), encoding="utf-8")
    (folder / "contracts").mkdir()
    (folder / "contracts" / "lease.pdf").write_bytes(make_pdf([Page([Line(LEASE, 72, 720)])]))
    monkeypatch.chdir(folder)
    return folder


def run(words):
    """Run a command in this process. RETURNS (Controller | None): If it would serve something."""
    from prodigy.arguments.parser import RecipeParser
    from prodigy.core import Controller
    from prodigy.registry import find_recipe

    if ">" in words:
        words = words[: words.index(">")]
    name, *args = words
    found = find_recipe(name)
    parser = RecipeParser(f"prodigy {name}", found.arguments)
    with contextlib.redirect_stdout(io.StringIO()):
        components = parser.call(found.func, parser.read(args))
    return Controller.from_components(name, components) if isinstance(components, dict) else None


def answer(controller, shown):
    """Let two people answer the first tasks, as the page shows it or with a mere yes."""
    tasks = controller.get_questions()[:3]
    for name in ("ada", "ben"):
        session = controller.get_session_name(name)
        answers = [{**task, "answer": "accept", **find_edits(task, shown)} for task in tasks]
        controller.receive_answers(answers, session_id=session)
    return len(tasks)


def find_edits(task, shown):
    """What the page shows that annotators have made of a task."""
    for example in shown:
        if is_same(task, example):
            written = get_view(example["_view_id"]).writes
            return {key: example[key] for key in written if key in example}
    return {}


def is_same(task, example):
    return all(task.get(key) == example.get(key) for key in ("text", "options"))


def find_shown(page):
    """The blocks that show an answer as it is stored, perhaps without some keys."""
    blocks = [json.loads(code) for language, code in find_blocks(page) if language == "json"]
    return [block for block in blocks if isinstance(block, dict) and "_view_id" in block]


def find_commands(page):
    for language, code in find_blocks(page):
        if language == "bash":
            yield from split_commands(code)


def find_mistakes(page):
    """Each command of the blocks of a terminal, and the title of the error that it ends with."""
    for language, code in find_blocks(page):
        if language == "console":
            lines = code.strip().split("\n")
            for command, title in zip(lines[::2], lines[1::2], strict=True):
                [words] = split_commands(command.removeprefix("$ "))
                yield pytest.param(words, title.removeprefix("✘ "), id=" ".join(words))


MISTAKES = [mistake for name in JOBS for mistake in find_mistakes(DOCS / f"{name}.md")]


@pytest.mark.parametrize(("words", "title"), MISTAKES)
def test_mistakes_are_explained_as_the_page_says(words, title, folder):
    with pytest.raises(ProdigyError) as error:
        run(words)
    assert error.value.title == title


@pytest.mark.parametrize("name", JOBS)
def test_commands_of_a_job_run_and_store_what_its_page_shows(name, folder):
    page = DOCS / f"{name}.md"
    shown, n_asked = find_shown(page), 0
    for words in filter(is_run, find_commands(page)):
        controller = run(words)
        if controller is not None:
            n_asked += answer(controller, shown)
            controller.save()
    assert n_asked, "a page about a job has a command that asks something"
    stored = [row for name in connect().datasets for row in connect().get_dataset_examples(name)]
    for example in shown:
        same = [row for row in stored if is_same(row, example)]
        kept = [{key: row.get(key) for key in example} for row in same]
        assert example in kept, kept


def test_every_job_has_a_page_of_the_same_form():
    for name in JOBS:
        text = (Path(DOCS) / f"{name}.md").read_text(encoding="utf-8")
        for part in ("images/", "## Keys", "## What is stored", "## Mistakes", "## Read more"):
            assert part in text, f"{name}: {part}"
