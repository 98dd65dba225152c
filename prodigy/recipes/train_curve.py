"""train-curve: would more data help?"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..components.dashboard.curves import keep_curve, make_curve, make_outlook
from ..components.db import connect
from ..errors import RecipeError
from ..registry import recipe
from ..training.overrides import parse_overrides
from .data_utils import Pipes, get_datasets_from_cli
from .parts.train_args import COMPONENT_ARGS, CONFIG_ARGS, select_args
from .parts.train_setup import _prodigy_config, out, set_log_level, setup_gpu, write

if TYPE_CHECKING:
    from thinc.api import Config

    from ..training.curve import Sample

__all__ = ["_train_curve", "train_curve"]

WIDTHS = (4, 6)
SPACING = 3


@recipe(
    "train-curve",
    **select_args(*COMPONENT_ARGS, *CONFIG_ARGS),
    **select_args("n_samples", "show_plot", "gpu_id", "verbose", "silent", "_extra"),
)
def train_curve(
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
    n_samples: int = 4,
    show_plot: bool = False,
    gpu_id: int = -1,
    verbose: bool = False,
    silent: bool = False,
    _extra: list[str] = [],  # noqa: B006
) -> None:
    """Train with growing portions of the data, to see whether more of it would help. Settings of
    the spaCy config can be changed by their path, e.g. --training.max_steps 500.
    """
    set_log_level(verbose=verbose, silent=silent)
    overrides = parse_overrides(_extra)
    pipes = get_datasets_from_cli(
        ner, textcat, textcat_multilabel, tagger, senter, parser, spancat, coref
    )
    setup_gpu(gpu_id)
    _train_curve(
        pipes,
        eval_split=eval_split,
        n_samples=n_samples,
        show_plot=show_plot,
        overrides=overrides,
        config=config,
        base_model=base_model,
        lang=lang,
        gpu_id=gpu_id,
        verbose=verbose,
    )


def _train_curve(
    pipes: Pipes,
    *,
    eval_split: float | None = None,
    n_samples: int = 4,
    show_plot: bool = False,
    overrides: Mapping[str, Any] | None = None,
    config: "str | Path | Config | None" = None,
    base_model: str | None = None,
    lang: str | None = None,
    gpu_id: int = -1,
    verbose: bool = False,
) -> "list[Sample]":
    """Train with growing portions of the data.

    pipes (dict): Component to the names of its training and evaluation datasets.
    eval_split (Optional[float]): Portion of the data to hold back, 0 to 1. It is the same for all
        portions. Defaults to None (0.2).
    n_samples (int): Number of portions. Defaults to 4.
    show_plot (bool): Draw a curve. Defaults to False.
    overrides (Optional[Mapping]): Path of a setting in the config to its value.
    config (str | Path | Config | None): A spaCy config. Defaults to None (generated).
    base_model (Optional[str]): Pipeline to update. Defaults to None.
    lang (Optional[str]): Language of the pipeline. Defaults to None ("en").
    gpu_id (int): ID of the GPU, -1 for the CPU.
    verbose (bool): Show what spaCy logs. Defaults to False.
    RETURNS (List[Sample]): The scores, those of the untrained pipeline first.
    RAISES (ProdigyError): The config or the data can't be used.
    """
    from ..training.curve import iter_samples

    if n_samples < 1:
        raise RecipeError(
            f"Can't train with {n_samples} portions", "--n-samples is a number from 1."
        )
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
    portions = [_format_portion(i / n_samples) for i in range(n_samples + 1)]
    out.divider("Train curve diagnostic")
    write(f"Training {n_samples} times with {', '.join(portions[1:])} of the data\n")
    samples: list[Sample] = []
    for sample in iter_samples(
        training_config, n_samples, overrides=overrides or {}, gpu_id=gpu_id
    ):
        if not samples:
            _print_row("%", ["Score", *sample.components])
            _print_row("-" * WIDTHS[0], ["-" * _get_width(t) for t in ["", *sample.components]])
        before = samples[-1] if samples else None
        samples.append(sample)
        _print_row(_format_portion(sample.portion), _format_scores(sample, before))
    if show_plot:
        from ..training.plot import draw_curve

        write(f"\n{draw_curve([sample.score for sample in samples], portions)}")
    _keep_curves(pipes, samples)
    if samples[-1].score > samples[-2].score:
        out.good("Accuracy improved in the last sample")
        out.text(
            "As a rule of thumb, if accuracy increases in the last segment, this could indicate "
            "that collecting more annotations of the same type might improve the model further."
        )
    else:
        out.warn("Accuracy did not improve in the last sample")
    return samples


def _keep_curves(pipes: Pipes, samples: "Sequence[Sample]") -> None:
    """Keep the curves for `progress` and the dashboard, with each dataset that was trained on."""
    db = connect()
    for component, (names, _) in pipes.items():
        n_answers = {name: db.count_dataset(name) for name in names}
        for name in names:
            points = [
                {
                    "n": round(sample.portion * sum(n_answers.values())),
                    "score": sample.components.get(component, sample.score),
                    "low": None,
                    "high": None,
                }
                for sample in samples
            ]
            outlook = make_outlook(points)
            curve = make_curve("train-curve", component, n_answers[name], points, outlook)
            keep_curve(db, name, curve)


def _print_row(portion: str, cells: Sequence[str]) -> None:
    columns = [f"{portion:>{WIDTHS[0]}}" if portion != "%" else f"{portion:<{WIDTHS[0]}}"]
    columns += [f"{cell:<{_get_width(cell)}}" for cell in cells]
    write((" " * SPACING).join(columns).rstrip())


def _get_width(title: str) -> int:
    return max(WIDTHS[1], len(title))


def _format_portion(portion: float) -> str:
    return f"{portion * 100:.0f}%"


def _format_scores(sample: "Sample", before: "Sample | None") -> list[str]:
    scores = {"": sample.score, **sample.components}
    earlier = {"": before.score, **before.components} if before else {}
    cells = []
    for name, score in scores.items():
        # What looks equal is called equal.
        change = round(score, 2) - round(earlier[name], 2) if earlier else None
        mark = "" if change is None else " ▲" if change > 0 else " ▼" if change < 0 else " ="
        cells.append(f"{score:.2f}{mark}".ljust(_get_width(name)))
    return cells
