"""Code blocks of the documentation parse, its commands exist, its links lead somewhere."""

import json
import re
import shlex
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
LINKED = [*PAGES, ROOT / "CHANGELOG.md"]
FENCE = re.compile(
    r"^(?P<indent> *)(?P<mark>```+)(?P<language>[\w-]*)[^\n]*\n(?P<code>.*?)^ *(?P=mark)",
    re.M | re.S,
)
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)(?: \"[^\"]*\")?\)")
# How connections to a database are called.
NO_COMMANDS = ("feeds", "serves")


def read(path):
    return path.read_text(encoding="utf-8")


def find_blocks(page):
    """Language and code of each block, without its indentation."""
    for match in FENCE.finditer(read(page)):
        code = re.sub(rf"^{match['indent']}", "", match["code"], flags=re.M)
        yield match["language"], code


def check_python(code):
    compile(code, "block", "exec")


def check_declaration(code):
    """A name and its parameters, as the reference shows them."""
    parameters = code[code.index("(") :].strip() if "(" in code else "()"
    compile(f"def f{parameters}: ...", "block", "exec")


def check_json(code):
    json.loads(code)


def check_jsonl(code):
    for line in filter(None, map(str.strip, code.split("\n"))):
        assert isinstance(json.loads(line), dict)


def check_xml(code):
    ElementTree.fromstring(code)


def check_config(code):
    """A configuration of spaCy, or a section that goes into one."""
    from thinc.api import Config

    if not code.startswith("[components]") and re.match(r"\[components\.", code):
        code = f"[components]\n\n[components.llm]\n\n{code}"
    config = Config().from_str(code, interpolate=False)
    # Only whole lines are comments. Anywhere else, they become a part of the value.
    assert "#" not in json.dumps(config), "a comment behind a value"


