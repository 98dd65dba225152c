"""What can be preferred, for those who don't need the rest yet: it takes NumPy, which is slow to
load."""

UNCERTAIN, DIVERSE, REPRESENTATIVE = "uncertain", "diverse", "representative"
RANDOM, RARE = "random", "rare"
PREFERENCES = (UNCERTAIN, DIVERSE, REPRESENTATIVE, RANDOM)
EXPLORE = 0.1  # share of random questions, if nobody says otherwise
