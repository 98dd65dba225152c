import { describe, expect, it } from "vitest";
import {
  DRAG_MIN_PX,
  IDLE,
  previewRange,
  stepGesture,
  TOUCH_MIN_PX,
  type Gesture,
  type GestureEffect,
  type GestureInput,
} from "./gesture";
import { random } from "./testTokens";

const down = (position: number | null, isTouch = false): GestureInput => ({
  type: "down",
  position,
  x: 0,
  y: 0,
  isTouch,
});
const move = (position: number | null, x: number, y = 0): GestureInput => ({ type: "move", position, x, y });
const UP: GestureInput = { type: "up" };
const HOLD: GestureInput = { type: "hold" };

/** What comes out of inputs in a row, and the gesture after them. */
function play(...inputs: GestureInput[]): { effects: GestureEffect[]; gesture: Gesture } {
  let gesture: Gesture = IDLE;
  const effects: GestureEffect[] = [];
  for (const input of inputs) {
    const [next, effect] = stepGesture(gesture, input);
    gesture = next;
    if (effect) effects.push(effect);
  }
  return { effects, gesture };
}

it("lets a finger move what is wider than the window, and select after a long press", () => {
  const wide = { ...down(3, true), pansAll: true } as GestureInput;
  expect(play(wide, move(7, 90), UP)).toEqual({ effects: [], gesture: IDLE });
  expect(play(wide, HOLD, move(7, 90), UP).effects).toMatchObject([{ type: "select", range: { from: 3, to: 7 } }]);
  expect(play(wide, UP).effects).toEqual([{ type: "tap", position: 3 }]);
});

describe("a mouse", () => {
  it("selects from where it was pressed to where it is released, in either direction", () => {
    expect(play(down(3), move(7, 90), UP).effects).toEqual([
      { type: "select", anchor: 3, range: { from: 3, to: 7 }, isTouch: false },
    ]);
    expect(play(down(7), move(3, -90), UP).effects).toMatchObject([{ anchor: 7, range: { from: 3, to: 7 } }]);
  });

  it("clicks, as long as it hardly moves on its token", () => {
    expect(play(down(3), move(3, DRAG_MIN_PX - 1), UP).effects).toEqual([]);
    expect(play(down(3), move(3, 0, DRAG_MIN_PX), UP).effects).toHaveLength(1);
  });

  it("drags as soon as it is on another token, however near that is", () => {
    expect(play(down(3), move(4, 1)).gesture.kind).toBe("dragging");
  });

  it("keeps the last token while it is beside the text", () => {
    expect(play(down(3), move(5, 40), move(null, 400), UP).effects).toMatchObject([{ range: { from: 3, to: 5 } }]);
  });

  it("is not held", () => {
    expect(play(down(3), HOLD).gesture.kind).toBe("pressed");
  });
});

describe("a finger", () => {
  it("taps when it leaves at once, also when it trembles", () => {
    expect(play(down(2, true), move(2, TOUCH_MIN_PX - 1, TOUCH_MIN_PX - 1), UP).effects).toEqual([
      { type: "tap", position: 2 },
    ]);
  });

  it("scrolls when it moves up or down, and then selects nothing", () => {
    const { effects, gesture } = play(down(2, true), move(9, 5, 80), move(12, 200, 80), UP);
    expect([effects, gesture]).toEqual([[], IDLE]);
  });

  it("scrolls when it moves as much up as sideways", () => {
    expect(play(down(2, true), move(3, 30, 20)).gesture).toEqual(IDLE);
    expect(play(down(2, true), move(3, 40, 20)).gesture.kind).toBe("dragging");
  });

  it("begins a selection when it rests, and reports a rest that ended where it began", () => {
    expect(play(down(2, true), HOLD, UP).effects).toEqual([{ type: "hold", position: 2 }]);
    expect(play(down(2, true), HOLD, move(4, 0, 90), UP).effects).toMatchObject([
      { type: "select", range: { from: 2, to: 4 }, isTouch: true },
    ]);
  });
});

describe("every gesture", () => {
  const inputs = (next: (below: number) => number): GestureInput => {
    const position = next(4) === 0 ? null : next(20);
    const all: GestureInput[] = [
      { type: "down", position, x: next(100), y: next(100), isTouch: next(2) === 0 },
      { type: "move", position, x: next(100), y: next(100) },
      { type: "move", position, x: next(100), y: next(100) },
      HOLD,
      UP,
      { type: "cancel" },
    ];
    return all[next(all.length)]!;
  };

  it.each([1, 2, 3])("ends idle, selects only what it has shown, and shows only while it drags (seed %i)", (seed) => {
    const next = random(seed);
    let gesture: Gesture = IDLE;
    for (let i = 0; i < 2000; i += 1) {
      const input = inputs(next);
      const shown = previewRange(gesture);
      const [after, effect] = stepGesture(gesture, input);
      if (effect?.type === "select") expect(effect.range).toEqual(shown);
      if (effect) expect(input.type).toBe("up");
      if (input.type === "up" || input.type === "cancel") expect(after).toEqual(IDLE);
      expect(previewRange(after) !== null).toBe(after.kind === "dragging");
      gesture = after;
    }
  });
});
