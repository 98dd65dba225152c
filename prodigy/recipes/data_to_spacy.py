"""data-to-spacy: datasets as files for `spacy train`."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..components.db import connect
from ..io.unfinished import open_parts
from ..registry import Arg, recipe
from ..training.account import EVALUATION, TRAINING
from ..training.rows import check_datasets
from ..training.splitting import DEFAULT_EVAL_SPLIT
from .data_utils import get_datasets_from_cli
from .parts.train_args import COMPONENT_ARGS, CONFIG_ARGS, select_args
from .parts.train_setup import (
    _prodigy_config,
    check_eval_split,
    make_folder,
    out,
    print_account,
    set_log_level,
    write,
)

if TYPE_CHECKING:
    from spacy.language import Language

    from ..training.export import DocSpool
    from ..training.merging import MergedRows

__all__ = ["data_to_spacy"]

TRAIN_FILE, DEV_FILE, LABELS = "train.spacy", "dev.spacy", "labels"


@recipe(
    "data-to-spacy",
    output_dir=Arg(help="Folder to write to. Created if it doesn't exist"),
    **select_args(*COMPONENT_ARGS, *CONFIG_ARGS, "report", "verbose"),
)
def data_to_spacy(
    output_dir: str,
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
    report: Path | None = None,
    verbose: bool = False,
) -> None:
    """Export datasets in spaCy's binary format, with the labels and a config for training."""
    set_log_level(verbose=verbose)
    from ..training.export import DocSpool, load_tokenizer, read_files, write_labels
    from ..training.merging import MergedRows

    pipes = get_datasets_from_cli(
        ner, textcat, textcat_multilabel, tagger, senter, parser, spancat, coref
    )
    check_eval_split(eval_split)
    db = connect()
    check_datasets(db, [name for sets in pipes.values() for names in sets for name in names])
    make_folder(output_dir)
    nlp = load_tokenizer(lang, base_model, config)
    write(f"Using language '{nlp.lang}'")
    folder = str(output_dir).rstrip("/") or "/"
    train_path, dev_path = f"{folder}/{TRAIN_FILE}", f"{folder}/{DEV_FILE}"
    config_path = f"{folder}/config.cfg"
    # Files of an earlier export don't fit these: all of them change together.
    with open_parts(folder) as unfinished:
        out.divider("Generating data")
        split = DEFAULT_EVAL_SPLIT if eval_split is None else eval_split
        rows = MergedRows(db, pipes, {"textcat": {"exclusive": True}}, eval_split=split)
        spool = DocSpool()
        has_dev = _write_data(rows, nlp, spool, unfinished, folder)
        rows.close_account()
        print_account(rows, report)
        # What was needed for every single text isn't any more.
        del rows, nlp
        out.divider("Generating config")
        training_config = _prodigy_config(
            pipes, config, lang=lang, eval_split=eval_split, base_model=base_model, verbose=verbose
        )
        out.divider("Finalizing export")
        read_files(training_config)
        labels = f"{folder}/{LABELS}"
        names = write_labels(training_config, list(pipes), spool, labels, unfinished / LABELS)
        spool.close()
        if names:
            out.good(f"Saved the labels of {len(names)} components", labels)
        training_config.to_disk(unfinished / "config.cfg", interpolate=False)
        out.good("Saved training config", config_path)
    if not has_dev:
        Path(dev_path).unlink(missing_ok=True)  # of an earlier export
    command: list[str] = ["python", "-m", "spacy", "train", config_path]
    command += ["--paths.train", train_path]
    if has_dev:
        write("\nTo use this data for training with spaCy, you can run:")
        command += ["--paths.dev", dev_path]
    else:
        write("\nTo use this data for training with spaCy, add a file to evaluate on and run:")
        command += ["--paths.dev", "dev.spacy"]
    write(shlex.join(command))


def _write_data(
    rows: MergedRows, nlp: Language, spool: DocSpool, unfinished: Path, folder: str
) -> bool:
    """Write the documents. RETURNS (bool): Whether there are some to evaluate on."""
    from ..training.export import write_docs

    count = write_docs(rows, nlp, TRAINING, unfinished / TRAIN_FILE, spool)
    out.good(f"Saved {count} training examples", f"{folder}/{TRAIN_FILE}")
    if not any(group.side == EVALUATION for group in rows.groups):
        out.warn(f"There are no evaluation examples, so there is no {DEV_FILE}")
        return False
    count = write_docs(rows, nlp, EVALUATION, unfinished / DEV_FILE)
    out.good(f"Saved {count} evaluation examples", f"{folder}/{DEV_FILE}")
    return True
