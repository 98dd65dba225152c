import { describe, expect, it } from "vitest";
import type { Task } from "../model/task";
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
    ["the hash as a last resort", { image: "data:image/png;base64,AAAA" }, "#-42"],
    ["one line", { text: "two\n\n lines" }, "two lines"],
  ])("shows %s", (_, extra, expected) => {
    expect(previewTask(task(extra))).toBe(expected);
  });

  it("cuts after forty characters without splitting an emoji", () => {
    const preview = previewTask(task({ text: "🚀".repeat(60) }));
    expect([...preview]).toHaveLength(40);
    expect(preview.endsWith("🚀…")).toBe(true);
  });
});
