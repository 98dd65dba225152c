"""Which model is asked: the setting "llm" and options."""

import json
import re
from pathlib import Path

import pytest

from prodigy.errors import ConfigError
from prodigy.llm import ModelSettings, get_model_settings


@pytest.fixture
def configure(home):
    def write(**values):
        (home / "prodigy.json").write_text(json.dumps({"llm": values}))

    return write


def test_options_replace_settings(configure):
    configure(model="a", endpoint="https://host/v1/chat/completions", rpm=60)
    assert get_model_settings().url == "https://host/v1/chat/completions"
    assert (get_model_settings("b").model, get_model_settings("b").rpm) == ("b", 60)


def test_prices_and_keys_are_those_of_the_configured_model_and_host(configure):
    configure(model="a", endpoint="https://host/v1", api_key_env="KEY", price_in=1, price_out=1)
    assert get_model_settings("a").get_cost(10**6, 0) == 1
    assert get_model_settings("b").get_cost(10**6, 0) is None
    assert get_model_settings(endpoint="http://localhost:1/v1").api_key_env is None
    assert get_model_settings().api_key_env == "KEY"


def test_without_a_model_and_an_endpoint_there_is_nothing_to_ask(configure):
    with pytest.raises(ConfigError, match="no model and no endpoint"):
        get_model_settings()
    with pytest.raises(ConfigError, match="There is no endpoint"):
        get_model_settings("gpt-4o-mini")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"endpint": "x"}, 'Did you mean "endpoint"?'),
        ({"endpoint": "localhost:8000"}, 'an address like "https://host/v1"'),
        ({"rpm": "fast"}, '"rpm"'),
        ({"temperature": float("nan")}, '"temperature"'),
        ({"params": {"stream": True}}, "stream can't be set there"),
    ],
)
def test_wrong_settings_are_named(configure, values, words):
    configure(model="m", **{"endpoint": "http://localhost/v1", **values})
    with pytest.raises(ConfigError) as error:
        get_model_settings()
    assert words in str(error.value)


def test_every_name_is_documented():
    page = (Path(__file__).parents[2] / "docs" / "llm.md").read_text("utf8")
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| (?:`|required|–)", page, re.M)
    names = re.findall(r"\w+", " ".join(rows))
    assert names == list(ModelSettings.model_fields)
