"""From stored answers to trained pipelines.

    rows          every stored row of the datasets, in a temporary file
    readers/      what one row says about one component: a table, one entry per component
    splitting     which texts are held back for evaluation
    merging       all rows about one text become one document, and every row gets a verdict
    account       the verdicts as a table and as a report
    corpora       the above as corpus readers that spaCy finds by name
    config        training configs, made by spaCy's own machinery
    running       spaCy's training loop, with its scores written down
    export        .spacy files, labels and a config for `spacy train`

The one rule for contradictions: complete answers (made by hand in an interface that shows all
annotations of a text) count more than single ones (yes or no), then datasets in the order in which
they are named, then newer rows more than older ones. What contradicts something that counts more is
left out. Of several complete answers to a text in one dataset, only the newest counts.

Importing this package doesn't import spaCy.
"""
