"""Write the parts of the documentation that come from tables: `make docs`.

Between the lines `<!-- begin: NAME -->` and `<!-- end: NAME -->` of a page stands generated text;
everything else on the pages is written by hand. tests/test_docs.py checks that all is current.
"""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# The folder of this file, for its parts, and the repository, whose tests know the public names.
sys.path[:0] = [path for path in (str(ROOT / "docs"), str(ROOT)) if path not in sys.path]

from prodigy.arguments import shown
from prodigy.arguments.declared import Argument
from prodigy.components.formats import FORMATS
from prodigy.config import ENVIRONMENT
from prodigy.models.encoders import ENCODERS
from prodigy.registered import recipes
from prodigy.registry import BUILT_IN_PACKAGE, find_recipe, import_built_ins
from prodigy.settings import SETTINGS, UNSET, Setting, format_example
from references.interfaces import make_interfaces
from references.markdown import make_table
from references.python_api import make_python_api
from references.rest_api import make_rest_api

BLOCK = re.compile(r"<!-- begin: (?P<name>[\w.-]+) -->\n(?P<body>.*?)<!-- end: (?P=name) -->", re.S)
RECIPE_LIST = '''"""Built-in recipes by name: their modules and summaries. Written by `make docs`.

Finding a recipe imports one module of it, and listing all of them imports none.
"""

from __future__ import annotations

# Name to module of `prodigy.recipes` and first sentence of the docstring, with hidden recipes.
BUILT_IN: dict[str, tuple[str, str]] = {{
{rows}}}
'''
SCOPES = {
    "server": "Server, storage and stream",
    "app": "Web app",
    "interface": "Interfaces",
}


def show_default(setting: Setting) -> str:
    """Write a default as it would stand in prodigy.json.

    setting (Setting): A row of the table of settings.
    RETURNS (str): JSON as code, or a dash if the setting doesn't exist until somebody sets it.
    """
    return "–" if setting.default is UNSET else f"`{json.dumps(setting.default)}`"


def make_settings() -> str:
    """Make the tables of all settings, one for each scope."""
    parts = []
    for scope, title in SCOPES.items():
        rows = [
            [f"`{s.key}`", show_default(s), s.expected, s.help]
            for s in SETTINGS.values()
            if s.scope == scope
        ]
        parts.append(
            f"### {title}\n\n" + make_table(["Setting", "Default", "Value", "Effect"], rows)
        )
    return "\n".join(parts)


def make_environment() -> str:
    """Make the table of environment variables."""
    rows = [[f"`{name}`", text] for name, text in ENVIRONMENT.items()]
    return make_table(["Variable", "Effect"], rows)


def make_recipe_list() -> str:
    """Make the module of built-in recipes: what listing and finding them needs to know."""
    import_built_ins()
    rows = []
    for found in sorted(recipes.values(), key=lambda found: found.name):
        if found.origin == "built-in":
            module = found.func.__module__.removeprefix(f"{BUILT_IN_PACKAGE}.")
            values = [
                f"        {json.dumps(value, ensure_ascii=False)},\n"
                for value in (module, found.summary)
            ]
            rows.append(f"    {json.dumps(found.name)}: (\n{''.join(values)}    ),\n")
    return RECIPE_LIST.format(rows="".join(rows))


def make_recipe(name: str) -> str:
    """Make the table of a recipe's arguments.

    name (str): The name of the recipe.
    RETURNS (str): The table, in the order of the command line.
    """
    found = find_recipe(name)
    if found is None:
        raise ValueError(f"No recipe {name!r}: remove its block from the page")
    rows = []
    for argument in found.arguments:
        forms = [option for option in (argument.long, argument.short) if option]
        needed = "required" if argument.is_required else show_value(argument)
        rows.append([", ".join(f"`{f}`" for f in forms or [argument.name]), needed, argument.help])
    return make_table(["Argument", "Default", "Meaning"], rows)


def show_value(argument: Argument) -> str:
    """Write the default of an argument that may be left out."""
    if argument.kind == "flag":
        return "off" if not argument.default else "on"
    default = shown.show_default(argument)
    return "–" if default is None else f"`{default}`"


def make_formats() -> str:
    """Make the table of the formats of other programs."""
    rows = []
    for fmt in FORMATS.values():
        names = ", ".join(f"`{name}`" for name in (fmt.name, *fmt.aliases))
        place = f"`{fmt.extension}`" if fmt.extension else fmt.kind
        held = (fmt.spans, fmt.categories, fmt.shapes, fmt.regions, fmt.responses)
        rows.append([names, place, fmt.help, *(what or "–" for what in held), fmt.answers])
    head = ["Format", "File", "What it is", "Spans", "Categories", "Shapes", "Regions"]
    head += ["Responses", "Answers"]
    return make_table(head, rows)


def make_encoders() -> str:
    """Make the table of what turns texts into vectors."""
    rows = [[f"`{kind.usage}`", kind.text] for kind in ENCODERS.values()]
    return make_table(["`--encoder`", "What it is"], rows)


def make_example(name: str) -> str:
    """Make the section of a recipe file of the examples: how it is run, and its code.

    name (str): Name of the file without suffix.
    RETURNS (str): Markdown.
    """
    text = (ROOT / "examples" / "recipes" / f"{name}.py").read_text(encoding="utf-8")
    _, doc, code = text.split('"""', 2)
    summary, _, rest = doc.partition("\n\n")
    command, _, more = rest.partition("\n\n")
    lines = [line.strip() for line in command.replace("\\\\", "\\").strip().split("\n")]
    indented = "\n".join([lines[0], *(f"    {line}" for line in lines[1:])])
    parts = [summary, f"```bash\n{indented}\n```", more.strip(), f"```python\n{code.strip()}\n```"]
    return "\n\n".join(part for part in parts if part) + "\n"


GENERATORS: dict[str, Callable[[], str]] = {
    "settings": make_settings,
    "environment": make_environment,
    "encoders": make_encoders,
    "formats": make_formats,
    "interfaces": make_interfaces,
    "python-api": make_python_api,
    "rest-api": make_rest_api,
}
# Beginning of a part's name to the function that makes it of the rest, e.g. "recipe.ner.manual".
PARTS: dict[str, Callable[[str], str]] = {"recipe": make_recipe, "example": make_example}


def fill(text: str, generators: dict[str, Callable[[], str]]) -> str:
    """Replace the generated parts of one page.

    text (str): The page.
    generators (dict[str, Callable[[], str]]): Name of a part to the function that makes it;
        the parts called "recipe.NAME" and "example.NAME" are made by PARTS.
    RETURNS (str): The page with current parts.
    """

    def replace(match: re.Match[str]) -> str:
        name = match["name"]
        kind, _, rest = name.partition(".")
        body = PARTS[kind](rest) if kind in PARTS else generators[name]()
        return f"<!-- begin: {name} -->\n{body}<!-- end: {name} -->"

    return BLOCK.sub(replace, text)


def make_files() -> dict[Path, str]:
    """Make every file that is generated, or that has generated parts.

    RETURNS (dict[Path, str]): Path to what its content should be.
    """
    recipe_list = make_recipe_list()  # First: pages with a new recipe find it now.
    files: dict[Path, Any] = {
        page: fill(page.read_text(encoding="utf-8"), GENERATORS)
        for page in sorted((ROOT / "docs").glob("*.md"))
    }
    files[ROOT / "prodigy.json.example"] = format_example()
    files[ROOT / "prodigy" / "recipe_list.py"] = recipe_list
    return files


def main() -> None:
    for path, text in make_files().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"Wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
