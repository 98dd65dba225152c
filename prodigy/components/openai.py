"""The look of a model's prompt and response, as recipes with large language models show them.

Recipes add `GLOBAL_STYLE` to their setting "global_css" and use its classes in their templates:
`c_section` for a block that opens and closes, `c_title` for its headline, `c_prompt` and
`c_response` for texts that keep their line breaks.
"""

from __future__ import annotations

# Rules of CSS.
GLOBAL_STYLE = """
.c_section { margin: 1rem 0; border: 1px solid #ddd; border-radius: 4px; text-align: left; }
.c_title, .c_section > summary {
  padding: 0.5rem 1rem; cursor: pointer; font-size: 0.9rem; font-weight: bold;
  text-transform: uppercase; letter-spacing: 0.05em;
}
.c_prompt, .c_response, .c_section > pre {
  margin: 0; padding: 0.75rem 1rem; max-height: 20rem; overflow: auto;
  font-size: 0.85rem; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere;
}
.c_section > .c_prompt { border-top: 1px solid #ddd; }
.c_section > .c_response { border-top: 1px solid #ddd; }
"""
