/** Nothing that acts comes through, whatever the data are made of. */
import fc from "../../../testing/fc";
import { describe, expect, it } from "vitest";
import { TOKENS } from "../../../theme";
import { renderMarkup } from "./markup";
import { sanitize } from "./sanitize";

const PARTS = [
  "<b>",
  "</b>",
  "<img src=x onerror=alert(1)>",
  "<svg onload=alert(1)>",
  "<svg><script>alert(1)</script></svg>",
  "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
  "<a href='java\tscript:alert(1)'>x</a>",
  '<a href="javascript:alert(1)">',
  "<form action=/x><input autofocus onfocus=alert(1)>",
  "<iframe srcdoc='<script>alert(1)</script>'>",
  "<object data=x>",
  "<base href=//evil>",
  "<style>*{display:none}</style>",
  "<p style='color:red'>",
  "<!--",
  "-->",
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  "<template><script>alert(1)</script></template>",
  "\u0000",
  "\"'`<>&",
  "{{{text}}}",
  "text",
];
const markup = fc.array(fc.oneof(fc.constantFrom(...PARTS), fc.string({ maxLength: 8 })), { maxLength: 10 });

function assertQuiet(html: string): void {
  const box = document.createElement("div");
  box.innerHTML = html;
  expect(box.querySelector("script, iframe, object, embed, form, input, button, style, link, meta, base")).toBeNull();
  for (const element of box.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      expect(name).not.toMatch(/^on/i);
      expect(value.replace(/[\s\u0000]/g, "")).not.toMatch(/^(javascript|vbscript):/i);
    }
  }
}

describe("markup of the data", () => {
  it("is quiet", () => {
    fc.assert(fc.property(markup, (parts) => assertQuiet(sanitize(parts.join("")))));
  });

  it("is quiet in a template of the project, escaped or not, and as a template of its own", () => {
    const config = { sanitize_html: true, html_template: "<p>{{text}}|{{{text}}}|{{&text}}</p>" };
    fc.assert(
      fc.property(markup, (parts) => {
        const text = parts.join("");
        assertQuiet(renderMarkup({ text }, config, TOKENS));
        try {
          assertQuiet(renderMarkup({ text, html_template: text }, { sanitize_html: true }, TOKENS));
        } catch (error) {
          // A template that is malformed says so; it shows nothing.
          expect(String(error)).toMatch(/Unclosed|Unopened/);
        }
      }),
    );
  });
});
