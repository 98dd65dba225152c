"""Names that recipes import, and the arguments by which they call functions."""

import importlib
import inspect
import subprocess
import sys

import pytest

import prodigy
from tests.public_api import PUBLIC_API, RECIPE_ARGS
from tests.server import make_env

# Forms of import statements that are seen in published recipes.
IMPORTS = """
import prodigy.components.db as database
import prodigy.components.loaders
import prodigy.util
from prodigy import Controller, ControllerComponentsDict, components, recipe, set_hashes, util
from prodigy import log, get_stream, get_config
from prodigy.app import _shared_get_questions, app, server
from prodigy.components import filters, preprocess, printers
from prodigy.components.db import Database, connect, get_db
from prodigy.components.loaders import JSONL, get_stream as old_get_stream
from prodigy.components.preprocess import add_tokens, msg, set_hashes as same
from prodigy.components.stream import Stream, _source_is_dataset, get_stream as new_get_stream
from prodigy.core import Arg, Controller, recipe, recipe_args
from prodigy.models.matcher import PatternMatcher
from prodigy.preprocess import add_tokens, make_ner_suggestions
from prodigy.protocols import ControllerComponentsDict, RecipeEventHookProtocol
from prodigy.recipes.commands import db_in
from prodigy.stream import STREAM_PLACEHOLDER
from prodigy.types import RecipeSettingsType, SourceType, StreamType, TaskType
"""

ROWS = [(module, name, spec) for module, rows in PUBLIC_API.items() for name, spec in rows.items()]


def resolve(module, name):
    value = importlib.import_module(module)
    for part in name.split("."):
        value = getattr(value, part)
    return value


def describe(value):
    """The signature of something callable without its type hints, the repr of anything else."""
    if not callable(value):
        return repr(value)
    signature = inspect.signature(value)
    empty = inspect.Parameter.empty
    parameters = [p.replace(annotation=empty) for p in signature.parameters.values()]
    return str(signature.replace(parameters=parameters, return_annotation=empty))


@pytest.mark.parametrize(("module", "name", "spec"), ROWS, ids=[f"{m}.{n}" for m, n, _ in ROWS])
def test_public_name_is_what_recipes_expect(module, name, spec):
    value = resolve(module, name)
    assert value is not None
    if spec is not None:
        assert describe(value) == spec


@pytest.mark.parametrize("module", PUBLIC_API)
def test_star_imports_work(module):
    namespace = {}
    exec(f"from {module} import *", namespace)
    assert len(namespace) > 1


def test_ready_made_arguments_are_all_there():
    assert set(RECIPE_ARGS) <= set(prodigy.recipe_args)
    assert all(isinstance(value, tuple) for value in prodigy.recipe_args.values())


def test_import_statements_of_real_recipes_run():
    exec(IMPORTS, {})


@pytest.mark.parametrize(
    "expression",
    [
        "prodigy.components.db.connect()",
        "prodigy.util.set_hashes({'text': 'a'})",
        "prodigy.components.filters",
        "prodigy.recipes.ner.manual",
        "prodigy.models.matcher.PatternMatcher",
        "prodigy.core.Controller",
        "prodigy.recipe('x')(lambda: None)",
        "prodigy.log('x')",
    ],
)
def test_submodules_are_there_after_import_prodigy(expression, home):
    code = f"import prodigy; {expression}"
    assert subprocess.run([sys.executable, "-c", code], env=make_env()).returncode == 0


@pytest.mark.parametrize("name", ["log", "serve", "recipe", "recipe_args"])
def test_functions_are_not_hidden_by_modules(name):
    for module in ("cli", "registry", "logger", "core"):
        importlib.import_module(f"prodigy.{module}")
    assert not inspect.ismodule(getattr(prodigy, name))


def test_all_is_sorted_and_complete():
    assert prodigy.__all__ == sorted(prodigy.__all__)
    assert set(prodigy.__all__) <= set(dir(prodigy))


@pytest.mark.parametrize("module", [prodigy, prodigy.components, prodigy.recipes, prodigy.models])
def test_unknown_names_raise_attribute_error(module):
    with pytest.raises(AttributeError, match="nothing_like_that"):
        _ = module.nothing_like_that


def test_version_names_the_generation_of_the_api():
    major, minor, _ = prodigy.__version__.split(".")
    assert (int(major), int(minor)) == (1, 18)
