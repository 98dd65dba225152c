"""Which page of the documentation helps with an error: a table without imports.

An error is about what the code does that raised it, so the page goes by its module. The longest
beginning of the module's name counts.
"""

from __future__ import annotations

from types import TracebackType

PACKAGE = "prodigy"
# Module to page of the documentation, without its suffix.
PAGES: dict[str, str] = {
    "prodigy": "index",
    "prodigy.app": "web-app",
    "prodigy.app.background": "configuration",
    "prodigy.app.browsing": "browse",
    "prodigy.app.watching": "dashboard",
    "prodigy.app.links": "deployment",
    "prodigy.app.metrics": "operations",
    "prodigy.app.policy": "threat-model",
    "prodigy.app.serving": "configuration",
    "prodigy.app.tls": "deployment",
    "prodigy.arguments": "recipes",
    "prodigy.calling": "recipes",
    "prodigy.components": "streams-and-routing",
    "prodigy.components.dashboard": "dashboard",
    "prodigy.components.db": "database",
    "prodigy.components.formats": "formats",
    "prodigy.components.labels": "looking-after-data",
    "prodigy.components.metrics": "judging",
    "prodigy.components.neighbours": "active-learning",
    "prodigy.components.preference": "judging",
    "prodigy.components.preprocess": "data-formats",
    "prodigy.components.problems": "data-formats",
    "prodigy.components.prompt_templates": "llm",
    "prodigy.components.sorters": "active-learning",
    "prodigy.components.source": "data-formats",
    "prodigy.components.validate": "data-formats",
    "prodigy.config": "configuration",
    "prodigy.core": "custom-recipes",
    "prodigy.engine": "streams-and-routing",
    "prodigy.engine.shared": "deployment",
    "prodigy.engine.storage": "database",
    "prodigy.io": "data-formats",
    "prodigy.llm": "llm",
    "prodigy.models": "active-learning",
    "prodigy.models.matcher": "data-formats",
    "prodigy.pipelines": "install",
    "prodigy.recipes": "recipes",
    "prodigy.recipes.audit": "looking-after-data",
    "prodigy.recipes.backup": "operations",
    "prodigy.recipes.browse": "browse",
    "prodigy.recipes.commands": "database",
    "prodigy.recipes.dashboard": "dashboard",
    "prodigy.recipes.dataset_files": "formats",
    "prodigy.recipes.health": "looking-after-data",
    "prodigy.recipes.labels": "looking-after-data",
    "prodigy.recipes.labels_split": "looking-after-data",
    "prodigy.recipes.llm": "llm",
    "prodigy.recipes.llm_judge": "judging",
    "prodigy.recipes.metric": "judging",
    "prodigy.recipes.metric_control": "judging",
    "prodigy.recipes.metric_judge": "judging",
    "prodigy.recipes.preannotate": "preannotate",
    "prodigy.recipes.sessions": "deployment",
    "prodigy.recipes.similar": "active-learning",
    "prodigy.recipes.train": "training",
    "prodigy.recipes.train_curve": "training",
    "prodigy.registry": "custom-recipes",
    "prodigy.training": "training",
    "prodigy.views": "data-formats",
    "prodigy.workers": "deployment",
}


def find_page(module: str) -> str:
    """Find the page about what a module does.

    module (str): Name of a module of this package, e.g. "prodigy.io.lines".
    RETURNS (str): The name of the page.
    """
    while module not in PAGES and "." in module:
        module = module.rpartition(".")[0]
    return PAGES.get(module, PAGES[PACKAGE])


def find_page_of(traceback: TracebackType | None) -> str | None:
    """Find the page about an error by the place where it was raised.

    traceback (TracebackType | None): The traceback of the error.
    RETURNS (str | None): The page of the module that raised it. None for recipes of others: their
        errors say all that we know.
    """
    if traceback is None:
        return None
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    module = str(traceback.tb_frame.f_globals.get("__name__", ""))
    return find_page(module) if module.partition(".")[0] == PACKAGE else None
