"""Bodies of requests and responses of the data page."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from ..components.search.finding import MAX_QUERY, ORDERS, Filters
from ..shapes import TaskType

MAX_VALUES = 200  # of one filter
MAX_NAMED = 20_000  # answers of a selection that are named one by one
MAX_PAGE = 200
Order = Literal["newest", "oldest", "session", "disagreement", "duration"]
assert set(ORDERS) == set(Order.__args__)  # type: ignore[attr-defined]
RowId = Annotated[int, Field(ge=0, lt=2**63, description="`id` of an answer")]
Seconds = Annotated[int, Field(ge=0, lt=2**53)]
Names = Annotated[
    list[Annotated[str, Field(max_length=10_000)]],
    Field(default=[], max_length=MAX_VALUES, description="Any of these; empty: all"),
]


class FilterRequest(BaseModel):
    """What answers must be like. What is empty doesn't matter; of several values one is enough."""

    text: str = Field("", max_length=MAX_QUERY, description='Words, "phrases", and wor*')
    datasets: Names
    sessions: Names
    answers: Names
    labels: Names
    views: Names
    flagged: bool = Field(False, description="Only what was bookmarked")
    noted: bool = Field(False, description="Only what has a remark")
    differs: bool = Field(False, description="Other sessions have answered otherwise")
    since: Seconds | None = Field(None, description="Unix seconds")
    until: Seconds | None = Field(None, description="Unix seconds, exclusive")

    def make_filters(self) -> Filters:
        """RETURNS (Filters): The same for the search."""
        values = {name: getattr(self, name) for name in Filters.__dataclass_fields__}
        made: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in values.items()
        }
        return Filters(**made)


class SearchRequest(FilterRequest):
    """A page of results."""

    order: Order = Field("newest", description="What comes first")
    after: list[int | str] | None = Field(
        None, min_length=2, max_length=2, description="`next` of the page before"
    )
    limit: int = Field(30, ge=1, le=MAX_PAGE, description="Answers of a page")


class State(BaseModel):
    """How far the search index is."""

    stage: str = Field(description="absent, building, ready or unavailable")
    n_done: int = Field(description="Answers that are in it")
    n_total: int = Field(description="Answers that there are")
    problem: str | None = Field(None, description="Why it can't be written")
    is_read_only: bool = Field(description="Nothing can be changed")


class Item(BaseModel):
    """A stored answer in one dataset."""

    id: int = Field(description="What it is selected by")
    dataset: str = Field(description="Name of the dataset that it is in")
    session: str = Field(description="Full ID of the session that gave it; empty if nobody knows")
    created: int | None = Field(description="Unix seconds")
    duration: int | None = Field(description="Milliseconds")
    differs: int = Field(description="In how many ways sessions answered it, 0 if all agree")
    revision: str = Field(description="Changes with the answer")
    view_id: str | None = Field(description="Interface in which it was given; null if nobody knows")
    task: TaskType | None = Field(description="null: its row is damaged")
    n_versions: int = Field(description="How often it was edited here")


class SearchResponse(BaseModel):
    """A page. Without `next` it is the last one."""

    items: list[Item] = Field(description="In their order")
    next: list[int | str] | None = Field(description="`after` of the next page")
    is_partial: bool = Field(description="There was no time to look at all; go on with `next`")
    state: State = Field(description="The search index, which is still being made at first")


class CountResponse(BaseModel):
    """How many answers there are."""

    count: int | None = Field(description="null: counting takes too long")


class Dataset(BaseModel):
    """A dataset, to choose it."""

    name: str = Field(description="What commands call it")
    created: int = Field(description="Unix seconds")
    n_answers: int = Field(description="Answers in it")


class DatasetsResponse(BaseModel):
    """All datasets, newest first."""

    datasets: list[Dataset] = Field(
        description="All that have answers of their own, without sessions"
    )


class ValuesResponse(BaseModel):
    """What answers can be filtered by."""

    label: list[str] = Field(description="Labels in spans, options, and of whole tasks")
    session: list[str] = Field(description="Full IDs of sessions")
    answer: list[str] = Field(description="accept, reject, ignore, and what imports have brought")
    view_id: list[str] = Field(description="Interfaces")


class Version(BaseModel):
    """What an answer was until it was edited."""

    id: int = Field(description="Grows with each edit")
    created: int = Field(description="When it was edited, Unix seconds")
    editor: str = Field(description="Who edited it")
    task: TaskType = Field(description="The answer as it was before")


class ItemResponse(BaseModel):
    """An answer and what it was before."""

    item: Item = Field(description="The answer as it is now")
    versions: list[Version] = Field(description="What it was before each edit, newest first")


class EditRequest(BaseModel):
    """What is to be different in an answer."""

    set: TaskType = Field({}, description="Keys to what they are to be")
    unset: list[Annotated[str, Field(max_length=1000)]] = Field(
        [], max_length=1000, description="Keys that go"
    )
    revision: str = Field(max_length=200, description="Of the answer that was changed")


class Selection(BaseModel):
    """Answers: those that are named, or all that match."""

    ids: list[RowId] = Field([], max_length=MAX_NAMED, description="Their `id`, one by one")
    matching: FilterRequest | None = Field(None, description="All that match, instead of ids")
    without: list[RowId] = Field([], max_length=MAX_NAMED, description="But for these")


class ChangeRequest(BaseModel):
    """A change of many answers: of a label, or of the decision."""

    selection: Selection = Field(description="Which answers")
    old: str | None = Field(None, min_length=1, max_length=1000, description="The label")
    new: str | None = Field(None, max_length=1000, description="Its new name; null deletes it")
    answer: Literal["accept", "reject", "ignore"] | None = Field(
        None, description="The new decision, instead of a label"
    )
    dry: bool = Field(False, description="Only count")
    force: bool = Field(False, description="Although somebody is annotating")


class SelectionRequest(BaseModel):
    """Something is to be done with answers."""

    selection: Selection = Field(description="Which answers")


class ExportRequest(BaseModel):
    """Answers are to be written to a file."""

    selection: Selection = Field(description="Which answers")
    format: str | None = Field(None, max_length=100, description="null: JSONL, as db-out")


class UndoRequest(BaseModel):
    """A change is taken back."""

    undo: list[Annotated[str, Field(max_length=300)]] = Field(
        min_length=1, max_length=1000, description="`undo` of the result of the change"
    )


class JobResponse(BaseModel):
    """Some work, which goes on if there is a `job`."""

    job: str | None = Field(description="Ask for it with GET /data/jobs/{job}")
    n_done: int = Field(description="Answers that are dealt with")
    result: dict[str, Any] | None = Field(description="null until it is done")
