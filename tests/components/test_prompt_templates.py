"""Prompt templates: what is wrong with them, and what they may not do."""

import pytest

from prodigy.components.prompt_templates import PromptTemplate, read_templates
from prodigy.errors import ProdigyError


@pytest.fixture
def write(tmp_path):
    def write_template(text, name="prompt.jinja2"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write_template


def test_a_template_is_filled_in(write):
    path = write("\ufeff\nSay {{ word }} {% for n in range(2) %}<{{ n }}>{% endfor %}\n\n")
    assert PromptTemplate(path).render({"word": "a & b 🎉"}) == "Say a & b 🎉 <0><1>"


def test_a_template_may_include_others_of_its_folder_only(write, tmp_path):
    write("shared", "part.jinja2")
    assert PromptTemplate(write("{% include 'part.jinja2' %}!")).render({}) == "shared!"
    (tmp_path / "deep").mkdir()
    with pytest.raises(ProdigyError, match="Can't fill in the template"):
        PromptTemplate(write("{% include '../part.jinja2' %}", "deep/up.jinja2")).render({})


def test_a_missing_variable_names_file_line_variable_and_input(write):
    template = PromptTemplate(write("One\n{{ other }}\n\nTell me about {{ topic }}"))
    with pytest.raises(ProdigyError) as error:
        template.render({"other": 1}, "input 3 of inputs.jsonl")
    assert "prompt.jinja2 (line 4): 'topic' is undefined" in error.value.title
    assert error.value.text.startswith("With input 3 of inputs.jsonl. Its variables: other.")


@pytest.mark.parametrize("text", ["{{ 1 / 0 }}", "{{ x() }}", "{{ 'a' + 1 }}", "{{ x.y.z }}"])
def test_whatever_fails_in_a_template_is_explained(write, text):
    with pytest.raises(ProdigyError, match=r"Can't fill in the template .*prompt.jinja2"):
        PromptTemplate(write(text)).render({"x": "text"})


@pytest.mark.parametrize(
    "text",
    [
        "{{ x.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ '{0.__class__}'.format(x) }}",
        "{{ x.append(1) }}",
        "{{ range(99999999)|list }}",
    ],
)
def test_templates_are_confined(write, text):
    values = {"x": [1]}
    with pytest.raises(ProdigyError):
        PromptTemplate(write(text)).render(values)
    assert values == {"x": [1]}


def test_bad_syntax_names_file_and_line(write):
    with pytest.raises(ProdigyError) as error:
        PromptTemplate(write("fine\n{% if x %}\n{{ broken }\n"))
    assert "prompt.jinja2" in error.value.title
    assert error.value.text == "On line 3 of prompt.jinja2: {{ broken }"


def test_a_template_has_its_ending_and_is_text(write):
    with pytest.raises(ProdigyError, match=r"must be a file whose name ends in \.jinja2"):
        PromptTemplate(write("x", "prompt.txt"))
    with pytest.raises(ProdigyError, match="Can't read the template"):
        PromptTemplate(write(b"\xff\xfe\x00"))
    with pytest.raises(ProdigyError, match="Can't find file"):
        PromptTemplate("nothing.jinja2")


def test_a_folder_of_templates_is_read_by_name(write, tmp_path):
    for name in ("b.jinja2", "a.jinja2", ".hidden.jinja2", "notes.txt"):
        write("x", name)
    assert [template.name for template in read_templates(tmp_path)] == ["a.jinja2", "b.jinja2"]


def test_a_folder_without_templates_is_an_error(tmp_path):
    with pytest.raises(ProdigyError, match="There is no template in"):
        read_templates(tmp_path)
    with pytest.raises(ProdigyError, match="Can't find directory"):
        read_templates(tmp_path / "missing")
