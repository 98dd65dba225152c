"""What the web app is told about the project when it starts."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..about import __version__
from ..config import frontend_config
from ..errors import ConfigError
from ..registry import get_recipe

if TYPE_CHECKING:
    from ..core import Controller


def read_cached(path: Path) -> str:
    """Read a text file in UTF-8, again only if it has changed since.

    RAISES (OSError): The file can't be read.
    """
    info = path.stat()
    return _read(path.absolute(), info.st_mtime_ns, info.st_size)


@lru_cache(maxsize=64)
def _read(path: Path, mtime_ns: int, size: int) -> str:
    return path.read_text("utf8")


def read_instructions(setting: Any) -> Any:
    """Read the file with instructions, if there is one.

    setting (Any): Path of a text, HTML or Markdown file, or a falsy value.
    RETURNS (Union[str, bool]): The content, or False.
    RAISES (ConfigError): The file is missing.
    """
    if not setting:
        return False
    path = Path(str(setting)).expanduser()
    try:
        return read_cached(path)
    except (OSError, UnicodeDecodeError) as err:
        raise ConfigError(
            f"Can't read the instructions: {path}",
            f'{err}. Set "instructions" to an existing text or HTML file in UTF-8.',
        ) from err


def find_format(setting: Any) -> str | None:
    """Tell how instructions are written, by the ending of their file.

    setting (Any): Path of the file, or a falsy value.
    RETURNS (Optional[str]): "markdown", "html", "text", or None: the app finds out.
    """
    suffix = Path(str(setting)).suffix.lower() if setting else ""
    formats = {".md": "markdown", ".markdown": "markdown", ".txt": "text"}
    return formats.get(suffix, "html" if suffix in (".html", ".htm") else None)


def read_code(inline: str | None, directory: Any, suffix: str) -> str | None:
    """Join the files of a directory, in order of their names, and the code given in the settings.

    inline (Optional[str]): Code given directly; comes last.
    directory (Any): A directory or None.
    suffix (str): Ending of the files, e.g. ".css".
    RETURNS (Optional[str]): All code, or None if there is none.
    """
    parts: list[str] = []
    if directory:
        folder = Path(str(directory)).expanduser()
        if not folder.is_dir():
            raise ConfigError(
                f"Can't find the directory {folder}", f"It should hold {suffix} files."
            )
        files = sorted(p for p in folder.iterdir() if p.suffix == suffix and p.is_file())
        parts.extend(map(read_cached, files))
    if inline:
        parts.append(str(inline))
    return "\n".join(parts) or None


def make_project(ctrl: "Controller") -> dict[str, Any]:
    """Gather everything that is the same for all sessions, with what the database knows."""
    project = read_project(ctrl)
    if ctrl.storage.is_storing and hasattr(ctrl.db, "get_meta"):
        meta = ctrl.db.get_meta(ctrl.dataset) or {}
        for key in ("description", "author"):
            project[key] = project[key] or meta.get(key)
    return project


def read_project(ctrl: "Controller") -> dict[str, Any]:
    """Gather what settings and files say about a project. Files are read when they change. The
    database isn't asked: the page comes while that is down, too, and waits for it."""
    config = dict(ctrl.config)
    return {
        **frontend_config(config),
        "id": ctrl.dataset,
        "dataset": ctrl.dataset,
        "description": config.get("description"),
        "author": config.get("author"),
        "version": __version__,
        "view_id": ctrl.view_id,
        "recipe_name": ctrl.recipe_name,
        "instance": ctrl.instance_id,
        "batch_size": ctrl.batch_size,
        "has_validator": ctrl.validate_answer is not None,
        "event_hooks": sorted(map(str, ctrl.event_hooks)),
        "sanitize_html": should_sanitize(ctrl),
        "instructions": read_instructions(config.get("instructions")),
        "instructions_format": find_format(config.get("instructions")),
        "javascript": read_code(config.get("javascript"), config.get("javascript_dir"), ".js"),
        "global_css": read_code(config.get("global_css"), config.get("global_css_dir"), ".css"),
    }


def should_sanitize(ctrl: "Controller") -> bool:
    """Whether markup in tasks is cleaned of scripts and handlers.

    By default it is for built-in recipes, whose markup can only come from the data, and isn't
    for other recipes, which generate it and need their handlers.
    """
    setting = ctrl.config.get("sanitize_html", "auto")
    if isinstance(setting, bool):
        return setting
    func = get_recipe(ctrl.recipe_name) if ctrl.recipe_name else None
    return str(getattr(func, "__module__", "")).startswith("prodigy.recipes.")
