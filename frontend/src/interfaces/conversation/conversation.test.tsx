import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import fc from "../../testing/fc";
import { renderView, type RenderedView } from "../../testing/renderView";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import { makeCodePointText } from "../../text/codePoints";
import { resolveTheme } from "../../theme";
import { readMessages } from "../shared/messages/readMessages";
import { clearViewState } from "../shared/viewState";
import { drawSpans, finishTask, makeSpan, sortSpans, toggleMessageLabel, writeComment } from "./annotations";
import ConversationView from "./ConversationView";
import { snapRange, stepCharacter, wordBefore, wordFrom } from "./words";

const CALL = { id: "c", type: "function", function: { name: "find", arguments: '{"who": "Ada 😀"}' } };
const MESSAGES = [
  { role: "user", content: "👩🏽‍💻 Who is Ada Lovelace?" },
  { role: "assistant", content: null, tool_calls: [CALL] },
  { role: "tool", tool_call_id: "c", content: Array.from({ length: 80 }, (_, i) => `line ${i}`).join("\n") },
];
const SPAN = { message: 0, start: 12, end: 24, label: "PERSON", text: "Ada Lovelace" };
const CONFIG = { labels: ["PERSON", "WRONG"], labels_for_messages: ["bad"] } as Partial<AppConfig>;
const makeTask = (keys: object = {}) =>
  ({ messages: MESSAGES, _input_hash: 1, _task_hash: 1, ...keys }) as unknown as Task;

let view: RenderedView;
const show = async (keys: object = {}, props = {}) =>
  (view = await renderView(ConversationView, makeTask(keys), CONFIG, props));
const press = (...keys: string[]) => keys.forEach((key) => view.press(key));

beforeEach(clearViewState);
afterEach(() => {
  view?.unmount();
  cleanup();
});

describe("words", () => {
  it("grow a selection to whole words, and to whole characters, in any script", () => {
    const snap = (text: string, from: number, to: number, by: "word" | "grapheme" = "word") => {
      const range = snapRange(text, { from, to }, by);
      return range && text.slice(range.from, range.to);
    };
    expect(snap("see Ada Lovelace there", 5, 10)).toBe("Ada Lovelace");
    expect(snap("a 👩🏽‍💻 b", 3, 5, "grapheme")).toBe("👩🏽‍💻");
    expect(snap("قال أحمد نعم", 5, 6)).toBe("أحمد");
    expect(snap("a   b", 1, 4)).toBeNull();
  });

  it("are all visited in order, and back, and none is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("word", "😀", " ", "\n", "字字", "a.b", "👩🏽‍💻", "x".repeat(900))), (parts) => {
        const text = parts.join("");
        const there: string[] = [];
        for (let word = wordFrom(text, 0); word; word = wordFrom(text, word.to))
          there.push(text.slice(word.from, word.to));
        expect(there.join("")).toBe(text.replace(/\s/g, ""));
        let [at, count] = [text.length, 0];
        for (let word = wordBefore(text, at); word; word = wordBefore(text, at)) [at, count] = [word.from, count + 1];
        expect(text.slice(0, at).trim()).toBe("");
        expect(stepCharacter(text, 0, 1)).toBeGreaterThanOrEqual(text ? 1 : 0);
      }),
    );
  });
});

describe("annotations", () => {
  const messages = readMessages(MESSAGES);

  it("count code points in each text of a message", () => {
    const content = makeSpan({ message: 0, field: "content", from: 15, to: 27 }, messages, "PERSON");
    const inCall = makeSpan({ message: 1, field: "tool_calls[0]", from: 13, to: 15 }, messages, "X");
    expect(makeCodePointText(MESSAGES[0]!.content!).slice(content!.start, content!.end)).toBe(content!.text);
    expect(inCall).toEqual({ message: 1, field: "tool_calls[0]", start: 13, end: 14, label: "X", text: "😀" });
    expect(drawSpans([inCall], messages, [], resolveTheme({})).all[0]).toMatchObject({ from: 13, to: 15 });
  });

  it("without a place are counted, and stay in the data behind the others", () => {
    const lost = [
      { ...SPAN, message: 9 },
      { ...SPAN, end: 99 },
      { ...SPAN, field: "nowhere" },
    ];
    expect(drawSpans([...lost, SPAN], messages, [], resolveTheme({}))).toMatchObject({ unplaced: 3 });
    expect(sortSpans([...lost, SPAN], messages)).toEqual([SPAN, ...lost]);
  });

  it("that were only suggested are no answer", () => {
    expect(finishTask(makeTask({ spans: [SPAN, { ...SPAN, suggested: true }] })).spans).toEqual([SPAN]);
  });

  it("vanish with the last label and the last comment", () => {
    const labelled = toggleMessageLabel({}, 2, "bad", ["bad"]);
    expect(labelled).toEqual({ "2": ["bad"] });
    expect(toggleMessageLabel(labelled, 2, "bad", ["bad"])).toBeUndefined();
    expect(writeComment([{ message: 0, text: "a" }], 0, 0, "")).toBeUndefined();
  });
});

describe("with keys", () => {
  it("marks words, relabels and removes", async () => {
    await show();
    press("j", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight");
    view.press("ArrowRight", { shiftKey: true });
    press("Enter");
    expect(view.task().spans).toEqual([SPAN]);
    press("]", "2");
    expect(view.task().spans).toEqual([{ ...SPAN, label: "WRONG" }]);
    press("]", "Delete");
    expect(view.task().spans).toEqual([]);
  });

  it("goes through messages, labels them and comments on them", async () => {
    await show();
    press("j", "j");
    view.press("1", { shiftKey: true });
    press("c");
    fireEvent.change(screen.getByRole("textbox"), { target: { value: "Why?" } });
    fireEvent.keyDown(screen.getByRole("textbox"), { key: "Enter" });
    expect(screen.queryByRole("textbox")).toBeNull();
    expect(view.task()).toMatchObject({ message_labels: { "1": ["bad"] }, comments: [{ message: 1, text: "Why?" }] });
    fireEvent.click(screen.getByRole("button", { name: "Delete" }));
    expect(view.task().comments).toBeUndefined();
  });

  it("opens what is folded where the cursor goes", async () => {
    await show({ spans: [{ message: 2, start: 600, end: 604, label: "WRONG" }] });
    expect(view.container.textContent).not.toContain("line 79");
    press("]");
    expect(view.container.textContent).toContain("line 79");
  });
});

it.each([
  { spans: [{ message: "a" }, { start: 0, end: 1 }], comments: "x", message_labels: [1] },
  { spans: [{ ...SPAN, message: -1 }], comments: [null, 5, { message: 0 }], message_labels: { "9": 5 } },
  { messages: [null, 5, "text", { content: { a: 1 } }] },
])("draws whatever stands in the task: %j", async (keys) => {
  await show(keys);
  expect(view.container.querySelectorAll("[data-message]").length).toBeGreaterThan(2);
});

it("changes nothing while it is only shown", async () => {
  await show({ spans: [SPAN] }, { readOnly: true });
  press("j", "ArrowRight", "Enter", "c", "]", "Delete");
  expect(view.updates).toEqual([]);
  expect(view.container.querySelector("button[data-chip], textarea")).toBeNull();
});
