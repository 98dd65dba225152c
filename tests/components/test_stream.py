import gc
import gzip
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from prodigy.components.stream import STREAM_PLACEHOLDER, Stream, get_stream
from prodigy.errors import ProdigyError
from tests.util import write_jsonl


def make_stream(n: int = 3) -> Stream:
    return Stream.from_iterable({"text": str(i)} for i in range(n))


def add(stream: Any, value: Any = "x") -> Iterator[dict[str, Any]]:
    for eg in stream:
        yield {**eg, "value": value}


def add_nlp_first(nlp: Any, stream: Any) -> Iterator[dict[str, Any]]:
    yield from add(stream, nlp)


def add_by_other_name(value: Any, *, examples: Any) -> Iterator[dict[str, Any]]:
    yield from add(examples, value)


def values(stream: Stream) -> list[Any]:
    return [eg["value"] for eg in stream]


def test_apply_to_the_placeholder() -> None:
    assert values(make_stream().apply(add_nlp_first, "n", STREAM_PLACEHOLDER)) == ["n"] * 3


def test_apply_to_the_stream_itself_by_position() -> None:
    stream = make_stream()
    stream.apply(add_nlp_first, "n", stream)
    assert values(stream) == ["n"] * 3


def test_apply_to_the_stream_itself_by_keyword() -> None:
    stream = make_stream()
    stream.apply(add_by_other_name, "n", examples=stream)
    assert values(stream) == ["n"] * 3


def test_apply_without_the_stream_fills_the_first_argument() -> None:
    assert values(make_stream().apply(add, value="n")) == ["n"] * 3
    assert values(make_stream().apply(lambda examples: add(examples, "l"))) == ["l"] * 3


def test_apply_without_the_stream_fills_a_parameter_of_that_name() -> None:
    assert values(make_stream().apply(add_nlp_first, nlp="n")) == ["n"] * 3
    assert values(make_stream().apply(add_nlp_first, "n")) == ["n"] * 3


def test_apply_with_missing_arguments_raises_a_type_error() -> None:
    with pytest.raises(TypeError):
        list(make_stream().apply(add_nlp_first))


def test_wrappers_stack_in_order() -> None:
    stream = make_stream(1).apply(add, value=1).apply(add, value=2)
    assert values(stream) == [2]


def test_nothing_is_read_before_it_is_needed() -> None:
    read = []

    def source() -> Iterator[dict[str, Any]]:
        for i in range(100):
            read.append(i)
            yield {"text": str(i)}

    stream = get_stream(source(), rehash=True, dedup=True, input_key="text").apply(add)
    assert read == []
    next(stream)
    assert read == [0]


def test_a_wrapper_applied_late_affects_what_follows() -> None:
    stream = make_stream()
    assert next(stream) == {"text": "0"}
    stream.apply(add, value=1)
    assert next(stream) == {"text": "1", "value": 1}


def test_peek_leaves_the_tasks_in_the_stream() -> None:
    stream = make_stream()
    assert [eg["text"] for eg in stream.look_ahead(2)] == ["0", "1"]
    assert stream.peek() == {"text": "0"}
    assert not stream.is_empty
    assert [eg["text"] for eg in stream] == ["0", "1", "2"]
    assert stream.is_empty
    assert stream.peek() is None


def test_tasks_that_were_only_looked_at_get_later_wrappers() -> None:
    stream = make_stream()
    stream.peek()
    stream.apply(add, value=1)
    assert [eg["value"] for eg in stream] == [1, 1, 1]


def test_copied_wrappers_work_on_a_stream_that_was_looked_at() -> None:
    old, new = make_stream().apply(add, value=1), make_stream()
    assert new.peek() == {"text": "0"}
    new.copy_wrappers(old)
    assert [eg["value"] for eg in new] == [1, 1, 1]


