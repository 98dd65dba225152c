"""Blind comparisons of prompts, with a language model that is none."""

import json
import random
import re
from collections import Counter
from itertools import combinations

import pytest

from prodigy.components.tournament import Tournament
from prodigy.components.tournament_schedule import MAX_SAME, Schedule
from prodigy.components.validate import Validator
from tests.llm_stand_in import LLMStandIn
from tests.util import read_jsonl

INPUTS = [{"id": n, "prompt_args": {"topic": f"topic {n}"}, "meta": {"n": n}} for n in range(3)]
NAMES = ["good.jinja2", "long.jinja2", "short.jinja2"]


@pytest.fixture
def stand_in():
    with LLMStandIn(lambda asked: f"About {asked.prompt}", models=("gpt-3.5-turbo",)) as server:
        yield server


@pytest.fixture
def files(tmp_path, home, jsonl, stand_in):
    """Files of a tournament, and settings that name the stand-in."""
    jsonl(INPUTS, "inputs.jsonl")
    (tmp_path / "prompts").mkdir()
    for name in NAMES:
        (tmp_path / "prompts" / name).write_text(f"{name[:-7]} words on {{{{ topic }}}}")
    (tmp_path / "display.jinja2").write_text("What is {{ topic }}?")
    (home / "prodigy.json").write_text(json.dumps({"llm": {"endpoint": stand_in.url}}))
    return tmp_path


TOURNAMENT = ["ab.openai.tournament", "data", "inputs.jsonl", "display.jinja2", "prompts"]


def choose(task, *best):
    """Answer with the competitor that is named first in `best`."""
    ids = [option["id"] for option in task["options"]]
    chosen = next(name for name in best if name in ids)
    return {**task, "accept": [chosen], "answer": "accept"}


def test_a_tournament_is_blind_and_prints_the_winner(files, stand_in, live_server, run_cli):
    answers = []
    with live_server(TOURNAMENT) as server:
        config = server.client.project()
        assert config["view_id"] == "choice" and config["choice_auto_accept"]
        while tasks := server.client.get_tasks():
            (task,) = tasks
            assert Validator("choice").check(task) == []
            assert (task["text"], task["meta"]) == (
                f"What is topic {task['id']}?", {"id": task["id"], "n": task["id"]},
            )  # fmt: skip
            for option in task["options"]:
                word = option["id"].removesuffix(".jinja2")
                assert option["text"] == f"About {word} words on topic {task['id']}"
            answers.append(choose(task, "good.jinja2", "long.jinja2"))
            server.client.give_answers(answers[-1:])
    # Every pair by every input, once; the order of the two is drawn.
    asked = Counter((*sorted(o["id"] for o in eg["options"]), eg["id"]) for eg in answers)
    assert asked == Counter((*pair, n) for pair in combinations(NAMES, 2) for n in range(3))
    orders = [[o["id"] for o in eg["options"]] for eg in answers]
    assert 0 < sum(order == sorted(order) for order in orders) < 9
    assert len(stand_in.asked) == 9
    assert server.output.count("Current winner: [good.jinja2]") >= 5
    last = server.output[server.output.rindex("Current winner") :]
    assert (
        "P([good.jinja2] > [long.jinja2])" in last and "P([good.jinja2] > [short.jinja2])" in last
    )
    assert "Paid replies" in last
    rows = read_jsonl(run_cli("db-out", "data").stdout)
    assert [row["accept"] for row in rows] == [eg["accept"] for eg in answers]

    # The ratings of a run that goes on are those of the answers that are stored.
    table = last[: last.index("Language model")].splitlines()[:-2]
    result = run_cli(*TOURNAMENT, "--resume")
    assert result.returncode == 1
    assert "\n".join(table) in result.stderr
    assert "Every pair was compared by every input" in result.stderr


def test_a_tournament_goes_on_where_it_was(files, live_server, stand_in):
    with live_server(TOURNAMENT) as server:
        (task,) = server.client.get_tasks()
        first = choose(task, *NAMES)
        server.client.give_answers([first])
        # Taken back and changed: it counts once, as it is now.
        loser = next(o["id"] for o in task["options"] if o["id"] not in first["accept"])
        server.client.give_answers([{**first, "accept": [loser]}])
    winners = re.findall(r"Current winner: \[(.*)\]", server.output)
    assert winners[0] == first["accept"][0] and set(winners[1:]) == {loser}
    n_asked = len(stand_in.asked)
    with live_server([*TOURNAMENT, "--resume"]) as server:
        (second,) = server.client.get_tasks()
        assert (second["id"], second["options"]) != (task["id"], task["options"])
    assert "Going on after 1 answers" in server.output
    assert f"Current winner: [{loser}]" in server.output
    with live_server(TOURNAMENT) as server:
        pass
    assert "1 answers already, which don't count" in server.output
    assert "No winner yet" in server.output
    assert len(stand_in.asked) <= n_asked + 4


