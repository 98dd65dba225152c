"""The first hour, as the documentation tells it: the blocks of docs/first-hour.md, one by one.

Blocks of Python go into the file that their first line names; blocks of bash are run. A comment
`<!-- annotate: NAME -->` behind a block says that it starts a server, and which function of this
module answers what it asks. Nothing of the clone is on the path: Prodigy comes from a wheel.
"""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.e2e.verbs import expect, wait_until
from tests.server import Client
from tests.test_docs_blocks import DOCS, ROOT
from tests.util import free_port, read_jsonl

PAGE = DOCS / "first-hour.md"
STEP = re.compile(
    r"^```(?P<language>\w+)\n(?P<code>.*?)^```\n(?:<!-- annotate: (?P<annotate>\w+) -->)?",
    re.M | re.S,
)
TIMEOUT_S = 1200  # for a block: installing takes minutes on a machine with other things to do

pytestmark = pytest.mark.slow


class Terminal:
    """A newcomer's shell: it stays where `cd` went and knows what was exported.

    folder (Path): Where it begins.
    """

    def __init__(self, folder):
        self.folder = folder
        self.state = folder / ".state.sh"
        kept = ("HOME", "LANG", "TMPDIR", "PIP_", "SSL_")
        self.env = {k: v for k, v in os.environ.items() if k.startswith(kept)}
        self.port = free_port()
        self.env |= {"PATH": "/usr/local/bin:/usr/bin:/bin", "PRODIGY_PORT": str(self.port)}
        self.env |= {"PRODIGY_HOME": str(folder / "home"), "PYTHONUNBUFFERED": "1"}
        # The Python that the tests run with, without their packages.
        (folder / "bin").mkdir()
        (folder / "bin" / "python3").symlink_to(sys._base_executable)
        self.state.write_text(f'cd "{folder}"\nexport PATH="{folder}/bin:$PATH"\n')

    def start(self, code, **more):
        script = (
            f"source {self.state}\nset -eo pipefail\n{code}\n"
            f'{{ echo "cd \\"$PWD\\""; export -p; }} > {self.state}\n'
        )
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        return subprocess.Popen(["bash", "-c", script], env=self.env, **pipes, **more)

    def run(self, code):
        process = self.start(code)
        output, _ = process.communicate(timeout=TIMEOUT_S)
        return process.returncode, output

    @property
    def here(self):
        return Path(re.search(r'^cd "(.*)"', self.state.read_text(), re.M)[1])

    def serve(self, code, annotate):
        """Start a server, let somebody answer, and press Ctrl+C."""
        process = self.start(code, start_new_session=True)
        try:
            for line in process.stdout:
                if "http://" in line:
                    break
            else:
                pytest.fail(f"It doesn't serve:\n{code}")
            annotate(f"http://127.0.0.1:{self.port}")
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.communicate(timeout=TIMEOUT_S)


def answer_all(url, session, change):
    """Answer everything that a session is asked, as the page does."""
    with httpx.Client(base_url=url, timeout=60) as http:
        client = Client(http)
        while tasks := client.get_tasks(session):
            answers = [{**eg, "answer": "accept", **change(eg)} for eg in tasks]
            client.give_answers(answers, session)


def mark_first_word(eg):
    token = eg["tokens"][0]
    place = {"start": token["start"], "end": token["end"], "token_start": 0, "token_end": 0}
    others = [span for span in eg.get("spans", ()) if span["token_start"] > 0]
    return {"spans": [{**place, "label": "ORG"}, *others]}


def names(url, page):
    answer_all(url, None, mark_first_word)


def stars(url, page):
    page.goto(url)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    headline = page.locator(".prodigy-content h2")
    for number in range(12):
        shown = headline.inner_text()
        page.locator(f".star[data-stars='{number % 5 + 1}']").click()
        expect(page.locator(".prodigy-content strong")).to_have_text(str(number % 5 + 1))
        page.keyboard.press("a")
        if number < 11:
            expect(headline).not_to_have_text(shown)
    page.keyboard.press("Control+s")
    with httpx.Client(base_url=url, timeout=60) as http:
        address = "/dashboard/figures?dataset=my_stars"
        wait_until(page, lambda: http.get(address).json().get("answers", {}).get("total") == 12)


def topics(url, page):
    labels = ("Business", "City", "Sport")
    answer_all(url, "alex", lambda eg: {"accept": [labels[len(eg["text"]) % 3]]})
    answer_all(url, "jo", lambda eg: {"accept": [labels[len(eg["text"]) % 2]]})


def review(url, page):
    answer_all(url, None, lambda eg: {})


@pytest.fixture
def wheel(tmp_path):
    """The package, as it is given to others."""
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "-q", "-w", tmp_path, ROOT]
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    built = subprocess.run(command, capture_output=True, text=True, env=env)
    if built.returncode and re.search(
        "No matching distribution|Could not find a version", built.stderr
    ):
        pytest.skip(f"what builds the package can't be had: {built.stderr.strip()[-200:]}")
    assert built.returncode == 0, built.stderr
    return next(tmp_path.glob("prodigy-*.whl"))


def test_the_first_hour_is_as_it_is_told(wheel, tmp_path, page):
    terminal = Terminal(tmp_path)
    done = []
    for step in STEP.finditer(PAGE.read_text(encoding="utf8")):
        code = step["code"]
        if step["language"] == "python":
            name = re.match(r"# (\w+\.py)\n", code)[1]
            (terminal.here / name).write_text(code, encoding="utf8")
            continue
        assert step["language"] == "bash"
        if step["annotate"]:
            answer = globals()[step["annotate"]]
            terminal.serve(code, lambda url, answer=answer: answer(url, page))
        else:
            returncode, output = terminal.run(code)
            if "pip install" in code and "No matching distribution" in output:
                pytest.skip(f"what it needs can't be had: {output[-200:]}")
            assert returncode == 0, f"{code}\n{output}"
            done.append(output)
    output = "\n".join(done)
    assert str(ROOT) not in output
    assert "12 my_names.jsonl" in output and "'ner'" in output
    assert "Krippendorff's Alpha" in output
    found = read_jsonl(terminal.here / "my_stars.jsonl")
    assert [eg["stars"] for eg in found] == [i % 5 + 1 for i in range(12)]
    standing = json.loads((terminal.here / "standing.json").read_text())
    assert [(one["name"], one["answers"]) for one in standing["annotators"]] == [
        ("alex", 12),
        ("jo", 12),
    ]
    assert standing["agreement"]["kind"] == "multiclass"
    assert standing["agreement"]["n_inputs"] == 12
