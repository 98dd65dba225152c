# The tables of the database by name, and a command that returns figures instead of components.
from radicli import Arg

import prodigy
from prodigy.components.db import Database, Dataset, Example, Link


@prodigy.recipe("captions.print")
def captions_print(dataset: str):
    db: Database = prodigy.components.db.connect()
    if dataset not in db:
        raise ValueError(f"There is no dataset {dataset}")
    dataset_id = Dataset.get(Dataset.name == dataset).id
    for link in Link.select(Link.example).where(Link.dataset == dataset_id):
        print(link.example.load()["text"])
    print(Example.select().count(), "examples")


@prodigy.recipe("captions.evaluate", dataset=Arg(help="Dataset"))
def captions_evaluate(dataset: str):
    examples = prodigy.components.db.connect().get_dataset_examples(dataset)
    return {"accuracy": sum(eg["answer"] == "accept" for eg in examples) / len(examples)}
