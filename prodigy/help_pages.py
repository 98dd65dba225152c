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
    "prodigy.app.links": "deployment",
    "prodigy.app.metrics": "operations",
    "prodigy.app.policy": "threat-model",
    "prodigy.app.serving": "configuration",
    "prodigy.app.tls": "deployment",
    "prodigy.app.watching": "dashboard",
    "prodigy.arguments": "recipes",
    "prodigy.calling": "recipes",
    "prodigy.components": "streams-and-routing",
    "prodigy.components.dashboard": "dashboard",
    "prodigy.components.db": "database",
    "prodigy.components.formats": "formats",
    "prodigy.components.labels": "looking-after-data",
    "prodigy.components.metrics": "review",
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
    "prodigy.recipes.audio": "audio",
    "prodigy.recipes.audit": "looking-after-data",
    "prodigy.recipes.backup": "operations",
    "prodigy.recipes.browse": "browse",
    "prodigy.recipes.commands": "database",
    "prodigy.recipes.conversation": "judging",
    "prodigy.recipes.coref": "relations",
    "prodigy.recipes.dashboard": "dashboard",
    "prodigy.recipes.dataset_files": "formats",
    "prodigy.recipes.dep": "relations",
    "prodigy.recipes.dep_teach": "active-learning",
    "prodigy.recipes.eval_ab": "names",
    "prodigy.recipes.health": "looking-after-data",
    "prodigy.recipes.image": "images",
    "prodigy.recipes.labels": "looking-after-data",
    "prodigy.recipes.labels_split": "looking-after-data",
    "prodigy.recipes.llm": "llm",
    "prodigy.recipes.llm_judge": "judging",
    "prodigy.recipes.metric": "review",
    "prodigy.recipes.metric_control": "judging",
    "prodigy.recipes.metric_judge": "judging",
    "prodigy.recipes.ner": "names",
    "prodigy.recipes.ner_silver": "names",
    "prodigy.recipes.ner_teach": "active-learning",
    "prodigy.recipes.parts.block_engines": "preannotate",
    "prodigy.recipes.parts.block_journal": "preannotate",
    "prodigy.recipes.parts.block_recipe": "preannotate",
    "prodigy.recipes.parts.control": "judging",
    "prodigy.recipes.parts.dataset_dropping": "database",
    "prodigy.recipes.parts.dataset_formats": "formats",
    "prodigy.recipes.parts.dataset_import": "formats",
    "prodigy.recipes.parts.dataset_io": "formats",
    "prodigy.recipes.parts.dataset_names": "database",
    "prodigy.recipes.parts.image_suggestions": "images",
    "prodigy.recipes.parts.label_changes": "looking-after-data",
    "prodigy.recipes.parts.llm_prompting": "llm",
    "prodigy.recipes.parts.llm_setup": "llm",
    "prodigy.recipes.parts.llm_suggesting": "llm",
    "prodigy.recipes.parts.llm_writing": "llm",
    "prodigy.recipes.parts.media_source": "data-formats",
    "prodigy.recipes.parts.preannotate_output": "preannotate",
    "prodigy.recipes.parts.preannotate_pipeline": "preannotate",
    "prodigy.recipes.parts.rel_preprocess": "relations",
    "prodigy.recipes.parts.review_versions": "review",
    "prodigy.recipes.parts.suggested": "preannotate",
    "prodigy.recipes.parts.suggester": "spans",
    "prodigy.recipes.parts.teaching": "active-learning",
    "prodigy.recipes.parts.textcat_suggestions": "categories",
    "prodigy.recipes.parts.train_setup": "training",
    "prodigy.recipes.parts.updating": "active-learning",
    "prodigy.recipes.pdf": "pdf",
    "prodigy.recipes.pos": "relations",
    "prodigy.recipes.pos_teach": "active-learning",
    "prodigy.recipes.preannotate": "preannotate",
    "prodigy.recipes.preference": "judging",
    "prodigy.recipes.rel": "relations",
    "prodigy.recipes.review": "review",
    "prodigy.recipes.review_return": "review",
    "prodigy.recipes.sent": "relations",
    "prodigy.recipes.sent_teach": "active-learning",
    "prodigy.recipes.sessions": "deployment",
    "prodigy.recipes.similar": "active-learning",
    "prodigy.recipes.spans": "spans",
    "prodigy.recipes.textcat": "categories",
    "prodigy.recipes.textcat_teach": "active-learning",
    "prodigy.recipes.train": "training",
    "prodigy.recipes.train_curve": "training",
    "prodigy.registry": "custom-recipes",
    "prodigy.training": "training",
    "prodigy.views": "interfaces",
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
