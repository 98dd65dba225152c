"""Finding recipes by name, wherever they come from."""

from importlib.metadata import EntryPoint

import pytest

from prodigy import plugins, registered
from prodigy.catalog import HIDDEN, MODULES, REMOVED, RENAMED
from prodigy.errors import RecipeError
from prodigy.recipe_list import BUILT_IN
from prodigy.registry import (
    find_recipe,
    get_recipe,
    import_built_ins,
    list_recipes,
    load_recipe_files,
    recipe,
    recipe_args,
    set_recipe,
)


@pytest.fixture(autouse=True)
def clean_registry(monkeypatch):
    import_built_ins()  # What is imported now will not be registered again.
    monkeypatch.setattr(registered, "recipes", dict(registered.recipes))


@pytest.fixture
def entry_points(monkeypatch):
    def offer(**values):
        entries = [
            EntryPoint(name.replace("__", "."), value, plugins.RECIPES_GROUP)
            for name, value in values.items()
        ]
        monkeypatch.setattr(plugins, "_entries", lambda: iter(entries))

    return offer


@pytest.fixture
def module(tmp_path, monkeypatch):
    def write(name, content):
        (tmp_path / f"{name}.py").write_text(content)
        monkeypatch.syspath_prepend(tmp_path)
        return name

    return write


def test_built_in_recipes_log_their_start_also_when_called_as_functions(monkeypatch, capsys):
    from prodigy.recipes.generic import mark

    monkeypatch.setenv("PRODIGY_LOGGING", "verbose")
    components = mark("data", [{"text": "a"}], view_id="text")
    error = capsys.readouterr().err
    assert components["view_id"] == "text"
    assert error.count("RECIPE: Starting recipe mark") == 1
    assert "'dataset': 'data'" in error
    assert "'view_id': 'text'" in error


def test_decorator_returns_the_function_itself():
    def func(dataset):
        return {"dataset": dataset}

    assert recipe("my.recipe", dataset=("Dataset",))(func) is func
    assert func("x") == {"dataset": "x"}


def test_recipe_is_found_by_its_name():
    @recipe("my.recipe")
    def func():
        pass

    assert get_recipe("my.recipe") is func


def test_unknown_recipe_is_none():
    assert get_recipe("not.there") is None


@pytest.mark.parametrize("name", ["my-own_recipe", "my_own_recipe", "my-own-recipe"])
def test_dashes_and_underscores_are_the_same(name):
    def func():
        pass

    assert set_recipe("my-own_recipe", func) is func
    assert get_recipe(name) is func


def test_dots_are_literal():
    set_recipe("my.recipe", lambda: None)
    assert get_recipe("my-recipe") is None


def test_later_recipe_replaces_the_earlier_one():
    set_recipe("my.recipe", lambda: 1)
    set_recipe("my.recipe", lambda: 2)
    assert get_recipe("my.recipe")() == 2


def test_aliases_are_listed_once():
    set_recipe("my-own_recipe", lambda: None)
    assert [name for name in list_recipes() if "own" in name] == ["my-own_recipe"]


def test_list_is_sorted_and_has_built_in_recipes():
    names = list_recipes()
    assert names == sorted(names)
    assert {"stats", "db-in", "db-out", "drop"} <= set(names)


@pytest.mark.parametrize("name", ["", " x", "a b", "-x", "a\n"])
def test_invalid_names_are_clear_errors(name):
    with pytest.raises(RecipeError, match="Invalid name"):
        set_recipe(name, lambda: None)


def test_something_that_is_not_a_function_is_a_clear_error():
    with pytest.raises(RecipeError, match="not a function"):
        set_recipe("my.recipe", {"view_id": "text"})


def test_description_of_an_unknown_argument_is_an_error():
    with pytest.raises(RecipeError, match="'sauce'"):

        @recipe("my.recipe", sauce=("Source", "positional", None, str))
        def func(source):
            pass


def test_set_recipe_keeps_the_descriptions_of_the_decorator():
    @recipe("my.recipe", source=("The source", "positional", None, str))
    def func(source):
        pass

    set_recipe("my.other", func)
    assert [argument.help for argument in find_recipe("my.other").arguments] == ["The source"]


def test_decorators_can_be_stacked():
    @recipe("my.one", n=("One", "option", "o", int))
    @recipe("my.two", n=("Two", "option", "t", int))
    def func(n=1):
        pass

    assert find_recipe("my.one").arguments[0].short == "-o"
    assert find_recipe("my.two").arguments[0].short == "-t"


@pytest.mark.parametrize(
    ("doc", "summary"),
    [
        (None, ""),
        ("Do something.", "Do something."),
        ("Do something. And more.", "Do something."),
        ("Do something\nin two lines. More.", "Do something in two lines."),
        ("Use spacy.blank for it\n\nMore.", "Use spacy.blank for it"),
    ],
)
def test_summary_is_the_first_sentence(doc, summary):
    def func():
        pass

    func.__doc__ = doc
    set_recipe("my.recipe", func)
    assert find_recipe("my.recipe").summary == summary


def test_user_recipe_wins_over_the_built_in_one():
    def func():
        pass

    set_recipe("stats", func)
    assert get_recipe("stats") is func


def test_user_recipe_is_not_replaced_when_built_in_recipes_are_imported_later(monkeypatch):
    from prodigy.recipes.commands import stats

    monkeypatch.setattr(registered, "recipes", {})
    set_recipe("stats", list_recipes)
    recipe("stats")(stats)
    assert get_recipe("stats") is list_recipes


def test_built_in_recipe_wins_over_a_plug_in(entry_points, module):
    module("my_plugin_a", "def func(): pass")
    entry_points(stats="my_plugin_a:func")
    assert get_recipe("stats").__module__ == "prodigy.recipes.commands"


