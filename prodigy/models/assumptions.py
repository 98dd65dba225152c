"""What is assumed about a label that is new to a model, where nobody has said anything.

Yes and no to single entities leave the rest of a text unknown. A model that knows its label already
has learned elsewhere what isn't an entity. One that starts from nothing hasn't: each yes makes its
label more likely everywhere, and a no takes that back for one span only. So with a new label, for
learning alone, the tokens around the decisions are taken to be no entities of it.

That is a guess (known as distant supervision, or the closed-world assumption), and sometimes wrong:
names often come in company, and the second one of a sentence is taken for none until somebody
accepts it. It is right for most tokens, though, and a model that suggests too little is better off
than one that suggests everything. Nothing of it is stored, or takes part in `make_best`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from .decisions import Decisions


def assume_complete(decisions: Decisions, labels: Collection[str]) -> Decisions:
    """Take what was decided about new labels in a text for all that there is to say about them.

    decisions (Decisions): What is known about the text. It is not changed.
    labels (Collection[str]): The labels that the model knew nothing of. The guess is made for those
        among them that one of the decisions is about: what was asked about another label says
        nothing about whether somebody looked for this one.
    RETURNS (Decisions): The same entities, as all that the text has of these labels; the decisions
        themselves if none is about such a label.
    """
    decided = {label for _, _, label in (*decisions.accepted, *decisions.rejected)}
    assumed = decided.intersection(labels)
    if not assumed:
        return decisions
    return replace(decisions, complete=frozenset(assumed.union(decisions.complete or ())))
