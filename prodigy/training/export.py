"""Files for `spacy train`: documents, labels and a config that reads them."""

from __future__ import annotations

import marshal
import tempfile
import weakref
from collections.abc import Iterator, Sequence, Set
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..io.docbin import DocBinWriter
from ..io.unfinished import open_part
from ..pipelines import load_spacy_model
from .config import DEFAULT_LANG, load_config
from .corpora import check_data, make_examples
from .merging import MergedRows

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from thinc.api import Config

CORPUS = "spacy.Corpus.v1"
READ_LABELS = "spacy.read_labels.v1"
# Documents up to this size wait in memory.
SPOOL_BYTES = 16 << 20


class DocSpool:
    """Documents in a temporary file, to go over them again without keeping them in memory.

    What spaCy writes would take much longer: `Doc.to_bytes` sets up an encoder for each document.
    """

    def __init__(self) -> None:
        from spacy.tokens import DocBin

        self.strings: Set[str] = set()
        self._attrs: list[Any] = DocBin().attrs  # ORTH comes first
        self._file = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)
        weakref.finalize(self, self._file.close)

    def add(self, doc: Doc) -> None:
        """Add a document. Its strings have to be in `strings`."""
        groups = {
            key: [(span.start, span.end, span.label_) for span in group]
            for key, group in doc.spans.items()
        }
        spaces = bytes(bool(token.whitespace_) for token in doc)
        array: Any = doc.to_array(list(self._attrs))
        content = marshal.dumps((array.tobytes(), spaces, dict(doc.cats), groups))
        self._file.write(len(content).to_bytes(4, "big"))
        self._file.write(content)

    def iter_docs(self, nlp: Language) -> Iterator[Doc]:
        """Yield the documents from the beginning.

        nlp (Language): The pipeline whose vocabulary they get.
        """
        from numpy import frombuffer
        from spacy.tokens import Doc, Span

        for string in self.strings:
            nlp.vocab.strings.add(string)
        place = 0
        while True:
            # Others may read between two documents.
            self._file.seek(place)
            head = self._file.read(4)
            if not head:
                return
            size = int.from_bytes(head, "big")
            values, spaces, cats, groups = marshal.loads(self._file.read(size))
            place += 4 + size
            array: Any = frombuffer(values, dtype="uint64").reshape(-1, len(self._attrs))
            words: Any = array[:, 0]
            doc = Doc(nlp.vocab, words=words, spaces=[bool(space) for space in spaces])
            doc.from_array(list(self._attrs), array)
            doc.cats = cats
            for key, spans in groups.items():
                doc.spans[key] = [Span(doc, *span) for span in spans]
            yield doc

    def close(self) -> None:
        """Remove the file."""
        self._file.close()


def load_tokenizer(
    lang: str | None, base_model: str | None, config: str | Path | Config | None
) -> Language:
    """Make the pipeline whose tokens the documents get.

    lang (str | None): Language of a blank pipeline. Defaults to None ("en").
    base_model (str | None): Pipeline to take the tokenizer from.
    config (str | Path | Config | None): Training config to take it from.
    RETURNS (Language): The pipeline.
    RAISES (ProdigyError): It can't be loaded.
    """
    if config is not None:
        from spacy.util import load_model_from_config

        loaded = load_config(config)
        loaded["nlp"]["pipeline"] = []
        loaded["components"] = {}
        return load_model_from_config(loaded, auto_fill=True, validate=False)
    return load_spacy_model(base_model or f"blank:{lang or DEFAULT_LANG}")


def write_docs(
    rows: MergedRows, nlp: Language, side: str, path: Path, spool: DocSpool | None = None
) -> int:
    """Write the documents of one side.

    rows (MergedRows): The rows.
    nlp (Language): The pipeline, for the tokens.
    side (str): TRAINING or EVALUATION.
    path (Path): The file.
    spool (DocSpool | None): Gets the documents, too. Defaults to None.
    RETURNS (int): The number of documents.
    RAISES (RecipeError): There is nothing to train a component with.
    """
    with DocBinWriter(path) as writer:
        for doc in rows.iter_docs(nlp, side):
            writer.add(doc)
            if spool is not None:
                spool.add(doc)
        if spool is not None:
            spool.strings = writer.strings
            check_data(rows, nlp)
        return len(writer)


def read_files(config: Config) -> None:
    """Let a config read documents from files: --paths.train and --paths.dev.

    config (Config): The config. It is changed in place.
    """
    config.setdefault("paths", {})
    config["paths"].update({"train": None, "dev": None})
    config["corpora"] = {
        name: {
            "@readers": CORPUS,
            "path": f"${{paths.{name}}}",
            "max_length": 0,
            "gold_preproc": False,
            "limit": 0,
            "augmenter": None,
        }
        for name in ("train", "dev")
    }


def write_labels(
    config: Config, components: Sequence[str], spool: DocSpool, folder: str, target: Path
) -> list[str]:
    """Write the labels of components to files, so that `spacy train` need not look for them.

    config (Config): The config. It is changed in place to read the files.
    components (Sequence[str]): The components.
    spool (DocSpool): The training documents.
    folder (str): Where they will be, as it stands in the config.
    target (Path): The folder to write them to. It is made if there are any.
    RETURNS (list[str]): The components whose labels were written.
    """
    import srsly
    from spacy.util import load_model_from_config

    names = [name for name in components if "source" not in config["components"][name]]
    nlp = load_model_from_config(config, auto_fill=True)
    with nlp.select_pipes(disable=[n for n in nlp.pipe_names if not _is_new(config, n)]):
        nlp.initialize(lambda: make_examples(nlp, spool.iter_docs(nlp)))
    written = []
    for name in names:
        labels: Any = getattr(nlp.get_pipe(name), "label_data", None)
        if not labels:
            continue
        path = f"{folder}/{name}.json"
        with open_part(target / f"{name}.json") as unfinished:
            srsly.write_json(unfinished, labels)
        settings = config["initialize"].setdefault("components", {}).setdefault(name, {})
        settings["labels"] = {"@readers": READ_LABELS, "path": path, "require": False}
        written.append(name)
    return written


def _is_new(config: Config, name: str) -> bool:
    with suppress(KeyError):
        return "source" not in config["components"][name]
    return True
