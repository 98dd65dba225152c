import { describe, expect, it } from "vitest";
import { TOKENS } from "../../../theme";
import { renderMarkup } from "./markup";
import { sanitize } from "./sanitize";

const render = (task: Record<string, unknown>, config = {}) => renderMarkup(task, config, TOKENS);

describe("renderMarkup", () => {
  it("shows the task's markup as it is", () => {
    expect(render({ html: '<b onclick="x()">hi</b>' })).toBe('<b onclick="x()">hi</b>');
  });

  it.each([
    ["{{text}}", "&lt;b&gt;"],
    ["{{{text}}}", "<b>"],
    ["{{data.title}}", "Deep"],
    ["{{#items}}<i>{{.}}</i>{{/items}}", "<i>1</i><i>2</i>"],
    ["{{^nothing}}none{{/nothing}}", "none"],
    ["[{{missing.deep}}]", "[]"],
    ["{{theme.largeText}}px", "37.5px"],
  ])("fills the template %s", (template, expected) => {
    const task = { text: "<b>", data: { title: "Deep" }, items: [1, 2], theme: "not this" };
    expect(render(task, { html_template: template })).toBe(expected);
  });

  it("prefers the template of the settings, then the task's, then the markup", () => {
    const task = { html: "html", html_template: "own" };
    expect(render(task, { html_template: "settings" })).toBe("settings");
    expect(render(task, { html_template: false })).toBe("own");
    expect(render({ html: "html" }, { html_template: null })).toBe("html");
  });

  it("says what is wrong with a template", () => {
    expect(() => render({}, { html_template: "{{#open}}" })).toThrow(/open/);
  });
});

describe("with sanitize_html", () => {
  const config = { sanitize_html: true };

  it.each([
    ["<script>alert(1)</script>ok", "ok"],
    ['<b onclick="x()">hi</b>', "<b>hi</b>"],
    ['<a href="javascript:x()">hi</a>', "<a>hi</a>"],
    ['<form action="/x"><input name="a">hi</form>', "hi"],
    ['<iframe src="/x"></iframe>hi', "hi"],
    ["<style>body{display:none}</style>hi", "hi"],
  ])("cleans %s", (html, expected) => {
    expect(render({ html }, config)).toBe(expected);
  });

  it("keeps formatting, tables, images and inline style", () => {
    const html =
      '<p style="color:red"><strong>a</strong></p><table><tbody><tr><td colspan="2">1</td></tr></tbody></table><img src="a.png" alt="a">';
    expect(render({ html }, config)).toBe(html);
    expect(sanitize('<svg viewBox="0 0 1 1"><path d="M0 0"></path></svg>')).toContain("<path");
  });

  it("trusts the template of the settings, but not what the data brings into it", () => {
    const template = '<b onclick="go()">{{{raw}}}</b>{{&raw}}';
    expect(render({ raw: "<i onclick=x>1</i>" }, { ...config, html_template: template })).toBe(
      '<b onclick="go()"><i>1</i></b><i>1</i>',
    );
  });

  it("does not trust a template that the data brings", () => {
    expect(render({ html_template: '<b onclick="go()">{{text}}</b>', text: "x" }, config)).toBe("<b>x</b>");
  });
});
