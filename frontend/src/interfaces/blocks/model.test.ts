/** What a block shows and writes, for every view of the table. */
import { describe, expect, it } from "vitest";
import type { AppConfig } from "../../model/config";
import type { Block } from "../../model/parts";
import type { Task } from "../../model/task";
import { VIEW_FACTS } from "../../model/views";
import { isBlockShown, renamePatch, resolveBlocks, writtenKey } from "./model";

const TASK = { _input_hash: 1, _task_hash: 2, text: "Ada" } as Task;
const resolve = (blocks: Block[], task: Partial<Task> = {}, original = task, config = {}) =>
  resolveBlocks(blocks, { ...TASK, ...task }, { ...TASK, ...original }, config as AppConfig);

describe("writtenKey", () => {
  it.each([
    ["choice", "accept"],
    ["ner_manual", "spans"],
    ["relations", "relations"],
    ["audio_manual", "audio_spans"],
    ["video_manual", "audio_spans"],
    ["text_input", "user_input"],
    ["pages", "pages"],
    ["text", undefined],
    ["no_such_view", undefined],
  ])("of %s is %s", (viewId, key) => expect(writtenKey(viewId)).toBe(key));

  it("has the name that the block, the task or the project gives it, in this order", () => {
    const [block, task, config] = [{ field_id: "a" }, { field_id: "b" }, { field_id: "c" }];
    expect(writtenKey("text_input", block, task, config)).toBe("a");
    expect(writtenKey("text_input", {}, task, config)).toBe("b");
    expect(writtenKey("text_input", { field_id: "" }, { field_id: 5 }, config)).toBe("c");
    expect(writtenKey("choice", block)).toBe("accept");
    expect(writtenKey("image_manual", { image_manual_spans_key: "shapes" })).toBe("shapes");
  });
});

describe("output_key", () => {
  const writing = Object.entries(VIEW_FACTS).filter(([, { writes }]) => writes.length);

  it.each(writing.map(([viewId, { writes }]) => [viewId, writes[0]!]))(
    "gives what %s writes another place, and reads it from there",
    (viewId, written) => {
      const [block] = resolve([{ view_id: viewId, output_key: "own" }], { own: ["mine"], [written]: ["others"] });
      expect(block?.task[written]).toEqual(["mine"]);
      expect(block?.original[written]).toEqual(["mine"]);
      expect(renamePatch({ [written]: ["new"], note: "n" }, block!.outputs)).toEqual({ own: ["new"], note: "n" });
    },
  );

  it("leaves a view that writes nothing alone, and is no setting of it", () => {
    const [block] = resolve([{ view_id: "text", output_key: "own" }], { own: "x" });
    expect([block?.outputs, block?.task.text, block?.config["output_key"]]).toEqual([{}, "Ada", undefined]);
  });

  it("keeps the name of a field apart from the key of its text", () => {
    const [block] = resolve([{ view_id: "text_input", field_id: "why", output_key: "reason" }], { reason: "because" });
    expect(block?.task["why"]).toBe("because");
    expect(block?.config["field_id"]).toBe("why");
    expect(renamePatch({ why: "no" }, block!.outputs)).toEqual({ reason: "no" });
  });

  it("does without what is not there, and takes no other type for a name", () => {
    const [block] = resolve([{ view_id: "choice", output_key: "own" }], { accept: ["x"] });
    expect(block?.task).not.toHaveProperty("accept");
    expect(resolve([{ view_id: "choice", output_key: 5 }], { accept: ["x"] })[0]?.task.accept).toEqual(["x"]);
  });

  it("takes edits over what the block says is there at first", () => {
    const block = { view_id: "choice", output_key: "own", accept: ["first"] };
    expect(resolve([block])[0]?.task.accept).toEqual(["first"]);
    expect(resolve([block], { own: ["edited"] }, {})[0]?.task.accept).toEqual(["edited"]);
    expect(resolve([block], { own: [] }, { own: ["before"] })[0]?.task.accept).toEqual([]);
  });
});

