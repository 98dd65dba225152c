"""data-to-spacy: datasets as files for `spacy train`."""

import shlex
from collections.abc import Sequence
from pathlib import Path

from ..components.db import connect
from ..components.formats.base import open_part
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

__all__ = ["data_to_spacy"]


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
    from ..training.export import DocSpool, load_tokenizer, read_files, write_docs, write_labels
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
    train_path, dev_path = f"{folder}/train.spacy", f"{folder}/dev.spacy"
    out.divider("Generating data")
    split = DEFAULT_EVAL_SPLIT if eval_split is None else eval_split
    settings = {"textcat": {"exclusive": True}}
    rows = MergedRows(db, pipes, settings, eval_split=split)
    spool = DocSpool()
    count = write_docs(rows, nlp, TRAINING, Path(train_path), spool)
    out.good(f"Saved {count} training examples", train_path)
    has_dev = any(group.side == EVALUATION for group in rows.groups)
    if has_dev:
        count = write_docs(rows, nlp, EVALUATION, Path(dev_path))
        out.good(f"Saved {count} evaluation examples", dev_path)
    else:
        Path(dev_path).unlink(missing_ok=True)
        out.warn("There are no evaluation examples, so there is no dev.spacy")
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
    names = write_labels(training_config, list(pipes), spool, f"{folder}/labels")
    spool.close()
    if names:
        out.good(f"Saved the labels of {len(names)} components", f"{folder}/labels")
    config_path = f"{folder}/config.cfg"
    with open_part(config_path) as unfinished:
        training_config.to_disk(unfinished, interpolate=False)
    out.good("Saved training config", config_path)
    command: list[str] = ["python", "-m", "spacy", "train", config_path]
    command += ["--paths.train", train_path]
    if has_dev:
        write("\nTo use this data for training with spaCy, you can run:")
        command += ["--paths.dev", dev_path]
    else:
        write("\nTo use this data for training with spaCy, add a file to evaluate on and run:")
        command += ["--paths.dev", "dev.spacy"]
    write(shlex.join(command))
