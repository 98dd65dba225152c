"""Does the model in the loop pay? Gold corpora, a simulated annotator, training, and curves."""
