"""Properties of merging two layers of settings."""

import json

from hypothesis import given
from hypothesis import strategies as st

from prodigy.config import merge_config
from prodigy.settings import MERGED, get_defaults

values = st.none() | st.integers() | st.text(max_size=3)
configs = st.dictionaries(
    st.sampled_from([*MERGED, "port", "mine"]),
    values | st.dictionaries(st.text(max_size=2), values | st.dictionaries(st.text(), values)),
)


@given(configs)
def test_merging_nothing_changes_nothing(config):
    assert merge_config(config, {}) == config
    assert merge_config({}, config) == config


@given(configs)
def test_merging_twice_is_the_same_as_once(config):
    defaults = get_defaults()
    once = merge_config(defaults, config)
    assert merge_config(once, config) == once


small = st.dictionaries(st.sampled_from("ab"), values, max_size=2)
well_formed = st.fixed_dictionaries(
    {},
    optional={
        "custom_theme": st.fixed_dictionaries({}, optional={"labels": small, "smallText": values}),
        "keymap": st.dictionaries(st.sampled_from("ab"), st.lists(st.text()), max_size=2),
        "port": values,
        "mine": small,
    },
)


@given(well_formed, well_formed, well_formed)
def test_grouping_of_layers_does_not_matter(one, two, three):
    left = merge_config(merge_config(one, two), three)
    assert left == merge_config(one, merge_config(two, three))


@given(configs, configs)
def test_the_higher_layer_is_always_there(one, two):
    merged = merge_config(one, two)
    for key, value in two.items():
        if not isinstance(value, dict):
            assert merged[key] == value
        else:
            assert value.keys() <= merged[key].keys()


@given(configs, configs)
def test_merging_does_not_change_its_arguments(one, two):
    before = json.dumps([one, two])
    merge_config(one, two)
    assert json.dumps([one, two]) == before
