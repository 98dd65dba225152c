"""ner.teach says what pays: at the start, and when that changes, but not back and forth."""

import pytest

from prodigy.recipes.ner_teach import teach
from prodigy.recipes.parts.paying import MIN_ANSWERS, MIN_TEXTS, PayingAdvice

TEXTS = [{"text": str(i)} for i in range(MIN_TEXTS)]


def make_model(per_text):
    def predict(tasks):
        for eg in tasks:
            yield per_text / 2, {**eg, "n": 1}
            yield per_text / 2, {**eg, "n": 2}

    return predict


@pytest.fixture
def said():
    return []


@pytest.fixture
def advice(said):
    return PayingAdvice(False, lambda title, text: said.append((title, text)))


def look(advice, per_text, texts=TEXTS):
    return list(advice.watch(make_model(per_text))(texts))


@pytest.mark.parametrize(
    ("per_text", "word"), [(0.2, "pays here"), (1.8, "ner.correct with --prefer uncertain")]
)
def test_a_word_at_the_start(advice, said, per_text, word):
    suggestions = look(advice, per_text)
    assert suggestions == list(make_model(per_text)(TEXTS))
    [(title, text)] = said
    assert f"about {per_text} entities per text" in title
    assert word in text


def test_it_is_said_once_and_again_when_it_changes_clearly(advice, said):
    for per_text in (0.8, 0.9, 1.2, 1.2, 0.9):
        look(advice, per_text)
    assert len(said) == 1
    look(advice, 1.4)
    look(advice, 0.9)
    assert len(said) == 2
    look(advice, 0.6)
    assert [("pays here" in text) for _, text in said] == [True, False, True]


def test_few_texts_say_nothing(advice, said):
    look(advice, 0.2, TEXTS[:-1])
    assert said == []


def test_a_model_that_is_new_to_its_labels_has_to_learn_first(said):
    advice = PayingAdvice(True, lambda *words: said.append(words))
    look(advice, 0.2)
    assert said == []
    assert advice.note(lambda answers: 0.5)([{}] * MIN_ANSWERS) == 0.5
    look(advice, 0.2)
    assert len(said) == 1


def test_ner_teach_says_it_in_the_terminal(trained, capsys):
    tasks = [{"text": f"Mira visited Oslo {i} times."} for i in range(40)]
    stream = teach("data", trained, tasks)["stream"]
    next(stream)
    printed = capsys.readouterr()
    assert "entities per text" in printed.out + printed.err
