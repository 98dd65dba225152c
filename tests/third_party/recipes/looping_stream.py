# Asks until every text has an answer, even if somebody left with a batch.
import prodigy
from prodigy.components.db import connect
from prodigy.components.loaders import JSONL
from prodigy.util import TASK_HASH_ATTR


@prodigy.recipe(
    "loop-until-done",
    dataset=("Dataset", "positional", None, str),
    source=("Source", "positional", None, str),
)
def loop_until_done(dataset, source):
    examples = [prodigy.set_hashes(eg) for eg in JSONL(source)]

    def get_stream():
        db = connect()
        while True:
            done = db.get_task_hashes(dataset)
            is_exhausted = True
            for eg in examples:
                if eg[TASK_HASH_ATTR] not in done:
                    is_exhausted = False
                    yield eg
            if is_exhausted:
                break

    return {
        "dataset": dataset,
        "stream": get_stream(),
        "view_id": "text",
        "config": {"batch_size": 3, "force_stream_order": True},
    }
