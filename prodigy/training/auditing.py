"""What a quick model thinks of stored answers: which labels it doubts, and how it learns.

Linear models over words and character n-grams are trained on all texts but some, and asked about
those (cross-validation). They take seconds, and know enough to tell slips from answers.
"""

from __future__ import annotations

import hashlib
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from ..components.metrics.label_errors import fit_curve
from ..errors import RecipeError
from .account import TRAINING
from .merging import MergedRows

if TYPE_CHECKING:
    from spacy.tokens import Doc

Array = Any
FOLDS = 5
PORTIONS = (0.25, 0.5, 0.75, 1.0)
N_RESAMPLES = 500
# Of the models: the inverse of the regularisation, and steps of the optimiser.
STRENGTH = 10.0
MAX_STEPS = 60
# Fewer texts than this say nothing about a model.
MIN_TEXTS = 20
OUTSIDE = "(none)"
NO, YES = "no", "yes"
# Components that can be audited.
COMPONENTS = ("ner", "textcat", "textcat_multilabel", "tagger")


@dataclass
class Problem:
    """One question that a model answers about many units: texts, or tokens.

    name (str): The label, if the question is whether it holds; empty otherwise.
    classes (list[str]): Possible answers.
    texts (list[int]): Unit to the position of its text. Ascending.
    given (list[int]): Unit to its class.
    places (list[int]): Unit to the position of its token; -1 is the whole text.
    """

    name: str
    classes: list[str]
    texts: list[int] = field(default_factory=list)
    given: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def add(self, text: int, answer: str, place: int = -1) -> None:
        """Add a unit."""
        if answer not in self.classes:
            self.classes.append(answer)
        self.texts.append(text)
        self.given.append(self.classes.index(answer))
        self.places.append(place)


@dataclass(frozen=True)
class Point:
    """One point of the learning curve.

    n (int): Texts that the models were trained on, on average.
    score (float): 0 to 1.
    low, high (float): Its 95 % bootstrap interval over texts.
    """

    n: int
    score: float
    low: float
    high: float


@dataclass(frozen=True)
class Outlook:
    """What more answers would bring.

    more (int): Number of answers.
    gain, low, high (float): How far the score would rise, 0 to 1, with its 95 % interval.
    """

    more: int
    gain: float
    low: float
    high: float


@dataclass
class Audited:
    """What was found out about a dataset.

    docs (list[Doc]): The texts with their labels.
    problems (list[Problem]): The questions.
    probabilities (list[ndarray]): For each problem (units, classes): said without knowing the text.
    balance (Counter): Label to how often it was given.
    curve (list[Point]): How the score grew. Empty with too few texts.
    outlook (Outlook | None): What more answers would bring.
    """

    docs: list[Doc]
    problems: list[Problem]
    probabilities: list[Array]
    balance: Counter[str]
    curve: list[Point] = field(default_factory=list)
    outlook: Outlook | None = None


def import_sklearn() -> Any:
    """RETURNS (module): scikit-learn, with what is used here.

    RAISES (RecipeError): It isn't installed.
    """
    try:
        import sklearn.exceptions
        import sklearn.feature_extraction
        import sklearn.linear_model
        import sklearn.pipeline
    except ImportError as err:
        raise RecipeError(
            "An audit trains models with scikit-learn, which is not installed",
            f"Install it with: pip install 'prodigy[audit]' (importing it failed with: {err})",
        ) from err
    return sklearn


def read_docs(db: Any, dataset: str, component: str, nlp: Any) -> list[Doc]:
    """Read a dataset as training would, with one document for each text.

    db (Database): The database.
    dataset (str): Name of the dataset.
    component (str): One of COMPONENTS.
    nlp (Language): For the tokens.
    RETURNS (list[Doc]): The texts with what is known about them.
    """
    rows = MergedRows(db, {component: ((dataset,), ())}, eval_split=0.0)
    return list(rows.iter_docs(nlp, TRAINING))


def make_problems(docs: Sequence[Doc], component: str) -> list[Problem]:
    """Say what was asked about each text.

    docs (Sequence[Doc]): The texts with their labels.
    component (str): One of COMPONENTS.
    RETURNS (list[Problem]): One problem, or one for each label where several can hold.
    """
    if component == "textcat_multilabel":
        labels = sorted({label for doc in docs for label in doc.cats})
        problems = [Problem(label, [NO, YES]) for label in labels]
        for i, doc in enumerate(docs):
            for problem in problems:
                if problem.name in doc.cats:
                    problem.add(i, YES if doc.cats[problem.name] >= 0.5 else NO)
        return problems
    problem = Problem("", [OUTSIDE] if component == "ner" else [])
    for i, doc in enumerate(docs):
        for place, answer in _read_answers(doc, component):
            problem.add(i, answer, place)
    return [problem]