def check_shell(code):
    result = subprocess.run(["bash", "-n"], input=code, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


# What a block says it is, to what has to accept it. None: nothing reads it but people, or a program
# that the tests can't count on.
LANGUAGES = {
    "python": check_python,
    "py": check_declaration,
    "json": check_json,
    "jsonl": check_jsonl,
    "xml": check_xml,
    "ini": check_config,
    "bash": check_shell,
    "html": None,
    "javascript": None,
    "nginx": None,
    "console": None,
    "": None,
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_code_blocks_are_what_they_say(page):
    shell = []
    for language, code in find_blocks(page):
        assert language in LANGUAGES, f"{code}: add a check of {language!r}"
        check = LANGUAGES[language]
        if check is check_shell:
            shell.append(code)
        elif check is not None:
            try:
                check(code)
            except Exception as err:
                pytest.fail(f"{language}: {err}\n{code}")
    check_shell("\n".join(shell))


def split_commands(code):
    """Every `prodigy ...` of a shell script, as words after "prodigy"."""
    for line in code.replace("\\\n", " ").split("\n"):
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>()")
        lexer.whitespace_split = True
        lexer.commenters = "#"
        words = []
        for word in [*lexer, ";"]:
            if set(word) <= set("|&;<>()"):
                yield from take_command(words)
                words = []
            else:
                words.append(word)


def take_command(words):
    while words and (re.match(r"\w+=", words[0]) or words[0] in ("$", "time", "exec", "sudo")):
        words = words[1:]
    if words[1:3] == ["-m", "prodigy"]:
        words = ["prodigy", *words[3:]]
    if words and words[0].rpartition("/")[2] == "prodigy":
        yield words[1:]


def find_commands():
    for page in PAGES:
        for language, code in find_blocks(page):
            if language == "bash":
                for words in split_commands(code):
                    yield page, words


def test_commands_are_found_wherever_they_stand():
    code = "A=1 prodigy a b && prodigy c 'd e' > f | .venv/bin/prodigy g  # prodigy h\n"
    code += "python -m prodigy i \\\n  j; (prodigy k)\nprodigy-other l\n"
    assert list(split_commands(code)) == [["a", "b"], ["c", "d e"], ["g"], ["i", "j"], ["k"]]


def test_every_command_of_every_page_is_understood(monkeypatch):
    """Recipes of others (-F) are looked at in test_docs.py, where they are served."""
    from prodigy.arguments.parser import RecipeParser
    from prodigy.registry import find_recipe
    from prodigy.workers import split_workers

    monkeypatch.chdir(ROOT)
    n_read = 0
    for page, words in find_commands():
        if not words or "-F" in words or words[0] in ("RECIPE", "--help", "--version"):
            continue
        name, *args = split_workers(words)[1]
        recipe = find_recipe(name)
        assert recipe is not None, (page.name, words)
        if "--help" in args or "..." in args:
            continue
        try:
            RecipeParser(name, recipe.arguments).read(args)
        except (SystemExit, Exception) as err:
            pytest.fail(f"{page.name}: prodigy {shlex.join(words)}: {err!r}")
        n_read += 1
    assert n_read > 100


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_in_sentences_name_recipes_and_options_that_exist(page):
    from prodigy.registry import find_recipe

    prose = FENCE.sub("", read(page))
    for text in re.findall(r"`prodigy ([^`]+)`", prose):
        name, *words = re.sub(r"\s+", " ", text).split(" ")
        if not re.fullmatch(r"[a-z][\w.-]*", name) or name in NO_COMMANDS or "-F" in words:
            continue
        recipe = find_recipe(name)
        assert recipe is not None, text
        known = {"--help", *(arg.long for arg in recipe.arguments)}
        known |= {arg.short for arg in recipe.arguments}
        takes_all = name in ("train", "train-curve", "spacy-config", "data-to-spacy")
        unknown = {word.partition("=")[0] for word in words if word.startswith("--")} - known
        assert not unknown or takes_all, text


def find_anchors(page):
    """The anchors of a page: those of titles, as GitHub and the book make them, and of elements."""
    text = FENCE.sub("", read(page))
    anchors = set(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", text))
    for title in re.findall(r"^#{1,6} (.+?)\s*#*$", text, re.M):
        words = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", title)
        slug = re.sub(r"[^\w\- ]", "", words.lower()).strip().replace(" ", "-")
        n, unique = 0, slug
        while unique in anchors:
            n += 1
            unique = f"{slug}-{n}"
        anchors.add(unique)
    return anchors


def find_links(page):
    """(is a picture, words, target) of each link, without what is code."""
    text = FENCE.sub("", read(page))
    plain = re.sub(r"(?<!\[)`[^`\n]+`(?!\])", "", text)
    for match in LINK.finditer(plain):
        yield bool(match[1]), match[2], match[3]


def find_broken_links(page):
    broken = []
    for is_picture, words, target in find_links(page):
        if re.match(r"https?://|mailto:", target):
            continue
        file, _, anchor = target.partition("#")
        path = (page.parent / file).resolve() if file else page
        if not path.exists():
            broken.append(f"{target}: no such file")
        elif anchor and (path.suffix != ".md" or anchor not in find_anchors(path)):
            broken.append(f"{target}: no such anchor")
        elif is_picture and not (path.is_file() and words.strip()):
            broken.append(f"{target}: a picture needs words for whoever can't see it")
    return broken


@pytest.mark.parametrize("page", LINKED, ids=lambda page: page.name)
def test_links_anchors_and_pictures_lead_somewhere(page):
    assert find_broken_links(page) == []


def test_broken_links_are_found(tmp_path):
    page = tmp_path / "page.md"
    (tmp_path / "a.png").write_bytes(b"")
    page.write_text(
        "# One `two.three`\n\n# Same\n\n# Same\n\n```bash\n# Comment\n```\n"
        "[a](#one-twothree) [b](#same-1) ![words](a.png) [c](https://x.org/#y) `[d](#nix)`\n"
        "[e](#comment) [f](#same-2) [g](other.md) ![](a.png) [h](a.png#x) ![i](b.png)\n",
        encoding="utf-8",
    )
    broken = [text.partition(":")[0] for text in find_broken_links(page)]
    assert broken == ["#comment", "#same-2", "other.md", "a.png", "a.png#x", "b.png"]


def test_examples_of_other_tools_can_be_imported(tmp_path):
    from prodigy.components.formats import read_doccano, read_labelstudio

    blocks = dict(find_blocks(DOCS / "from-other-tools.md"))
    files = {"json": read_labelstudio, "jsonl": read_doccano}
    for language, reader in files.items():
        path = tmp_path / f"file.{language}"
        path.write_text(blocks[language], encoding="utf-8")
        first = next(iter(reader(path)))
        spans = [(first["text"][s["start"] : s["end"]], s["label"]) for s in first["spans"]]
        assert spans == [("Lumenar", "ORG"), ("Oslo", "PLACE")]
