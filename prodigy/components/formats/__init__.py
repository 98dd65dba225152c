"""Formats of other programs: annotations out, and in again.

A format is a pair of functions, `write_NAME(examples, path, *, report=None)` and `read_NAME(path,
*, report=None)`, in a module of their own, and a row in `FORMATS`. What a format can't hold is
never dropped in silence: see `report`. Modules are imported when they are used.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from ...errors import ProdigyError
from .base import Format
from .report import Report

if TYPE_CHECKING:
    from .argilla import read_argilla, write_argilla
    from .audacity import read_audacity, write_audacity
    from .bilou import read_bilou, write_bilou
    from .brat import read_brat, write_brat
    from .coco import read_coco, write_coco
    from .conll2003 import read_conll2003, write_conll2003
    from .conllu import read_conllu, write_conllu
    from .csv import read_csv, write_csv
    from .cvat import read_cvat, write_cvat
    from .doccano import read_doccano, write_doccano
    from .dpo import read_dpo, write_dpo
    from .excel import read_excel, write_excel
    from .hf_text import read_hf_text, write_hf_text
    from .hf_tokens import read_hf_tokens, write_hf_tokens
    from .iob import read_iob, write_iob
    from .labelstudio import read_labelstudio, write_labelstudio
    from .parquet import read_parquet, write_parquet
    from .rttm import read_rttm, write_rttm
    from .rubric import read_rubric, write_rubric
    from .sft import read_sft, write_sft
    from .spacy import read_spacy, write_spacy
    from .spacy_v2 import read_spacy_v2, write_spacy_v2
    from .srt import read_srt, write_srt
    from .voc import read_voc, write_voc
    from .vtt import read_vtt, write_vtt
    from .webanno import read_webanno, write_webanno
    from .yolo import read_yolo, write_yolo
    from .yolo_seg import read_yolo_seg, write_yolo_seg

__all__ = [
    "FORMATS", "Format", "Report", "get_format",
    "read_argilla", "read_audacity", "read_bilou", "read_brat", "read_coco", "read_conll2003",
    "read_conllu", "read_csv", "read_cvat", "read_doccano", "read_dpo", "read_excel",
    "read_hf_text", "read_hf_tokens", "read_iob", "read_labelstudio", "read_parquet", "read_rttm",
    "read_rubric", "read_sft", "read_spacy", "read_spacy_v2", "read_srt", "read_voc", "read_vtt",
    "read_webanno", "read_yolo", "read_yolo_seg",
    "write_argilla", "write_audacity", "write_bilou", "write_brat", "write_coco",
    "write_conll2003", "write_conllu", "write_csv", "write_cvat", "write_doccano", "write_dpo",
    "write_excel", "write_hf_text", "write_hf_tokens", "write_iob", "write_labelstudio",
    "write_parquet", "write_rttm", "write_rubric", "write_sft", "write_spacy", "write_spacy_v2",
    "write_srt", "write_voc", "write_vtt", "write_webanno", "write_yolo", "write_yolo_seg",
]  # fmt: skip

ON_TOKENS = "on tokens, without overlaps"
ANY = "any"

_ROWS = (
    Format(
        "conll2003",
        "stream",
        ".conll",
        "Four columns of CoNLL-2003: token, part of speech, chunk, IOB2 tag",
        spans=ON_TOKENS,
    ),
    Format(
        "iob",
        "stream",
        ".iob",
        "Token and IOB2 tag in columns",
        spans=ON_TOKENS,
    ),
    Format(
        "bilou",
        "stream",
        ".bilou",
        "Token and BILOU tag in columns",
        spans=ON_TOKENS,
        aliases=("biluo",),
    ),
    Format(
        "conllu",
        "stream",
        ".conllu",
        "CoNLL-U, with tags in MISC or in a column of their own",
        spans=ON_TOKENS,
    ),
    Format(
        "spacy",
        "file",
        ".spacy",
        "Documents of spaCy (DocBin), for spacy train",
        spans="on tokens",
        categories=ANY,
        answers="accepted, rejected labels",
    ),
    Format(
        "spacy-v2",
        "stream",
        ".json",
        "Training examples of spaCy 2: pairs of a text and annotations, as JSON",
        spans=ANY,
        categories=ANY,
        answers="accepted, rejected labels",
    ),
    Format(
        "csv",
        "stream",
        ".csv",
        "Table for spreadsheets, with JSON in the cells of lists",
        spans=ANY,
        categories=ANY,
        answers="all",
    ),
    Format(
        "excel",
        "file",
        ".xlsx",
        "Workbook of Excel and others, with the columns of csv",
        spans=ANY,
        categories=ANY,
        answers="all",
        extra="excel",
        aliases=("xlsx",),
    ),
    Format(
        "parquet",
        "file",
        ".parquet",
        "Table for DuckDB, pandas, Polars and others",
        spans=ANY,
        categories=ANY,
        answers="all",
        extra="parquet",
    ),
    Format(
        "hf-tokens",
        "folder",
        "",
        "Hugging Face datasets, token classification",
        spans=ON_TOKENS,
        extra="parquet",
    ),
    Format(
        "hf-text",
        "folder",
        "",
        "Hugging Face datasets, text classification",
        categories=ANY,
        answers="accepted, rejected labels",
        extra="parquet",
    ),
    Format(
        "labelstudio",
        "stream",
        ".json",
        "Label Studio JSON: tasks with annotations",
        spans=ANY,
        categories="those that apply",
        shapes="boxes, polygons",
        regions="with labels and texts",
        answers="accepted, ignored",
    ),
    Format(
        "doccano",
        "stream",
        ".jsonl",
        "doccano JSONL: sequence labeling or text classification",
        spans=ANY,
        categories="those that apply",
    ),
    Format(
        "argilla",
        "stream",
        ".json",
        "Argilla: records with responses",
        spans=ANY,
        categories="those that apply",
        answers="accepted, ignored",
    ),
    Format(
        "brat",
        "folder",
        "",
        "brat standoff: .txt and .ann files",
        spans=ANY,
    ),
    Format(
        "webanno",
        "stream",
        ".tsv",
        "WebAnno TSV 3 of INCEpTION",
        spans="on tokens",
        aliases=("inception",),
    ),
    Format(
        "coco",
        "stream",
        ".json",
        "COCO JSON: images with boxes, outlines and masks",
        shapes=ANY,
    ),
    Format(
        "yolo",
        "folder",
        "",
        "YOLO, detection: a file with boxes for each image",
        shapes="boxes",
    ),
    Format(
        "yolo-seg",
        "folder",
        "",
        "YOLO, segmentation: a file with outlines for each image",
        shapes="polygons",
    ),
    Format(
        "voc",
        "folder",
        "",
        "Pascal VOC: an XML file with boxes for each image",
        shapes="boxes",
        aliases=("pascal-voc",),
    ),
    Format(
        "cvat",
        "stream",
        ".xml",
        "CVAT for images 1.1: XML with boxes and polygons",
        shapes="boxes, polygons",
    ),
    Format(
        "rttm",
        "stream",
        ".rttm",
        "RTTM: turns of speakers, for diarization",
        regions="with labels",
    ),
    Format(
        "audacity",
        "folder",
        "",
        "Audacity: a file of labels for each recording",
        regions="with labels",
    ),
    Format(
        "vtt",
        "folder",
        "",
        "WebVTT: a file of captions for each recording",
        regions="with labels and texts",
        aliases=("webvtt",),
    ),
    Format(
        "srt",
        "folder",
        "",
        "SubRip: a file of captions for each recording",
        regions="with labels and texts",
        aliases=("subrip",),
    ),
    Format(
        "dpo",
        "stream",
        ".jsonl",
        "Pairs of a chosen and a rejected response, for the DPO and reward trainers of TRL",
        responses="the preferred one, each other one",
    ),
    Format(
        "sft",
        "stream",
        ".jsonl",
        "Preferred responses and accepted conversations, for the SFT trainer of TRL",
        responses="the preferred one",
    ),
    Format(
        "rubric",
        "stream",
        ".jsonl",
        "A row for each response of each answer, with its ratings",
        responses="all, as texts",
    ),
)

FORMATS: dict[str, Format] = {row.name: row for row in _ROWS}
_ALIASES = {alias: row.name for row in _ROWS for alias in row.aliases}


def get_format(name: str) -> Format:
    """Find a format by its name.

    name (str): The name, or another name that it has.
    RETURNS (Format): The format.
    RAISES (ProdigyError): There is none; the message lists all, those with similar names first.
    """
    key = name.strip().lower().replace("_", "-")
    key = _ALIASES.get(key, key)
    if key in FORMATS:
        return FORMATS[key]
    names = sorted(FORMATS, key=lambda other: -SequenceMatcher(None, key, other).ratio())
    raise ProdigyError(f"Can't find the format {name!r}", f"Formats: {', '.join(names)}")


def __getattr__(name: str) -> Any:
    verb, _, rest = name.partition("_")
    format_name = rest.replace("_", "-")
    if verb in ("read", "write") and format_name in FORMATS:
        return getattr(FORMATS[format_name], verb)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
