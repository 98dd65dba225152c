"""Random answers, as annotators, imports and older versions have left them in datasets."""

from hypothesis import strategies as st

from prodigy.hashing import set_hashes

NAMES = ["d-al", "d-bo", "d-" + "é" * 60, "2024-01-02_03-04-05", "other-al"]
LABELS = ["A", "B", "ÄRZTE", "x" * 300]
START = 1_700_000_000
# Mostly seconds after each other, but clocks are set, and there are pauses.
STEPS = st.one_of(st.integers(0, 20), st.sampled_from([-4000, 250, 300, 301, 86_400 * 40]))
TIMES = st.sampled_from([None, True, "yesterday", float("nan"), -5, 0, 1e18])


@st.composite
def answer_lists(draw, max_size=25):
    """Answers in the order in which they were stored."""
    found, now = [], START
    for number in range(draw(st.integers(0, max_size))):
        now += draw(STEPS)
        eg = {"text": f"text {draw(st.integers(0, 8))}", "number": number}
        eg |= draw(
            st.sampled_from(
                [
                    {"_view_id": "classification", "label": "A"},
                    {"_view_id": "classification", "label": "B"},
                    {"_view_id": "ner_manual", "spans": [{"start": 0, "end": 4, "label": "A"}] * 2},
                    {"_view_id": "choice", "accept": ["B", "ÄRZTE", 7]},
                    {"_view_id": "image_manual", "image": "a.png", "spans": []},
                    {"_view_id": "audio_manual", "audio_spans": [{"start": 0, "label": LABELS[3]}]},
                    {"label": {"odd": 1}},
                ]
            )
        )
        eg["answer"] = draw(st.sampled_from(["accept", "reject", "ignore", "skip", None, ["?"]]))
        name = draw(st.sampled_from([*NAMES, None]))
        if name is not None:
            eg["_session_id"] = eg["_annotator_id"] = name
        eg["_timestamp"] = now if draw(st.integers(0, 9)) else draw(TIMES)
        if not draw(st.integers(0, 4)):
            eg["_duration_ms"] = draw(st.sampled_from([0, 999, 1000, 45_678, 300_001, "long"]))
        found.append(set_hashes(eg))
    return found
