"""Costs as ratios to a limit, measured against a bare counterpart in the same run.

A ratio travels between machines, a time does not. `python -m benchmarks` prints the table and
exits with code 1 if a ratio is over its limit; `--quick` uses small data.
"""
