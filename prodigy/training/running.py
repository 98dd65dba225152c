"""spaCy's training loop, with its evaluations written down."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..errors import ProdigyError, RecipeError
from ..io.unfinished import move_all, open_parts
from ..messages import ANSI_CODE
from .account import EVALUATION, TRAINING
from .corpora import MergedCorpus, MergedData
from .readers.spans import INCORRECT_SPANS_KEY
from .readers.tokens import NEGATIVE_PREFIX

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from thinc.api import Config

MODEL_BEST = "model-best"


@dataclass
class Scores:
    """What the evaluations during one training found.

    baseline (float | None): Score before the first update, 0 to 1.
    best (float | None): The best score, 0 to 1.
    details (dict): All scores of the best evaluation, as `nlp.evaluate` returns them.
    first_details (dict): All scores before the first update.
    was_interrupted (bool): Ctrl+C has ended the training.
    """

    baseline: float | None = None
    best: float | None = None
    details: dict[str, Any] = field(default_factory=dict)
    first_details: dict[str, Any] = field(default_factory=dict)
    was_interrupted: bool = False

    def add(self, details: dict[str, Any], weights: Mapping[str, float | None]) -> None:
        """Note an evaluation.

        details (dict): All scores.
        weights (Mapping): How much each of them counts.
        """
        # As in spacy.training.loop: what has no value doesn't count.
        score = sum((details.get(key) or 0.0) * weight for key, weight in weights.items() if weight)
        if self.baseline is None:
            self.baseline, self.first_details = score, details
        if self.best is None or score > self.best:
            self.best, self.details = score, details


def apply_overrides(config: Config, overrides: Mapping[str, Any]) -> Config:
    """Change settings of a config.

    config (Config): The config. It is not changed.
    overrides (Mapping): Path of a setting, e.g. "training.max_steps", to its value.
    RETURNS (Config): A new config.
    RAISES (ProdigyError): There is no such section.
    """
    from spacy.util import load_config_from_str

    try:
        return load_config_from_str(config.to_str(), overrides=dict(overrides), interpolate=False)
    except ValueError as err:
        raise _make_error(err) from err


def initialize(config: Config, gpu_id: int = -1) -> tuple[Language, MergedData]:
    """Make a pipeline that is ready to be trained.

    config (Config): The training config, which reads from datasets.
    gpu_id (int): ID of the GPU, -1 for none.
    RETURNS (tuple): The pipeline and its data.
    RAISES (ProdigyError): The config or the data can't be used.
    """
    from spacy.training.initialize import init_nlp

    try:
        nlp = init_nlp(config, use_gpu=gpu_id)
    except (ValueError, KeyError) as err:
        if isinstance(err, ProdigyError):
            raise
        raise _make_error(err) from err
    corpus = get_corpus(nlp)
    data = corpus.get(nlp)
    resumed = [name for name in corpus.components if "source" in config["components"][name]]
    for name in resumed:
        _prepare_resumed(nlp, name, data)
    return nlp, data


def get_corpus(nlp: Language) -> MergedCorpus:
    """RETURNS (MergedCorpus): The corpus of a pipeline that is trained from datasets."""
    from spacy.util import resolve_dot_names

    [read] = resolve_dot_names(nlp.config.interpolate(), ["corpora.train"])
    return read.__self__


def run(
    nlp: Language, output_dir: Path | None = None, *, gpu_id: int = -1, silent: bool = False
) -> Scores:
    """Train a pipeline with spaCy's own loop.

    nlp (Language): The pipeline, initialized.
    output_dir (Path | None): Where the best and the last pipeline are saved. Defaults to None.
    gpu_id (int): ID of the GPU, -1 for none.
    silent (bool): Don't print the table of scores. Defaults to False.
    RETURNS (Scores): The scores. Ctrl+C ends the training, and keeps what was saved.
    """
    if output_dir is None:
        return _run(nlp, None, gpu_id, _choose_output(silent))
    with open_parts(output_dir) as unfinished, _publishing(nlp, unfinished, output_dir):
        names = {str(unfinished): str(output_dir)}
        return _run(nlp, unfinished, gpu_id, _choose_output(silent, names))


def _run(nlp: Language, output_dir: Path | None, gpu_id: int, stdout: Any) -> Scores:
    from spacy.training.loop import train

    scores = Scores()
    evaluate = nlp.evaluate
    weights = nlp.config.interpolate()["training"]["score_weights"]

    def evaluate_and_note(*args: Any, **settings: Any) -> dict[str, Any]:
        details = evaluate(*args, **settings)
        scores.add(details, weights)
        return details

    nlp.evaluate = evaluate_and_note  # type: ignore[method-assign]
    try:
        train(nlp, output_dir, use_gpu=gpu_id, stdout=stdout, stderr=sys.stderr)
    except KeyboardInterrupt:
        if scores.best is None:
            raise
        scores.was_interrupted = True
        if output_dir is not None:
            # Ctrl+C may have come while it was written. That before it is in its place.
            shutil.rmtree(output_dir / MODEL_BEST, ignore_errors=True)
    finally:
        nlp.evaluate = evaluate  # type: ignore[method-assign]
    return scores


@contextmanager
def _publishing(nlp: Language, unfinished: Path, folder: Path) -> Iterator[None]:
    """Let what the training has saved take its place before it goes on: spaCy removes what was
    saved before, and writes anew file by file. Whoever is ended meanwhile has the one or the other.

    nlp (Language): The pipeline that is trained.
    unfinished (Path): Where it is saved.
    folder (Path): Where it belongs.
    """
    update = nlp.update

    def publish_and_update(*args: Any, **settings: Any) -> Any:
        # The first step after saving. What is saved in between is complete.
        move_all(unfinished, folder)
        return update(*args, **settings)

    nlp.update = publish_and_update  # type: ignore[method-assign]
    try:
        yield
    finally:
        nlp.update = update  # type: ignore[method-assign]
    move_all(unfinished, folder)


def _choose_output(silent: bool, names: Mapping[str, str] = MappingProxyType({})) -> Any:
    if silent:
        return io.StringIO()
    return _Output(names, has_colors=sys.stdout.isatty())


class _Output:
    """Standard output for spaCy, which writes colours into files, too, and knows other folders.

    names (Mapping): What it writes to what is meant.
    has_colors (bool): Whether colours stay.
    """

    def __init__(self, names: Mapping[str, str], *, has_colors: bool) -> None:
        self._names, self._has_colors = names, has_colors

    def write(self, text: str) -> int:
        for name, meant in self._names.items():
            text = text.replace(name, meant)
        return sys.stdout.write(text if self._has_colors else ANSI_CODE.sub("", text))

    def flush(self) -> None:
        sys.stdout.flush()


def find_labels(nlp: Language, name: str, docs: list[Doc]) -> list[str]:
    """Find the labels that documents have for a component.

    nlp (Language): The pipeline.
    name (str): The component.
    docs (list[Doc]): The documents.
    RETURNS (list[str]): The labels, sorted.
    """
    key = getattr(nlp.get_pipe(name), "key", "")
    getters: dict[str, Any] = {
        "ner": lambda doc: (ent.label_ for ent in doc.ents),
        "spancat": lambda doc: (span.label_ for span in doc.spans.get(key, ())),
        "textcat": lambda doc: doc.cats,
        "textcat_multilabel": lambda doc: doc.cats,
        "tagger": lambda doc: (t.tag_ for t in doc if not t.tag_.startswith(NEGATIVE_PREFIX)),
        "parser": lambda doc: (token.dep_ for token in doc),
    }
    get = getters.get(name, lambda doc: ())
    return sorted({label for doc in docs for label in get(doc) if label})


def _prepare_resumed(nlp: Language, name: str, data: MergedData) -> None:
    """Teach a trained component what its config can't say: new labels, and what to avoid."""
    pipe: Any = nlp.get_pipe(name)
    if name == "ner":
        # Both, because the setting is read in two places and once only when a pipeline is made.
        pipe.cfg["incorrect_spans_key"] = INCORRECT_SPANS_KEY
        pipe.moves.cfg["neg_key"] = INCORRECT_SPANS_KEY
    docs = data.docs[TRAINING] + data.docs[EVALUATION]
    new = [label for label in find_labels(nlp, name, docs) if label not in pipe.labels]
    for label in new:
        try:
            pipe.add_label(label)
        except (ValueError, NotImplementedError) as err:
            raise RecipeError(
                f"The component '{name}' of the base model can't learn new labels",
                f"It knows {', '.join(pipe.labels)}. The datasets also contain {', '.join(new)}. "
                "Train it without --base-model, or leave these annotations out.",
            ) from err


def _make_error(err: Exception) -> ProdigyError:
    # The message of an invalid config ends with all of the config.
    errors: Any = getattr(err, "errors", None) or ()
    lines = [f"{' -> '.join(map(str, one['loc']))}: {one['msg']}" for one in errors]
    text = "\n".join([getattr(err, "desc", "") or "", *lines]).strip() or str(err).strip()
    return ProdigyError("The training config or its data can't be used", text)
