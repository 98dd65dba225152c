"""The arguments of everything that trains, for these recipes and for those of others."""

from __future__ import annotations

from ...registry import Arg

# The components that can be trained, in the order of the functions that take their datasets.
COMPONENT_ARGS = (
    *("ner", "textcat", "textcat_multilabel", "tagger", "senter", "parser", "spancat", "coref"),
)
# Component to the names of its training and evaluation datasets.
Pipes = dict[str, tuple[list[str], list[str]]]
CONFIG_ARGS = ("eval_split", "config", "base_model", "lang")

_DATASETS = "Datasets to train {} from, separated by commas. eval:NAME is for evaluation"

RECIPE_ARGS: dict[str, Arg] = {
    "output_path": Arg(help="Folder to save the pipelines to. Nothing is saved if not set"),
    "ner": Arg("--ner", "-n", help=_DATASETS.format("an entity recognizer")),
    "textcat": Arg(
        "--textcat", "-tc", help=_DATASETS.format("a text classifier, one category per text,")
    ),
    "textcat_multilabel": Arg(
        "--textcat-multilabel",
        "-tcm",
        help=_DATASETS.format("a text classifier, any number of categories per text,"),
    ),
    "tagger": Arg("--tagger", "-t", help=_DATASETS.format("a part-of-speech tagger")),
    "senter": Arg("--senter", "-s", help=_DATASETS.format("a sentence recognizer")),
    "parser": Arg("--parser", "-p", help=_DATASETS.format("a dependency parser")),
    "spancat": Arg("--spancat", "-sc", help=_DATASETS.format("a span categorizer")),
    "coref": Arg("--coref", "-co", help=_DATASETS.format("a coreference resolver")),
    "eval_split": Arg(
        "--eval-split",
        "-es",
        help="Portion of the texts to hold back for evaluation, 0 to 1, for components without "
        "eval: datasets. 0.2 if not set",
    ),
    "config": Arg("--config", "-c", help="spaCy training config. Generated if not set"),
    "base_model": Arg("--base-model", "-m", help="Pipeline to update"),
    "lang": Arg(
        "--lang", "-l", help="Language of the pipeline. en, or that of the base model, if not set"
    ),
    "label_stats": Arg("--label-stats", "-L", help="Show the scores of every label"),
    "gpu_id": Arg("--gpu-id", "-g", help="ID of the GPU, -1 for the CPU"),
    "verbose": Arg("--verbose", "-V", help="Show what spaCy logs"),
    "silent": Arg("--silent", "-S", help="Don't print any output"),
    "report": Arg(
        "--report", "-r", help="JSONL file for what became of each stored row, one line per row"
    ),
    "_extra": Arg(help="Settings of the spaCy config by their path, e.g. --training.max_steps 500"),
    "n_samples": Arg("--n-samples", "-ns", help="Number of portions to train with"),
    "show_plot": Arg("--show-plot", "-P", help="Draw a curve of the scores"),
}


def select_args(*names: str) -> dict[str, Arg]:
    """RETURNS (dict[str, Arg]): Some of RECIPE_ARGS, in this order."""
    return {name: RECIPE_ARGS[name] for name in names}
