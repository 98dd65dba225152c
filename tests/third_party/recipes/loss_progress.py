# A model that learns: its loss goes to the recipe's progress function.
import prodigy
from prodigy.components.stream import get_stream


class Model:
    def __init__(self):
        self.n_seen = 0

    def update(self, answers):
        self.n_seen += len([eg for eg in answers if eg["answer"] != "ignore"])
        return 1 / (1 + self.n_seen)


@prodigy.recipe(
    "progress.loss",
    dataset=("Dataset", "positional", None, str),
    source=("Source", "positional", None, str),
)
def progress_loss(dataset, source):
    model = Model()

    def progress(ctrl, update_return_value):
        if update_return_value is None:
            return 0
        return 1 - update_return_value

    return {
        "dataset": dataset,
        "stream": get_stream(source),
        "view_id": "text",
        "update": model.update,
        "progress": progress,
        "config": {"batch_size": 2},
    }


@prodigy.recipe(
    "progress.sessions",
    dataset=("Dataset", "positional", None, str),
    source=("Source", "positional", None, str),
    goal=("Answers per annotator", "option", "g", int),
)
def progress_sessions(dataset, source, goal=4):
    def progress(ctrl, session, answers, update_return_value):
        assert session.id in ctrl.session_ids
        assert {eg["_session_id"] for eg in answers} == {session.id}
        return ctrl.get_total_by_session(session.id) / goal

    return {
        "dataset": dataset,
        "stream": get_stream(source),
        "view_id": "text",
        "progress": progress,
        "config": {"batch_size": 2},
    }
