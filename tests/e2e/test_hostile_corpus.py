"""A corpus of hostile inputs in all interfaces: no script runs, no other host is asked, and nothing
lies over the buttons. The inputs are made of the tables in tests/hostile."""

import pytest

from tests.e2e.verbs import Annotator
from tests.e2e.view_cases import CASES
from tests.hostile.corpus import make_groups, make_variants
from tests.hostile.payloads import EVIL, POLLUTED, REMOTE

VARIANTS = 4  # of each kind of card: together, all payloads are tried with each interface
N_PARTS = 3

# Goes through all cards and tells what went wrong, in one call of the page.
WALK = """async ([n, polluted]) => {
    const frame = () => new Promise(requestAnimationFrame);
    const wrong = [];
    const look = (task) => {
        const where = task.meta_name;
        if (window.hacked !== undefined) wrong.push(`${where}: a script has run`);
        if ({}[polluted] !== undefined) wrong.push(`${where}: all objects have changed`);
        const acting = "script, iframe, object, embed, form, base, meta, link, style";
        const found = document.querySelector(`.prodigy-container :is(${acting})`);
        if (found && !found.closest(".prodigy-form, svg")) {
            wrong.push(`${where}: ${found.outerHTML}`);
        }
        for (const button of document.querySelectorAll(".prodigy-buttons button")) {
            button.scrollIntoView({block: "nearest"});
            const {left, top, width, height} = button.getBoundingClientRect();
            const over = document.elementFromPoint(left + width / 2, top + height / 2);
            if (!button.contains(over)) {
                wrong.push(`${where}: ${over?.outerHTML.slice(0, 200)} lies over a button`);
            }
        }
    };
    let done = 0;
    for (; done < n; done += 1) {
        for (let i = 0; i < 600 && !prodigy.content; i += 1) await frame();
        const task = prodigy.content;
        if (!task) break;
        await frame();
        await frame();
        for (const link of document.querySelectorAll(".prodigy-container a[href]")) {
            if (!/^https?:$/.test(link.protocol)) link.click();
        }
        await frame();
        look(task);
        await prodigy.answer("ignore");
        await frame();
    }
    return [done, wrong];
}"""


@pytest.fixture
def walk(page, serve_tasks, script_errors):
    """A function that shows tasks one after the other: walk(tasks, **settings)."""
    asked, windows = [], []

    def leave(route):
        asked.append(route.request.url)
        route.abort()

    page.route(lambda url: "evil" in url, leave)
    page.context.on("page", lambda window: windows.append(window.url))

    def run(tasks, **settings):
        with serve_tasks(tasks, "blocks", validate=False, **settings) as server:
            user = Annotator(page, server.url).open()
            done, wrong = page.evaluate(WALK, [len(tasks), POLLUTED])
            assert wrong == []
            assert done == len(tasks)
            assert page.url.startswith(user.url)
        # The policy stops what was tried before it leaves the browser, and says so.
        script_errors.clear()
        assert windows == []
        return asked

    return run


def make_tasks(part):
    tasks, inputs = [], []
    for case in CASES[part::N_PARTS]:
        first = CASES.index(case)
        numbers = range(first, first + VARIANTS)
        for task, made in make_variants(case.name, case.task, numbers):
            settings = {**case.settings, **(task.get("config") or {}), "view_id": case.view_id}
            name = f"{case.name}-{len(tasks)}"
            # Each is a task of its own, whatever it has in common with others.
            hashes = {"_input_hash": len(tasks), "_task_hash": len(tasks)}
            tasks.append({**task, **hashes, "meta_name": name, "config": settings})
            inputs += made
    return tasks, inputs


@pytest.mark.slow
@pytest.mark.parametrize("part", range(N_PARTS))
def test_hostile_inputs_do_nothing_in_any_interface(walk, part):
    tasks, inputs = make_tasks(part)
    assert len(set(inputs)) >= 500
    assert walk(tasks) == []


def test_markup_asks_no_other_host_whatever_it_is_made_of(walk):
    tasks = [{"html": text, "config": {"view_id": "html"}} for text in REMOTE.values()]
    tasks += [
        {"html": "".join(group.values()), "config": {"view_id": "html"}} for group in make_groups()
    ]
    assert walk(tasks) == []


def test_pictures_of_other_hosts_are_a_matter_of_a_setting(walk):
    views = ("image", "image_manual", "classification", "choice", "audio")
    tasks = [
        {
            **{"image": f"{EVIL}/{view}.png", "audio": f"{EVIL}/{view}.mp3", "label": "x"},
            **{
                "options": [{"id": 1, "image": f"{EVIL}/{view}-1.png"}],
                "config": {"view_id": view},
            },
        }
        for view in views
    ]
    assert walk(tasks, remote_media=False, labels=["x"]) == []
    asked = walk(tasks, labels=["x"])
    assert f"{EVIL}/image.png" in asked
