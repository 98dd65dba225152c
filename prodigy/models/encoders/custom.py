"""Encoders that users write: any function that takes texts and returns rows of numbers."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from ...errors import RecipeError
from ...io.fingerprints import digest_path
from .checked import Encoder


def load_function_encoder(name: str) -> Encoder:
    """Import a function.

    name (str): "module:function", or "file.py:function".
    RETURNS (Encoder): The encoder. Its fingerprint changes with the file of the function, but not
        with what that file imports or reads.
    RAISES (RecipeError): There is no such module or function.
    """
    where, _, path = name.rpartition(":")
    module = _import_file(name, Path(where)) if where.endswith(".py") else _import(name, where)
    function: Any = module
    for part in path.split("."):
        try:
            function = getattr(function, part)
        except AttributeError as err:
            names = ", ".join(key for key in vars(module) if not key.startswith("_"))
            raise RecipeError(
                f"Can't find the encoder '{name}'",
                f"There is no '{path}' in {where}, which has: {names or 'nothing'}.",
            ) from err
    if not callable(function):
        raise RecipeError(
            f"The encoder '{name}' is no function",
            f"It is of the type {type(function).__name__}. A function is needed that takes a list "
            "of texts and returns an array with one row of numbers per text.",
        )
    file = getattr(module, "__file__", None)
    content = f" ({digest_path(Path(file))})" if file and Path(file).is_file() else ""
    return Encoder(name, function, f"{where}:{path}{content}")


def _import(name: str, module: str) -> ModuleType:
    folder = str(Path.cwd())
    if folder not in sys.path:
        sys.path.append(folder)
    try:
        return importlib.import_module(module)
    except ImportError as err:
        raise RecipeError(
            f"Can't import the encoder '{name}'",
            f"Importing {module} failed with: {err}. Name a module that Python finds from "
            f"{folder}, or a file: path/to/file.py:function",
        ) from err
    except (TypeError, ValueError) as err:  # ".relative", or an empty name
        raise RecipeError(
            f"Can't import the encoder '{name}'",
            f"'{module}' is no name of a module ({err}). The form is module:function or "
            "path/to/file.py:function",
        ) from err


def _import_file(name: str, file: Path) -> ModuleType:
    file = file.expanduser()
    if not file.is_file():
        raise RecipeError(f"Can't import the encoder '{name}'", f"There is no file {file}.")
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None and spec.loader is not None  # it ends with .py
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (ImportError, SyntaxError) as err:
        raise RecipeError(
            f"Can't import the encoder '{name}'", f"{file}: {type(err).__name__}: {err}"
        ) from err
    return module
