"""Rules that follow from the router and the settings."""

from types import SimpleNamespace

import pytest

from prodigy.components.routers import full_overlap, no_overlap
from prodigy.engine.policy import Policy


def own_router(ctrl, session_id, item):
    return [session_id]


def make(router=None, excludes_dataset=False, **config):
    return Policy(config, router, excludes_dataset=excludes_dataset)


@pytest.mark.parametrize(
    ("policy", "asks_once", "replays", "has_own"),
    [
        (make(), True, False, False),
        (make(feed_overlap=True), False, True, False),
        (make(annotations_per_task=1.5, feed_overlap=True), False, False, False),
        (make(no_overlap, feed_overlap=True), True, False, False),
        (make(full_overlap), False, True, False),
        (make(own_router), False, False, True),
    ],
)
def test_the_router_says_who_is_asked(policy, asks_once, replays, has_own):
    assert policy.asks_once is asks_once
    assert policy.replays_history is replays
    assert policy.has_own_router is has_own


def test_the_dataset_is_excluded_unless_the_settings_say_otherwise():
    assert make().excludes_current
    assert not make(auto_exclude_current=False).excludes_current
    assert make(auto_exclude_current=False, excludes_dataset=True).excludes_current


@pytest.mark.parametrize(
    ("policy", "declared", "was_heard", "is_idle", "expected"),
    [
        (make(own_router), [], True, True, False),
        (make(), [], True, False, True),
        (make(), ["a"], True, False, False),
        (make(), ["a"], False, True, True),
        (make(feed_overlap=True), [], True, True, True),
        (make(feed_overlap=True), [], False, True, False),
    ],
)
def test_who_may_lose_what_waits(policy, declared, was_heard, is_idle, expected):
    other = SimpleNamespace(was_heard=was_heard, is_idle=is_idle)
    assert policy.may_take_waiting(other, declared) is expected