def _read_answers(doc: Doc, component: str) -> Iterator[tuple[int, str]]:
    if component == "textcat":
        chosen = [label for label, value in doc.cats.items() if value >= 0.5]
        if len(chosen) == 1:
            yield -1, chosen[0]
    elif component == "ner":
        for token in doc:
            if token.ent_iob:  # 0: nobody knows
                yield token.i, token.ent_type_ or OUTSIDE
    else:
        for token in doc:
            if token.tag_:
                yield token.i, token.tag_


def audit(
    docs: Sequence[Doc],
    component: str,
    *,
    more: int = 100,
    track: Callable[[int], Iterator[Any]] = repeat,
) -> Audited:
    """Train models by cross-validation and let them look at what they were not trained on.

    docs (Sequence[Doc]): The texts with their labels.
    component (str): One of COMPONENTS.
    more (int): For how many more answers to estimate the gain.
    track (Callable): Called with the number of trainings. Returns an iterator, which moves on with
        each of them.
    RETURNS (Audited): What was found.
    RAISES (RecipeError): There are too few texts or only one answer.
    """
    import_sklearn()
    import threadpoolctl  # comes with scikit-learn

    problems = [p for p in make_problems(docs, component) if len(set(p.given)) > 1]
    balance = count_labels(docs, component)
    n_texts = len({text for problem in problems for text in problem.texts})
    if n_texts < MIN_TEXTS:
        raise RecipeError(
            f"There are too few answers for an audit: {n_texts} texts with labels that differ",
            f"At least {MIN_TEXTS} are needed, and more than one label. Found: "
            f"{', '.join(f'{label} ({n})' for label, n in balance.most_common(8)) or 'no labels'}.",
        )
    folds = np.array([_draw_fold(doc.text) for doc in docs])
    order = np.array([_draw_order(doc.text) for doc in docs])
    by_portion: list[list[Array]] = [[] for _ in PORTIONS]
    steps = track(len(problems) * FOLDS * len(PORTIONS))
    # Threads of the numeric libraries bring nothing with sparse features, and on a busy machine
    # they wait for each other a hundred times as long as they compute.
    with threadpoolctl.threadpool_limits(1):
        for problem in problems:
            # Without a look at any answer, so the same features serve all models.
            features = _make_features(docs, problem)
            for found, portion in zip(by_portion, PORTIONS, strict=True):
                found.append(_predict(problem, features, folds, order, portion, steps))
    curve, outlook = _measure(docs, problems, by_portion, more)
    return Audited(list(docs), problems, by_portion[-1], balance, curve, outlook)


def count_labels(docs: Sequence[Doc], component: str) -> Counter[str]:
    """RETURNS (Counter): Label to the number of texts, spans or tokens that have it."""
    if component.startswith("textcat"):
        return Counter(label for doc in docs for label, value in doc.cats.items() if value >= 0.5)
    if component == "ner":
        return Counter(span.label_ for doc in docs for span in doc.ents)
    return Counter(token.tag_ for doc in docs for token in doc if token.tag_)


def _hash(text: str, purpose: bytes) -> int:
    return int.from_bytes(
        hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8, person=purpose).digest(),
        "big",
    )


def _draw_fold(text: str) -> int:
    # By the text alone: copies of it are in the same fold, and a growing dataset changes no fold.
    return _hash(text, b"audit-fold") % FOLDS


def _draw_order(text: str) -> int:
    return _hash(text, b"audit-order") >> 1


def _predict(
    problem: Problem,
    features: Array,
    folds: Array,
    order: Array,
    portion: float,
    steps: Iterator[Any],
) -> Array:
    """RETURNS (ndarray): Shape (units, classes), from models that did not see the unit's text."""
    sklearn = import_sklearn()
    texts, given = np.array(problem.texts), np.array(problem.given)
    limit = np.quantile(order, portion)
    found = np.full((len(texts), len(problem.classes)), 1.0 / len(problem.classes))
    for fold in range(FOLDS):
        next(steps, None)
        is_test = folds[texts] == fold
        is_train = ~is_test & (order[texts] <= limit)
        if not is_test.any() or not is_train.any():
            continue
        known = np.unique(given[is_train])
        if len(known) == 1:
            found[is_test] = np.eye(len(problem.classes))[known[0]]
            continue
        model = sklearn.linear_model.LogisticRegression(C=STRENGTH, max_iter=MAX_STEPS, tol=1e-3)
        with warnings.catch_warnings():
            # Not quite at the best weights after so many steps: good enough for doubts.
            warnings.simplefilter("ignore", sklearn.exceptions.ConvergenceWarning)
            model.fit(features[is_train], given[is_train])
        said = np.zeros((int(is_test.sum()), len(problem.classes)))
        said[:, model.classes_] = model.predict_proba(features[is_test])
        found[is_test] = said
    return found


