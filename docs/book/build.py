"""Build the book that `prodigy docs` serves: `make book`, and whenever the package is built.

Its pages are docs/*.md and the README, grouped by the table below. It is built once for each state
of its sources: beside the pages stands a digest of what they were made of.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent
ROOT = DOCS.parent
BOOK = ROOT / "prodigy" / "book"
# What `prodigy docs` reads: {"digest": str, "groups": {headline: [[page, title], ...]}}
CONTENTS = "contents.json"
# The README is the first chapter; "README.md" itself would be taken for the page of a folder.
README = "ten-minutes"
README_TITLE = "The first ten minutes"
# Headline to pages, in the order of the book. A page that isn't here comes last, below "More".
GROUPS: dict[str, tuple[str, ...]] = {
    "First steps": (README, "first-hour", "install", "from-prodigy", "from-other-tools"),
    "What to annotate": (
        "names",
        "spans",
        "categories",
        "relations",
        "images",
        "audio",
        "pdf",
        "judging",
    ),
    "From data to models": (
        "annotators",
        "review",
        "training",
        "active-learning",
        "llm",
        "preannotate",
        "browse",
        "dashboard",
        "looking-after-data",
    ),
    "Your own": ("custom-recipes", "custom-html", "cookbook"),
    "Reference": (
        "recipes",
        "interfaces",
        "configuration",
        "data-formats",
        "formats",
        "web-app",
        "streams-and-routing",
        "python-api",
        "rest-api",
    ),
    "Operation": ("database", "operations", "deployment", "threat-model", "performance"),
}
REMAINDER = "More"
# A link or picture to a file: (target) without address, and its anchor.
LINK = re.compile(r"(!?)\[([^\]\n]+)\]\((?![\w+]*:)([^)#\s]+)(#[^)\s]*)?\)")
# A picture of the table of scripts/shots.py, which has another one beside it for the dark theme.
PICTURE = re.compile(r"^!\[([^\]\n]+)\]\(images/([\w-]+)\.png\)$", re.M)
NOT_NEEDED = ("*.map", "objects.inv", "genindex.html", ".buildinfo", ".nojekyll")


def find_sources() -> list[Path]:
    """Find everything that the book is made of.

    RETURNS (list[Path]): Files, sorted.
    """
    images = [path for path in (DOCS / "images").rglob("*") if path.is_file()]
    pages = [*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "prodigy" / "about.py"]
    return sorted([*pages, *images, *HERE.glob("*.py")])


def make_digest() -> str:
    """Make the digest of the sources.

    RETURNS (str): SHA-256 in hexadecimal form; it goes by names and content, never by times.
    """
    digest = hashlib.sha256()
    for path in find_sources():
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(ROOT).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def is_current(book: Path = BOOK) -> bool:
    """Find out whether the book is built and says what its sources say.

    book (Path): Folder of the book.
    RETURNS (bool): Whether there is nothing to build.
    """
    try:
        contents = json.loads((book / CONTENTS).read_text(encoding="utf-8"))
        return bool(contents["digest"] == make_digest())
    except (OSError, ValueError, KeyError):
        return False


def group_pages(names: set[str]) -> dict[str, list[str]]:
    """Put pages into the groups of the book.

    names (set[str]): Names of pages, without suffix.
    RETURNS (dict[str, list[str]]): Headline to pages, in the order of the book; none is left out,
        except the title page. Headlines without pages are.
    """
    groups = {title: [page for page in pages if page in names] for title, pages in GROUPS.items()}
    listed = {"index", *(page for pages in groups.values() for page in pages)}
    groups[REMAINDER] = sorted(names - listed)
    return {title: pages for title, pages in groups.items() if pages}


def make_tree(groups: dict[str, list[str]]) -> str:
    """Make the table of contents, which stands in the sidebar of every page.

    groups (dict[str, list[str]]): Headline to pages.
    RETURNS (str): Lines for the end of the title page.
    """
    parts = []
    for title, pages in groups.items():
        head = f"```{{toctree}}\n:hidden:\n:maxdepth: 2\n:caption: {title}\n\n"
        rows = [f"{README_TITLE} <{page}>" if page == README else page for page in pages]
        parts.append("\n".join([head.rstrip("\n"), "", *rows, "```", ""]))
    return "\n" + "\n".join(parts)


def fit_page(text: str, folder: Path) -> str:
    """Fit the links of one page to the book, where the README stands beside the other pages.

    text (str): The page.
    folder (Path): Folder of the page, where its links start.
    RETURNS (str): The page. Links to files that aren't in the book become their text.
    """

    def replace(match: re.Match[str]) -> str:
        mark, words, target, anchor = match.groups(default="")
        path = (folder / target).resolve()
        if path == ROOT / "README.md":
            return f"{mark}[{words}]({README}.md{anchor})"
        in_book = path.is_relative_to(DOCS) and path.is_file()
        return f"{mark}[{words}]({path.relative_to(DOCS)}{anchor})" if in_book else words

    return LINK.sub(replace, text)


def add_dark_pictures(text: str) -> str:
    """Show the picture that fits the theme of the page, where there is one for each.

    text (str): A page whose links are fitted.
    RETURNS (str): The page with directives in place of such pictures.
    """

    def replace(match: re.Match[str]) -> str:
        words, name = match.groups()
        if not (DOCS / "images" / f"{name}-dark.png").is_file():
            return match[0]
        pairs = (("light", f"{name}.png"), ("dark", f"{name}-dark.png"))
        return "\n".join(
            f"```{{image}} images/{file}\n:alt: {words}\n:class: only-{theme}\n```\n"
            for theme, file in pairs
        )

    return PICTURE.sub(replace, text)


def find_pages() -> dict[str, Path]:
    """Find the pages.

    RETURNS (dict[str, Path]): Name to file.
    """
    pages = {path.stem: path for path in sorted(DOCS.glob("*.md"))}
    return pages | {README: ROOT / "README.md"}


def write_sources(folder: Path) -> dict[str, list[list[str]]]:
    """Write what Sphinx reads.

    folder (Path): An empty folder.
    RETURNS (dict[str, list[list[str]]]): Headline to names and titles of pages.
    """
    pages = find_pages()
    groups = group_pages(set(pages))
    titles = {}
    for name, path in pages.items():
        text = add_dark_pictures(fit_page(path.read_text(encoding="utf-8"), path.parent))
        titles[name] = README_TITLE if name == README else find_title(text)
        if name == "index":
            text += make_tree(groups)
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    shutil.copytree(DOCS / "images", folder / "images")
    shutil.copy(HERE / "conf.py", folder)
    shutil.copy(ROOT / "prodigy" / "about.py", folder)
    listed = {title: [[name, titles[name]] for name in names] for title, names in groups.items()}
    return {"": [["index", titles["index"]]], **listed}


def find_title(text: str) -> str:
    """Find the title of a page.

    text (str): The page in Markdown.
    RETURNS (str): Its first headline, without marks of code.
    """
    found = re.search(r"^# (.+)$", text, re.M)
    return found[1].replace("`", "").strip() if found else ""


def build(book: Path = BOOK, *, is_strict: bool = False) -> None:
    """Build the book. The one that was there is read until the new one is complete.

    book (Path): Folder of the book. It is replaced.
    is_strict (bool): Whether whatever Sphinx warns of is an error, such as a link to nowhere.
    RAISES (subprocess.CalledProcessError): If Sphinx fails.
    """
    digest = make_digest()
    # Beside its place, so that it can be moved there.
    with tempfile.TemporaryDirectory(dir=book.parent, prefix=".book-") as temporary:
        source, target = Path(temporary) / "source", Path(temporary) / "book"
        source.mkdir()
        groups = write_sources(source)
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-d", f"{temporary}/cache"]
        strict = ["-W", "--keep-going"] if is_strict else []
        subprocess.run([*command, *strict, str(source), str(target)], check=True)
        for pattern in NOT_NEEDED:
            for path in target.rglob(pattern):
                path.unlink()
        contents = {"digest": digest, "groups": groups}
        (target / CONTENTS).write_text(json.dumps(contents, indent=1), encoding="utf-8")
        if book.exists():
            os.replace(book, Path(temporary) / "old")
        os.replace(target, book)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--force", action="store_true", help="Build even if nothing has changed")
    parser.add_argument("--strict", action="store_true", help="Warnings are errors")
    args = parser.parse_args()
    if is_current() and not args.force:
        return 0
    if any(find_spec(name) is None for name in ("sphinx", "myst_parser", "furo")):
        print("Building the book needs Sphinx: pip install 'prodigy[docs]'", file=sys.stderr)
        return 1
    print("Building the book, which takes some seconds ...", file=sys.stderr)
    try:
        build(is_strict=args.strict)
    except (subprocess.CalledProcessError, OSError) as err:
        # Another process may have built the same at the same time, and put it there first.
        if not is_current():
            print(f"The book could not be built: {err}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
