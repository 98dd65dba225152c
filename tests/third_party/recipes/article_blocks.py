# One card of several interfaces, with a template, a script and style sheets.
import prodigy

TEMPLATE = """
<article class="story">
  <h2>{{title}}</h2>
  <p>{{{body}}}</p>
  <button onclick="toggleBody()">More</button>
</article>
"""
JAVASCRIPT = """
function toggleBody() { document.querySelector('.story p').classList.toggle('open'); }
document.addEventListener('prodigymount', () => console.log(window.prodigy.content));
"""
CSS = ".story p { display: none; } .story p.open { display: block; }"


@prodigy.recipe("article-blocks", dataset=("Dataset", "positional", None, str))
def article_blocks(dataset):
    def get_stream():
        for i in range(3):
            yield {
                "title": f"Story {i}",
                "body": f"<em>Body</em> {i}",
                "text": f"Summary {i}",
                "options": [{"id": "news", "text": "News"}, {"id": "opinion", "text": "Opinion"}],
            }

    return {
        "dataset": dataset,
        "view_id": "blocks",
        "stream": get_stream(),
        "config": {
            "blocks": [
                {"view_id": "html", "html_template": TEMPLATE},
                {"view_id": "choice", "text": None, "html": None},
                {"view_id": "text_input", "field_id": "why", "field_rows": 3},
                {"view_id": "text_input", "field_id": "who", "field_label": "Who is it about?"},
            ],
            "javascript": JAVASCRIPT,
            "global_css": CSS,
            "choice_style": "multiple",
            "buttons": ["accept", "ignore"],
        },
    }
