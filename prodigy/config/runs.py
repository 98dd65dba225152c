"""The settings of one run: resolved once, and the same for whoever reads them.

A run is one command, from before its first line until its server has stopped. Its files and its
environment are read once, when the first setting is asked for. Until there is a controller, the
settings are those of the user and of the caller (`prodigy.serve(..., port=9000)`); from then on
they are those of the controller, with the "config" of the recipe in them. So `get_config`,
`connect`, loaders, recipe code and the server can't disagree.

Which run applies follows from the context of the code (contextvars): `running` starts a run, and
the recipe thread and the requests of the server work in the one of their controller. Code without
a run of its own - a notebook beside a server, a thread that a recipe has started - gets the run
that began last and isn't over; without any, the settings of the user.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from ..errors import ConfigError
from ..settings import WITHOUT_EFFECT, get_defaults
from .checking import check_layer, check_origins, check_paths, unquote_numbers
from .environment import read_variables
from .layers import Layer, raise_all
from .merging import merge_config, own
from .reading import read_files, read_overrides

# What a controller reads only once, when it is made.
USED_AT_ONCE = (
    "db",
    "db_settings",
    "batch_size",
    "exclude_by",
    "validate",
    "feed_overlap",
    "annotations_per_task",
    "auto_exclude_current",
    "total_examples_target",
    "queue",
)


class Run:
    """One run and its settings.

    overrides (Mapping | None): Settings that win over files and recipe. Not changed.
    parent (Run | None): The run whose code starts this one. What it overrides is overridden here,
        too, unless this one says otherwise. Defaults to None.

    words (Sequence[str]): The command line after the recipe, if there is one.
    """

    def __init__(
        self, overrides: Mapping[str, Any] | None = None, parent: Run | None = None
    ) -> None:
        self._parent = parent
        self._overrides: list[Mapping[str, Any]] = list(parent._overrides) if parent else []
        if overrides:
            self._overrides.append(overrides)
        self._outside: tuple[list[Layer], list[Layer], list[Layer]] | None = None
        self._config: dict[str, Any] | None = None
        self._is_of_controller = False
        self.words: Sequence[str] = parent.words if parent else ()

    @property
    def config(self) -> dict[str, Any]:
        """The settings as they are now. The dict of the run itself: copy it for others."""
        if self._config is None:
            self._config = self.resolve()
        return self._config

    def resolve(self, recipe_config: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Put all layers together.

        recipe_config (Mapping | None): The "config" that the recipe returned. It is not changed.
        RETURNS (dict): All settings, checked, in dicts and lists of their own.
        RAISES (ConfigError): Something is wrong in any of the layers. The message names all of it,
            with its sources.
        """
        files, environment, variables = self._read_outside()
        layers = [
            *files,
            Layer("the config returned by the recipe", unquote_numbers(recipe_config)),
            *environment,
            *(Layer("the config overrides", unquote_numbers(layer)) for layer in self._overrides),
            *variables,
        ]
        config = own({**get_defaults(), **WITHOUT_EFFECT})
        errors: list[ConfigError] = []
        for layer in layers:
            settings, found = check_layer(layer)
            errors.extend(found)
            config = merge_config(config, settings)
        raise_all([*errors, *check_paths(config), *check_origins(config)])
        return config

    def adopt(self, other: Run) -> list[str]:
        """Have the settings of a controller from now on, and override them once more: code of the
        recipe may have changed them since the controller was made.

        other (Run): The run of the controller that the recipe returned.
        RETURNS (list[str]): Overrides that come too late, because the controller was made outside
            of this run and has used other values. These stay as they are.
        """
        late: list[str] = []
        if self._overrides:
            config = self.resolve(other.config)
            if not other._is_part_of(self):
                late = [key for key in USED_AT_ONCE if config[key] != other.config.get(key)]
            other.config.update({key: config[key] for key in config if key not in late})
        self._config = other.config
        return late

    def _is_part_of(self, other: Run) -> bool:
        return self is other or (self._parent is not None and self._parent._is_part_of(other))

    @contextmanager
    def active(self) -> Iterator[None]:
        """Let the code inside, and what it calls, see the settings of this run."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)

    def _read_outside(self) -> tuple[list[Layer], list[Layer], list[Layer]]:
        """Read files and environment, or know from before what they say."""
        if self._outside is None:
            if self._parent is not None:
                self._outside = self._parent._read_outside()
            else:
                self._outside = (read_files(), read_overrides(), read_variables())
        return self._outside


_current: ContextVar[Run | None] = ContextVar("run", default=None)
_runs: list[Run] = []  # that are not over, in the order of their start
_lock = threading.Lock()


def get_config() -> dict[str, Any]:
    """Read and combine the user configuration: what is in force in the present run.

    RETURNS (dict): The settings from the defaults, the files, the environment and the overrides of
        the caller; after the recipe has returned, with its "config". A copy on every call;
        missing files are fine.
    RAISES (ConfigError): A file isn't valid JSON or a setting has a wrong type or value.
    """
    run = _current.get()
    if run is None:
        with _lock:
            run = _runs[-1] if _runs else Run()
    return own(run.config)


def resolve_config(
    recipe_config: Mapping[str, Any] | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Make the settings that a recipe would have in the present run.

    recipe_config (Mapping | None): The "config" that the recipe returned. It is not changed.
    overrides (Mapping | None): What is overridden beside what the run overrides. Not changed.
    RETURNS (dict): All settings, checked, in dicts and lists of their own.
    RAISES (ConfigError): A setting has a wrong type or value; the message names its source.
    """
    return Run(overrides, _current.get()).resolve(recipe_config)


def make_controller_run(
    recipe_config: Mapping[str, Any] | None, overrides: Mapping[str, Any] | None
) -> Run:
    """Make the run of a controller. The present run has the settings of it from now on.

    recipe_config (Mapping | None): The "config" that the recipe returned. It is not changed.
    overrides (Mapping | None): What is overridden beside what the run overrides. Not changed.
    RETURNS (Run): The run, with its settings resolved.
    RAISES (ConfigError): A setting has a wrong type or value; the message names its source.
    """
    parent = _current.get()
    run = Run(overrides, parent)
    run._config = run.resolve(recipe_config)
    run._is_of_controller = True
    # A controller that a callback of another one makes doesn't change the settings of that one.
    if parent is not None and not parent._is_of_controller:
        parent._config = run._config
    return run


@contextmanager
def running(overrides: Mapping[str, Any] | None = None, *, run: Run | None = None) -> Iterator[Run]:
    """Start a run, which is over at the end of the block.

    overrides (Mapping | None): Settings that win over those of the files and of the recipe.
    run (Run | None): The run, if it exists already. Defaults to None (a new one, started by the
        present one, if there is any).
    YIELDS (Run): The run.
    """
    run = Run(overrides, _current.get()) if run is None else run
    with _lock:
        _runs.append(run)
    try:
        with run.active():
            yield run
    finally:
        with _lock:
            # The last of its entries: a run may be running twice, in itself.
            del _runs[len(_runs) - 1 - _runs[::-1].index(run)]
