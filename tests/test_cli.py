"""The real command line in a process of its own, started by Python where that matters."""

import json
import subprocess
import sys

import pytest

import prodigy
from prodigy.catalog import RENAMED
from prodigy.cli import main, split_recipe_files
from tests.server import make_env

RECIPE = '''
import prodigy

@prodigy.recipe(
    "my.recipe",
    source=("The source", "positional", None, str),
    loader=("The loader", "option", "lo", str),
)
def my_recipe(source, loader=None):
    """Show what was passed. Nothing else."""
    print(repr(source), repr(loader))
'''


@pytest.fixture
def recipe_file(tmp_path):
    def write(content=RECIPE, name="recipe_file.py"):
        (tmp_path / name).write_text(content)
        return name

    return write


@pytest.mark.parametrize("words", [["--help"], ["-h"]])
def test_list_of_recipes(words, run_cli):
    result = run_cli(*words)
    assert result.returncode == 0
    assert result.stderr == ""
    lines = result.stdout.split("\n")
    assert lines[0].startswith("usage: prodigy RECIPE")
    assert any(line.startswith("  db-out ") and "Export" in line for line in lines)
    assert "-F" in result.stdout
    assert "RECIPE --help" in result.stdout


def test_hidden_and_old_recipes_are_not_listed(run_cli):
    words = {line.split()[0] for line in run_cli("--help").stdout.split("\n") if line.strip()}
    assert "db-out" in words
    assert not words & {"dataset", "ner.make-gold", "ner.batch-train"}


def test_own_recipes_are_listed(run_cli, recipe_file):
    assert (
        "my.recipe               Show what was passed.\n"
        in run_cli("--help", "-F", recipe_file()).stdout
    )


def test_version(cold_cli):
    assert cold_cli("--version").stdout == f"{prodigy.__version__}\n"


@pytest.mark.parametrize("words", [["--help"], ["my.recipe", "x", "-F", "light.py"], ["drop", "x"]])
def test_no_heavy_imports(words, cold_cli, recipe_file):
    recipe_file(
        RECIPE + "\nimport atexit, sys\n"
        "heavy = {'spacy', 'fastapi', 'httpx', 'torch'}\n"
        "atexit.register(lambda: print('HEAVY', sorted(heavy & set(sys.modules))))\n",
        "light.py",
    )
    words = words if "-F" in words else [*words, "-F", "light.py"]
    assert "HEAVY []" in cold_cli(*words).stdout


# What a command must not import, whatever else it needs. Each takes longer than Python's own start.
SERVER = {"fastapi", "starlette", "uvicorn"}
MODELS = {"spacy", "thinc", "numpy", "torch"}
NETWORK = {"httpx", "jinja2"}
TABLES = {"peewee", "pydantic"}
UNWANTED = {
    "--help": SERVER | MODELS | NETWORK | TABLES | {"wasabi", "inspect", "logging"},
    "--version": SERVER | MODELS | NETWORK | TABLES | {"wasabi", "inspect", "logging"},
    "db-uot": SERVER | MODELS | NETWORK | TABLES,
    "ner.manual --help": SERVER | MODELS | NETWORK | TABLES,
    "db-out --help": SERVER | MODELS | NETWORK | TABLES,
    "stats --help": SERVER | MODELS | NETWORK | TABLES,
    "stats": SERVER | MODELS | NETWORK | {"pydantic"},
}


@pytest.mark.parametrize("command", UNWANTED)
def test_commands_import_only_what_they_need(command, home):
    code = (
        "import atexit, sys\n"
        "from prodigy.cli import entry\n"
        f"unwanted = {UNWANTED[command]!r}\n"
        "atexit.register(lambda: print('FOUND', sorted(unwanted & set(sys.modules))))\n"
        "entry()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command.split()],
        capture_output=True,
        encoding="utf8",
        env=make_env(),
    )
    assert done.stdout.endswith("FOUND []\n")
    assert "Traceback" not in done.stderr


