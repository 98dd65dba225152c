# Two annotators answer everything; where they disagree, a third one decides.
from collections import defaultdict

import prodigy
from prodigy.components.db import connect
from prodigy.components.stream import get_stream
from prodigy.util import SESSION_ID_ATTR, TASK_HASH_ATTR

FIRST = ["ada", "bob"]
JUDGE = "judge"


@prodigy.recipe(
    "tie-breaker",
    dataset=("Dataset for the answers", "positional", None, str),
    source=("File with the texts", "positional", None, str),
)
def tie_breaker(dataset, source):
    """Let a third annotator decide where two disagree."""
    votes = defaultdict(dict)  # task hash -> session -> answer

    def count(answers):
        for eg in answers:
            votes[eg[TASK_HASH_ATTR]][eg[SESSION_ID_ATTR]] = eg["answer"]

    def is_open(task_hash):
        given = votes[task_hash]
        is_tie = len(given) == len(FIRST) and len(set(given.values())) > 1
        return len(given) < len(FIRST) or is_tie

    def go_round():
        tasks = list(get_stream(source, rehash=True, dedup=True, input_key="text"))
        while remaining := [eg for eg in tasks if is_open(eg[TASK_HASH_ATTR])]:
            yield from remaining

    def route(ctrl, session_id, item):
        task_hash = item[TASK_HASH_ATTR]
        if not is_open(task_hash):
            return []
        names = FIRST if len(votes[task_hash]) < len(FIRST) else [JUDGE]
        return [ctrl.get_session_name(name) for name in names]

    count(connect().get_dataset_examples(dataset) or [])  # what earlier runs have brought
    return {
        "dataset": dataset,
        "stream": go_round(),
        "view_id": "text",
        "update": count,
        "task_router": route,
        # Ada must not take over what waits for Bob: it would be her second answer.
        "config": {"allow_work_stealing": False},
    }
