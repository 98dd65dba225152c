# Beginners get small batches: sessions are made by the recipe.
import prodigy
from prodigy.components.session import Session
from prodigy.components.stream import get_stream


class CarefulSession(Session):
    @property
    def is_beginner(self):
        return self.session_id.endswith("-new")


def make_session(ctrl, session_id):
    hashes = {eg["_task_hash"] for eg in ctrl.db.get_dataset_examples(session_id) or []}
    session = CarefulSession(
        session_id, ctrl.stream, 2 if session_id.endswith("-new") else 5, None, hashes
    )
    ctrl.add_session(session)
    return session


@prodigy.recipe(
    "beginner-sessions",
    dataset=("Dataset", "positional", None, str),
    source=("Source", "positional", None, str),
)
def beginner_sessions(dataset, source):
    return {
        "dataset": dataset,
        "stream": get_stream(source),
        "view_id": "text",
        "session_factory": make_session,
        "config": {"feed_overlap": True},
    }
