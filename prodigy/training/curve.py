"""How scores grow with the amount of data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .running import apply_overrides, initialize, run

if TYPE_CHECKING:
    from spacy.language import Language
    from thinc.api import Config


@dataclass(frozen=True)
class Sample:
    """The scores with one portion of the data.

    portion (float): 0 to 1. 0 stands for a pipeline that wasn't trained.
    score (float): The best score, 0 to 1.
    components (dict[str, float]): The same for each component.
    """

    portion: float
    score: float
    components: dict[str, float]


def iter_samples(
    config: Config, n_samples: int, *, overrides: Mapping[str, Any], gpu_id: int = -1
) -> Iterator[Sample]:
    """Train with growing portions of the data. What is evaluated on is always the same.

    config (Config): The training config, which reads from datasets.
    n_samples (int): The number of portions.
    overrides (Mapping): Path of a setting in the config to its value.
    gpu_id (int): ID of the GPU, -1 for none.
    YIELDS (Sample): The scores, those before any training first.
    """
    for i in range(1, n_samples + 1):
        portion = i / n_samples
        sampled = {**overrides, "corpora.sample_size": portion}
        nlp, data = initialize(apply_overrides(config, sampled), gpu_id)
        names = list(data.rows.pipes)
        weights = _get_weights(nlp, names)
        scores = run(nlp, gpu_id=gpu_id, silent=True)
        if i == 1:
            first = _score_components(weights, scores.first_details)
            yield Sample(0.0, scores.baseline or 0.0, first)
        yield Sample(portion, scores.best or 0.0, _score_components(weights, scores.details))
        if scores.was_interrupted:
            raise KeyboardInterrupt


def _get_weights(nlp: Language, names: Sequence[str]) -> dict[str, dict[str, float | None]]:
    return {name: nlp.get_pipe_meta(name).default_score_weights or {} for name in names}


def _score_components(
    weights: Mapping[str, Mapping[str, float | None]], details: Mapping[str, Any]
) -> dict[str, float]:
    return {
        name: sum((details.get(key) or 0.0) * weight for key, weight in own.items() if weight)
        for name, own in weights.items()
    }
