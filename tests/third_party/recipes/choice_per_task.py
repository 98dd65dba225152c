# Each question brings its own options and its own style of choosing.
import prodigy

QUESTIONS = [
    ("Best season?", ["spring", "autumn"], "single"),
    ("Colours you like?", ["red", "green", "blue"], "multiple"),
    ("Which picture?", None, "single"),
]


@prodigy.recipe("ask-anything", dataset=("Dataset", "positional", None, str))
def ask_anything(dataset):
    stream = []
    for text, names, style in QUESTIONS:
        options = [{"id": name, "text": name, "style": {"color": name}} for name in names or []]
        if not names:
            options = [{"id": i, "html": f"<b>{i}</b>"} for i in range(3)]
        stream.append({"html": f"<h3>{text}</h3>", "options": options})
        stream[-1]["config"] = {"choice_style": style, "choice_auto_accept": style == "single"}
    return {"dataset": dataset, "stream": stream, "view_id": "choice"}
