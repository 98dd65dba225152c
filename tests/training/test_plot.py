"""The line chart."""

from prodigy.training.plot import HEIGHT, draw_curve

TICKS = ["0%", "25%", "50%", "75%", "100%"]


def test_every_value_is_written_at_its_height():
    lines = draw_curve([0.0, 0.31, 0.44, 0.43, 0.56], TICKS).split("\n")
    assert lines[1].startswith("0.56┤")
    assert lines[HEIGHT].startswith("0.00┤•")
    assert lines[1].rstrip("│").endswith("•")
    assert lines[-1].split() == TICKS
    assert any(line.startswith("0.31┤") for line in lines)


def test_line_has_no_gaps():
    lines = draw_curve([0.0, 1.0, 0.2], ["a", "b", "c"]).split("\n")[1 : HEIGHT + 1]
    cells = [line.split("┤" if "┤" in line else "│", 1)[1] for line in lines]
    assert all("•" in line for line in cells)
    assert all(any(line[i] == "•" for line in cells) for i in range(34))


def test_equal_values_are_a_straight_line():
    lines = draw_curve([0.0, 0.0], ["0%", "100%"]).split("\n")
    assert sum("•" in line for line in lines) == 1


def test_many_points_make_it_wider():
    lines = draw_curve([i / 20 for i in range(21)], [f"{i * 5}%" for i in range(21)]).split("\n")
    assert lines[-1].split()[-1] == "100%"
    assert len(set(map(len, lines[:-1]))) == 1
