import pytest

from prodigy.errors import ProdigyError, RecipeError
from prodigy.pipelines import combine_models, copy_nlp, explain_untrained, load_spacy_model


def test_loaded_pipeline_is_returned_as_it_is(nlp):
    assert load_spacy_model(nlp) is nlp


def test_blank_pipeline():
    assert load_spacy_model("blank:de").lang == "de"


def test_pipeline_from_a_directory(nlp, tmp_path):
    nlp.to_disk(tmp_path / "model")
    assert load_spacy_model(tmp_path / "model").lang == "en"
    assert load_spacy_model(str(tmp_path / "model")).lang == "en"


def test_unknown_language_names_the_code():
    with pytest.raises(ProdigyError, match="'xq'"):
        load_spacy_model("blank:xq")


def test_unknown_package_says_how_to_download_it():
    with pytest.raises(ProdigyError, match="spacy download en_core_nothing"):
        load_spacy_model("en_core_nothing")


def test_directory_without_pipeline_is_named(tmp_path):
    with pytest.raises(ProdigyError, match="Can't load the pipeline"):
        load_spacy_model(tmp_path)


def test_copy_shares_nothing():
    import spacy

    original = spacy.blank("en")
    original.add_pipe("sentencizer")
    copied = copy_nlp(original)
    copied.remove_pipe("sentencizer")
    assert original.pipe_names == ["sentencizer"]
    assert copied.vocab is not original.vocab


class Model:
    def __init__(self, name, loss=None):
        self.name, self.loss, self.answers = name, loss, []

    def __call__(self, stream):
        for eg in stream:
            eg["model"] = self.name
            yield 0.5, eg

    def update(self, answers):
        self.answers.extend(answers)
        return self.loss


def test_combined_predictions_take_turns_and_share_no_tasks():
    predict, _ = combine_models(Model("one"), Model("two"), batch_size=2)
    tasks = [{"text": "a"}, {"text": "b"}, {"text": "c"}]
    found = [(eg["text"], eg["model"]) for _, eg in predict(tasks)]
    assert found == [(text, model) for text in "abc" for model in ("one", "two")]
    assert "model" not in tasks[0]


def test_combined_predictions_read_one_batch_at_a_time():
    read = []
    stream = ({"text": read.append(n) or str(n)} for n in range(10))
    predict, _ = combine_models(Model("one"), Model("two"), batch_size=3)
    next(predict(stream))
    assert read == [0, 1, 2]


def test_a_model_may_drop_tasks():
    def nothing(stream):
        return iter(())

    predict, _ = combine_models(nothing, Model("two"))
    assert [eg["text"] for _, eg in predict([{"text": "a"}, {"text": "b"}])] == ["a", "b"]


def test_combined_update_reaches_both_and_adds_numbers():
    one, two = Model("one", 1.5), Model("two", None)
    _, update = combine_models(one, two)
    assert update(iter([{"answer": "accept"}])) == 1.5
    assert one.answers == two.answers == [{"answer": "accept"}]


def test_update_of_models_that_do_not_learn():
    _, update = combine_models(lambda stream: stream, Model("two", 2))
    assert update([]) == 2


def test_pipelines_without_weights_are_explained():
    import spacy

    nlp = spacy.blank("en")
    pipe = nlp.add_pipe("tagger")
    nlp.add_pipe("sentencizer")
    pipe.add_label("A")
    with pytest.raises(RecipeError, match="not trained: tagger\n"):
        with explain_untrained(pipe for _, pipe in nlp.pipeline):
            list(nlp.pipe(["a b"]))


def test_other_errors_in_pipelines_stay_what_they_are():
    with pytest.raises(KeyError, match="other"), explain_untrained([]):
        raise KeyError("other")
