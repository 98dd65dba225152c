"""Training as a function of long ago, for scripts that still call it.

On the command line its name leads to `train`, which has taken its place.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..io.unfinished import open_parts

EVAL_PREFIX = "eval:"


def ner_batch_train(
    dataset: str,
    input_model: str,
    output_model: str | Path | None = None,
    n_iter: int = 10,
    dropout: float = 0.2,
    eval_id: str | None = None,
    eval_split: float | None = None,
    silent: bool = False,
    **_: Any,
) -> tuple[float, float] | None:
    """Train the entity recognizer of a pipeline, see `train`.

    dataset (str): The dataset with the annotations.
    input_model (str): The pipeline to start with, or blank:xx.
    output_model (str | Path | None): Directory for the best pipeline. Defaults to None (it isn't
        saved).
    n_iter (int): How often to go over the annotations at most. Defaults to 10.
    dropout (float): Dropout rate. Defaults to 0.2.
    eval_id (str | None): Dataset for the evaluation. Defaults to None (some of the annotations).
    eval_split (float | None): Part of the annotations to hold back. Defaults to None (0.2).
    silent (bool): Print less. Defaults to False.
    **_: Arguments that have no meaning any more.
    RETURNS (tuple[float, float] | None): Score of the pipeline before and after.
    """
    import spacy

    from .train import train

    is_blank = input_model.startswith("blank:")
    names = [dataset, *([f"{EVAL_PREFIX}{eval_id}"] if eval_id else [])]
    with TemporaryDirectory() as folder:
        scores = train(
            output_path=Path(folder),
            ner=names,
            base_model=None if is_blank else input_model,
            lang=input_model.removeprefix("blank:") if is_blank else None,
            eval_split=eval_split,
            silent=silent,
            _extra=[f"--training.max_epochs={n_iter}", f"--training.dropout={dropout}"],
        )
        best = Path(folder) / "model-best"
        if output_model is not None and best.exists():
            # Scripts load the directory they named, not one of those that training makes in it.
            with open_parts(output_model) as unfinished:
                spacy.load(best).to_disk(unfinished)
    return scores
