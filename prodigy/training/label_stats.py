"""The scores of every label as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True)
class Table:
    """A table for people.

    title (str): What it shows.
    header (tuple[str, ...]): The titles of its columns.
    rows (list[tuple[str, ...]]): One for each label.
    """

    title: str
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]

    @property
    def aligns(self) -> tuple[str, ...]:
        """Labels to the left, numbers to the right."""
        return ("l", *("r" for _ in self.header[1:]))


def get_label_tables(
    nlp: Language, components: Sequence[str], details: dict[str, Any]
) -> list[Table]:
    """Make the tables.

    nlp (Language): The trained pipeline.
    components (Sequence[str]): The components.
    details (dict): What `nlp.evaluate` returned.
    RETURNS (list[Table]): Precision, recall and F-score, or the area under the ROC curve of
        categories that don't exclude each other.
    """
    tables: list[Table] = []
    for name in components:
        key = getattr(nlp.get_pipe(name), "key", "sc")
        names: dict[str, tuple[tuple[str, str], ...]] = {
            "ner": (("ents_per_type", "NER"),),
            "spancat": ((f"spans_{key}_per_type", "SPANCAT"),),
            "textcat": (("cats_f_per_type", "TEXTCAT"),),
            "textcat_multilabel": (
                ("cats_f_per_type", "TEXTCAT_MULTILABEL"),
                ("cats_auc_per_type", "TEXTCAT_MULTILABEL, ROC AUC"),
            ),
            "parser": (("dep_las_per_type", "PARSER"),),
        }
        for score, title in names.get(name, ()):
            values = details.get(score)
            if values:
                tables.append(_make_table(f"{title} (per label)", values))
    return tables


def _make_table(title: str, values: dict[str, Any]) -> Table:
    labels = sorted(values)
    if any(isinstance(values[label], dict) for label in labels):
        rows = [
            (label, *(f"{values[label][key] * 100:.2f}" for key in ("p", "r", "f")))
            for label in labels
        ]
        return Table(title, ("", "P", "R", "F"), rows)
    # Without both a right and a wrong text, there is no curve.
    return Table(
        title,
        ("", "ROC AUC"),
        [(label, "-" if values[label] is None else f"{values[label]:.2f}") for label in labels],
    )