def test_import_prodigy_is_light():
    modules = ["util", "components.db", "components.filters", "core", "components.stream"]
    code = "import sys, prodigy\n" + "".join(f"import prodigy.{name}\n" for name in modules)
    code += "print({'spacy', 'fastapi', 'httpx', 'torch'} & set(sys.modules))"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf8", env=make_env()
    )
    assert (found.stdout, found.stderr) == ("set()\n", "")


@pytest.mark.parametrize(
    "words",
    [
        ["my.recipe", "data", "-lo", "txt", "-F", "recipe_file.py"],
        ["-F", "recipe_file.py", "my.recipe", "data", "--loader", "txt"],
        ["my.recipe", "-F", "recipe_file.py", "data", "--loader=txt"],
        ["my.recipe", "data", "-F=recipe_file.py", "-lo", "txt"],
    ],
)
def test_recipe_file_anywhere_on_the_line(words, run_cli, recipe_file):
    recipe_file()
    result = run_cli(*words)
    assert (result.stdout, result.stderr, result.returncode) == ("'data' 'txt'\n", "", 0)


def test_several_recipe_files(run_cli, recipe_file):
    recipe_file()
    recipe_file("import prodigy\nprodigy.set_recipe('my.other', lambda: print('other'))", "b.py")
    assert run_cli("my.other", "-F", "recipe_file.py,b.py").stdout == "other\n"
    assert run_cli("my.other", "-F", "recipe_file.py", "-F", "b.py").stdout == "other\n"


def test_help_of_a_recipe_in_a_file(run_cli, recipe_file):
    result = run_cli("my.recipe", "-F", recipe_file(), "--help")
    assert result.returncode == 0
    assert result.stdout.startswith("usage: prodigy my.recipe [-h] [-lo LOADER] [--strict] source")
    assert "Show what was passed. Nothing else." in result.stdout
    assert "-lo LOADER, --loader LOADER" in result.stdout


def test_missing_recipe_file(run_cli):
    result = run_cli("my.recipe", "-F", "nowhere.py")
    assert result.returncode == 1
    assert result.stdout == ""
    assert "✘ Can't import the file nowhere.py" in result.stderr
    assert "Traceback" not in result.stderr


def test_recipe_file_with_a_mistake(run_cli, recipe_file):
    result = run_cli("my.recipe", "-F", recipe_file("import prodigy\nprodigy.nothing()"))
    assert result.returncode == 1
    assert "Line 2: AttributeError" in result.stderr
    assert "Traceback" not in result.stderr


def test_option_without_recipe_file(run_cli):
    result = run_cli("my.recipe", "-F")
    assert result.returncode == 2
    assert "argument -F" in result.stderr


def test_unknown_recipe_suggests_close_matches(run_cli):
    result = run_cli("db-uot", "x")
    assert result.returncode == 1
    assert result.stdout == ""
    assert "✘ Can't find recipe or command 'db-uot'" in result.stderr
    assert "Did you mean db-out" in result.stderr
    assert "prodigy --help" in result.stderr
    assert "-F" in result.stderr


def test_at_most_three_suggestions(capsys):
    for name in "abcde":
        prodigy.set_recipe(f"close.match-{name}", lambda: None)
    assert main(["close.match-x"]) == 1
    assert capsys.readouterr().err.count("close.match-") == 1 + 3


def test_unknown_recipe_without_close_matches(capsys):
    assert main(["qqqqqqqqqq"]) == 1
    assert "Did you mean" not in capsys.readouterr().err


def test_unknown_option_instead_of_a_recipe(run_cli):
    result = run_cli("--port", "9000")
    assert (result.returncode, result.stdout) == (2, "")
    assert "usage: prodigy" in result.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["db-out"], "required: set_id"),
        (["db-out", "x", "--nothing"], "unrecognized arguments: --nothing"),
        (["db-out", "x", "--answer", "yes"], "choose from: accept, reject, ignore"),
    ],
)
def test_wrong_usage_exits_with_2(words, message, cold_cli):
    result = cold_cli(*words)
    assert (result.returncode, result.stdout) == (2, "")
    assert "usage: prodigy db-out" in result.stderr
    assert message in result.stderr