def test_get_stream_returns_a_stream_as_it_is() -> None:
    stream = make_stream()
    assert get_stream(stream) is stream
    assert Stream.from_iterable(stream) is stream


def test_get_stream_of_a_list_hashes_filters_and_drops_duplicates() -> None:
    rows = [{"text": "a"}, {"text": ""}, {"text": "a"}, {"text": "b"}, {"other": 1}]
    stream = list(get_stream(rows, rehash=True, dedup=True, input_key="text"))
    assert [eg["text"] for eg in stream] == ["a", "b"]
    assert all("_input_hash" in eg and "_task_hash" in eg for eg in stream)


def test_get_stream_keeps_hashes_unless_told_otherwise() -> None:
    rows = [{"text": "a", "_input_hash": 1, "_task_hash": 2}]
    assert next(get_stream([dict(rows[0])]))["_input_hash"] == 1
    assert next(get_stream([dict(rows[0])], rehash=True))["_input_hash"] != 1


def test_get_stream_can_refuse_invalid_rows() -> None:
    with pytest.raises(ValueError, match="text"):
        list(get_stream([{"label": "x"}], input_key="text", skip_invalid=False))


def test_get_stream_marks_binary_tasks_only_on_request() -> None:
    assert "_is_binary" not in next(get_stream([{"text": "a"}]))
    assert next(get_stream([{"text": "a"}], is_binary=False))["_is_binary"] is False


def test_get_stream_reads_a_file_and_knows_how_far(jsonl: Any) -> None:
    path = jsonl([{"text": str(i)} for i in range(4)])
    stream = get_stream(path)
    assert stream.progress == 0
    next(stream)
    assert stream.progress == 0.25
    list(stream)
    assert stream.progress == 1


def test_tasks_can_be_dropped_before_wrappers_that_keep_their_input() -> None:
    def expensive(stream: Any) -> Iterator[dict[str, Any]]:
        yield from add(stream)

    stream = get_stream([{"text": "a"}, {"text": "b"}]).apply(expensive)
    assert stream.exclude_early(lambda eg: eg["text"] == "a") is False
    expensive.keeps_input = True  # type: ignore[attr-defined]
    assert stream.exclude_early(lambda eg: eg["text"] == "a") is True
    assert [eg["text"] for eg in stream] == ["b"]
    assert stream.n_excluded == 1


def test_anything_can_go_through_a_stream_until_it_is_shown() -> None:
    stream = Stream.from_iterable(Path(f"{i}.txt") for i in range(3))
    stream.apply(lambda paths: ({"text": path.stem} for path in paths), STREAM_PLACEHOLDER)
    assert [eg["text"] for eg in stream] == ["0", "1", "2"]


def test_what_is_shown_has_to_be_a_task() -> None:
    with pytest.raises(ProdigyError, match="PosixPath"):
        next(Stream.from_iterable([Path("a.txt")]))


def test_the_old_get_stream_says_what_kind_of_answers(tmp_path: Path) -> None:
    from prodigy.components.loaders import get_stream as get_old_stream

    path = write_jsonl(tmp_path / "a.jsonl", [{"text": "a"}])
    assert [eg["text"] for eg in get_old_stream(path, is_binary=False)] == ["a"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.txt", "a.jsonl.gz"])
def test_a_stream_that_nobody_needs_any_more_lets_go_of_its_file_at_once(
    name: str, tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    # Left to the collector, it would be closed with a warning in the middle of something else.
    data = b"text\na\nb\n" if name == "a.csv" else b'{"text": "a"}\n{"text": "b"}\n'
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    stream = get_stream(name, rehash=True, dedup=True, input_key="text").apply(add)
    stream.exclude_early(lambda task: False)
    assert next(stream)["value"] == "x"
    known = weakref.ref(stream)
    gc.disable()
    try:
        del stream
        assert known() is None
    finally:
        gc.enable()
    gc.collect()
    assert [one for one in recwarn if one.category is ResourceWarning] == []