describe("what a block shows", () => {
  it("can be replaced for every key with content", () => {
    for (const [viewId, { shows }] of Object.entries(VIEW_FACTS)) {
      for (const key of shows) {
        expect([viewId, key, resolve([{ view_id: viewId, [key]: "own" }])[0]?.task[key]]).toEqual([viewId, key, "own"]);
        expect(resolve([{ view_id: viewId, [key]: null }], { [key]: "task" })[0]?.task).not.toHaveProperty(key);
      }
    }
  });

  it("is not shown again by a choice below it, whatever it is", () => {
    const content = { text: "a", html: "<b>b</b>", image: "/c.png", audio: "/d.mp3", video: "/e.mp4", label: "F" };
    const choice = { view_id: "choice" };
    const left = (...views: string[]) => {
      const task = resolve([...views.map((view_id) => ({ view_id })), choice], content).at(-1)!.task;
      return Object.keys(content).filter((key) => key in task);
    };
    expect(left()).toEqual(Object.keys(content));
    expect(left("ner_manual")).toEqual(["html", "image", "audio", "video", "label"]);
    expect(left("html")).toEqual(["text", "image", "audio", "video", "label"]);
    expect(left("audio")).toEqual(["text", "html", "image", "label"]);
    expect(left("video_manual", "image")).toEqual(["text", "html", "label"]);
    expect(left("classification")).toEqual([]);
    expect(left("diff", "text_input", "no_such_view")).toEqual(Object.keys(content));
  });

  it("counts only if it is there", () => {
    const blocks = [{ view_id: "text", text: null }, { view_id: "choice" }];
    expect(resolve(blocks)[1]?.task.text).toBe("Ada");
  });

  it("is not drawn twice by a template of the whole card, unless the choice has its own", () => {
    const config = { html_template: "<p>{{text}}</p>" };
    const [, plain] = resolve([{ view_id: "html" }, { view_id: "choice" }], {}, {}, config);
    expect([plain?.config.html_template, plain?.task["html_template"]]).toEqual([null, undefined]);
    const own = { view_id: "choice", html_template: "<i>{{text}}</i>" };
    expect(resolve([{ view_id: "html" }, own], {}, {}, config)[1]?.config.html_template).toBe("<i>{{text}}</i>");
  });

  it("keeps every key of the task that nobody mentions", () => {
    const [block] = resolve([{ view_id: "text", choice_style: "multiple", foo: 1 }], { bar: 2, foo: 3 });
    expect(block?.task).toMatchObject({ bar: 2, foo: 1, text: "Ada" });
    expect(block?.task).not.toHaveProperty("choice_style");
  });
});

describe("show_if", () => {
  const shown = (rule: unknown, task: Partial<Task>) =>
    isBlockShown({ view_id: "text", show_if: rule }, { ...TASK, ...task } as Task);

  it.each([undefined, null, "accept", {}, { key: 5 }, { key: "accept" }])("shows the block for %j", (rule) => {
    expect(shown(rule, {})).toBe(true);
  });

  it("compares with each of several values", () => {
    expect(shown({ key: "accept", equals: "B" }, { accept: ["A", "B"] })).toBe(true);
    expect(shown({ key: "n", equals: 1 }, { n: "1" })).toBe(false);
    expect(shown({ key: "n", in: [1, 2] }, { n: 2 })).toBe(true);
    expect(shown({ key: "n", in: [] }, { n: 2 })).toBe(false);
    expect(shown({ key: "n", equals: null }, { n: null })).toBe(true);
  });

  it("asks for something, or for nothing", () => {
    for (const empty of [undefined, null, "", []]) {
      expect(shown({ key: "n", not_empty: true }, { n: empty })).toBe(false);
      expect(shown({ key: "n", not_empty: false }, { n: empty })).toBe(true);
    }
    for (const full of [0, false, "x", [0], {}]) expect(shown({ key: "n", not_empty: true }, { n: full })).toBe(true);
  });
});
