# Commands that do their work and start no server.
import prodigy
from prodigy.components.db import connect
from prodigy.util import msg, set_hashes


@prodigy.recipe("import-pairs", set_id=("Dataset", "positional", None, str))
def import_pairs(set_id):
    """Add two annotated examples."""
    db = connect()
    if set_id not in db:
        db.add_dataset(set_id, {"description": "Pairs", "author": "me"})
    examples = [{"text": "good", "label": "POS"}, {"text": "bad", "label": "POS"}]
    answers = ["accept", "reject"]
    examples = [
        {**set_hashes(eg), "answer": answer} for eg, answer in zip(examples, answers, strict=True)
    ]
    db.add_examples(examples, datasets=[set_id])
    msg.good(f"Imported {len(examples)} examples", f"to '{set_id}' of {len(db)} datasets")


@prodigy.recipe("is-there", set_id=("Dataset", "positional", None, str))
def is_there(set_id):
    print(set_id in prodigy.components.db.connect().datasets)
    return True


@prodigy.recipe("list-texts", set_id=("Dataset", "positional", None, str))
def list_texts(set_id):
    for eg in connect().get_dataset(set_id):
        yield eg["text"]