def test_two_prompts_are_compared(files, live_server, run_cli, stand_in):
    command = ["ab.openai.prompts", "data", "inputs.jsonl", "display.jinja2",
               "prompts/long.jinja2", "prompts/good.jinja2", "-r", "2", "-nm", "-NR"]  # fmt: skip
    stand_in.answer = lambda asked: (
        "same" if "topic 0" in asked.prompt else f"{asked.prompt} {asked.number}"
    )
    with live_server(command) as server:
        tasks = server.client.get_tasks()
        assert [task["id"] for task in tasks] == [1, 1, 2, 2]
        assert all("meta" not in task for task in tasks)
        assert {tuple(o["id"] for o in t["options"]) for t in tasks} == {
            ("long.jinja2", "good.jinja2")
        }
        answers = [choose(task, "good.jinja2") for task in tasks[:3]]
        server.client.give_answers([*answers, {**tasks[3], "answer": "ignore"}])
    assert "2 inputs are not asked about" in server.output
    assert "You preferred good.jinja2" in server.output
    assert [row.get("accept") for row in read_jsonl(run_cli("db-out", "data").stdout)] == [
        *([["good.jinja2"]] * 3), None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"prompts/bad.jinja2": "a\n{% if %}"}, "On line 2 of bad.jinja2"),
        ({"prompts/bad.jinja2": "{{ missing }}"}, "bad.jinja2 (line 1): 'missing' is undefined"),
        ({"prompts/good.jinja2": None, "prompts/long.jinja2": None},
         "at least two competitors, found 1"),
        (dict.fromkeys(f"prompts/{name}" for name in NAMES), "no template in prompts"),
        ({"display.jinja2": None}, "Can't find file display.jinja2"),
        ({"inputs.jsonl": '{"id": 1}'}, 'No "prompt_args" on line 1 of inputs.jsonl'),
        ({"inputs.jsonl": '{"prompt_args": []}'}, "found []"),
        ({"inputs.jsonl": '{"prompt_args": {"topic": 1}}\\n{"prompt_args": {}}'},
         "With line 2 of inputs.jsonl"),
        ({"inputs.jsonl": ""}, "There are no inputs in inputs.jsonl"),
    ],
)  # fmt: skip
def test_mistakes_are_explained_before_anything_is_asked(files, stand_in, run_cli, change, message):
    for name, text in change.items():
        if text is None:
            (files / name).unlink()
        else:
            (files / name).write_text(text.replace("\\n", "\n"))
    result = run_cli(*TOURNAMENT)
    assert result.returncode == 1 and "Traceback" not in result.stderr
    assert message in " ".join(result.stderr.split()), result.stderr
    assert stand_in.asked == []


def test_templates_need_their_ending(files, run_cli):
    result = run_cli(*TOURNAMENT[:3], "inputs.jsonl", "prompts")
    assert result.returncode == 1
    assert "must be a file whose name ends in .jinja2" in result.stderr


def test_competitors_that_always_say_the_same_are_no_question(files, run_cli, stand_in):
    stand_in.answer = lambda asked: "same"
    result = run_cli(*TOURNAMENT)
    assert result.returncode == 1
    assert "All competitors respond the same" in " ".join(result.stderr.split())


def test_inputs_are_dealt_out_evenly():
    schedule = Schedule(7, random.Random(1))
    pairs = list(combinations("abc", 2))
    drawn = [(pair, schedule.draw(pair)) for _ in range(7) for pair in pairs]
    assert len(set(drawn)) == 21  # each pair by each input
    assert schedule.closed == set(pairs)
    for n in range(1, 22):
        counts = Counter(index for _, index in drawn[:n])
        assert max(counts.values()) - min(counts.get(i, 0) for i in range(7)) <= 2


def test_a_pair_with_the_same_responses_is_given_up():
    schedule = Schedule(100, random.Random(1))
    pair = ("a", "b")
    assert not schedule.note_same(pair, is_same=True)
    schedule.note_same(pair, is_same=False)  # it starts anew
    assert [schedule.note_same(pair, is_same=True) for _ in range(MAX_SAME)][-2:] == [False, True]
    assert schedule.closed == {pair}
    tournament = Tournament(["a", "b"], random.Random(1))
    assert tournament.choose_pair(schedule.closed) is None


