# Sends texts to those who speak the language, whether they are there yet or not.
import prodigy
from prodigy.components.routers import log_router
from prodigy.components.stream import get_stream
from prodigy.structured_types import get_input_hash

SPEAKERS = {"de": ["greta", "otto"], "fr": ["marie"]}


def by_language(ctrl, session_id, item):
    names = SPEAKERS.get(item["lang"], ["marie"])
    names = [names[get_input_hash(item) % len(names)]]
    sessions = []
    for name in names:
        session = ctrl.confirm_session(ctrl.get_session_name(name))
        sessions.append(session.session_id)
    log_router("_input_hash", item["_input_hash"], sessions)
    return sessions


@prodigy.recipe(
    "route.languages",
    dataset=("Dataset", "positional", None, str),
    source=("Source", "positional", None, str),
)
def route_languages(dataset, source):
    return {
        "dataset": dataset,
        "stream": get_stream(source),
        "view_id": "text",
        "task_router": by_language,
        "config": {"allow_work_stealing": False},
    }
