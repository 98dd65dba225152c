"""Datasets to train with: small, made up, with something to learn in them."""

import itertools

from tests.training.util import add, choice, ner, span_answer
from tests.util import make_answer

PEOPLE = ["Ada", "Mira", "Jonas", "Bob Miller", "Tariq", "Ines", "Li Wei", "Olga"]
PLACES = ["Oslo", "Paris", "New York", "Bern", "Quito", "Lagos"]
PLANS = ["{} lives in {}.", "{} has left {}!", "We met {} near {}", "Why did {} like {}?"]
OTHERS = ["It rains again.", "Nothing happened here.", "They went home early."]


def make_ner_rows(count):
    """Answers about people and places, as many as wanted, all different."""
    combinations = itertools.product(range(1000), PLANS, PEOPLE, PLACES)
    rows = []
    for i, plan, person, place in itertools.islice(combinations, 0, count * 5, 5):
        text = plan.format(person, place) + f" Number {len(rows)}, {OTHERS[i % 3]}"
        rows.append(ner(text, (person, "PERSON"), (place, "GPE")))
    return rows


def make_topic_rows(count):
    """Answers about topics: any number of them per text."""
    words = {"FOOD": "soup", "TRAVEL": "train", "SPORT": "race"}
    rows = []
    for i in range(count):
        labels = [label for n, label in enumerate(words) if (i >> n) & 1]
        text = f"Number {i}: " + " and ".join(f"a {words[label]}" for label in labels)
        rows.append(choice(text, *labels, options=tuple(words)))
    return rows


def add_ner(db, count, name="ents"):
    """Store answers about people and places."""
    add(db, name, make_ner_rows(count))


def add_topics(db, count, name="topics"):
    """Store answers about topics."""
    add(db, name, make_topic_rows(count))


def make_syntax_rows(count):
    """Answers about tags, sentences, dependencies and spans of the same texts, by component."""
    rows = {"tagger": [], "senter": [], "parser": [], "spancat": []}
    for i in range(count):
        text = f"Ada{i} saw Oslo. Bob ran."
        places = [(text.index(word), text.index(word) + len(word)) for word in text[:-1].split()]
        places[2] = (places[2][0], places[2][1] - 1)
        tagged = zip(places[:3], ("NOUN", "VERB", "NOUN"))
        rows["tagger"].append(span_answer(text, *tagged, view="pos_manual"))
        starts = [(places[0], "S"), (places[3], "S")]
        rows["senter"].append(span_answer(text, *starts, view="pos_manual"))
        spans = [(places[0], "A"), ((places[0][0], places[2][1]), "B")]
        rows["spancat"].append(span_answer(text, *spans))
        arcs = [(1, 0, "nsubj"), (1, 1, "ROOT"), (1, 2, "dobj"), (1, 3, "punct")]
        arcs += [(5, 4, "nsubj"), (5, 5, "ROOT"), (5, 6, "punct")]
        rows["parser"].append(relations(text, *arcs))
    return rows


def relations(text, *arcs):
    """An answer about dependencies."""
    import spacy

    from prodigy.components.preprocess import add_tokens

    [task] = add_tokens(spacy.blank("en"), [make_answer(text, _view_id="relations")])
    task["relations"] = [
        {"head": head, "child": child, "label": name} for head, child, name in arcs
    ]
    return task
