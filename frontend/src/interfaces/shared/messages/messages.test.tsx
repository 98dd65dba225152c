import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import fc from "../../../testing/fc";
import { afterEach, describe, expect, it } from "vitest";
import { makeTranslate } from "../../../i18n";
import en from "../../../i18n/en.json";
import { CONFIG_DEFAULTS } from "../../../model/config";
import { resolveTheme } from "../../../theme";
import { foldBlocks, jsonBreaks, toBlocks, type Block } from "./lines";
import { MessageList } from "./MessageList";
import { readMessages } from "./readMessages";

afterEach(cleanup);

const drawn = (text: string, blocks: readonly Block[]) =>
  blocks
    .flatMap(({ lines }) => lines)
    .map(({ from, to, indent }) => (indent === null ? "" : `\n${indent}`) + text.slice(from, to))
    .join("");

const show = (messages: unknown) =>
  render(
    <MessageList
      messages={readMessages(messages)}
      config={CONFIG_DEFAULTS}
      theme={resolveTheme({})}
      t={makeTranslate("en", en)}
    />,
  ).container;

describe("reading messages", () => {
  it.each([undefined, null, "text", 5, {}])("finds none in %j", (value) => {
    expect(readMessages(value)).toEqual([]);
  });

  it("joins the texts of a content in parts, which know their place", () => {
    const content = [
      { type: "text", text: "Look 😀" },
      { type: "image_url", image_url: { url: "a.png" } },
      { type: "text", text: "there" },
      { type: "audio", data: 1 },
    ];
    const [message] = readMessages([{ role: "user", content }]);
    expect(message?.text).toBe("Look 😀\nthere");
    expect(message?.parts).toEqual([
      { kind: "text", from: 0, to: 7 },
      { kind: "image", src: "a.png" },
      { kind: "text", from: 8, to: 13 },
      { kind: "other", name: "audio", json: '{"type":"audio","data":1}' },
    ]);
  });

  it("names a tool by the call that it answers", () => {
    const call = { id: "c1", type: "function", function: { name: "search", arguments: "{}" } };
    const read = readMessages([
      { role: "assistant", content: null, tool_calls: [call] },
      { role: "tool", tool_call_id: "c1", content: "found" },
    ]);
    expect(read[1]?.name).toBe("search");
  });
});

describe("lines", () => {
  it("keep every character of any text in its place", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "😀", "\n", "```", "~~~\n", "x".repeat(5000), " ")), (parts) => {
        const text = parts.join("");
        const blocks = toBlocks(text);
        expect(drawn(text, blocks)).toBe(text);
        for (const { lines } of blocks) for (const { from } of lines) expect(text[from]).not.toMatch(/[\udc00-\udfff]/);
      }),
    );
  });

  it("break JSON of a single line without a change to the text", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify({ value, padding: "long enough to be broken into lines, whatever the value" });
        const blocks = toBlocks(text);
        const pieces = blocks.flatMap(({ lines }) => lines);
        expect(pieces.map(({ from, to }) => text.slice(from, to)).join("")).toBe(text);
        expect(JSON.parse(drawn(text, blocks))).toEqual(JSON.parse(text));
      }),
    );
  });

  it("leave short lists of JSON in one line, and break long strings where they do", () => {
    const code = "def double(number):\n    return 2 * number\n\nprint(double(21), double(-4), double(0.5))";
    const text = JSON.stringify({ list: ["a", { b: 1 }], code });
    expect(drawn(text, toBlocks(text)).split("\n")).toEqual([
      "{",
      '  "list":["a",{"b":1}],',
      '  "code":"def double(number):\\n',
      "        return 2 * number\\n",
      "    \\n",
      '    print(double(21), double(-4), double(0.5))"',
      "}",
    ]);
    expect(jsonBreaks('{"a": 1, "b": 2}', 0, 16)).toEqual([]);
  });

  it("put code between fences into blocks of its own", () => {
    const text = "Run\n```sh\nls\n```\nthen";
    expect(toBlocks(text).map(({ isCode, from, to }) => [isCode, text.slice(from, to)])).toEqual([
      [false, "Run\n"],
      [true, "```sh\nls\n```\n"],
      [false, "then"],
    ]);
  });

  it("are folded only where that spares something, and are counted as people do", () => {
    const limits = { lines: 10, length: 1000 };
    const fold = (text: string) => foldBlocks(text, toBlocks(text), limits);
    expect(fold("a\n".repeat(14)).isFolded).toBe(false);
    expect(fold("a\n".repeat(300))).toMatchObject({ isFolded: true, lines: 300 });
    const long = fold(`😀${"x".repeat(50_000)}`);
    expect(long).toMatchObject({ isFolded: true, lines: 1 });
    expect(long.shown.at(-1)?.to).toBe(1000);
  });
});

describe("messages", () => {
  it("show markup as text", () => {
    const hostile = '<img src=x onerror="boom()"> & <b>bold</b>';
    const container = show([{ role: hostile, name: hostile, content: hostile, tool_calls: [{ name: hostile }] }]);
    expect(container.querySelector("b, img")).toBeNull();
    expect(container.querySelector("[data-field=content]")?.textContent).toBe(hostile);
  });

  it("show all of a long output when asked, and close to one line", () => {
    const content = Array.from({ length: 100 }, (_, i) => `line ${i}`).join("\n");
    const container = show([{ role: "tool", content }]);
    expect(container.textContent).not.toContain("line 99");
    fireEvent.click(screen.getByRole("button", { name: "Show all 100 lines" }));
    expect(container.querySelector("[data-field=content]")?.textContent).toBe(content);
    fireEvent.click(screen.getByRole("button", { expanded: true }));
    expect(container.querySelector("[data-field=content]")).toBeNull();
    expect(container.querySelector(".prodigy-turn-preview")?.textContent).toMatch(/^line 0/);
  });

  it.each([[null], [5], ["text"], [[]], [{}], [{ role: 5, content: 5, tool_calls: {} }], [{ tool_calls: [null, 5] }]])(
    "draw %j",
    (message) => {
      expect(show([message]).querySelectorAll("[data-message]")).toHaveLength(1);
    },
  );
});
