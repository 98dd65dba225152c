"""Which recipe shows what a pipeline suggests."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...errors import RecipeError
from ...models.pipes import check_component

if TYPE_CHECKING:
    from spacy.language import Language


class Kind(NamedTuple):
    """What a component sets, and who shows that.

    assigns (str): What it sets, in spaCy's own notation.
    recipe (str): The recipe.
    usual (tuple[str]): Names that the recipe finds by itself.
    has_component (bool): The recipe has an argument for other names.
    """

    assigns: str
    recipe: str
    usual: tuple[str, ...]
    has_component: bool = True


# What people train pipelines for comes first. The others only count without any of these: a tagger
# is often there because something else needs it.
KINDS = (
    (
        Kind("doc.ents", "ner.correct", ("ner",)),
        Kind("doc.spans", "spans.correct", ("spancat",)),
        Kind("doc.cats", "textcat.correct", ("textcat", "textcat_multilabel")),
    ),
    (Kind("token.dep", "dep.correct", ("parser",), has_component=False),),
    (
        Kind("token.pos", "pos.correct", ("tagger", "morphologizer"), has_component=False),
        Kind("token.tag", "pos.correct", ("tagger",), has_component=False),
    ),
    (Kind("token.is_sent_start", "sent.correct", (), has_component=False),),
)


def choose_recipe(nlp: Language, name: str, component: str | None = None) -> list[str]:
    """Find the recipe that shows what a pipeline suggests.

    nlp (Language): The pipeline.
    name (str): What the user calls it.
    component (str | None): The component whose suggestions are wanted. Defaults to None (that of
        the only kind there is).
    RETURNS (list[str]): The recipe and its arguments, without dataset and source.
    RAISES (RecipeError): There are none, or several and nobody said which ones are wanted.
    """
    if component is not None:
        check_component(nlp, component)
    names = nlp.pipe_names if component is None else [component]
    for kinds in KINDS:
        found = {
            kind.recipe: (kind, setters)
            for kind in kinds
            if (setters := [n for n in names if kind.assigns in nlp.get_pipe_meta(n).assigns])
        }
        if len(found) > 1:
            raise _several_error(found, name)
        for kind, setters in found.values():
            words = [kind.recipe, name]
            if kind.has_component and not set(setters).intersection(kind.usual):
                words += ["--component", setters[-1]]
            elif kind.has_component and component is not None:
                words += ["--component", component]
            if kind.assigns == "token.tag":
                words.append("--fine-grained")
            return words
    what = f"The component '{component}' of" if component else "Nothing in"
    raise RecipeError(
        f"{what} the pipeline {name} suggests anything",
        f"Its components: {', '.join(nlp.pipe_names) or 'none'}. Known are those that find "
        "entities, spans, categories, dependencies, tags or sentences. Other suggestions come from "
        "recipes: --from-recipe.",
    )


def _several_error(found: dict[str, tuple[Kind, list[str]]], name: str) -> RecipeError:
    lines = [
        f"- {', '.join(setters)}: --component {setters[0]}, for {recipe}"
        for recipe, (_, setters) in found.items()
    ]
    return RecipeError(
        f"The pipeline {name} makes several kinds of suggestions",
        "\n".join([*lines, "Say which ones are wanted. Each kind gets an output of its own."]),
    )
