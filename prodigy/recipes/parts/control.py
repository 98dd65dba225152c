"""The option --control: some tasks without suggestions, and what that tells at the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...components.control import withhold
from ...components.db.custom import iter_examples
from ...components.decorators import keeps_input
from ...errors import RecipeError
from ...messages import msg
from ...registry import Arg
from ...types import RecipeSettingsType
from .measured import format_estimate, format_ratio

if TYPE_CHECKING:
    from ...components.metrics import AnchoringReport, Estimate, GroupReport

CONTROL = Arg("--control", "-ctl", help="Share of tasks without suggestions, e.g. 0.1")
HEADER = ("", "With suggestion", "Without", "Difference")


def check_share(share: float | None) -> None:
    """RAISES (RecipeError): It is no share."""
    if share is not None and not 0 <= share <= 1:
        raise RecipeError(
            f"--control is a share of the tasks from 0 to 1, found {share}",
            "0.1 shows every tenth task without suggestions.",
        )


def add_control(
    components: RecipeSettingsType, share: float | None, key: str
) -> RecipeSettingsType:
    """Show a share of the tasks without suggestions, and report at the end what that changed.

    components (dict): What the recipe returns. Its tasks have suggestions as annotations.
    share (float | None): The share. None or 0: nothing changes.
    key (str): Key of the annotations, e.g. "spans".
    RETURNS (dict): The same components.
    RAISES (RecipeError): It is no share.
    """
    check_share(share)
    if share:
        stream: Any = components["stream"]
        blocks = (components.get("config") or {}).get("blocks")
        stream.apply(keeps_input(withhold), stream=stream, key=key, share=share, blocks=blocks)
        components["on_exit"] = make_anchoring_report(components.get("on_exit"))
    return components


def make_anchoring_report(before: Callable[[Any], Any] | None = None) -> Callable[[Any], None]:
    """Make an `on_exit` callback that prints what suggestions do.

    before (callable | None): Another one, which runs first.
    RETURNS (callable): `(ctrl)`. It reads the whole dataset, so earlier runs count, too.
    """

    def print_report(ctrl: Any) -> None:
        if before is not None:
            before(ctrl)
        if not ctrl.dataset or ctrl.db is None:
            return
        from ...components.metrics import measure_anchoring

        report = measure_anchoring(iter_examples(ctrl.db, ctrl.dataset))
        if report.shown.n + report.control.n:
            msg.divider("With and without suggestions", icon="emoji")
            msg.table(make_rows(report), header=HEADER, divider=True, max_col=100)
            msg.text(explain(report))

    return print_report


def make_rows(report: AnchoringReport) -> list[tuple[str, ...]]:
    """RETURNS (list[tuple[str, ...]]): The rows of a table, for `HEADER`."""

    def show(name: str, format_one: Callable[[Estimate], str]) -> list[str]:
        groups: tuple[GroupReport | AnchoringReport, ...] = (report.shown, report.control, report)
        return [format_one(getattr(group, name)) for group in groups]

    return [
        ("Accepted answers", str(report.shown.n), str(report.control.n), ""),
        ("Other answers (left out)", str(report.shown.n_others), str(report.control.n_others), ""),
        ("Agreement with the model", *show("agreement", format_estimate)),
        ("Edits per answer", *show("edits", format_estimate)),
        ("Seconds per answer", *show("seconds", format_ratio)),
    ]


def explain(report: AnchoringReport) -> str:
    """RETURNS (str): What the figures mean."""
    parts = [
        "In brackets: 95% interval (bootstrap over inputs). Of seconds it is the geometric mean, "
        "and the ratio instead of the difference."
    ]
    low = report.agreement.low
    if not report.shown.n or not report.control.n:
        parts.append("Without answers of both kinds there is nothing to compare.")
    elif low is not None and low > 0:
        parts.append("People agree more with the model when they see what it suggests: anchoring.")
    if report.shown.seconds.value is None and report.control.seconds.value is None:
        parts.append('Seconds are stored with "show_timer": true.')
    if report.n_without:
        parts.append(f"Answers without a known suggestion, left out: {report.n_without}.")
    return " ".join(parts)
