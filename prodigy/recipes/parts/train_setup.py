"""What all recipes that train begin with, and how they say what they train with."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...components.db import connect
from ...errors import RecipeError
from ...io.progress import mute_progress
from ...messages import StreamPrinter
from ...pipelines import load_spacy_model
from ...training.account import EVALUATION, TRAINING, count_outcomes, make_lines, write_report
from ...training.config import make_config
from ...training.rows import check_datasets
from .train_args import Pipes

if TYPE_CHECKING:
    from spacy.language import Language
    from thinc.api import Config

    from ...training.merging import MergedRows

N_SHOWN_PROBLEMS = 3
# What training says, and what it says where standard output is for data. --silent mutes these two
# and nothing that anybody else prints.
out = StreamPrinter("stdout")
notes = StreamPrinter("stderr")


def set_log_level(verbose: bool = False, silent: bool = False) -> None:
    """Decide how much is printed.

    verbose (bool): Show what spaCy logs. Defaults to False.
    silent (bool): Training prints nothing but errors. Defaults to False.
    """
    level = logging.DEBUG if verbose else logging.ERROR if silent else logging.WARNING
    logging.getLogger("spacy").setLevel(level)
    out.no_print = notes.no_print = silent
    mute_progress(silent)


def setup_gpu(gpu_id: int) -> None:
    """Use a GPU.

    gpu_id (int): ID of the GPU, -1 for the CPU.
    RAISES (RecipeError): spaCy can't use it.
    """
    if gpu_id < 0:
        return
    import spacy

    try:
        spacy.require_gpu(gpu_id)
    except Exception as err:  # Which one depends on the missing part.
        raise RecipeError(
            f"Can't use the GPU {gpu_id}",
            f"{err}\nInstall spaCy for your version of CUDA, e.g. pip install 'spacy[cuda12x]', or "
            "leave out --gpu-id to train on the CPU.",
        ) from err
    out.info(f"Using GPU: {gpu_id}")


def _prodigy_config(
    pipes: Pipes,
    config: str | Path | Config | None = None,
    *,
    lang: str | None = None,
    eval_split: float | None = None,
    base_model: str | None = None,
    verbose: bool = False,
    gpu_id: int = -1,
    printer: StreamPrinter | None = None,
) -> Config:
    """Make a training config that reads from datasets.

    pipes (dict): Component to the names of its training and evaluation datasets.
    config (str | Path | Config | None): A spaCy config. Defaults to None (generated).
    lang (str | None): Language of the pipeline. Defaults to None ("en", or that of the base model).
    eval_split (float | None): Portion of the data to hold back, 0 to 1. Defaults to None (0.2).
    base_model (str | None): Pipeline to update. Defaults to None.
    verbose (bool): Show what spaCy logs. Defaults to False.
    gpu_id (int): ID of the GPU, -1 for the CPU.
    printer (StreamPrinter | None): Where messages go. Defaults to None (standard output).
    RETURNS (Config): The config.
    RAISES (ProdigyError): Something can't be used.
    """
    printer = printer or out
    check_eval_split(eval_split)
    db = connect()
    check_datasets(db, [name for sets in pipes.values() for names in sets for name in names])
    if verbose:
        logging.getLogger("spacy").setLevel(logging.DEBUG)
    if config is None:
        printer.info("Auto-generating config with spaCy")
    else:
        name = config if isinstance(config, (str, Path)) else "memory"
        printer.info(f"Using config from {name}")
    if config is not None and base_model is not None:
        printer.warn("The config says how to start, so --base-model has no effect")
        base_model = None
    lang = _check_lang(lang, base_model, printer)
    result = make_config(
        db,
        pipes,
        config=config,
        lang=lang,
        eval_split=eval_split,
        base_model=base_model,
        gpu=gpu_id >= 0,
    )
    printer.good("Generated training config")
    return result


def check_eval_split(eval_split: float | None) -> None:
    """RAISES (RecipeError): It is no portion of the data that can be held back."""
    if eval_split is not None and not 0 <= eval_split < 1:
        raise RecipeError(
            f"Can't hold back {eval_split:g} of the data for evaluation",
            "--eval-split is a portion: 0.2 stands for one text in five.",
        )


def _check_lang(lang: str | None, base_model: str | None, printer: StreamPrinter) -> str | None:
    if lang is None or base_model is None:
        return lang
    base_lang = load_spacy_model(base_model).lang
    if base_lang != lang:
        printer.warn(
            f"The base model is for the language '{base_lang}', so --lang {lang} has no effect"
        )
    return base_lang


def make_folder(path: str | Path) -> Path:
    """Make the folder for results, before anything takes long.

    path (str | Path): The folder. It may exist.
    RETURNS (Path): The same folder.
    RAISES (RecipeError): It can't be made or written to.
    """
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise RecipeError(
            f"Can't write to the folder '{path}'", f"{err}. Choose another one."
        ) from err
    if not os.access(folder, os.W_OK):
        raise RecipeError(f"Can't write to the folder '{path}'", "You may not write to it.")
    return folder


def write(text: str) -> None:
    """Write lines as they are: what people copy, and drawings, must not be wrapped."""
    if not out.no_print:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def print_counts(rows: MergedRows) -> None:
    """Print how many texts there are to train with and to evaluate on.

    rows (MergedRows): The rows, whose documents were made.
    """
    write(f"Components: {', '.join(rows.pipes)}")
    write(f"Merging training and evaluation data for {len(rows.pipes)} components")
    for name, (_, eval_sets) in rows.pipes.items():
        source = "from datasets" if eval_sets else f"{rows.eval_split * 100:g}% split"
        write(f"- [{name}] {_format_counts(rows, name)} ({source})")
    write(_format_counts(rows, ""))


def _format_counts(rows: MergedRows, name: str) -> str:
    counts = (rows.counts[name, TRAINING], rows.counts[name, EVALUATION])
    return f"Training: {counts[0]} | Evaluation: {counts[1]}"


def print_labels(nlp: Language, names: Sequence[str]) -> None:
    """Print how many labels the components have."""
    counts = [f"{name} ({len(nlp.pipe_labels.get(name, ()))})" for name in names]
    write(f"Labels: {', '.join(counts)}")


def print_account(rows: MergedRows, report: str | Path | None = None) -> None:
    """Print what became of the stored rows.

    rows (MergedRows): The rows, whose documents were made.
    report (str | Path | None): File to write every row to. Defaults to None.
    """
    out.table(
        [(text, str(count)) for text, count in count_outcomes(rows.store.rows)],
        header=("What became of the rows", "Rows"),
        aligns=("l", "r"),
        divider=True,
        max_col=80,
    )
    for name, reader in rows.readers.items():
        if reader.parts.total:
            out.table(
                [(text, str(count)) for text, count in reader.parts.describe()],
                header=(f"What became of the {reader.parts.name} for {name}", ""),
                aligns=("l", "r"),
                divider=True,
                max_col=80,
            )
    problems: list[Any] = [(row, problem) for row in rows.store.rows for problem in row.problems]
    if problems:
        out.warn(f"Left out {len(problems)} annotations that can't be used")
        for row, problem in problems[:N_SHOWN_PROBLEMS]:
            where = f"[{problem.component}] {row.dataset}, row {row.position}"
            found = f"{problem.text!r}. " if problem.text else ""
            write(f"- {where}: {found}{problem.why}")
        hidden = len(problems) - N_SHOWN_PROBLEMS
        if hidden > 0 and report is None:
            write(f"- and {hidden} more: see all of them with --report report.jsonl")
    for text in rows.find_doubts():
        out.warn(text)
    if report is not None:
        count = write_report(report, make_lines(rows.store.iter_texts()))
        out.good(f"Wrote what became of each of the {count} rows", report)
