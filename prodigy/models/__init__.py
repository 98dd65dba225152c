"""Models that annotate along with people: they score tasks and learn from answers."""
