"""No setting without a reader, no reader of something that is no setting, no unused argument."""

import ast
import inspect
import re
import textwrap
from functools import cache
from pathlib import Path

import pytest

from prodigy.catalog import HIDDEN
from prodigy.registry import find_recipe, list_recipes
from prodigy.settings import RENAMED, SETTINGS, WITHOUT_EFFECT

ROOT = Path(__file__).parent.parent
# In these, "config" is what spaCy trains with.
OTHER_CONFIGS = ("training", "recipes/parts/train_setup.py", "recipes/train", "recipes/data_to_")
# What a controller adds to its settings.
FACTS = {"dataset", "view_id", "recipe_name"}
# What the server tells the page beside the settings, and the page itself adds.
PAGE_FACTS = FACTS | {"id", "version", "instance", "has_validator", "instructions_format", "total"}
PAGE_FACTS |= {"session", "session_id", "reviewed_datasets", "reviewed_iou", "event_hooks", "pages"}
PAGE_READS = re.compile(
    r"\b(?:config|Config|settings)\??\.(?P<dot>[a-z]+_[a-z_]+)\b"
    r"|\b(?:config|raw)\[\"(?P<bracket>\w+)\"\]"
    r"|\bread\(\"(?P<call>\w+)\"\)"
    r"|\bconst \{(?P<several>[^{}=]*)\} = (?:effectiveConfig\(|config\b)"
)


class _Reads(ast.NodeVisitor):
    """Collects the keys of `config[key]` and `config.get(key)`, whatever leads to a config."""

    def __init__(self):
        self.keys = set()
        self._names = {"config"}

    def visit_Assign(self, node):
        if self._is_config(node.value):
            self._names.update(t.id for t in node.targets if isinstance(t, ast.Name))
        self.generic_visit(node)

    def visit_Subscript(self, node):
        if self._is_config(node.value) and isinstance(node.ctx, ast.Load):
            self._add(node.slice)
        self.generic_visit(node)

    def visit_Call(self, node):
        func = node.func
        is_get = isinstance(func, ast.Attribute) and func.attr == "get"
        if is_get and node.args and self._is_config(func.value):
            self._add(node.args[0])
        self.generic_visit(node)

    def _add(self, node):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            self.keys.add(node.value)

    def _is_config(self, node):
        if isinstance(node, ast.Name):
            return node.id in self._names
        if isinstance(node, ast.Attribute):
            return node.attr in ("config", "_config")
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("get_config", "resolve_config")
        )


def find_reads(code):
    visitor = _Reads()
    visitor.visit(ast.parse(code))
    return visitor.keys


@cache
def read_by_python():
    """Key to the files that read it."""
    found = {}
    for path in sorted((ROOT / "prodigy").rglob("*.py")):
        name = path.relative_to(ROOT / "prodigy").as_posix()
        if not name.startswith(OTHER_CONFIGS):
            for key in find_reads(path.read_text(encoding="utf-8")):
                found.setdefault(key, []).append(name)
    return found


@cache
def page_sources():
    files = sorted((ROOT / "frontend" / "src").rglob("*.ts*"))
    return {
        path.relative_to(ROOT / "frontend" / "src").as_posix(): path.read_text(encoding="utf-8")
        for path in files
        if ".test." not in path.name and "testing" not in path.parts and path.stem != "settings"
    }


@cache
def read_by_page():
    """Key to the files that read it, as far as it can be seen that it is a setting."""
    found = {}
    for name, code in page_sources().items():
        for match in PAGE_READS.finditer(code):
            several = re.findall(r"(\w+)(?:\s*:\s*\w+)?\s*(?:,|$)", match["several"] or "")
            for key in several or [match["dot"] or match["bracket"] or match["call"]]:
                found.setdefault(key, []).append(name)
    return found


@pytest.mark.parametrize(
    ("code", "keys"),
    [
        ("ctrl.config['a']; ctrl.config.get('b', 1)", {"a", "b"}),
        ("get_config()['a']; get_config().get('b')", {"a", "b"}),
        ("settings = get_config()\nsettings['a']", {"a"}),
        ("settings = ctrl.config\nsettings.get('a')", {"a"}),
        ("self._config['a']; self._config.get('b')", {"a", "b"}),
        ("config['a'] = 1; other['b']; config.get(key)", set()),
    ],
)
def test_reads_are_found(code, keys):
    assert find_reads(code) == keys


def test_reads_of_the_page_are_found():
    assert {"theme", "buttons", "field_id", "choice_accept_empty"} <= {
        *read_by_page(),
        *(key for key in SETTINGS if is_mentioned_by_page(key)),
    }
    assert {"field_rows", "confirm", "hide_meta"} <= set(read_by_page())


def is_mentioned_by_page(key):
    return any(re.search(rf"\b{key}\b", code) for code in page_sources().values())


@pytest.mark.parametrize("key", SETTINGS)
def test_every_setting_is_read(key):
    by_server = key in read_by_python()
    if SETTINGS[key].scope == "server":
        assert by_server
    else:
        assert by_server or is_mentioned_by_page(key)


def test_python_reads_nothing_but_settings():
    known = {*SETTINGS, *FACTS}
    assert {key: where for key, where in read_by_python().items() if key not in known} == {}


def test_the_page_reads_nothing_but_settings():
    known = {*SETTINGS, *RENAMED, *PAGE_FACTS}
    assert {key: where for key, where in read_by_page().items() if key not in known} == {}


def test_old_names_lead_to_settings():
    assert set(RENAMED.values()) <= set(SETTINGS)
    assert not {*RENAMED, *WITHOUT_EFFECT} & set(SETTINGS)


def test_what_has_no_effect_is_not_read():
    assert not set(WITHOUT_EFFECT) & {*read_by_python(), *read_by_page()}


def find_configs(code):
    """Keys of every literal dict that is the "config" of something."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                is_config = isinstance(key, ast.Constant) and key.value == "config"
                if is_config and isinstance(value, ast.Dict):
                    yield from (k.value for k in value.keys if isinstance(k, ast.Constant))


def test_recipes_set_nothing_but_settings():
    known = {*SETTINGS, *RENAMED}
    unknown = {}
    for path in sorted((ROOT / "prodigy" / "recipes").rglob("*.py")):
        keys = set(find_configs(path.read_text(encoding="utf-8"))) - known
        if keys:
            unknown[path.name] = keys
    assert unknown == {}


@pytest.mark.parametrize("name", sorted({*list_recipes(), *HIDDEN}))
def test_every_argument_of_a_recipe_is_used(name):
    func = inspect.unwrap(find_recipe(name).func)
    tree = ast.parse(textwrap.dedent(inspect.getsource(func)))
    used = set()
    for statement in tree.body[0].body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                used.add(node.id)
    # The log of all arguments at the start doesn't count: locals() names none.
    assert [name for name in inspect.signature(func).parameters if name not in used] == []
