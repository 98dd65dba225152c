"""Tables and drawings of curves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from statistics import median

from benchmarks.learning.annotator import Waits
from benchmarks.learning.curves import Curve, compare
from benchmarks.learning.ways import Case

WIDTH, HEIGHT, MARGIN = 640, 320, 48  # pixels
COLORS = ("#583fcf", "#0b8457", "#b3541e", "#555555")
DASHES = ("", "6 3", "2 3", "8 3 2 3")  # so that the lines differ without colors too
N_TICKS = 4


def write_case(case: Case) -> str:
    """Write a case in Markdown.

    case (Case): The result.
    RETURNS (str): A headline, a table per way to annotate, and what it means.
    """
    lines = [f"### {case.title}", "", case.text, ""]
    columns = ["way to annotate", "answers", "accepted", "time", "F-score, median"]
    columns += ["lowest, highest", *(["accepted without pattern"] if case.has_matches else [])]
    lines += [_write_row(columns), _write_row(["---", *["---:"] * (len(columns) - 1)])]
    for curve in case.curves:
        for i, n_answers in enumerate(curve.n_answers):
            middle, lowest, highest = curve.summarize(i)
            cells = [
                *(curve.name, str(n_answers), f"{curve.count_accepted(i):g}"),
                *(write_time(n_answers * curve.seconds), f"{middle:.3f}"),
                f"{lowest:.3f}, {highest:.3f}",
                *([f"{curve.count_suggested(i):g}"] if case.has_matches else []),
            ]
            lines.append(_write_row(cells))
    *others, base = case.curves
    return "\n".join([*lines, "", *(f"- {conclude(curve, base)}" for curve in others), ""])


def _write_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def conclude(curve: Curve, base: Curve) -> str:
    """Write how two ways to annotate compare.

    curve (Curve): One way.
    base (Curve): The other.
    RETURNS (str): One sentence.
    """
    seconds, score = base.medians[-1]
    share = compare(curve, base)
    end, last = curve.medians[-1]
    goal = f"the {score:.3f} that `{base.name}` has after {write_time(seconds)}"
    if share is None:
        return (
            f"`{curve.name}` **doesn't reach** {goal}: after {write_time(end)}, it has {last:.3f}."
        )
    verdict = "wins" if share < 1 else "doesn't win"
    return (
        f"`{curve.name}` **{verdict}**: after {write_time(share * seconds)}, {share:.0%} of the "
        f"time, it has {goal}. After {write_time(end)}, it has {last:.3f}."
    )


def write_time(seconds: float) -> str:
    """RETURNS (str): Minutes and seconds, e.g. "6:40 min"."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d} min"


def write_waits(waits: Waits) -> str:
    """Write how long the annotator waited for batches.

    waits (Waits): The waits of all sessions with a model in the loop.
    RETURNS (str): A table in Markdown.
    """
    lines = ["| | number | median | longest |", "| --- | ---: | ---: | ---: |"]
    rows = {
        "batch asked for while the model learned": waits.during_updates,
        "batch asked for while it didn't": waits.otherwise,
        "update": waits.updates,
    }
    for name, seconds in rows.items():
        if seconds:
            cells = (name, str(len(seconds)), *(f"{f(seconds):.2f} s" for f in (median, max)))
            lines.append(_write_row(cells))
    return "\n".join(lines)


def draw(curves: Sequence[Curve], title: str) -> str:
    """Draw curves: the median score against the time, and the range of all runs behind it.

    curves (Sequence[Curve]): The curves.
    title (str): What they are about.
    RETURNS (str): An SVG image.
    """
    longest = max(curve.medians[-1][0] for curve in curves)
    highest = max(curve.summarize(i)[2] for curve in curves for i in range(len(curve.n_answers)))
    highest = max(0.1, highest)

    def place(seconds: float, score: float) -> str:
        x = MARGIN + (WIDTH - 2 * MARGIN) * seconds / longest
        return f"{x:.1f},{HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * score / highest:.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="11"><title>{escape(title)}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{MARGIN}" y="16" font-size="13">{escape(title)}</text>',
    ]
    for i in range(N_TICKS + 1):
        share = i / N_TICKS
        x, y = place(share * longest, share * highest).split(",")
        parts.append(
            f'<line x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{y}" y2="{y}" stroke="#dddddd"/>'
            f'<text x="{MARGIN - 6}" y="{y}" text-anchor="end">{share * highest:.2f}</text>'
            f'<text x="{x}" y="{HEIGHT - MARGIN + 16}" text-anchor="middle">'
            f"{share * longest / 60:.0f} min</text>"
        )
    for curve, color, dash in zip(curves, COLORS, DASHES, strict=False):
        times = [seconds for seconds, _ in curve.medians]
        ranges = [curve.summarize(i) for i in range(len(times))]
        band = [place(t, r[2]) for t, r in zip(times, ranges, strict=True)]
        band += [place(t, r[1]) for t, r in reversed(list(zip(times, ranges, strict=True)))]
        line = [place(t, r[0]) for t, r in zip(times, ranges, strict=True)]
        parts.append(
            f'<polygon points="{" ".join(band)}" fill="{color}" opacity="0.12"/>'
            f'<polyline points="{" ".join(line)}" fill="none" stroke="{color}" stroke-width="2" '
            f'stroke-dasharray="{dash}"/>'
        )
    parts += _draw_legend(curve.name for curve in curves)
    return "\n".join([*parts, "</svg>", ""])


def _draw_legend(names: Iterable[str]) -> list[str]:
    parts = []
    for i, (name, color, dash) in enumerate(zip(names, COLORS, DASHES, strict=False)):
        x, y = MARGIN + i * 190, HEIGHT - 10
        parts.append(
            f'<line x1="{x}" x2="{x + 24}" y1="{y - 4}" y2="{y - 4}" stroke="{color}" '
            f'stroke-width="2" stroke-dasharray="{dash}"/>'
            f'<text x="{x + 30}" y="{y}">{escape(name)}</text>'
        )
    return parts
