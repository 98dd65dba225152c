/** Whatever stands in a task, an answer to it can be stored: completed where that can be done. */
import { beforeAll, expect, it, vi } from "vitest";
import type { Task } from "../model/task";
import { finishTask } from "../store/engine/answering";
import { getView, VIEWS } from "./registry";

const VIEW_IDS = Object.keys(VIEWS);

const KEYS = ["text", "spans", "tokens", "relations", "audio_spans", "accept", "comments", "message_labels", "ratings"];
const JUNK = [null, 5, "x", [], {}, [null], [5], ["x"], [{}], [[]], [{ start: 0, end: "1", label: null }]];
const TOKENS = [{ text: "a", start: 0, end: 1, id: 0, ws: false }];
const GOOD = { text: "a", tokens: TOKENS, spans: [{ start: 0, end: 1, label: "A" }], image: "a.png", versions: [] };
const TASKS = KEYS.flatMap((key) => JUNK.map((value) => ({ ...GOOD, [key]: value })));

beforeAll(async () => {
  await Promise.all(VIEW_IDS.map((id) => getView(id)?.load()));
});

it.each(VIEW_IDS)("a task of %s, by itself, on a page, in a block and under review", (viewId) => {
  const said = vi.spyOn(console, "error").mockImplementation(() => {});
  for (const task of TASKS) {
    const hashes = { _input_hash: 1, _task_hash: 2 };
    const nested: [string, object][] = [
      [viewId, task],
      [
        "pages",
        {
          pages: [
            { ...GOOD, view_id: "ner_manual" },
            { ...task, view_id: viewId },
          ],
        },
      ],
      ["blocks", { ...task, config: { blocks: [{ view_id: viewId }] } }],
      ["review", { ...task, view_id: viewId, versions: [] }],
    ];
    for (const [id, content] of nested) {
      const before = { ...hashes, ...content } as unknown as Task;
      const after = finishTask(before, getView(id), null);
      expect(Object.keys(after)).toEqual(expect.arrayContaining(Object.keys(before)));
      // A page that can't be read leaves the others complete.
      if (id === "pages" && id !== viewId)
        expect(after.pages).toMatchObject([{ spans: [{ token_start: 0, token_end: 0 }] }, {}]);
    }
  }
  expect(said).not.toHaveBeenCalled();
});
