/** Blocks that follow each other, with boxes of a made-up layout: each line is 20 px high, the window 200 px. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { END_CLASS, makeRunOn, RUN_ON_CLASS, type RunOn } from "./runOn";

let box: HTMLElement;
let runOn: RunOn;
let idle: ((deadline: { timeRemaining(): number }) => void) | null;
const moved = vi.fn();

const rect = (top: number, bottom: number, left = 0, right = 500) => new DOMRect(left, top, right - left, bottom - top);

/** ends: Where the text of each block ends (px from the left). */
function show(ends: number[], { dir = "ltr", top = 0 } = {}) {
  box.replaceChildren(
    ...ends.map((x, i) => {
      const block = document.createElement("div");
      block.dataset["chunk"] = String(i);
      block.dataset["dir"] = dir;
      if (i > 0) block.className = RUN_ON_CLASS;
      const end = document.createElement("i");
      end.className = END_CLASS;
      block.append(end);
      const bottom = top + 100 * (i + 1);
      block.getBoundingClientRect = () => rect(bottom - 100, bottom);
      end.getBoundingClientRect = () => rect(bottom - 15, bottom - 5, x, x);
      return block;
    }),
  );
}
const block = (i: number) => box.children[i] as HTMLElement;
const indents = () => [...box.children].map((child) => (child as HTMLElement).style.textIndent);
const runIdle = (ms = 10) => {
  const run = idle;
  idle = null;
  run?.({ timeRemaining: () => ms });
};

beforeEach(() => {
  idle = null;
  moved.mockClear();
  vi.stubGlobal("requestIdleCallback", (run: typeof idle) => {
    idle = run;
    return 1;
  });
  vi.stubGlobal("cancelIdleCallback", () => (idle = null));
  vi.stubGlobal("innerHeight", 200);
  box = document.createElement("div");
  box.style.lineHeight = "20px";
  document.body.replaceChildren(box);
  runOn = makeRunOn(() => box, moved);
});
afterEach(() => {
  runOn.stop();
  vi.unstubAllGlobals();
});

describe("blocks", () => {
  it("begin where the one before ends, one line higher", () => {
    show([120, 80]);
    runOn.settleAll();
    expect(indents()).toEqual(["", "120px"]);
    expect(block(1).style.marginBlockStart).toBe("-20px");
    expect(moved.mock.calls[0]?.[1]).toHaveLength(2);
  });

  it("wait below the window until nothing else is to do", () => {
    show([10, 20, 30, 40, 50]);
    runOn.settleAll();
    // The first two are in sight, and the third begins where the window ends.
    expect(indents().slice(0, 4)).toEqual(["", "10px", "20px", "30px"]);
    expect(indents()[4]).toBe("");
    runIdle();
    expect(indents()[4]).toBe("40px");
  });

  it("wait once more when there was no time after all", () => {
    show([10, 20, 30, 40, 50]);
    runOn.settleAll();
    runIdle(0);
    expect(indents()[4]).toBe("");
    runIdle();
    expect(indents()[4]).toBe("40px");
  });

  it("that were not touched stay where they are", () => {
    show([10, 20]);
    runOn.settle();
    expect([indents(), moved.mock.calls.length]).toEqual([["", ""], 0]);
    runOn.touch(1, true);
    runOn.settle();
    expect(indents()).toEqual(["", ""]);
  });

  it("in sight don't jump because the one before was drawn for the first time", () => {
    show([10, 20]);
    runOn.settleAll();
    const end = block(0).lastElementChild!;
    end.getBoundingClientRect = () => rect(85, 95, 60, 60);
    runOn.touch(0, true);
    runOn.settle();
    expect(indents()[1]).toBe("10px");
    runOn.touch(0, false);
    runOn.settle();
    expect(indents()[1]).toBe("60px");
  });

  it("begin a line of their own when their words run the other way", () => {
    show([10, 20]);
    runOn.settleAll();
    block(1).dataset["dir"] = "rtl";
    runOn.touch(1, false);
    runOn.settle();
    expect([indents()[1], block(1).dataset["runIn"], block(1).style.marginBlockStart]).toEqual(["", undefined, ""]);
  });

  it("far from the window are left alone: their contents have no place yet", () => {
    show([10, 20]);
    block(0).style.contentVisibility = "auto";
    runOn.settleAll();
    expect(indents()[1]).toBe("");
  });

  it("are none where there is no box any more, and nothing runs after the stop", () => {
    show([10, 20, 30, 40, 50]);
    runOn.settleAll();
    runOn.stop();
    expect(idle).toBeNull();
    const gone = makeRunOn(() => null);
    gone.touch(0, false);
    expect(() => gone.settle()).not.toThrow();
  });

  it("follow soon in a browser that does not know when it is idle", () => {
    vi.useFakeTimers();
    vi.stubGlobal("requestIdleCallback", undefined);
    show([10, 20, 30, 40, 50]);
    runOn.settleAll();
    vi.advanceTimersByTime(30);
    expect(indents()[4]).toBe("40px");
    vi.useRealTimers();
  });
});
