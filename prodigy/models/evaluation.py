"""How often models are right, by answers to questions about single entities or labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from ..shapes import TaskType

Offsets = tuple[int, int, str]


def count_entities(
    predicted: Iterable[set[Offsets]], examples: Iterable[TaskType]
) -> dict[str, float | int]:
    """Compare predicted entities with answers.

    predicted (Iterable[set]): For each text the entities (start, end, label), in characters.
    examples (Iterable[dict]): Answered tasks with spans, in the same order.
    RETURNS (dict): "right" and "wrong": entities that were accepted or rejected and treated so.
        "unk": predicted entities that nobody was asked about. "ents": predicted entities. "acc":
        part of the answers that are right, 0 to 1.
    """
    counts: Counter[str] = Counter()
    for entities, eg in zip(predicted, examples, strict=True):
        judged = {}
        for span in eg.get("spans") or ():
            answer = span.get("answer") or eg.get("answer", "accept")
            if answer != "ignore":
                judged[span["start"], span["end"], span.get("label", "")] = answer == "accept"
        for entity, is_right in judged.items():
            counts["right" if (entity in entities) == is_right else "wrong"] += 1
        counts["unk"] += len(entities - set(judged))
        counts["ents"] += len(entities)
    total = counts["right"] + counts["wrong"]
    stats: dict[str, float | int] = {key: counts[key] for key in ("right", "wrong", "unk", "ents")}
    return {**stats, "acc": counts["right"] / total if total else 0.0}


def count_labels(
    predicted: Iterable[Mapping[str, bool]], wanted: Iterable[Mapping[str, bool]]
) -> dict[str, float | int]:
    """Compare predicted labels with answers.

    predicted (Iterable[Mapping[str, bool]]): For each text, label to whether it applies.
    wanted (Iterable[Mapping[str, bool]]): The same from the answers, in the same order. Labels that
        only one of both has don't count.
    RETURNS (dict): "tp", "tn", "fp" and "fn": labels rightly selected, rightly left out, wrongly
        selected and wrongly left out; "precision", "recall", "fscore" and "acc", 0 to 1.
    """
    counts: Counter[str] = Counter()
    for found, facts in zip(predicted, wanted, strict=True):
        for label in found.keys() & facts.keys():
            kind = "p" if found[label] else "n"
            counts[("t" if found[label] == facts[label] else "f") + kind] += 1
    tp, tn, fp, fn = (counts[key] for key in ("tp", "tn", "fp", "fn"))
    return {
        **{"tp": tp, "tn": tn, "fp": fp, "fn": fn},
        "precision": tp / (tp + fp) if tp + fp else 0.0,
        "recall": tp / (tp + fn) if tp + fn else 0.0,
        "fscore": 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 0.0,
        "acc": (tp + tn) / (tp + tn + fp + fn) if tp + tn + fp + fn else 0.0,
    }
