"""The figures on the page equal those of the command line, whatever the annotators do."""

import random
import re

import pytest

from tests.e2e.verbs import TASK_TEXT, Annotator

TEXTS = [{"text": f"Text number {i}."} for i in range(1, 61)]
KEYS = {"a": "accept", "x": "reject", "Space": "ignore"}
# Nothing leaves by itself, so that it is known what is stored.
SETTINGS = {"autosave_seconds": 0, "batch_size": 20, "history_length": 20, "show_stats": True}
FIGURES = """() => {
    const of = (selector, read) => [...document.querySelectorAll(selector)].map(read);
    const figures = of("[data-prodigy-figure]", (row) =>
        [row.dataset.prodigyFigure, row.querySelector("dd").textContent.replace(/\\D/g, "")]);
    const stats = of(".prodigy-stats li", (row) => row.textContent.replace(/\\D/g, ""));
    const bar = document.querySelector("[role=progressbar]")?.getAttribute("aria-valuenow");
    return {...Object.fromEntries(figures), stats: stats.join(" "), bar};
}"""


class Worker:
    """An annotator, with what he has answered: by text, the latest answer.

    run (dict): The answers since the server was started, as the page should count them.
    before (set): Texts answered in earlier runs of the server.
    """

    def __init__(self, page, url, name):
        self.page, self.name = page, name
        self.user = Annotator(page, url).open(name)
        self.history, self.saved, self.run, self.before = [], {}, {}, set()

    @property
    def total(self):
        return len(self.before | set(self.run))

    def _text(self):
        return self.page.locator(TASK_TEXT).inner_text().strip()

    def answer(self, key):
        text = self._text()
        self.user.press(key)
        self.page.wait_for_function("text => prodigy.content.text !== text", arg=text)
        self.history = [*(other for other in self.history if other != text), text]
        if text not in self.before:
            self.run[text] = KEYS[key]

    def undo(self):
        if not self.history:
            return
        text = self.history.pop()
        self.user.press("Backspace")
        self.page.wait_for_function("text => prodigy.content.text === text", arg=text)
        if text not in self.before:
            # What is stored stays so until it is answered anew; the rest never was.
            self.run.pop(text)
            self.run.update({text: self.saved[text]} if text in self.saved else {})

    def save(self):
        self.user.press("Control+s")
        self.page.locator(
            ".prodigy-button-save:is([data-prodigy-state=idle],[data-prodigy-state=saved])"
        ).wait_for()
        self.saved = dict(self.run)

    def reload(self):
        self.page.reload()
        self.page.locator(".prodigy-container").wait_for()
        # What was not saved was handed over by the page that went away.
        self.page.locator("[data-prodigy-figure=this_session]").wait_for()
        self.save()

    def note_restart(self):
        self.before |= set(self.run)
        self.run, self.saved = {}, {}

    def check(self, others=0, total=60):
        """Wait until the page shows what is true."""
        answers = list(self.run.values())
        done = self.total + others
        expected = {
            "this_session": str(len(answers)),
            "your_total": str(self.total),
            "total": str(done),
            "left": str(total - done),
            "stats": " ".join(str(answers.count(kind)) for kind in KEYS.values()),
            "bar": str(int(done / total * 100 + 1e-9)),
        }
        self.page.wait_for_function(
            f"expected => {{ const shown = ({FIGURES})();"
            " return Object.keys(expected).every((key) => shown[key] === expected[key]); }",
            arg=expected,
        )


@pytest.fixture
def read_cli(run_cli):
    """A function that reads the number of annotations as stats and progress tell it."""

    def read(dataset):
        stats = run_cli("stats", dataset).stdout
        days = re.findall(r"^\d{4}-\d\d-\d\d .*", run_cli("progress", dataset).stdout, re.M)
        return int(re.search(r"Annotations\s+(\d+)", stats)[1]), int(days[-1].split()[-2])

    return read


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_figures_are_right_at_every_moment(open_page, serve_tasks, read_cli, seed):
    choose = random.Random(seed)
    with serve_tasks(TEXTS, "text", **SETTINGS) as server:
        alex = Worker(open_page(), server.url, "alex")
        steps = choose.choices(["answer", "undo", "save", "reload"], [6, 3, 2, 2], k=16)
        for step in steps:
            args = [choose.choice(list(KEYS))] if step == "answer" else []
            getattr(alex, step)(*args)
            alex.check()
        alex.answer("a")
        alex.save()
        jo = Worker(open_page(), server.url, "jo")
        jo.answer("x")
        jo.check(others=alex.total)
        jo.save()
        alex.save()  # with nothing to save, what others did is counted
        alex.check(others=jo.total)
        assert read_cli("data") == (alex.total + jo.total,) * 2
        assert read_cli("data-alex") == (alex.total,) * 2
        port = {"PRODIGY_PORT": str(server.port)}
        server.kill()
    with serve_tasks(TEXTS, "text", port, **SETTINGS):
        alex.note_restart()
        alex.reload()
        alex.answer("Space")
        alex.undo()
        alex.answer("x")
        alex.check(others=jo.total)
        alex.save()
        alex.check(others=jo.total)
        assert read_cli("data") == (alex.total + jo.total,) * 2


def test_what_was_handed_over_while_the_page_went_away_counts_once(open_page, serve_tasks):
    with serve_tasks(TEXTS, "text", **SETTINGS) as server:
        alex = Worker(open_page(), server.url, "alex")
        for key in ("a", "x", "a"):
            alex.answer(key)
        alex.page.reload()
        alex.page.locator("[data-prodigy-figure]").first.wait_for()
        seen = set()
        for _ in range(20):
            seen.add(alex.page.evaluate(FIGURES)["total"])
            alex.page.wait_for_timeout(20)
        assert seen <= {"", "3"}
        alex.check()


def test_a_colleague_with_tasks_sees_what_is_really_done(open_page, serve_tasks):
    with serve_tasks(TEXTS[:5], "text", feed_overlap=True, **SETTINGS) as server:
        alex = Worker(open_page(), server.url, "alex")
        jo = Worker(open_page(), server.url, "jo")
        for _ in range(3):
            alex.answer("a")
        alex.save()
        jo.user.press("Control+s")
        jo.page.wait_for_function(f"({FIGURES})().total === '3'")
        shown = jo.page.evaluate(FIGURES)
        assert (shown["this_session"], shown["left"], shown["bar"]) == ("0", "5", "0")
        alex.page.wait_for_function(f"({FIGURES})().bar === '60'")