def test_removed_recipe_names_its_replacement(capsys):
    assert main(["ner.batch-train", "set", "model"]) == 1
    assert "Use train instead" in capsys.readouterr().err


def test_renamed_recipe_warns_and_runs(capsys, monkeypatch):
    monkeypatch.setitem(RENAMED, "old-name", "new-name")
    prodigy.set_recipe("new-name", lambda: sys.stdout.write("ran\n"))
    assert main(["old_name"]) == 0
    stdout, stderr = capsys.readouterr()
    assert stdout == "ran\n"
    assert "now called 'new-name'" in stderr


def test_error_of_a_recipe_has_no_traceback(run_cli, recipe_file):
    content = (
        "import prodigy\nfrom prodigy.errors import RecipeError\n"
        "@prodigy.recipe('my.recipe')\ndef f():\n"
        "    raise RecipeError(\"Can't do it\", 'Line one\\nLine two')"
    )
    result = run_cli("my.recipe", "-F", recipe_file(content))
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "\n✘ Can't do it\n  Line one\n  Line two\n"


def test_verbose_logging_adds_the_traceback(run_cli, recipe_file):
    content = (
        "import prodigy\nfrom prodigy.errors import RecipeError\n"
        "@prodigy.recipe('my.recipe')\ndef f():\n    raise RecipeError('Wrong')"
    )
    env = {"PRODIGY_LOGGING": "verbose"}
    result = run_cli("my.recipe", "-F", recipe_file(content), env=env)
    assert result.returncode == 1
    assert "✘ Wrong" in result.stderr
    assert "Traceback" in result.stderr


def test_bug_of_a_recipe_keeps_its_traceback(cold_cli, recipe_file):
    content = "import prodigy\n@prodigy.recipe('my.recipe')\ndef f():\n    return 1 / 0"
    result = cold_cli("my.recipe", "-F", recipe_file(content))
    assert result.returncode == 1
    assert "Traceback" in result.stderr
    assert "ZeroDivisionError" in result.stderr


@pytest.mark.parametrize(
    "result", ["None", "True", "False", "[]", "'text'", "(x for x in [])", "3"]
)
def test_other_results_start_no_server(result, run_cli, recipe_file):
    content = f"import prodigy\n@prodigy.recipe('my.recipe')\ndef f():\n    return {result}"
    assert run_cli("my.recipe", "-F", recipe_file(content)).returncode == 0


def test_exit_code_of_a_recipe_is_kept(cold_cli, recipe_file):
    content = (
        "import prodigy\nfrom prodigy.util import msg\n"
        "@prodigy.recipe('my.recipe')\ndef f():\n    msg.fail('Failed', exits=3)"
    )
    result = cold_cli("my.recipe", "-F", recipe_file(content))
    assert result.returncode == 3
    assert "✘ Failed" in result.stdout


def test_corrupt_settings_are_a_clear_error(cold_cli, tmp_path):
    (tmp_path / "prodigy.json").write_text('{\n "port": 80,\n}')
    result = cold_cli("stats")
    assert result.returncode == 1
    assert "Line 2, column 12" in result.stderr
    assert str(tmp_path / "prodigy.json") in result.stderr
    assert "Traceback" not in result.stderr


def test_corrupt_settings_do_not_hide_the_help(run_cli, tmp_path):
    (tmp_path / "prodigy.json").write_text("{")
    assert run_cli("--help").returncode == 0
    assert run_cli("stats", "--help").returncode == 0


def test_log_says_which_recipe_is_called(run_cli):
    result = run_cli("stats", env={"PRODIGY_LOGGING": "basic"})
    assert "RECIPE: Calling recipe 'stats'" in result.stderr
    assert "RECIPE" not in result.stdout


