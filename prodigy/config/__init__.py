"""The configuration: reading, merging and checking it, and the environment.

Lowest to highest, each layer is merged over the one before:

1. the defaults of the table in prodigy.settings
2. prodigy.json in the home directory (PRODIGY_HOME, otherwise ~/.prodigy)
3. prodigy.json in the working directory, or the file that PRODIGY_CONFIG names instead
4. the "config" that a recipe returns
5. PRODIGY_CONFIG_OVERRIDES, then the overrides of prodigy.serve or Controller.from_components
6. PRODIGY_HOST and PRODIGY_PORT

Keys replace each other, except for the few dicts in MERGED. Unknown keys are kept, since recipes
and custom JavaScript read settings of their own. No module outside of this package reads the
environment.

`environment` has what only variables say, `reading` makes `layers` of files (`places` finds lines
in them), `checking` compares what they say with the table, `merging` puts them together, `runs` has
the settings of each run, which everybody reads: see there.
"""

from __future__ import annotations

from ..settings import SETTINGS, Setting
from .checking import config_warnings
from .environment import (
    CONFIG_FILE,
    ENVIRONMENT,
    allowed_sessions,
    basic_auth,
    ensure_home,
    get_home,
    get_log_level,
    get_pager,
    get_variable,
)
from .merging import frontend_config, merge_config
from .runs import Run, get_config, make_controller_run, resolve_config, running

__all__ = [
    "CONFIG_FILE",
    "ENVIRONMENT",
    "Run",
    "SETTINGS",
    "Setting",
    "allowed_sessions",
    "basic_auth",
    "config_warnings",
    "ensure_home",
    "frontend_config",
    "get_config",
    "get_home",
    "get_log_level",
    "get_pager",
    "get_variable",
    "make_controller_run",
    "merge_config",
    "resolve_config",
    "running",
]
