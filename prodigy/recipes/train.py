"""Training pipelines from datasets.

The recipes of this kind are in three files; all of them can be imported from here.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import RecipeError
from ..io.unfinished import open_part
from ..registry import Arg, recipe
from ..training.account import EVALUATION
from ..training.overrides import parse_overrides
from .data_to_spacy import data_to_spacy
from .data_utils import get_datasets_from_cli
from .parts.train_args import COMPONENT_ARGS, CONFIG_ARGS, RECIPE_ARGS, select_args
from .parts.train_setup import (
    _prodigy_config,
    make_folder,
    notes,
    out,
    print_account,
    print_counts,
    print_labels,
    set_log_level,
    setup_gpu,
    write,
)
from .train_curve import _train_curve, train_curve

if TYPE_CHECKING:
    from thinc.api import Config

__all__ = [
    "RECIPE_ARGS",
    "_prodigy_config",
    "_train",
    "_train_curve",
    "data_to_spacy",
    "set_log_level",
    "setup_gpu",
    "spacy_config",
    "train",
    "train_curve",
]


@recipe(
    "train",
    **select_args("output_path", *COMPONENT_ARGS, *CONFIG_ARGS),
    **select_args("label_stats", "report", "gpu_id", "verbose", "silent", "_extra"),
)
def train(
    output_path: Path | None = None,
    ner: Sequence[str] = (),
    textcat: Sequence[str] = (),
    textcat_multilabel: Sequence[str] = (),
    tagger: Sequence[str] = (),
    senter: Sequence[str] = (),
    parser: Sequence[str] = (),
    spancat: Sequence[str] = (),
    coref: Sequence[str] = (),
    eval_split: float | None = None,
    config: Path | None = None,
    base_model: str | None = None,
    lang: str | None = None,
    label_stats: bool = False,
    report: Path | None = None,
    gpu_id: int = -1,
    verbose: bool = False,
    silent: bool = False,
    _extra: list[str] = [],  # noqa: B006
) -> tuple[float, float] | None:
    """Train a pipeline from datasets. Settings of the spaCy config can be changed by their path,
    e.g. --training.max_steps 500.
    """
    set_log_level(verbose=verbose, silent=silent)
    overrides = parse_overrides(_extra)
    pipes = get_datasets_from_cli(
        ner, textcat, textcat_multilabel, tagger, senter, parser, spancat, coref
    )
    setup_gpu(gpu_id)
    out.divider("Generating Prodigy config")
    training_config = _prodigy_config(
        pipes,
        config,
        lang=lang,
        eval_split=eval_split,
        base_model=base_model,
        verbose=verbose,
        gpu_id=gpu_id,
    )
    return _train(
        training_config,
        output_dir=output_path,
        overrides=overrides,
        gpu_id=gpu_id,
        show_label_stats=label_stats,
        report=report,
        silent=silent,
    )


@recipe(
    "spacy-config",
    output_path=Arg(help="File to write the config to, - for standard output"),
    **select_args(*COMPONENT_ARGS, *CONFIG_ARGS, "verbose", "silent"),
)
def spacy_config(
    output_path: Path,
    ner: Sequence[str] = (),
    textcat: Sequence[str] = (),
    textcat_multilabel: Sequence[str] = (),
    tagger: Sequence[str] = (),
    senter: Sequence[str] = (),
    parser: Sequence[str] = (),
    spancat: Sequence[str] = (),
    coref: Sequence[str] = (),
    eval_split: float | None = None,
    config: Path | None = None,
    base_model: str | None = None,
    lang: str | None = None,
    verbose: bool = False,
    silent: bool = False,
) -> None:
    """Write a spaCy training config that reads straight from datasets. Train with it as usual:
    python -m spacy train config.cfg.
    """
    set_log_level(verbose=verbose, silent=silent)
    pipes = get_datasets_from_cli(
        ner, textcat, textcat_multilabel, tagger, senter, parser, spancat, coref
    )
    is_stdout = str(output_path) == "-"
    # Whoever pipes the config wants nothing else in it.
    printer = notes if is_stdout else out
    printer.divider("Generating Prodigy config")
    result = _prodigy_config(
        pipes,
        config,
        lang=lang,
        eval_split=eval_split,
        base_model=base_model,
        verbose=verbose,
        printer=printer,
    )
    if is_stdout:
        sys.stdout.write(f"{result.to_str().strip()}\n")
        return
    with open_part(output_path) as unfinished:
        result.to_disk(unfinished, interpolate=False)
    out.good("Saved training config", output_path)
    write(f"\nTo train with it, you can run:\npython -m spacy train {output_path}")


def _train(
    config: "Config",
    *,
    output_dir: str | Path | None = None,
    overrides: Mapping[str, Any] | None = None,
    gpu_id: int = -1,
    show_label_stats: bool = False,
    report: str | Path | None = None,
    silent: bool = False,
) -> tuple[float, float]:
    """Train with a config that reads from datasets, see `_prodigy_config`.

    config (Config): The config. It is not changed.
    output_dir (str | Path | None): Folder for "model-best" and "model-last". Defaults to None.
    overrides (Mapping | None): Path of a setting in the config to its value.
    gpu_id (int): ID of the GPU, -1 for the CPU.
    show_label_stats (bool): Print the scores of every label. Defaults to False.
    report (str | Path | None): File for what became of each stored row. Defaults to None.
    silent (bool): Don't print the table of scores. Defaults to False.
    RETURNS (Tuple[float, float]): Score before the first update, and the best score.
    RAISES (ProdigyError): The config or the data can't be used.
    """
    from ..training.label_stats import get_label_tables
    from ..training.running import apply_overrides, initialize, run

    path = None if output_dir is None else make_folder(output_dir)
    out.divider("Initializing pipeline")
    nlp, data = initialize(apply_overrides(config, overrides or {}), gpu_id)
    print_counts(data.rows)
    print_labels(nlp, list(data.rows.pipes))
    print_account(data.rows, report)
    for name in data.rows.pipes:
        if not data.rows.counts[name, EVALUATION]:
            raise RecipeError(
                f"There is nothing to evaluate '{name}' on",
                "Hold back some of the data, e.g. --eval-split 0.2, or name a dataset for "
                "evaluation: eval:my_dataset. Training stops when the scores don't rise any more.",
            )
    out.divider("Training pipeline")
    scores = run(nlp, path, gpu_id=gpu_id, silent=silent)
    if scores.was_interrupted:
        kept = "" if path is None else f" What was saved is kept in {path}."
        out.info(f"Interrupted.{kept} Best score: {scores.best:.2f}")
    if show_label_stats:
        for table in get_label_tables(nlp, list(data.rows.pipes), scores.details):
            out.divider(table.title)
            out.table(table.rows, header=table.header, aligns=table.aligns, divider=True)
    return scores.baseline or 0.0, scores.best or 0.0