CONFIG = """
[nlp]
lang = "en"
pipeline = ["llm"]
[components]
[components.llm]
factory = "llm"
[components.llm.task]
@llm_tasks = "{task}"
[components.llm.model]
@llm_models = "prodigy.Chat.v1"
name = "gpt-3.5-turbo"
config = {{"temperature": {temperature}}}
"""
TEMPERATURES = {"cold.cfg": 0.0, "hot.cfg": 0.5}
LLM = ["ab.llm.tournament", "data", "inputs.jsonl", "prompts", "configs"]


def write_config(path, task="prodigy.TextPrompter.v1", temperature=0.5):
    path.parent.mkdir(exist_ok=True)
    path.write_text(CONFIG.format(task=task, temperature=temperature))


def test_prompts_compete_with_models(files, stand_in, live_server, run_cli):
    stand_in.answer = lambda asked: f"{asked.prompt} {asked.body['temperature']}"
    for name, temperature in TEMPERATURES.items():
        write_config(files / "configs" / name, temperature=temperature)
    (files / "prompts" / "good.jinja2").unlink()
    with live_server([*LLM, "--no-meta"]) as server:
        answers = []
        for _ in range(6):
            (task,) = server.client.get_tasks()
            assert Validator("choice").check(task) == [] and "meta" not in task
            assert task["text"] == f"topic: topic {task['id']}"
            for option in task["options"]:
                prompt, config = option["id"].split(" + ")
                start = f"{prompt.removesuffix('.jinja2')} words on topic {task['id']} "
                assert option["text"].startswith(start)
                assert float(option["text"].removeprefix(start)) == TEMPERATURES[config]
            answers.append(choose(task, "long.jinja2 + hot.cfg", "long.jinja2 + cold.cfg",
                                  "short.jinja2 + hot.cfg"))  # fmt: skip
            server.client.give_answers(answers[-1:])
    assert "Current winner: [long.jinja2 + hot.cfg]" in server.output
    assert "deprecated" not in server.output and "Paid replies" in server.output
    rows = read_jsonl(run_cli("db-out", "data").stdout)
    assert [row["accept"] for row in rows] == [eg["accept"] for eg in answers]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (None, "There is no configuration in configs"),
        ("spacy.NER.v3", "Invalid spacy-llm task type for recipe ab.llm.tournament"),
        ("prodigy.Terms.v1", "Expected a TextPrompter, found TermsTask"),
        ("prodigy.Nothing.v1", "Can't make a pipeline of configs"),
    ],
)
def test_mistakes_in_configurations_are_explained(files, run_cli, stand_in, change, message):
    (files / "configs").mkdir()
    if change:
        write_config(files / "configs" / "a.cfg", change)
    result = run_cli(*LLM)
    assert result.returncode == 1 and "Traceback" not in result.stderr
    assert message in " ".join(result.stderr.split()), result.stderr
    assert stand_in.asked == []


def test_terms_are_fetched_by_a_configuration(files, stand_in, run_cli):
    stand_in.answer = lambda asked: f"- Term {asked.number}\n- term 0\n- same"
    write_config(files / "terms.cfg", "prodigy.Terms.v1")
    command = ["terms.llm.fetch", "terms.cfg", "board tricks"]
    result = run_cli(*command, "out.jsonl", "-n", "2")
    assert result.returncode == 0, result.stderr
    rows = read_jsonl(files / "out.jsonl")
    assert rows == [
        {"text": text, "meta": {"topic": "board tricks"}} for text in ("Term 0", "same", "Term 1")
    ]
    assert "- same" not in stand_in.asked[0].prompt and "- same" in stand_in.asked[1].prompt
    assert "board tricks" in stand_in.asked[0].prompt and "Paid replies" in result.stderr
    run_cli(*command, "out.jsonl", "-n", "1", "--resume")
    assert read_jsonl(files / "out.jsonl")[3:] == [
        {"text": "Term 2", "meta": {"topic": "board tricks"}}
    ]
    run_cli(*command, "dataset:terms", "-n", "1", "-A", "--components.llm.task.n", "7")
    assert "at least 7 terms" in stand_in.asked[-1].prompt
    stored = read_jsonl(run_cli("db-out", "terms").stdout)
    assert {(row["answer"], row["_view_id"]) for row in stored} == {("accept", "text")}
    assert run_cli("terms.to-patterns", "terms", "-l", "T", "-m", "blank:en").returncode == 0


def test_another_task_is_no_list_of_terms(files, run_cli):
    write_config(files / "terms.cfg")
    result = run_cli("terms.llm.fetch", "terms.cfg", "x", "out.jsonl")
    assert result.returncode == 1
    assert "with a TermsTask, found TextPrompter" in " ".join(result.stderr.split())