def test_plug_in_is_found(entry_points, module):
    module("my_plugin_b", "def func(): return 'plug-in'")
    entry_points(my__recipe="my_plugin_b:func")
    assert get_recipe("my.recipe")() == "plug-in"


def test_plug_in_is_listed_without_importing_it(entry_points, module):
    module("my_plugin_c", "raise RuntimeError('imported')")
    entry_points(my__recipe="my_plugin_c:func")
    assert "my.recipe" in list_recipes()


def test_plug_in_that_is_also_decorated_keeps_its_descriptions(entry_points, module, capsys):
    module(
        "my_plugin_d",
        "import prodigy\n"
        "@prodigy.recipe('my.recipe', source=('The source', 'positional', None, str))\n"
        "def func(source): pass\n",
    )
    entry_points(my__recipe="my_plugin_d:func")
    assert find_recipe("my.recipe").arguments[0].help == "The source"
    assert capsys.readouterr().err == ""


def test_plug_in_may_be_a_module_that_registers_recipes(entry_points, module):
    module("my_plugin_e", "import prodigy\nprodigy.set_recipe('my.recipe', lambda: 'module')")
    entry_points(my_plugin="my_plugin_e")
    assert get_recipe("my.recipe")() == "module"


def test_decorator_in_a_plug_in_does_not_replace_a_built_in_recipe(entry_points, module):
    module("my_plugin_f", "import prodigy\nprodigy.set_recipe('stats', lambda: 'plug-in')")
    entry_points(my_plugin="my_plugin_f")
    get_recipe("something.else")
    assert get_recipe("stats").__module__ == "prodigy.recipes.commands"


def test_broken_plug_in_is_a_warning_and_stops_nothing(entry_points, module, capsys):
    module("my_plugin_g", "import not_there_at_all")
    entry_points(my__recipe="my_plugin_g:func", my__other="my_plugin_g:func")
    assert get_recipe("my.recipe") is None
    assert get_recipe("stats") is not None
    stderr = capsys.readouterr().err
    assert "my.recipe" in stderr
    assert "not_there_at_all" in stderr
    assert "my.other" not in stderr


def test_recipe_of_a_file(module, tmp_path):
    module("my_file_a", "import prodigy\n@prodigy.recipe('my.recipe')\ndef f(): return 'file'")
    assert get_recipe("my.recipe", tmp_path / "my_file_a.py")() == "file"


def test_later_files_win(module, tmp_path):
    for name in ("my_file_b", "my_file_c"):
        module(name, f"import prodigy\nprodigy.set_recipe('my.recipe', lambda: '{name}')")
    load_recipe_files([tmp_path / "my_file_b.py", str(tmp_path / "my_file_c.py")])
    assert get_recipe("my.recipe")() == "my_file_c"


@pytest.mark.parametrize("name", MODULES)
def test_every_module_of_the_table_has_recipes(name):
    modules = {found.func.__module__ for found in registered.recipes.values()}
    assert f"prodigy.recipes.{name}" in modules


def test_every_built_in_recipe_describes_itself_and_its_arguments():
    for name in list_recipes():
        found = find_recipe(name)
        if found.origin == "built-in":
            assert found.summary.endswith("."), name
            assert all(argument.help for argument in found.arguments), name


def test_old_names_are_not_in_use():
    assert not {*RENAMED, *REMOVED} & set(list_recipes())
    assert not HIDDEN & set(list_recipes())
    assert all(find_recipe(name) for name in HIDDEN)


@pytest.mark.parametrize("key", recipe_args)
def test_shared_arguments_are_valid(key):
    def func(**settings):
        pass

    exec(f"def func({key}=None): pass", globals_ := {})
    recipe("my.recipe", **{key: recipe_args[key]})(globals_["func"])
    [argument] = find_recipe("my.recipe").arguments
    assert argument.help


def test_list_of_built_in_recipes_names_the_module_that_registers_each():
    """Those that a module gets from another one are found without the other ones, too."""
    for name, (module, summary) in BUILT_IN.items():
        found = registered.recipes[name.replace("_", "-")]
        assert (found.func.__module__, found.summary) == (f"prodigy.recipes.{module}", summary)


def test_recipe_file_with_the_name_of_a_hidden_recipe_is_listed(entry_points):
    entry_points(dataset="nowhere:func")
    assert "dataset" not in list_recipes()
    set_recipe("dataset", lambda: None)
    assert "dataset" in list_recipes()


def test_built_in_recipe_under_another_name_is_listed_with_its_kind():
    from prodigy.overview import format_overview
    from prodigy.recipes.ner import manual

    set_recipe("ner.mine", manual)
    assert "  ner.mine " in format_overview().split("Named entities\n")[1].split("\n\n")[0]


def test_packages_without_recipes_are_not_read(monkeypatch, tmp_path):
    def add(name, text):
        (tmp_path / name).mkdir()
        (tmp_path / name / "entry_points.txt").write_text(text)

    monkeypatch.setattr("sys.path", [str(tmp_path), str(tmp_path / "nowhere")])
    monkeypatch.setattr(plugins, "_foreign_finders", lambda: iter(()))
    add("other-1.0.dist-info", "[console_scripts]\nother = other:main\n")
    monkeypatch.setattr("importlib.metadata.entry_points", None)
    assert plugins.get_recipe_names() == []
    monkeypatch.undo()
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    add("mine-1.0.egg-info", "[prodigy_recipes]\nmy.recipe = mine:func\n")
    (tmp_path / "mine-1.0.egg-info" / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: mine\n")
    assert plugins.get_recipe_names() == ["my.recipe"]
