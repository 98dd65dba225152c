"""Where an annotation project stands: one function for each figure, whoever shows it.

- `tally` counts answers, in any pieces: answers, speed and labels, over time.
- `kept` keeps the counts of a dataset in the database, so that a million answers cost nothing.
- `pace` says how long an answer takes, and how long the rest will.
- `agreeing` measures agreement on what several annotators answered so far.
- `curves` keeps the last learning curve, and says whether it pays to go on.
- `figures` puts all of it together, as JSON. The page, `dashboard --json` and `progress` show that.

Nothing here prints or knows of HTTP.
"""
