"""The arguments of everything that trains, for these recipes and for those of others."""

from __future__ import annotations

from ...arguments.declared import GroupedArg
from ...registry import Arg

# The components that can be trained, in the order of the functions that take their datasets.
COMPONENT_ARGS = (
    *("ner", "textcat", "textcat_multilabel", "tagger", "senter", "parser", "spancat", "coref"),
)
# Component to the names of its training and evaluation datasets.
Pipes = dict[str, tuple[list[str], list[str]]]
CONFIG_ARGS = ("eval_split", "config", "base_model", "lang")


def _datasets(option: str, short: str, component: str) -> Arg:
    help = f"Datasets to train {component} from, separated by commas. eval:NAME is for evaluation"
    return GroupedArg(option, short, help=help, metavar="DATASETS", group="components")


# Arguments of the commands about training, by name.
RECIPE_ARGS: dict[str, Arg] = {
    "output_path": Arg(help="Folder to save the pipelines to. Nothing is saved if not set"),
    "ner": _datasets("--ner", "-n", "an entity recognizer"),
    "textcat": _datasets("--textcat", "-tc", "a text classifier, one category per text,"),
    "textcat_multilabel": _datasets(
        "--textcat-multilabel", "-tcm", "a text classifier, any number of categories per text,"
    ),
    "tagger": _datasets("--tagger", "-t", "a part-of-speech tagger"),
    "senter": _datasets("--senter", "-s", "a sentence recognizer"),
    "parser": _datasets("--parser", "-p", "a dependency parser"),
    "spancat": _datasets("--spancat", "-sc", "a span categorizer"),
    "coref": _datasets("--coref", "-co", "a coreference resolver"),
    "eval_split": GroupedArg(
        "--eval-split",
        "-es",
        help="Portion of the texts to hold back for evaluation, 0 to 1, for components without "
        "eval: datasets. 0.2 if not set",
        metavar="PORTION",
        group="training",
    ),
    "config": GroupedArg(
        "--config", "-c", help="spaCy training config. Generated if not set", group="training"
    ),
    "base_model": GroupedArg("--base-model", "-m", help="Pipeline to update", group="training"),
    "lang": GroupedArg(
        "--lang",
        "-l",
        help="Language of the pipeline. en, or that of the base model, if not set",
        group="training",
    ),
    "gpu_id": GroupedArg("--gpu-id", "-g", help="ID of the GPU, -1 for the CPU", group="training"),
    "n_samples": GroupedArg(
        "--n-samples", "-ns", help="Number of portions to train with", group="training"
    ),
    "label_stats": GroupedArg(
        "--label-stats", "-L", help="Show the scores of every label", group="output"
    ),
    "show_plot": GroupedArg("--show-plot", "-P", help="Draw a curve of the scores", group="output"),
    "report": GroupedArg(
        "--report",
        "-r",
        help="JSONL file for what became of each stored row, one line per row",
        group="output",
    ),
    "verbose": GroupedArg("--verbose", "-V", help="Show what spaCy logs", group="output"),
    "silent": GroupedArg("--silent", "-S", help="Don't print any output", group="output"),
    "_extra": Arg(help="Settings of the spaCy config by their path, e.g. --training.max_steps 500"),
}


def select_args(*names: str) -> dict[str, Arg]:
    """RETURNS (dict[str, Arg]): Some of RECIPE_ARGS, in this order."""
    return {name: RECIPE_ARGS[name] for name in names}
