# Runs with names, and something to do at the start and at the end.
import json
from pathlib import Path

import prodigy
from prodigy.components.stream import get_stream


@prodigy.recipe(
    "named-runs",
    dataset=("Dataset", "positional", None, str),
    source=("Source", "positional", None, str),
    name=("Name of this run", "option", "n", str),
)
def named_runs(dataset, source, name="monday"):
    def on_load(ctrl):
        ctrl.started_with = ctrl.total_annotated
        Path("started.json").write_text(json.dumps({"session": ctrl.session_id}))

    def on_exit(ctrl):
        examples = ctrl.db.get_dataset_examples(ctrl.session_id) or []
        report = {
            "new": ctrl.total_annotated - ctrl.started_with,
            "run": len(examples),
            "home": str(ctrl.home),
            "by_session": ctrl.session_annotated_by_session,
        }
        Path("ended.json").write_text(json.dumps(report))

    return {
        "dataset": dataset,
        "stream": get_stream(source),
        "view_id": "text",
        "get_session_id": lambda: f"{dataset}_{name}",
        "on_load": on_load,
        "on_exit": on_exit,
    }
