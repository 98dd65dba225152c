import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { beginPage } from "./early";
import { findDrawn, isForTask, noteKeys, takeKeys, type EarlyKey } from "./model/drawn";
import type { Task } from "./model/task";
import { noteScroll, takeOver, takeScroll } from "./shell/drawn";

const HEAD = `<link rel="early" as="fetch" href="project"><link rel="modulepreload" id="app" href="/app.js">`;
const BODY = `<div data-prodigy-drawn data-prodigy-task="1 " aria-busy="true"><div class="prodigy-annotator">Text</div></div>`;
const press = (key: string, more = {}) => dispatchEvent(new KeyboardEvent("keydown", { key, ...more }));

/** Since when there is a text, as browsers tell it; null: nothing was painted yet. */
const paintedAt = (startTime: number | null) => {
  const entries = startTime === null ? [] : [{ startTime } as PerformanceEntry];
  Object.assign(performance, { getEntriesByName: () => entries });
};

beforeEach(() => {
  paintedAt(-1000);
  document.head.innerHTML = HEAD;
  document.body.innerHTML = BODY;
});
afterEach(() => {
  document.head.innerHTML = document.body.innerHTML = "";
});

describe("the page before the app", () => {
  it("asks for what the app needs, and loads the app", async () => {
    const loaded: string[] = [];
    await beginPage(async (address) => loaded.push(address));
    expect(document.querySelector("link[as=fetch]")?.getAttribute("rel")).toBe("preload");
    expect(loaded).toEqual([new URL("/app.js", location.href).href]);
  });

  it("notes keys that come too early, until the app has taken its place", async () => {
    await beginPage(async () => {});
    const drawn = findDrawn()!;
    press("ArrowDown");
    press("s", { ctrlKey: true });
    press("a", { repeat: true });
    press("Enter", { ctrlKey: true });
    press("a", { code: "KeyA" });
    drawn.remove();
    press("b");
    const { keys, isLost } = takeKeys(drawn);
    expect(keys.map(({ key, code, ctrlKey }) => [key, code, ctrlKey])).toEqual([
      ["Enter", "", true],
      ["a", "KeyA", false],
    ]);
    expect(isLost).toBe(false);
    expect(takeKeys(drawn).keys).toEqual([]);
  });

  it.each([null, Infinity])("takes no key for an answer to a text that nobody can have read (%s)", async (painted) => {
    paintedAt(painted);
    await beginPage(async () => {});
    press("a");
    expect(takeKeys(findDrawn()!)).toEqual({ keys: [], isLost: true });
  });

  it("notes each key once, whatever noted them before", async () => {
    noteKeys(findDrawn()!);
    await beginPage(async () => {});
    press("a");
    expect(takeKeys(findDrawn()!).keys).toHaveLength(1);
  });

  it("says that the app did not come", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    await beginPage(() => Promise.reject(new Error("gone")));
    expect(document.querySelector("[role=alert]")?.textContent).toMatch(/could not be loaded/);
    expect(findDrawn()?.hasAttribute("aria-busy")).toBe(false);
  });

  it("hands on how far it was scrolled, once", () => {
    document.querySelector(".prodigy-annotator")!.scrollTop = 70;
    noteScroll();
    expect([takeScroll(), takeScroll()]).toEqual([70, 0]);
  });
});

interface Shown {
  current?: Task | null;
  isValidating?: boolean;
}

/** Takes over with keys that were pressed. RETURNS: What was used, and what was said. */
async function takeOverWith(
  pressed: string[],
  first: Shown,
  then: Record<string, Shown & { isCovered?: boolean; says?: string }> = {},
): Promise<{ used: string[]; told: string[] }> {
  const used: string[] = [];
  const told: string[] = [];
  const drawn = findDrawn()!;
  noteKeys(drawn);
  pressed.forEach((key) => press(key));
  let state: Record<string, unknown> = { isValidating: false, notices: [], ...asItem(first) };
  let isCovered = false;
  const notify = ({ title }: { title: string }) => {
    told.push(title);
    state = { ...state, notices: [...(state.notices as string[]), title] };
  };
  const engine = { notify, store: { getState: () => state } } as never;
  await takeOver(drawn, {
    engine,
    isCovered: () => isCovered,
    press: ({ key }: EarlyKey) => {
      used.push(key);
      const { isCovered: covers = false, says, ...change } = then[key] ?? {};
      isCovered ||= covers;
      state = { ...state, ...asItem(change) };
      if (says) notify({ title: says });
    },
  });
  return { used, told };
}

const asItem = ({ current, ...rest }: Shown) => ({
  ...rest,
  ...(current !== undefined && { current: current && { task: current, key: 1 } }),
});
const SHOWN = { _task_hash: 1 } as Task;
const OTHER = { _task_hash: 2 } as Task;

describe("keys that were pressed before the app was there", () => {
  it("act on the task that was seen, in their order", async () => {
    expect(await takeOverWith(["2", "x"], { current: SHOWN })).toEqual({ used: ["2", "x"], told: [] });
    expect(await takeOverWith([], { current: SHOWN })).toEqual({ used: [], told: [] });
  });

  it("answer one task, however often they were pressed", async () => {
    const found = await takeOverWith(["2", "a", "a", "a"], { current: SHOWN }, { a: { current: OTHER } });
    expect(found).toEqual({ used: ["2", "a"], told: ["early_keys"] });
  });

  it.each([
    ["another task", { current: OTHER }, ["early_replaced", "early_keys"]],
    [
      "a text of the same hash with another content",
      { current: { ...SHOWN, _task_digest: 3 } },
      ["early_replaced", "early_keys"],
    ],
    ["no task", { current: null }, ["early_keys"]],
  ])("are dropped where there is %s, and that is said", async (_, first, told) => {
    expect(await takeOverWith(["a"], first)).toEqual({ used: [], told });
  });

  it.each([
    ["the server checks", { isValidating: true }],
    ["a question is asked", { says: "confirm_empty" }],
    ["a window is open", { isCovered: true }],
    ["nothing is left", { current: null }],
  ])("stop when %s", async (_, change) => {
    const { used, told } = await takeOverWith(["a", "a"], { current: SHOWN }, { a: change });
    expect(used).toEqual(["a"]);
    expect(told.at(-1)).toBe("early_keys");
  });

  it("say that another task came, also if nothing was pressed", async () => {
    expect(await takeOverWith([], { current: OTHER })).toEqual({ used: [], told: ["early_replaced"] });
    await takeOver(null, { engine: {} as never, isCovered: () => false });
  });
});

it("takes no key of the browser and none that scrolls for an answer", () => {
  const isBare = (key: string, more = {}) => isForTask(new KeyboardEvent("keydown", { key, ...more }));
  expect(["a", "1", " ", "Enter", "Backspace", "ArrowLeft"].map((key) => isBare(key))).not.toContain(false);
  expect(["Shift", "Tab", "PageDown", "F5", "Home"].map((key) => isBare(key))).not.toContain(true);
  for (const more of [
    { ctrlKey: true },
    { metaKey: true },
    { altKey: true },
    { repeat: true },
    { isComposing: true },
  ]) {
    expect(isBare("r", more)).toBe(false);
  }
});
