"""Names that recipes import, and the arguments by which they call functions."""

import importlib
import inspect
import subprocess
import sys

import pytest

import prodigy
from tests.server import make_env

NAMES = {
    "prodigy": "recipe Arg recipe_args serve get_recipe set_recipe list_recipes get_config "
    "get_stream get_loader set_hashes get_schema log Controller ControllerComponentsDict "
    "__version__ components util core app",
    "prodigy.core": "recipe Arg Controller recipe_args get_recipe set_recipe list_recipes",
    "prodigy.errors": "RecipeError ProdigyError",
    "prodigy.protocols": "ControllerComponentsDict RecipeEventHookProtocol TaskRouterProtocol "
    "SessionFactoryProtocol ProgressProtocol ControllerUpdateProtocol",
    "prodigy.structured_types": "get_input_hash get_task_hash",
    "prodigy.types": "TaskType StreamType SourceType PathInputType LabelsType RecipeSettingsType "
    "ViewId NerExample TextcatExample SpancatExample ExistingFilePath ScoredStreamType "
    "ExamplesType LogLevel PatternsType SpanType",
    "prodigy.util": "INPUT_HASH_ATTR TASK_HASH_ATTR SESSION_ID_ATTR ANNOTATOR_ID_ATTR VIEW_ID_ATTR "
    "TIMESTAMP_ATTR BINARY_ATTR INPUT_HASH_KEYS TASK_HASH_KEYS IGNORE_HASH_KEYS "
    "SPANCAT_DEFAULT_KEY DEFAULT_LLM_BATCH_SIZE PRODIGY_HOME split_string get_labels set_hashes "
    "get_hash log get_config msg prints color read_jsonl write_jsonl read_json write_json "
    "b64_to_bytes b64_uri_to_bytes bytes_to_b64 file_to_b64 img_to_b64_uri combine_models "
    "copy_nlp get_timestamp_session_id ensure_path load_model load_spacy_model is_url "
    "import_file read_txt",
    "prodigy.components": "db loaders stream filters preprocess printers routers sorters validate "
    "decorators session Session",
    "prodigy.components.db": "connect Database get_db",
    "prodigy.components.printers": "pretty_print pretty_print_ner pretty_print_textcat "
    "pretty_print_tc",
    "prodigy.recipes.commands": "stats db_in db_out db_merge drop progress print_dataset "
    "print_stream",
    "prodigy.stream": "get_stream Stream STREAM_PLACEHOLDER",
    "prodigy.preprocess": "add_tokens",
}
SIGNATURES = {
    "prodigy.serve": "command *args **config",
    "prodigy.recipe": "name **annotations",
    "prodigy.get_recipe": "name path",
    "prodigy.set_recipe": "name func",
    "prodigy.get_config": "",
    "prodigy.set_hashes": "task input_keys task_keys ignore overwrite",
    "prodigy.log": "message details",
    "prodigy.util.get_hash": "task prefix keys ignore",
    "prodigy.util.split_string": "text",
    "prodigy.util.get_labels": "labels_data",
    "prodigy.util.b64_to_bytes": "data_uri",
    "prodigy.util.bytes_to_b64": "data mimetype",
    "prodigy.util.file_to_b64": "file_path mimetype",
    "prodigy.util.combine_models": "one two batch_size",
    "prodigy.errors.RecipeError": "title text",
}


@pytest.mark.parametrize(
    ("module", "name"), [(module, name) for module in NAMES for name in NAMES[module].split()]
)
def test_name_can_be_imported(module, name):
    assert getattr(importlib.import_module(module), name) is not None


@pytest.mark.parametrize("path", SIGNATURES)
def test_arguments_have_their_documented_names(path):
    module, name = path.rsplit(".", 1)
    signature = inspect.signature(getattr(importlib.import_module(module), name))
    prefixes = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    names = [f"{prefixes.get(p.kind, '')}{p.name}" for p in signature.parameters.values()]
    assert " ".join(names) == SIGNATURES[path]


@pytest.mark.parametrize(
    "expression",
    [
        "prodigy.components.db.connect()",
        "prodigy.util.set_hashes({'text': 'a'})",
        "prodigy.components.filters",
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


@pytest.mark.parametrize("module", [prodigy, prodigy.components])
def test_unknown_names_raise_attribute_error(module):
    with pytest.raises(AttributeError, match="nothing_like_that"):
        _ = module.nothing_like_that


def test_version_names_the_generation_of_the_api():
    major, minor, _ = prodigy.__version__.split(".")
    assert (int(major), int(minor)) == (1, 18)
