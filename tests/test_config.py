"""Settings: where they come from, who wins, and what is said about mistakes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from prodigy.config import (
    SETTINGS,
    allowed_sessions,
    basic_auth,
    config_warnings,
    ensure_home,
    frontend_config,
    get_config,
    get_home,
    get_log_level,
    resolve_config,
)
from prodigy.errors import ConfigError
from prodigy.settings import KINDS, RENAMED, UNSET, WITHOUT_EFFECT, format_example

ROOT = Path(__file__).parent.parent


@pytest.fixture
def global_file(home):
    def write(settings):
        path = home / "prodigy.json"
        path.write_text(settings if isinstance(settings, str) else json.dumps(settings))
        return path

    return write


@pytest.fixture
def project_file(home, tmp_path):
    def write(settings):
        path = tmp_path / "prodigy.json"
        path.write_text(settings if isinstance(settings, str) else json.dumps(settings))
        return path

    return write


# Every layer sets the same settings, so that the highest one that is there must win.
LAYERS = ("global", "project", "recipe", "environment", "overrides", "variable")


def set_layers(layers, monkeypatch, global_file, project_file):
    """Set host to the name of the layer in all layers; returns the arguments of resolve_config."""
    if "global" in layers:
        global_file({"host": "global"})
    if "project" in layers:
        project_file({"host": "project"})
    if "environment" in layers:
        monkeypatch.setenv("PRODIGY_CONFIG_OVERRIDES", json.dumps({"host": "environment"}))
    if "variable" in layers:
        monkeypatch.setenv("PRODIGY_HOST", "variable")
    recipe = {"host": "recipe"} if "recipe" in layers else None
    overrides = {"host": "overrides"} if "overrides" in layers else None
    return recipe, overrides


@pytest.mark.parametrize("higher", LAYERS)
@pytest.mark.parametrize("lower", ["default", *LAYERS])
def test_higher_layer_wins(lower, higher, monkeypatch, global_file, project_file):
    order = ("default", *LAYERS)
    if order.index(lower) >= order.index(higher):
        lower, higher = higher, lower
    arguments = set_layers({lower, higher}, monkeypatch, global_file, project_file)
    assert resolve_config(*arguments)["host"] == higher


def test_all_layers_together_give_the_highest(monkeypatch, global_file, project_file):
    arguments = set_layers(LAYERS, monkeypatch, global_file, project_file)
    assert resolve_config(*arguments)["host"] == "variable"


def test_defaults_without_any_file(home):
    config = get_config()
    assert config["batch_size"] == 10
    assert config["theme"] == "basic"
    assert config["feed_overlap"] is False
    assert config["history_length"] == 10


def test_get_config_returns_a_fresh_copy(home):
    get_config()["custom_theme"]["labels"] = {"A": "red"}
    get_config()["buttons"].append("x")
    assert get_config()["custom_theme"] == {}
    assert get_config()["buttons"] == ["accept", "reject", "ignore", "undo"]


def test_get_config_contains_overrides_of_the_environment(monkeypatch):
    monkeypatch.setenv("PRODIGY_CONFIG_OVERRIDES", '{"batch_size": 3}')
    assert get_config()["batch_size"] == 3


def test_prodigy_config_replaces_the_project_file(tmp_path, monkeypatch, global_file, project_file):
    global_file({"batch_size": 2, "port": 2000})
    project_file({"batch_size": 3, "show_stats": True})
    other = tmp_path / "other.json"
    other.write_text('{"batch_size": 4}')
    monkeypatch.setenv("PRODIGY_CONFIG", str(other))
    config = get_config()
    assert (config["batch_size"], config["port"], config["show_stats"]) == (4, 2000, False)


def test_missing_prodigy_config_is_an_error(monkeypatch):
    monkeypatch.setenv("PRODIGY_CONFIG", "/nowhere/prodigy.json")
    with pytest.raises(ConfigError, match="PRODIGY_CONFIG"):
        get_config()


def test_unknown_keys_are_kept(project_file):
    project_file({"my_key": {"a": [1]}})
    assert get_config()["my_key"] == {"a": [1]}


def test_file_with_byte_order_mark(tmp_path):
    (tmp_path / "prodigy.json").write_bytes(b'\xef\xbb\xbf{"port": 9000}')
    assert get_config()["port"] == 9000


@pytest.mark.parametrize("content", ["", " \n"])
def test_empty_file_has_no_settings(content, project_file):
    project_file(content)
    assert get_config()["port"] == 8080


@pytest.mark.parametrize(
    ("content", "line", "column", "hint"),
    [
        ('{\n  "port": 9000,\n}', 2, 15, "no comma before }"),
        ('{"x": [1, ]}', 1, 9, "no comma before ]"),
        ("{'port': 9000}", 1, 2, "double quotes"),
        ('{"port": 9000 // the port\n}', 1, 15, "no comments"),
        ('{"swipe": True}', 1, 11, "small letters"),
        ('{"port": 9000', 1, 14, "Expecting"),
    ],
)
def test_invalid_json_names_file_line_column_and_fix(content, line, column, hint, project_file):
    path = project_file(content)
    with pytest.raises(ConfigError) as info:
        get_config()
    assert info.value.title == f"Invalid JSON in {path}"
    assert f"Line {line}, column {column}:" in info.value.text
    assert hint in info.value.text
    assert "delete the file" in info.value.text


def test_marker_points_at_the_column_of_a_long_line(project_file):
    project_file('{"x": "' + "a" * 300 + '", "port": nine}')
    with pytest.raises(ConfigError) as info:
        get_config()
    _, line, marker, _ = info.value.text.split("\n")
    assert line[marker.index("^")] == "n"


def test_file_without_object(project_file):
    project_file("[1, 2]")
    with pytest.raises(ConfigError, match="Expected a JSON object"):
        get_config()


def test_file_that_is_not_utf8(tmp_path):
    (tmp_path / "prodigy.json").write_bytes('{"x": "é"}'.encode("latin1"))
    with pytest.raises(ConfigError, match="UTF-8"):
        get_config()


def test_invalid_overrides_of_the_environment_name_the_variable(monkeypatch):
    monkeypatch.setenv("PRODIGY_CONFIG_OVERRIDES", "batch_size=3")
    with pytest.raises(ConfigError, match="PRODIGY_CONFIG_OVERRIDES"):
        get_config()


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"batch_size": "10"}, "Expected a whole number, at least 1"),
        ({"batch_size": 0}, "at least 1"),
        ({"batch_size": True}, "Expected a whole number"),
        ({"batch_size": False}, "Expected a whole number"),
        ({"batch_size": 2.5}, "Expected a whole number"),
        ({"port": 70000}, "from 0 to 65535"),
        ({"theme": "drak"}, 'Did you mean "dark"?'),
        ({"exclude_by": "hash"}, '"task", "input"'),
        ({"ui_lang": "xx"}, '"en"'),
        ({"buttons": ["accept", "skip"]}, '"ignore"'),
        ({"swipe": "true"}, 'Remove the quotes: "swipe": true'),
        ({"show_stats": 1}, "Expected true or false"),
        ({"custom_theme": []}, "Expected an object"),
        ({"annotations_per_task": "2"}, "Expected a number"),
        ({"history_size": "x"}, "Expected a whole number"),
    ],
)
def test_wrong_values_name_key_type_and_file(settings, expected, project_file):
    path = project_file(settings)
    with pytest.raises(ConfigError) as info:
        get_config()
    assert info.value.title == f'Invalid setting "{next(iter(settings))}" in {path}'
    assert expected in info.value.text


@pytest.mark.parametrize(
    ("arguments", "source"),
    [
        (({"batch_size": "x"}, None), "the config returned by the recipe"),
        ((None, {"batch_size": "x"}), "the config overrides"),
    ],
)
def test_wrong_values_name_the_layer(arguments, source):
    with pytest.raises(ConfigError, match=source):
        resolve_config(*arguments)


def test_wrong_port_variable_names_the_variable(monkeypatch):
    monkeypatch.setenv("PRODIGY_PORT", "eighty")
    with pytest.raises(ConfigError, match="PRODIGY_PORT"):
        get_config()


def test_port_variable_is_a_number(monkeypatch):
    monkeypatch.setenv("PRODIGY_PORT", "9001")
    assert get_config()["port"] == 9001


@pytest.mark.parametrize("value", [2, 1.5, None])
def test_annotations_per_task_may_be_a_fraction(value):
    assert resolve_config({"annotations_per_task": value})["annotations_per_task"] == value


def test_null_replaces_a_setting_that_may_be_null(project_file):
    project_file({"javascript": "alert(1)"})
    assert resolve_config({"javascript": None})["javascript"] is None


def test_null_takes_back_a_setting_that_may_not_be_null(project_file):
    project_file({"batch_size": 3, "custom_theme": {"labels": {"A": "red"}}})
    config = resolve_config({"batch_size": None, "custom_theme": None})
    assert (config["batch_size"], config["custom_theme"]) == (10, {})


def test_old_name_of_history_length(project_file):
    project_file({"history_size": 3})
    assert get_config()["history_length"] == 3


def test_new_name_wins_over_the_old_one_in_the_same_file(project_file):
    project_file({"history_size": 3, "history_length": 4})
    assert get_config()["history_length"] == 4


def test_custom_theme_merges_two_levels(project_file):
    project_file({"custom_theme": {"cardMaxWidth": 900, "labels": {"A": "red", "B": "blue"}}})
    config = resolve_config({"custom_theme": {"labels": {"B": "gold"}, "smallText": 14}})
    assert config["custom_theme"] == {
        "cardMaxWidth": 900,
        "labels": {"A": "red", "B": "gold"},
        "smallText": 14,
    }


def test_db_settings_merge_per_database(global_file, project_file):
    global_file({"db_settings": {"mysql": {"host": "a", "user": "me"}, "sqlite": {"name": "x"}}})
    project_file({"db_settings": {"mysql": {"host": "b"}}})
    assert get_config()["db_settings"] == {
        "mysql": {"host": "b", "user": "me"},
        "sqlite": {"name": "x"},
    }


def test_lists_replace(project_file):
    project_file({"keymap": {"accept": ["a", "o"], "reject": ["x"]}})
    config = resolve_config({"keymap": {"accept": ["k"]}, "buttons": ["accept"]})
    assert config["keymap"] == {"accept": ["k"], "reject": ["x"]}
    assert config["buttons"] == ["accept"]


def test_other_dicts_replace(project_file):
    project_file({"swipe_gestures": {"left": "reject", "right": "accept"}, "mine": {"a": 1}})
    config = resolve_config({"swipe_gestures": {"left": "ignore"}, "mine": {"b": 2}})
    assert (config["swipe_gestures"], config["mine"]) == ({"left": "ignore"}, {"b": 2})


def test_recipe_config_is_not_changed():
    recipe_config = {"custom_theme": {"labels": {"A": "red"}}, "labels": ("A", "B")}
    config = resolve_config(recipe_config)
    config["custom_theme"]["labels"]["B"] = "blue"
    assert recipe_config == {"custom_theme": {"labels": {"A": "red"}}, "labels": ("A", "B")}
    assert config["labels"] == ["A", "B"]


@pytest.mark.parametrize("key", ["instructions", "global_css_dir", "javascript_dir"])
def test_paths_must_exist(key):
    with pytest.raises(ConfigError, match=key):
        resolve_config({key: "nowhere"})


def test_path_objects_are_accepted(tmp_path):
    path = tmp_path / "help.txt"
    path.write_text("Help")
    assert resolve_config({"instructions": path})["instructions"] == path


def test_frontend_gets_no_secrets():
    config = resolve_config(
        {"db_settings": {"mysql": {"password": "hidden"}}, "api_keys": {"nyt": "hidden"}, "mine": 1}
    )
    sent = frontend_config({**config, "auth": "hidden", "nested": {"password": "hidden"}})
    assert "hidden" not in json.dumps(sent)
    assert sent["mine"] == 1


def test_frontend_config_is_json(tmp_path):
    sent = frontend_config({"path": tmp_path, "list": (1, {2}), 3: object()})
    assert json.loads(json.dumps(sent))["path"] == str(tmp_path)
    assert sent["list"] == [1, [2]]


def test_allowed_sessions_are_split_and_stripped(monkeypatch):
    monkeypatch.setenv("PRODIGY_ALLOWED_SESSIONS", " alex, jo ,,alex")
    assert allowed_sessions() == ["alex", "jo"]


def test_everybody_is_allowed_without_the_variable(home):
    assert allowed_sessions() == []


def test_basic_auth_needs_both_variables(monkeypatch):
    assert basic_auth() is None
    monkeypatch.setenv("PRODIGY_BASIC_AUTH_PASS", "secret")
    with pytest.raises(ConfigError, match="PRODIGY_BASIC_AUTH_USER is not"):
        basic_auth()
    monkeypatch.setenv("PRODIGY_BASIC_AUTH_USER", "me")
    assert basic_auth() == ("me", "secret")


@pytest.mark.parametrize(
    ("value", "level"),
    [("basic", "basic"), ("VERBOSE", "verbose"), ("", None), ("0", None), ("debug", "basic")],
)
def test_log_level(value, level, monkeypatch):
    monkeypatch.setenv("PRODIGY_LOGGING", value)
    assert get_log_level() == level


def test_too_few_sessions_for_the_annotations_per_task_is_a_warning(monkeypatch):
    monkeypatch.setenv("PRODIGY_ALLOWED_SESSIONS", "alex,jo")
    [warning] = config_warnings(resolve_config({"annotations_per_task": 3}))
    assert "only 2 sessions" in warning


def test_normal_settings_give_no_warning(home):
    assert config_warnings(get_config()) == []


def test_home_of_the_environment(monkeypatch):
    monkeypatch.setenv("PRODIGY_HOME", "~/data")
    assert get_home() == Path.home() / "data"


def test_default_home(monkeypatch):
    monkeypatch.delenv("PRODIGY_HOME")
    assert get_home() == Path.home() / ".prodigy"


def test_reading_settings_needs_no_home(tmp_path, monkeypatch):
    monkeypatch.setenv("PRODIGY_HOME", str(tmp_path / "missing"))
    assert get_config()["port"] == 8080
    assert not (tmp_path / "missing").exists()


def test_ensure_home_creates_directory_and_file(tmp_path, monkeypatch):
    monkeypatch.setenv("PRODIGY_HOME", str(tmp_path / "a" / "b"))
    home = ensure_home()
    assert json.loads((home / "prodigy.json").read_text()) == {}


def test_ensure_home_keeps_the_file(global_file):
    path = global_file({"port": 1234})
    ensure_home()
    assert json.loads(path.read_text()) == {"port": 1234}


def test_home_that_can_not_be_created_is_a_clear_error(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PRODIGY_HOME", str(tmp_path / "file" / "home"))
    assert get_config()["port"] == 8080
    with pytest.raises(ConfigError, match="PRODIGY_HOME"):
        ensure_home()


def test_deleted_working_directory(tmp_path):
    code = "import os; os.rmdir(os.getcwd()); import prodigy; prodigy.get_config()"
    folder = tmp_path / "gone"
    folder.mkdir()
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    assert subprocess.run([sys.executable, "-c", code], cwd=folder, env=env).returncode == 0


@pytest.mark.parametrize("key", SETTINGS)
def test_every_default_is_valid(key):
    setting = SETTINGS[key]
    assert setting.default is UNSET or setting.accepts(setting.default)
    assert set(setting.kinds) <= set(KINDS)
    assert setting.scope in ("server", "app", "interface")
    assert setting.help


def test_example_file_is_current():
    committed = (ROOT / "prodigy.json.example").read_text(encoding="utf8")
    assert committed == format_example(), "run `make docs`"


def test_example_file_is_a_valid_configuration(project_file):
    project_file(format_example())
    assert get_config() == resolve_config({})


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("port", "9000", 9000),
        ("batch_size", "5", 5),
        ("annotations_per_task", "1.5", 1.5),
        ("host", "0.0.0.0", "0.0.0.0"),
        ("instructions", None, None),
    ],
)
def test_code_may_pass_numbers_as_text(key, text, value):
    assert resolve_config({key: text})[key] == value
    assert resolve_config({}, {key: text})[key] == value


def test_text_that_is_no_number_is_refused():
    with pytest.raises(ConfigError, match="port"):
        resolve_config({"port": "nine"})


def test_files_have_to_have_the_right_type(project_file):
    project_file({"port": "9000"})
    with pytest.raises(ConfigError, match="port"):
        get_config()


def test_wrong_values_name_their_line(project_file):
    path = project_file('{\n  "port": 9000,\n\n  "theme":\n    "drak",\n  "swipe": true\n}\n')
    with pytest.raises(ConfigError) as info:
        get_config()
    assert info.value.title == f'Invalid setting "theme" in {path}'
    assert info.value.text.startswith("Line 4: Expected one of")


def test_everything_that_is_wrong_is_reported_at_once(monkeypatch, global_file, project_file):
    lower = global_file('{\n"port": "x",\n"swipe": 1\n}')
    higher = project_file('{"batch_size": 0,}')
    monkeypatch.setenv("PRODIGY_CONFIG_OVERRIDES", '{"theme": "drak"}')
    monkeypatch.setenv("PRODIGY_PORT", "http")
    with pytest.raises(ConfigError) as info:
        resolve_config({"buttons": "accept", "instructions": "nowhere.md"})
    assert info.value.title == "Found 7 problems in the configuration"
    titles = [line for line in info.value.text.split("\n") if not line.startswith(" ")]
    assert titles == [
        f'Invalid setting "port" in {lower}',
        f'Invalid setting "swipe" in {lower}',
        f"Invalid JSON in {higher}",
        'Invalid setting "buttons" in the config returned by the recipe',
        'Invalid setting "theme" in the environment variable PRODIGY_CONFIG_OVERRIDES',
        'Invalid setting "port" in the environment variable PRODIGY_PORT',
        'Can\'t find the file of the setting "instructions"',
    ]
    assert "  Line 2: Expected a whole number from 0 to 65535, found" in info.value.text


@pytest.mark.parametrize(
    ("content", "key", "where"),
    [
        ('{\n"port": 1,\n"theme": "dark",\n"port": 2\n}', "port", "lines 2 and 4"),
        ('{"port": 1, "port": 1}', "port", "Line 1 has several"),
        ('{\n"x": {"y": [{"z": 1,\n"z": 2}]}\n}', "x.y.[0].z", "lines 2 and 3"),
        ('{\n"a\\"b": "{",\n"a\\"b": "}",\n"a\\"b": 1}', 'a"b', "lines 2, 3 and 4"),
        ('{\n"port": 1,\n"p\\u006frt": 2}', "port", "lines 2 and 3"),
    ],
)
def test_repeated_keys_are_named(content, key, where, project_file):
    path = project_file(content)
    with pytest.raises(ConfigError) as info:
        get_config()
    assert info.value.title == f'The setting "{key}" stands in {path} more than once'
    assert where in info.value.text


def test_the_same_key_in_different_objects_is_no_repetition(project_file):
    project_file('{"a": {"x": 1}, "b": {"x": 2}, "c": [{"x": 3}, {"x": 4}], "x": [[], {}]}')
    assert get_config()["x"] == [[], {}]


@pytest.mark.parametrize(
    ("content", "column"),
    [
        ('{"audio_rate": NaN}', 16),
        ('{"x": "NaN", "y": -Infinity}', 19),
        ('{"x": [1, Infinity]}', 11),
    ],
)
def test_numbers_that_json_does_not_have_are_refused(content, column, project_file):
    project_file(content)
    with pytest.raises(ConfigError, match=f"Line 1, column {column}: JSON has no NaN"):
        get_config()


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_of_recipes_are_finite(value):
    with pytest.raises(ConfigError, match="audio_rate"):
        resolve_config({"audio_rate": value})


def test_json_that_is_nested_too_deep_is_a_clear_error(project_file):
    project_file('{"x": ' + "[" * 100_000 + "]" * 100_000 + "}")
    with pytest.raises(ConfigError, match="nested too deep"):
        get_config()


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"db_settings": {"sqlite": "prodigy.db"}}, "an object of objects"),
        ({"blocks": ["text"]}, "a list of objects or null"),
        ({"steps": [{"view_id": "text"}]}, "a list of lists or null"),
    ],
)
def test_what_stands_in_lists_and_objects_is_checked(settings, expected, project_file):
    project_file(settings)
    with pytest.raises(ConfigError, match=f"Expected {expected}, found"):
        get_config()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_other_encodings_are_named(encoding, tmp_path):
    (tmp_path / "prodigy.json").write_bytes('{"port": 9000}'.encode(encoding))
    with pytest.raises(ConfigError, match="UTF-8"):
        get_config()


def test_a_folder_instead_of_a_file_is_a_clear_error(tmp_path):
    (tmp_path / "prodigy.json").mkdir()
    with pytest.raises(ConfigError, match="Can't read the configuration file"):
        get_config()


def test_one_file_in_both_places_is_reported_once(tmp_path, monkeypatch, project_file):
    monkeypatch.setenv("PRODIGY_HOME", str(tmp_path))
    path = project_file({"port": "x"})
    with pytest.raises(ConfigError) as info:
        get_config()
    assert info.value.title == f'Invalid setting "port" in {path}'


@pytest.mark.parametrize(("old", "new"), RENAMED.items())
def test_old_names_are_understood(old, new, project_file):
    value = 3 if SETTINGS[new].kinds == ("int",) else True
    project_file({old: value})
    assert get_config()[new] == value
    assert old not in get_config()


@pytest.mark.parametrize(("key", "value"), WITHOUT_EFFECT.items())
def test_code_of_others_may_read_names_without_effect(key, value, project_file):
    assert get_config()[key] is value
    project_file({key: "anything"})
    assert get_config()[key] == "anything"


@pytest.mark.parametrize(
    "origin", ["label.example", "*", "ftp://a", "https://a/path", "https://u:p@a", ""]
)
def test_origins_that_no_browser_sends_are_told(origin, project_file):
    project_file({"cors": ["http://[::1]:8080", "https://label.example/", origin]})
    with pytest.raises(ConfigError) as info:
        get_config()
    assert f"Found {json.dumps(origin)}." in info.value.text
