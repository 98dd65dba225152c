import { describe, expect, it } from "vitest";
import { imagePoint } from "../../../geometry/points";
import { carried, frameBefore, NO_FRAMES, remember, type Frame } from "./carryOver";
import { boxAround } from "./lastBox";
import { offersSegments, readSegment, segmentRequest } from "./segment";
import { acceptAt, dismissAt, nextSuggestion, suggestedIndexes, withoutSuggestions } from "./suggestions";

const SIZE = { width: 200, height: 100 };

describe("a box of the last size", () => {
  it("lies around the place that was clicked", () => {
    expect(boxAround(imagePoint(50, 50), { width: 20, height: 10 }, SIZE)).toEqual({
      x: 40,
      y: 45,
      width: 20,
      height: 10,
    });
  });

  it("does not leave the picture", () => {
    expect(boxAround(imagePoint(199, 1), { width: 20, height: 10 }, SIZE)).toEqual({
      x: 180,
      y: 0,
      width: 20,
      height: 10,
    });
    expect(boxAround(imagePoint(50, 50), { width: 500, height: 10 }, SIZE)).toMatchObject({ x: 0, width: 200 });
  });
});

describe("suggestions", () => {
  const CAT = { label: "CAT", points: [], suggested: true, score: 0.8 };
  const DOG = { label: "DOG", points: [] };
  const shapes = [CAT, DOG, { ...CAT, label: "COW" }];

  it("become shapes like others, with their other keys", () => {
    expect(acceptAt(shapes, [0])).toEqual([{ label: "CAT", points: [], score: 0.8 }, DOG, shapes[2]]);
    expect(acceptAt(shapes, suggestedIndexes(shapes)).some((shape) => "suggested" in shape)).toBe(false);
    expect(acceptAt(shapes, [1, 7])).toBe(shapes);
  });

  it("can be dismissed, and nothing else", () => {
    expect(dismissAt(shapes, [0, 1])).toEqual([DOG, shapes[2]]);
    expect(dismissAt(shapes, [1, 7])).toBe(shapes);
  });

  it("are looked at one after the other", () => {
    expect(nextSuggestion(shapes, 0)).toBe(0);
    expect(nextSuggestion(shapes, 1)).toBe(2);
    expect(nextSuggestion(shapes, 3)).toBe(0);
    expect(nextSuggestion([DOG], 0)).toBe(-1);
  });

  it("are no part of an answer", () => {
    expect(withoutSuggestions(shapes)).toEqual([DOG]);
    const kept = [DOG, null, 3];
    expect(withoutSuggestions(kept)).toBe(kept);
  });
});

describe("shapes of the picture before", () => {
  const frame = (taskHash: number, more: Partial<Frame> = {}): Frame => ({
    taskHash,
    shapes: [{ label: "CAT", x: 1 }],
    ...SIZE,
    sequence: "a.mp4",
    ...more,
  });
  const offer = (frames = remember(NO_FRAMES, frame(1)), next = frame(2), setting: boolean | string = true) =>
    frameBefore(frames, next, setting);

  it("are those of the one that was seen last", () => {
    expect(offer().frame?.taskHash).toBe(1);
    const two = remember(remember(NO_FRAMES, frame(1)), frame(3));
    expect(offer(two).frame?.taskHash).toBe(3);
    expect(offer(NO_FRAMES).frame).toBeNull();
    expect(offer(remember(NO_FRAMES, frame(2))).frame).toBeNull();
  });

  it("are offered only if the setting says so", () => {
    expect(offer(undefined, undefined, false).frame).toBeNull();
  });

  it("are not carried to a picture of another size", () => {
    expect(offer(undefined, frame(2, { height: 101 })).frame).toBeNull();
  });

  it("stay in their sequence, if the setting names a key", () => {
    expect(offer(undefined, frame(2), "video").frame?.taskHash).toBe(1);
    expect(offer(undefined, frame(2, { sequence: "b.mp4" }), "video").frame).toBeNull();
    const nameless = remember(NO_FRAMES, frame(1, { sequence: undefined }));
    expect(offer(nameless, frame(2, { sequence: undefined }), "video").frame).toBeNull();
  });

  it("are the same for somebody who comes back", () => {
    const { frames } = offer();
    const later = remember(remember(frames, frame(2)), frame(3));
    expect(offer(later).frame?.taskHash).toBe(1);
  });

  it("are only those that are no suggestions themselves", () => {
    const shapes = [{ label: "CAT", suggested: true }];
    expect(offer(remember(NO_FRAMES, frame(1, { shapes }))).frame).toBeNull();
  });

  it("lose what belongs to their own picture", () => {
    expect(carried({ label: "CAT", points: [], id: "7", score: 0.9, own: 1 })).toEqual({
      label: "CAT",
      points: [],
      own: 1,
      suggested: true,
    });
  });

  it("don't pile up", () => {
    let frames = NO_FRAMES;
    for (let i = 0; i < 200; i++) frames = frameBefore(remember(frames, frame(i)), frame(i + 1), true).frames;
    expect(frames.seen.length).toBe(50);
    expect(frames.offered.size).toBe(50);
  });
});

describe("an outline from the recipe", () => {
  it("is asked for by a point or a box", () => {
    expect(segmentRequest("a.png", SIZE, imagePoint(10.04, 20))).toEqual({ image: "a.png", ...SIZE, point: [10, 20] });
    expect(segmentRequest("a.png", SIZE, { x: 1, y: 2, width: 30.26, height: 40 })).toEqual({
      image: "a.png",
      ...SIZE,
      box: [1, 2, 30.3, 40],
    });
  });

  it("is a polygon on the picture", () => {
    const { shape } = readSegment(
      {
        points: [
          [-5, 10],
          [50, 10],
          [50, 60],
        ],
      },
      SIZE,
    );
    expect(shape).toEqual({
      kind: "polygon",
      points: [
        [0, 10],
        [50, 10],
        [50, 60],
      ],
    });
  });

  it.each([
    ["nothing", { points: [] }],
    ["nothing", { points: null }],
    ["nothing", null],
    [
      "nothing",
      {
        points: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    [
      "nothing",
      {
        points: [
          [300, 10],
          [350, 10],
          [350, 60],
        ],
      },
    ],
    [
      "malformed",
      {
        points: [
          ["a", 2],
          [3, 4],
          [5, 6],
        ],
      },
    ],
    ["malformed", { points: "none" }],
    ["malformed", "none"],
  ])("may be %s: %j", (problem, answer) => {
    expect(readSegment(answer, SIZE)).toEqual({ shape: null, problem });
  });

  it("is offered if the recipe has the hook", () => {
    expect(offersSegments({ event_hooks: ["other", "segment"] })).toBe(true);
    expect(offersSegments({ event_hooks: ["other"] })).toBe(false);
    expect(offersSegments({})).toBe(false);
  });
});
