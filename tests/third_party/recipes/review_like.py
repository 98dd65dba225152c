# Shows what several annotators chose, and lets somebody decide.
from collections import Counter, defaultdict

import prodigy
from prodigy.components.db import connect
from prodigy.util import INPUT_HASH_ATTR, SESSION_ID_ATTR, set_hashes


@prodigy.recipe(
    "decide",
    dataset=("New dataset", "positional", None, str),
    in_sets=("Datasets to review", "positional", None, prodigy.util.split_string),
)
def decide(dataset, in_sets):
    db = connect()
    by_input = defaultdict(list)
    for set_id in in_sets:
        if set_id not in db:
            prodigy.util.msg.fail(f"Can't find '{set_id}'", exits=1)
        for eg in db.get_dataset_examples(set_id):
            by_input[eg[INPUT_HASH_ATTR]].append(eg)

    def get_stream():
        for examples in by_input.values():
            votes = Counter(option for eg in examples for option in eg.get("accept", []))
            task = {"text": examples[0]["text"], "options": examples[0]["options"]}
            task["accept"] = [option for option, _ in votes.most_common(1)]
            task["meta"] = {option: n for option, n in votes.items()}
            task["versions"] = [
                {"sessions": [eg[SESSION_ID_ATTR]], "accept": eg["accept"]} for eg in examples
            ]
            yield set_hashes(task, task_keys=("accept",))

    return {
        "dataset": dataset,
        "stream": get_stream(),
        "view_id": "choice",
        "config": {"auto_count_stream": True, "choice_style": "single"},
    }