def test_reader_that_stops_early_is_no_error(home, jsonl):
    path = jsonl({"text": f"text {n}" * 50} for n in range(3000))
    program = f"{sys.executable} -m prodigy"
    command = f"{program} db-in set {path} && {program} db-out set | head -n 1"
    found = subprocess.run(
        command, shell=True, capture_output=True, encoding="utf8", env=make_env()
    )
    assert json.loads(found.stdout)["text"].startswith("text 0")
    assert "Broken" not in found.stderr


@pytest.mark.parametrize(
    ("words", "files", "others"),
    [
        (["x", "-F", "a.py"], ["a.py"], ["x"]),
        (["-F", "a.py, b.py", "x", "-F=c.py"], ["a.py", "b.py", "c.py"], ["x"]),
        (["x", "-FO", "y"], [], ["x", "-FO", "y"]),
        (["x", "--", "-F", "a.py"], [], ["x", "--", "-F", "a.py"]),
    ],
)
def test_split_recipe_files(words, files, others):
    assert split_recipe_files(words) == (files, others)


def test_recipe_file_with_a_comma_in_its_name(recipe_file):
    name = recipe_file(name="a,b.py")
    assert split_recipe_files(["-F", name]) == ([name], [])


# prodigy.serve


def test_serve_runs_a_command_with_quotes(capsys):
    prodigy.set_recipe("my.command", lambda text, n=1: sys.stdout.write(f"{text} {n}\n"))
    prodigy.serve("my.command 'two words' --n 2")
    assert capsys.readouterr().out == "two words 2\n"


def test_serve_with_arguments_is_deprecated(capsys):
    prodigy.set_recipe("my.command", lambda one, two: sys.stdout.write(f"{one} {two}\n"))
    with pytest.warns(DeprecationWarning, match="one string"):
        prodigy.serve("my.command", "a", ["b"])
    assert capsys.readouterr().out == "a ['b']\n"


def test_serve_of_an_unknown_recipe_exits_with_1(capsys):
    with pytest.raises(SystemExit) as info:
        prodigy.serve("not.there at all")
    assert info.value.code == 1
    assert "not.there" in capsys.readouterr().err


def test_serve_with_wrong_usage_exits_with_2():
    with pytest.raises(SystemExit) as info:
        prodigy.serve("db-out")
    assert info.value.code == 2


def test_serve_passes_settings_on_to_the_controller(monkeypatch):
    import prodigy.app
    from prodigy.core import Controller

    served = []
    monkeypatch.setattr(prodigy.app, "server", lambda ctrl, config: served.append((ctrl, config)))
    stream = [{"text": "a"}]
    components = {"dataset": "set", "view_id": "text", "stream": stream, "config": {"port": 1}}
    prodigy.set_recipe("my.command", lambda: components)
    prodigy.serve("my.command", port=9000, theme="dark")
    [(controller, config)] = served
    assert isinstance(controller, Controller)
    assert (config["port"], config["theme"]) == (9000, "dark")


def test_serve_passes_settings_on_to_a_controller_that_the_recipe_makes(monkeypatch):
    import prodigy.app
    from prodigy.components.routers import full_overlap
    from prodigy.core import Controller

    served = []
    monkeypatch.setattr(prodigy.app, "server", lambda ctrl, config: served.append(ctrl))

    @prodigy.recipe("my.command")
    def my_command():
        config = {"batch_size": 7, "exclude_by": "input"}
        return Controller("set", "text", [{"text": "a"}], config=config)

    prodigy.serve("my.command", batch_size=3, feed_overlap=True)
    [controller] = served
    assert (controller.batch_size, controller.exclude_by) == (3, "input")
    assert controller.task_router is full_overlap
    assert my_command().batch_size == 7


@pytest.mark.parametrize("result", ["{'f': 0.5}", "{}", "[1]", "0.5", "object()", "None"])
def test_results_of_commands_start_no_server(result, recipe_file, tmp_path, capsys):
    content = f"import prodigy\n@prodigy.recipe('score')\ndef score():\n    return {result}\n"
    assert main(["score", "-F", str(tmp_path / recipe_file(content))]) in (None, 0)
    assert capsys.readouterr() == ("", "")
