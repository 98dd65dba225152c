"""The options of the recipes for texts: long and short forms, and their defaults."""

import pytest

from prodigy.registry import find_recipe

# The long form follows from the name: highlight_chars is --highlight-chars. "!" marks flags.
SHARED = {"loader": "lo", "label": "l", "patterns": "pt", "exclude": "e"}
OPTIONS = {
    "ner.manual": "loader label patterns exclude highlight_chars:C!",
    "ner.correct": "loader label update:UP! exclude unsegmented:U! component:c=ner",
    "ner.teach": "loader label patterns exclude unsegmented:U! component:c=ner",
    "ner.match": "loader patterns label exclude resume:R!",
    "ner.silver-to-gold": "label",
    "ner.eval-ab": "loader label exclude unsegmented:U!",
    "ner.model-annotate": "labels:l loader component:c=ner",
    "spans.manual": "loader label patterns suggester:sg exclude highlight_chars:C!",
    "spans.correct": "loader label update:UP! exclude component:c=spancat",
    "spans.model-annotate": "labels:l loader component:c=spancat",
    "textcat.manual": "loader label exclusive:E! exclude accept_empty:ace!",
    "textcat.correct": "loader label update:UP! exclude threshold:t=0.5 component:c",
    "textcat.teach": "loader label patterns exclude",
    "textcat.model-annotate": "labels:l loader threshold:t=0.5 component:c",
    "pos.correct": "loader label exclude unsegmented:U! fine_grained:FG!",
    "pos.teach": "loader label exclude unsegmented:U! fine_grained:FG!",
    "sent.correct": "loader exclude",
    "sent.teach": "loader exclude",
    "dep.correct": "loader label update:UP! exclude wrap:W! unsegmented:U!",
    "dep.teach": "loader label exclude unsegmented:U!",
    "rel.manual": "loader label span_label:sl patterns disable_patterns:dpt add_ents:AE! "
    "add_nps:AN! wrap:W! exclude hide_arrow_heads:HA!",
    "coref.manual": "loader label pos_tags:ps poss_pron_tags:pp ner_labels:nl "
    "show_arrow_heads:SA! exclude",
    "terms.teach": "seeds:se resume:R!",
    "terms.to-patterns": "label spacy_model:m case_sensitive:CS!",
    "review": "label view_id:v fetch_media:FM! show_skipped:S! auto_accept:A! accept_single:AS!",
    "compare": "no_random:NR! diff:D!",
    "mark": "loader label view_id:v exclude",
    "match": "loader label patterns exclude label_task:LT! label_span:LS! combine_matches:C! "
    "all_examples:AE!",
    "filter-by-patterns": "spacy_model:m patterns label loader",
}
# These have defaults that are no words.
OTHER_DEFAULTS = {
    ("coref.manual", "label"): ["COREF"],
    ("coref.manual", "pos_tags"): ["NOUN", "PROPN", "PRON", "DET"],
    ("coref.manual", "poss_pron_tags"): ["PRP$"],
    ("coref.manual", "ner_labels"): ["PERSON", "ORG"],
    ("filter-by-patterns", "spacy_model"): "blank:en",
}


def read_options(text):
    """Read a row of the table. Yields name, short form, default and whether it is a flag."""
    for word in text.split():
        rest, _, default = word.partition("=")
        name, _, short = rest.partition(":")
        is_flag = short.endswith("!")
        short = short.rstrip("!") or SHARED[name]
        yield name, short, False if is_flag else (default or None), is_flag


@pytest.mark.parametrize("recipe", OPTIONS)
def test_options_are_the_known_ones(recipe):
    found = {arg.name: arg for arg in find_recipe(recipe).arguments if arg.long}
    for name, short, default, is_flag in read_options(OPTIONS[recipe]):
        arg = found[name]
        assert arg.long == "--" + name.replace("_", "-")
        assert arg.short == f"-{short}"
        assert (arg.kind == "flag") == is_flag
        default = OTHER_DEFAULTS.get((recipe, name), default)
        assert arg.default == default or str(arg.default) == default
    names = [name for name, *_ in read_options(OPTIONS[recipe])]
    assert [name for name in found if name in names] == names


@pytest.mark.parametrize("recipe", OPTIONS)
def test_lists_are_split(recipe):
    for arg in find_recipe(recipe).arguments:
        if arg.name in ("label", "labels", "span_label", "exclude", "pos_tags", "in_sets"):
            if (recipe, arg.name) == ("terms.to-patterns", "label"):
                assert arg.reader.convert("A,B") == "A,B"
            else:
                assert arg.reader.convert("A, B") == ["A", "B"]
