"""Prompts as Jinja2 templates: files of users, and those that come with recipes.

Templates run in a sandbox, since they are exchanged between people: they can't reach Python's
insides, files outside of their folder, or change what they are filled with. A variable that is
missing is an error, not an empty text.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..errors import RecipeError
from ..io.lines import check_directory, check_file

SUFFIX = ".jinja2"
PACKAGED = Path(__file__).parent.parent / "prompts"


class PromptTemplate:
    """A template that makes prompts, or texts for annotators.

    path (Path): A file whose name ends in .jinja2. It may include others of its folder.
    RAISES (RecipeError): The file is missing, is called otherwise, or can't be parsed.
    """

    def __init__(self, path: str | Path) -> None:
        path = Path(path)
        if path.suffix != SUFFIX:
            raise RecipeError(
                f"A template must be a file whose name ends in {SUFFIX}, not {path.name!r}",
                f"Rename it if it is a Jinja2 template: {path}",
            )
        self.path = check_file(path)
        self.name = path.name
        self._template = self._parse()

    def _parse(self) -> Template:
        environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(self.path.parent, encoding="utf-8-sig"),
            undefined=StrictUndefined,
            # Prompts are no markup; whoever shows a text escapes it.
            autoescape=False,
        )
        try:
            return environment.get_template(self.name)
        except TemplateSyntaxError as err:
            place = Path(err.filename or self.path).name
            raise RecipeError(
                f"Can't parse the template {self.path}: {err.message}",
                f"On line {err.lineno} of {place}: {_get_line(err)}",
            ) from err
        except (TemplateError, OSError, UnicodeDecodeError) as err:
            raise RecipeError(f"Can't read the template {self.path}", _describe(err)) from err

    def render(self, values: Mapping[str, Any], place: str = "") -> str:
        """Fill in the template.

        values (Mapping[str, Any]): The variables by name.
        place (str): Where they come from, for messages. Defaults to "".
        RETURNS (str): The text, without white space around it.
        RAISES (RecipeError): A variable is missing, or the template fails otherwise.
        """
        try:
            return self._template.render(values).strip()
        # Templates call methods of whatever they are given: anything may be raised.
        except Exception as err:
            number = _find_line(err, self.path)
            on_line = f" (line {number})" if number else ""
            given = ", ".join(map(str, values)) or "none"
            raise RecipeError(
                f"Can't fill in the template {self.path}{on_line}: {_describe(err)}",
                f"{f'With {place}. ' if place else ''}Its variables: {given}. One that may be "
                "missing can be asked for by {% if name is defined %}.",
            ) from err


def read_templates(folder: str | Path) -> list[PromptTemplate]:
    """Read the templates in a folder, not in those below it.

    folder (str | Path): The folder.
    RETURNS (list[PromptTemplate]): All files that end in .jinja2, by name. Hidden ones, whose names
        begin with a dot, are left out.
    RAISES (RecipeError): There is none, or one can't be parsed.
    """
    paths = [path for path in check_directory(folder).iterdir() if path.suffix == SUFFIX]
    paths = sorted(path for path in paths if not path.name.startswith("."))
    if not paths:
        raise RecipeError(
            f"There is no template in {folder}",
            f"Expected files with prompts whose names end in {SUFFIX}.",
        )
    return [PromptTemplate(path) for path in paths]


def get_template(path: str | Path | None, packaged: str) -> PromptTemplate:
    """Get the template that a user named, or the one that a recipe comes with.

    path (str | Path | None): The file. None for the recipe's own.
    packaged (str): Name of the recipe's own without its ending, in the folder `prompts`.
    RETURNS (PromptTemplate): The template.
    """
    return PromptTemplate(path if path is not None else PACKAGED / f"{packaged}{SUFFIX}")


def _describe(err: BaseException) -> str:
    return str(err) or type(err).__name__


def _get_line(err: TemplateSyntaxError) -> str:
    lines = (err.source or "").splitlines()
    return lines[err.lineno - 1].strip() if 0 < err.lineno <= len(lines) else ""


def _find_line(err: BaseException, path: Path) -> int | None:
    """The line of the template on which rendering failed: Jinja2 puts it into the traceback."""
    number, trace = None, err.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            number = trace.tb_lineno
        trace = trace.tb_next
    return number
