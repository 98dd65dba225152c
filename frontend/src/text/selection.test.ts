import { describe, expect, it } from "vitest";
import { stepGesture, IDLE, previewRange, type Gesture, type GestureInput } from "./gesture";
import { rangeBetween, snapToTokens, stepToken, trimRange } from "./selection";
import { tokenize } from "./testTokens";

const TOKENS = tokenize("One two\n\nthree four");
const RULES = { allowNewlines: false };

describe("trimRange", () => {
  it("cuts line breaks off both ends", () => {
    expect(trimRange({ from: 2, to: 3 }, TOKENS, RULES)).toEqual({ from: 3, to: 3 });
    expect(trimRange({ from: 1, to: 2 }, TOKENS, RULES)).toEqual({ from: 1, to: 1 });
  });

  it("keeps line breaks inside", () => {
    expect(trimRange({ from: 1, to: 3 }, TOKENS, RULES)).toEqual({ from: 1, to: 3 });
  });

  it("keeps line breaks at the ends when they may be highlighted", () => {
    expect(trimRange({ from: 1, to: 2 }, TOKENS, { allowNewlines: true })).toEqual({ from: 1, to: 2 });
  });

  it("cuts disabled tokens off, and crosses them", () => {
    const tokens = TOKENS.map((token, i) => ({ ...token, disabled: i === 0 || i === 3 }));
    expect(trimRange({ from: 0, to: 3 }, tokens, RULES)).toEqual({ from: 1, to: 1 });
    expect(trimRange({ from: 0, to: 4 }, tokens, RULES)).toEqual({ from: 1, to: 4 });
  });

  it("is null when nothing is left", () => {
    expect(trimRange({ from: 2, to: 2 }, TOKENS, RULES)).toBeNull();
  });
});

describe("snapToTokens", () => {
  it.each([
    [1, 5, { from: 0, to: 1 }],
    [2, 2, { from: 0, to: 0 }],
    [3, 4, null],
    [0, 99, { from: 0, to: 4 }],
  ])("characters %i to %i", (start, end, expected) => {
    expect(snapToTokens(start, end, TOKENS)).toEqual(expected);
  });
});

describe("stepToken", () => {
  it("skips what can't be selected and stops at the ends", () => {
    expect(stepToken(1, 1, TOKENS, RULES)).toBe(3);
    expect(stepToken(3, -1, TOKENS, RULES)).toBe(1);
    expect(stepToken(4, 1, TOKENS, RULES)).toBe(4);
    expect(stepToken(0, -1, TOKENS, RULES)).toBe(0);
  });
});

describe("rangeBetween", () => {
  it("does not care about the direction", () => {
    expect(rangeBetween(5, 2)).toEqual(rangeBetween(2, 5));
  });
});

describe("stepGesture", () => {
  const run = (...inputs: GestureInput[]) => {
    let state: Gesture = IDLE;
    let effect;
    for (const input of inputs) [state, effect] = stepGesture(state, input);
    return { state, effect };
  };
  const down = (position: number | null, isTouch = false): GestureInput => ({
    type: "down",
    position,
    x: 0,
    y: 0,
    isTouch,
  });
  const move = (position: number | null, x: number, y = 0): GestureInput => ({ type: "move", position, x, y });
  const up: GestureInput = { type: "up" };

  it("selects backwards too", () => {
    expect(run(down(4), move(2, -80), up).effect).toMatchObject({ type: "select", range: { from: 2, to: 4 } });
  });

  it("selects one token after a short drag inside it", () => {
    expect(run(down(4), move(4, 8), up).effect).toMatchObject({ range: { from: 4, to: 4 } });
  });

  it("does not take a click for a drag", () => {
    expect(run(down(4), move(4, 2), up).effect).toBeUndefined();
  });

  it("keeps the selection while the pointer is nowhere", () => {
    expect(previewRange(run(down(1), move(3, 50), move(null, 900)).state)).toEqual({ from: 1, to: 3 });
  });

  it("lets a vertical pan scroll", () => {
    expect(run(down(4, true), move(5, 3, 40), move(6, 3, 80), up).effect).toBeUndefined();
  });

  it("selects by a horizontal drag of a finger", () => {
    expect(run(down(4, true), move(5, 40, 3), up).effect).toMatchObject({ type: "select", isTouch: true });
  });

  it("selects by a long press and a drag in any direction", () => {
    expect(run(down(4, true), { type: "hold" }, move(9, 0, 90), up).effect).toMatchObject({
      range: { from: 4, to: 9 },
    });
  });

  it("reports a tap and a long press", () => {
    expect(run(down(4, true), up).effect).toEqual({ type: "tap", position: 4 });
    expect(run(down(4, true), { type: "hold" }, up).effect).toEqual({ type: "hold", position: 4 });
  });

  it("forgets everything when the browser takes the pointer", () => {
    expect(run(down(4), move(6, 90), { type: "cancel" })).toEqual({ state: IDLE, effect: undefined });
  });
});
