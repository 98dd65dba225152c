"""Drafts in the databases."""

from prodigy.engine.drafts import Drafts
from tests.util import make_task


def test_a_draft_that_comes_twice_at_the_same_time_is_kept_once(store, monkeypatch):
    drafts, task = Drafts(store), make_task("one")
    drafts.save("data", "data-alex", {**task, "note": "first"})
    # As if the first one had come between two statements of the second.
    monkeypatch.setattr(drafts, "_delete", lambda *args: 0)
    drafts.save("data", "data-alex", {**task, "note": "second"})
    assert [draft["note"] for draft in drafts.get("data-alex")] == ["second"]
