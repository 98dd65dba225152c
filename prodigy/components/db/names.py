"""What datasets may be called."""

from ...controls import ACTING


def check_dataset_name(name: str) -> None:
    """RAISES (ValueError): The name can't be used for a dataset."""
    if ACTING.search(name):
        raise ValueError(
            f"Can't use {ascii(name)} as the name of a dataset: it has characters that can't be "
            f"seen, and that a terminal would obey."
        )
    if not name or any(char.isspace() or char == "," for char in name):
        raise ValueError(
            f"Can't use {name!r} as the name of a dataset: commas and whitespace are not allowed, "
            f"because datasets are passed on the command line as a comma list."
        )
