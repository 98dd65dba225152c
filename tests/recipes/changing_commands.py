"""Commands that change stored data or write files, with what the tests of them prepare."""

COMMANDS = {
    "db-in": ["db-in", "new", "data.jsonl"],
    "db-in to a dataset": ["db-in", "one", "data.jsonl"],
    "db-in strict": ["db-in", "new", "data.jsonl", "--strict"],
    "db-merge": ["db-merge", "one,two", "new"],
    "db-merge rehash": ["db-merge", "one,two", "new", "--rehash"],
    "dedup": ["dedup", "one", "--output", "dataset:new"],
    "dedup to a file": ["dedup", "one", "--output", "out/new.jsonl"],
    "db-out": ["db-out", "one", "out/one.jsonl"],
    "db-out format": ["db-out", "one", "out/one.jsonl", "--format", "doccano"],
    "drop": ["drop", "one", "--yes"],
    "labels.rename": ["labels.rename", "OLD", "NEW", "one"],
}
