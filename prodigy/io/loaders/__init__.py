"""Loaders turn files and other sources into tasks. `catalog` is the table of them."""
