"""The reference of the HTTP interface, from the schema that a running server shows at /docs."""

from __future__ import annotations

import json
from typing import Any

from references.markdown import escape, make_table

Schema = dict[str, Any]
REF = "#/components/schemas/"
# The form of all failures is told once, at the head of the page.
FAILURES = ("HTTPValidationError", "ValidationError")
# Beginning of a path to a headline; the longest one counts.
PARTS = {"/": "Annotation", "/data": "Stored answers"}


def find_schema() -> Schema:
    """RETURNS (dict): The schema of the server, in the form of OpenAPI."""
    from prodigy.app import app

    return app.openapi()


def find_part(path: str) -> str:
    """Find the headline below which an address is described.

    path (str): The address.
    RETURNS (str): The headline.
    """
    first = "/" + path.split("/")[1]
    return PARTS.get(first, PARTS["/"])


def show_type(schema: Schema) -> str:
    """Write a type as one would say it.

    schema (dict): A JSON schema.
    RETURNS (str): Markdown; what is described on the page is a link.
    """
    if name := schema.get("$ref", "").removeprefix(REF):
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(show_type(one) for one in schema["anyOf"]))
    if "enum" in schema:
        return ", ".join(f"`{json.dumps(value)}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {show_type(schema.get('items', {}))}"
    return schema.get("type", "any JSON")


def show_default(schema: Schema, is_required: bool) -> str:
    """Write what counts if something is left out."""
    if is_required:
        return "required"
    return f"`{json.dumps(schema['default'])}`" if "default" in schema else "–"


def make_fields(model: Schema) -> str:
    """Make the table of the keys of an object.

    model (dict): Its JSON schema.
    RETURNS (str): The table.
    """
    required = model.get("required", [])
    rows = [
        [
            f"`{name}`",
            show_type(field),
            show_default(field, name in required),
            escape(field.get("description", "")),
        ]
        for name, field in model.get("properties", {}).items()
    ]
    return make_table(["Key", "Type", "Default", "Meaning"], rows)


def make_parameters(parameters: list[Schema]) -> str:
    """Make the table of what stands in the address and in headers."""
    rows = [
        [
            f"`{one['name']}`",
            one["in"],
            show_type(one.get("schema", {})),
            show_default(one.get("schema", {}), one.get("required", False)),
            escape(one.get("description", "")),
        ]
        for one in parameters
    ]
    return make_table(["Parameter", "In", "Type", "Default", "Meaning"], rows)


def find_content(message: Schema) -> Schema | None:
    """RETURNS (dict | None): The schema of a body, or None if there is none to describe."""
    content = message.get("content", {}).get("application/json", {}).get("schema")
    return content if content and (set(content) - {"title"}) else None


def make_operation(method: str, path: str, operation: Schema) -> str:
    """Write the section of a request."""
    words = " ".join(operation.get("description", "").split())
    parts = [f"### `{method.upper()} {path}`\n"]
    parts.append(f"{escape(operation['summary'])}. {escape(words)}\n")
    if operation.get("parameters"):
        parts.append(make_parameters(operation["parameters"]))
    body = find_content(operation.get("requestBody", {}))
    answer = find_content(operation["responses"]["200"])
    rows = [("Body", body), ("Answer", answer)]
    listed = [f"- **{name}**: {show_type(schema)}\n" for name, schema in rows if schema]
    if listed:
        parts.append("".join(listed))
    return "\n".join(parts)


def make_rest_api() -> str:
    """Write the reference. RETURNS (str): Markdown, without the title of the page."""
    schema = find_schema()
    sections: dict[str, list[str]] = {part: [] for part in PARTS.values()}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            sections[find_part(path)].append(make_operation(method, path, operation))
    parts = ["\n".join([f"## {part}\n", *texts]) for part, texts in sections.items() if texts]
    models = []
    for name, model in sorted(schema["components"]["schemas"].items()):
        if name not in FAILURES:
            doc = escape(" ".join(model.get("description", "").split()))
            models.append(f"### {name}\n\n{doc}\n\n{make_fields(model)}")
    return "\n".join([*parts, "## Objects\n", "\n".join(models)])