def _make_features(docs: Sequence[Doc], problem: Problem) -> Array:
    """RETURNS (csr_matrix): Shape (units, features)."""
    extraction = import_sklearn().feature_extraction
    if problem.places[0] >= 0:
        hasher = extraction.FeatureHasher(2**18, input_type="string", alternate_sign=False)
        units = zip(problem.texts, problem.places, strict=True)
        found = hasher.transform(_describe_token(docs[text], place) for text, place in units)
        # What was seen once says nothing about any other token.
        return found[:, np.flatnonzero(found.getnnz(axis=0) > 1)].tocsr()
    text = extraction.text
    words = text.TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\S+")
    pieces = text.TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True)
    both = import_sklearn().pipeline.make_union(words, pieces)
    return both.fit_transform([docs[text].text for text in problem.texts]).tocsr()


def _describe_token(doc: Doc, i: int) -> list[str]:
    """The usual features of a linear tagger: the word, its shape, its ends and its neighbours."""
    token = doc[i]
    found = [
        "bias",
        f"w={token.lower_}",
        f"s={token.shape_}",
        f"p={token.lower_[:3]}",
        f"e={token.lower_[-3:]}",
    ]
    found.append(f"first={i == 0}")
    for step in (-2, -1, 1, 2):
        if 0 <= i + step < len(doc):
            other = doc[i + step]
            found += [f"w{step}={other.lower_}", f"s{step}={other.shape_}"]
        else:
            found.append(f"w{step}=(end)")
    if i:
        found.append(f"w-1w={doc[i - 1].lower_} {token.lower_}")
    if i + 1 < len(doc):
        found.append(f"ww1={token.lower_} {doc[i + 1].lower_}")
    return found


def _measure(
    docs: Sequence[Doc],
    problems: Sequence[Problem],
    by_portion: Sequence[Sequence[Array]],
    more: int,
) -> tuple[list[Point], Outlook | None]:
    """The scores of all portions with intervals, and what the fitted curve promises."""
    counts = [_count_outcomes(docs, problems, found) for found in by_portion]
    asked = sorted({text for problem in problems for text in problem.texts})
    n = len(asked)
    sizes = [max(1.0, n * (FOLDS - 1) / FOLDS * portion) for portion in PORTIONS]
    rng = np.random.default_rng(0)
    drawn = rng.multinomial(n, np.full(n, 1 / n), size=N_RESAMPLES)
    sums = [table[asked] for table in counts]
    values = [_score(table.sum(axis=0)) for table in sums]
    resampled = np.array([_score(drawn @ table) for table in sums])
    low, high = np.quantile(resampled, [0.025, 0.975], axis=1)
    points = [
        Point(round(size), float(value), float(a), float(b))
        for size, value, a, b in zip(sizes, values, low, high, strict=True)
    ]
    if not max(values) > 0:
        return points, None  # before the score rises, it is as flat as at the end
    gain = fit_curve(sizes, [1 - value for value in values]).gain(n, more)
    gains = [fit_curve(sizes, 1 - column).gain(n, more) for column in resampled.T]
    ends = np.quantile(gains, [0.025, 0.975])
    return points, Outlook(more, float(gain), float(ends[0]), float(ends[1]))


def _score(sums: Array) -> Array:
    """F1 from correct, predicted and given. For one answer per unit this is the accuracy."""
    correct, predicted, given = np.moveaxis(np.asarray(sums, float), -1, 0)
    total = predicted + given
    return np.where(total > 0, 2 * correct / np.where(total > 0, total, 1), 0.0)


def _count_outcomes(
    docs: Sequence[Doc], problems: Sequence[Problem], found: Sequence[Array]
) -> Array:
    """RETURNS (ndarray): Shape (texts, 3): what is correct, predicted and given in each text."""
    table = np.zeros((len(docs), 3))
    for problem, probabilities in zip(problems, found, strict=True):
        said = probabilities.argmax(axis=1)
        ignored = {OUTSIDE, NO} & set(problem.classes[:1])
        if OUTSIDE in ignored:
            _count_spans(table, problem, said)
            continue
        for text, given, guess in zip(problem.texts, problem.given, said, strict=True):
            names = (problem.classes[given], problem.classes[guess])
            counts = [name not in ignored for name in names]
            table[text] += (counts[0] and names[0] == names[1], counts[1], counts[0])
    return table


def _count_spans(table: Array, problem: Problem, said: Array) -> None:
    given, guessed = _find_runs(problem, problem.given), _find_runs(problem, said)
    for spans, column in ((given & guessed, 0), (guessed, 1), (given, 2)):
        for text, *_ in spans:
            table[text, column] += 1


def _find_runs(problem: Problem, answers: Any) -> set[tuple[int, int, int, str]]:
    """RETURNS (set): Text, first and last token and label of tokens in a row with one label."""
    runs: set[tuple[int, int, int, str]] = set()
    start: tuple[int, int, str] | None = None
    last = -1
    for text, place, answer in zip(problem.texts, problem.places, answers, strict=True):
        label = problem.classes[answer]
        if start and (start[0], start[2], last + 1) != (text, label, place):
            runs.add((start[0], start[1], last, start[2]))
            start = None
        if not start and label != OUTSIDE:
            start = (text, place, label)
        last = place
    if start:
        runs.add((start[0], start[1], last, start[2]))
    return runs
