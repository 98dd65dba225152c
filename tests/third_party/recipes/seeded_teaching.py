# Ready-made arguments, seed terms and printers of the first years.
from __future__ import print_function, unicode_literals

import itertools

import spacy

from prodigy.components import printers
from prodigy.components.db import connect
from prodigy.components.loaders import get_stream
from prodigy.components.sorters import find_with_terms, prefer_uncertain
from prodigy.core import recipe, recipe_args
from prodigy.models.textcat import TextClassifier
from prodigy.util import get_print, get_seeds, get_seeds_from_set, log


@recipe(
    "seeded.teach",
    dataset=recipe_args["dataset"],
    source=recipe_args["source"],
    label=recipe_args["label"],
    api=recipe_args["api"],
    loader=recipe_args["loader"],
    seeds=recipe_args["seeds"],
    exclude=recipe_args["exclude"],
)
def seeded_teach(dataset, source=None, label="", api=None, loader=None, seeds=None, exclude=None):
    log("RECIPE: Starting recipe seeded.teach", locals())
    db = connect()
    nlp = spacy.blank("en")
    model = TextClassifier(nlp, label.split(","), long_text=False)
    stream = get_stream(source, api, loader, rehash=True, dedup=True, input_key="text")
    if isinstance(seeds, str) and seeds in db:
        seeds = get_seeds_from_set(seeds, db.get_dataset(seeds))
    else:
        seeds = get_seeds(seeds)
    found = list(find_with_terms(stream, seeds, at_least=1, at_most=3, give_up_after=50))
    for eg in found:
        eg.setdefault("meta", {})
        eg["meta"]["via_seed"] = True
    found = [task for _, task in model(found)]
    stream = itertools.chain(found, prefer_uncertain(model(stream)))

    def on_exit(ctrl):
        examples = ctrl.db.get_dataset(dataset)
        get_print(False)(printers.tc_result(model.evaluate(examples)))
        print(printers.answers({"accept": len(examples)}))

    return {
        "view_id": "classification",
        "dataset": dataset,
        "stream": stream,
        "exclude": exclude,
        "update": model.update,
        "on_exit": on_exit,
        "config": {"lang": nlp.lang, "labels": model.labels},
    }
