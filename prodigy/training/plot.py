"""A line chart in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH = 34  # characters between the axes
HEIGHT = 10  # lines
POINT = "•"


def draw_curve(values: Sequence[float], ticks: Sequence[str]) -> str:
    """Draw a line through values at equal distances.

    values (Sequence[float]): The values, two or more.
    ticks (Sequence[str]): What stands below each of them.
    RETURNS (str): The lines of the chart. Every value is written next to its height.
    """
    width = max(WIDTH, len(values) * (max(len(tick) for tick in ticks) + 2))
    columns = [round(i * (width - 1) / (len(values) - 1)) for i in range(len(values))]
    low, high = min(values), max(values)

    def find_line(value: float) -> int:
        """0 is the top line."""
        return round((HEIGHT - 1) * (high - value) / (high - low)) if high > low else HEIGHT - 1

    grid = [[" "] * width for _ in range(HEIGHT)]
    for i in range(len(values) - 1):
        first, last = columns[i], columns[i + 1]
        before = find_line(values[i])
        for column in range(first, last + 1):
            part = (column - first) / (last - first)
            here = find_line(values[i] + part * (values[i + 1] - values[i]))
            # Steep parts are drawn without gaps.
            step = 1 if here >= before else -1
            for line in range(before + step if here != before else here, here + step, step):
                grid[line][column] = POINT
            before = here
        grid[find_line(values[i])][first] = POINT
    labels: dict[int, str] = {}
    for value in sorted(values, reverse=True):
        labels.setdefault(find_line(value), f"{value:.2f}")
    margin = max(len(label) for label in labels.values())
    lines = [f"{' ' * margin}┌{'─' * width}┐"]
    for number, cells in enumerate(grid):
        label = labels.get(number, "")
        axis = "┤" if label else "│"
        lines.append(f"{label:>{margin}}{axis}{''.join(cells)}│")
    bottom = ["─"] * width
    for column in columns:
        bottom[column] = "┬"
    lines.append(f"{' ' * margin}└{''.join(bottom)}┘")
    lines.append(_write_ticks(columns, ticks, margin + 1))
    return "\n".join(lines)


def _write_ticks(columns: Sequence[int], ticks: Sequence[str], margin: int) -> str:
    text = ""
    for column, tick in zip(columns, ticks):
        start = max(margin + column - len(tick) // 2, len(text) + 1 if text else 0)
        text = f"{text:<{start}}{tick}"
    return text
