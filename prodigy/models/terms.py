"""Terms by word vectors: what is close to the accepted ones and far from the rejected ones.

With A and B as the similarities (cosine, at least 0) of a term to the average of the accepted and
of the rejected terms, its score is A / (A + B + 0.2), or 0.5 while nothing was answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ..errors import RecipeError
from ..hashing import set_hashes
from ..shapes import TaskType

if TYPE_CHECKING:
    from spacy.language import Language


ScoredTask = tuple[float, TaskType]

SMOOTHING = 0.2


class TermRanker:
    """Suggests terms, the best ones first, and learns from the answers.

    nlp (Language): A pipeline with word vectors.
    RAISES (RecipeError): It has none, or none that belong to words.
    """

    def __init__(self, nlp: Language) -> None:
        import numpy

        vectors = nlp.vocab.vectors
        if not vectors.shape[0] or not len(vectors):
            raise RecipeError(
                "The pipeline has no word vectors",
                "Use one that has a table of words with vectors, e.g. en_core_web_md, or make one "
                "from your own vectors: python -m spacy init vectors",
            )
        self._np = numpy
        self._nlp = nlp
        rows, words = [], []
        for key, row in vectors.key2row.items():
            word = nlp.vocab.strings[key]
            nlp.vocab[key]  # so that the vocabulary knows it, for those who use it later
            # Scripts without upper case have words that are neither.
            if row >= 0 and word.isalpha() and word == word.lower():
                rows.append(row)
                words.append(word)
        table = numpy.asarray(_to_numpy(vectors.data)[rows], dtype="float32")
        norms = numpy.linalg.norm(table, axis=1) if rows else numpy.zeros(0)
        keep = norms > 0
        self._table = table[keep] / norms[keep, None] if rows else table
        self.words: list[str] = [w for w, ok in zip(words, keep, strict=True) if ok]
        self.seen: set[str] = set()
        self._groups: dict[bool, list[Any]] = {True: [], False: []}

    def has_vector(self, word: str) -> bool:
        """RETURNS (bool): Whether a word has a vector that is not zero."""
        return bool(self._nlp.vocab[word].has_vector and self._nlp.vocab[word].vector_norm)

    def add(self, words: Iterable[str], is_right: bool) -> None:
        """Note right or wrong terms.

        words (Iterable[str]): The terms. Those without a vector don't count.
        is_right (bool): Whether they were accepted.
        """
        for word in words:
            self.seen.add(word)
            if self.has_vector(word):
                self._groups[is_right].append(_to_numpy(self._nlp.vocab[word].vector))

    def update(self, answers: Iterable[TaskType]) -> None:
        """Note the answers to terms.

        answers (Iterable[dict]): Answered tasks. Ignored ones only count as seen.
        """
        for eg in answers:
            word, answer = str(eg.get("text") or ""), eg.get("answer")
            self.seen.add(word)
            if answer in ("accept", "reject"):
                self.add([word], is_right=answer == "accept")

    def score(self, rows: Any = slice(None)) -> Any:
        """Score terms.

        rows (slice | int): Which terms. Defaults to all.
        RETURNS (ndarray | float): Their scores, 0 to 1.
        """
        if not self._groups[True] and not self._groups[False]:
            return self._np.full(len(self.words), 0.5)[rows]
        good, bad = (self._get_similarity(is_right, rows) for is_right in (True, False))
        return good / (good + bad + SMOOTHING)

    def _get_similarity(self, is_right: bool, rows: Any) -> Any:
        table, group = self._table[rows], self._groups[is_right]
        if not group:
            return self._np.zeros(table.shape[:-1])
        average = self._np.mean(group, axis=0)
        return self._np.clip(table @ average / (self._np.linalg.norm(average) or 1.0), 0.0, 1.0)

    def ask(self, sift: Callable[[Iterator[ScoredTask]], Iterable[TaskType]]) -> Iterator[TaskType]:
        """Suggest terms in rounds until all were asked.

        sift (Callable): Chooses by the scores: takes tuples of a score and a task.
        YIELDS (dict): Tasks with a term as the text.
        """
        while any(word not in self.seen for word in self.words):
            for task in sift(self._iter_scored()):
                self.seen.add(task["text"])
                yield task

    def _iter_scored(self) -> Iterator[ScoredTask]:
        for row in self._np.argsort(-self.score(), kind="stable"):
            if self.words[row] in self.seen:
                continue
            # Answers that came since the round began count as well.
            score = float(self.score(int(row)))
            # The score is no part of the question, so the hashes come first.
            task = set_hashes({"text": self.words[row]})
            yield score, {**task, "meta": {"score": round(score, 4)}}


def _to_numpy(array: Any) -> Any:
    return array.get() if hasattr(array, "get") else array
