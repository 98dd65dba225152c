"""Labels that change in answers that are stored already: renamed, merged, deleted, decided again.

`places` says where labels stand, `edits` changes one example, `hashes` keeps its task hash right,
`tally` counts what was done, `mentions` finds files that name a label, and `decisions` takes over
what was decided anew. Storing the changes is up to `components.db.rewriting`.
"""
