import { describe, expect, it } from "vitest";
import type { Task } from "../model/task";
import { SAMPLES } from "../testing/samples";
import { previewTask } from "./preview";

const task = (extra: Partial<Task>): Task => ({ _input_hash: 1, _task_hash: -42, ...extra });

describe("previewTask", () => {
  it.each<[string, Partial<Task>, string]>([
    ["text first", { text: "Hello", label: "GREETING" }, "Hello"],
    ["the label without text", { label: "GREETING" }, "GREETING"],
    [
      "chosen options",
      {
        options: [
          { id: 1, text: "Yes" },
          { id: 2, text: "No" },
        ],
        accept: [2],
      },
      "No",
    ],
    ["the name of a file", { image: "http://x/y/cat.jpg?size=2" }, "cat.jpg"],
    ["the path before inlined data", { image: "data:image/png;base64,AAAA", path: "/data/dog.png" }, "dog.png"],
    ["markup without tags", { html: "<style>p{}</style><p>Some <b>words</b></p>" }, "Some words"],
    [
      "the first page with words",
      {
        pages: [
          { view_id: "image", image: "x" },
          { view_id: "text", text: "Page two" },
        ],
      },
      "Page two",
    ],
    [
      "the texts that are compared",
      { input: { text: "Die Katze" }, accept: { text: "The cat" } as never },
      "Die Katze",
    ],
    ["the prompt", { llm: { prompt: "Find names", response: "None" } }, "Find names"],
    ["what a template shows", { colour: "#ff0000", title: "<b>A</b> title" }, "A title"],
    ["what was written into a field", { city: "Berlin", meta: { source: "Wire" } }, "Berlin"],
    ["where it comes from, if there is nothing else", { meta: { page: 3, source: "Wire" } }, "Wire"],
    ["no address and no number", { image: "data:image/png;base64,AAAA", link: "https://a.b/c/cat.jpg" }, "cat.jpg"],
    ["nothing where there are no words", { image: "data:image/png;base64,AAAA", answer: "accept" }, ""],
    ["one line", { text: "two\n\n lines" }, "two lines"],
  ])("shows %s", (_, extra, expected) => {
    expect(previewTask(task(extra))).toBe(expected);
  });

  it.each(Object.entries(SAMPLES))("has words for a task of %s", (_, { task: sample }) => {
    expect(previewTask(sample)).toMatch(/\p{L}/u);
  });

  it("cuts after forty characters without splitting an emoji", () => {
    const preview = previewTask(task({ text: "🚀".repeat(60) }));
    expect([...preview]).toHaveLength(40);
    expect(preview.endsWith("🚀…")).toBe(true);
  });
});
