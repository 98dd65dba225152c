import { describe, expect, it } from "vitest";
import { readKey, type FieldKey, type ListState } from "./keys";

const key = (name: string, extra: Partial<FieldKey> = {}): FieldKey => ({
  key: name,
  altKey: false,
  hasModifier: false,
  isComposing: false,
  ...extra,
});
const CLOSED: ListState = { active: -1, count: 0, isOffered: true };
const OPEN: ListState = { active: -1, count: 3, isOffered: true };
const PLAIN: ListState = { active: -1, count: 0, isOffered: false };

describe("readKey", () => {
  it("opens the list, and goes round through it and the field", () => {
    expect(readKey(key("ArrowDown"), CLOSED, true)).toEqual({ type: "open" });
    const walk = (name: string) => {
      const seen: number[] = [];
      let active = -1;
      for (let i = 0; i < 5; i += 1) {
        const step = readKey(key(name), { ...OPEN, active }, true);
        if (step?.type !== "move") throw new Error("It should move.");
        seen.push((active = step.active));
      }
      return seen;
    };
    expect(walk("ArrowDown")).toEqual([0, 1, 2, -1, 0]);
    expect(walk("ArrowUp")).toEqual([2, 1, 0, -1, 2]);
  });

  it("leaves arrows to fields without suggestions, and with alt", () => {
    expect(readKey(key("ArrowDown"), PLAIN, true)).toBeNull();
    expect(readKey(key("ArrowDown", { altKey: true }), OPEN, true)).toBeNull();
  });

  it("takes the active suggestion with enter, and leaves the field without one", () => {
    expect(readKey(key("Enter"), { ...OPEN, active: 1 }, true)).toEqual({ type: "insert" });
    expect(readKey(key("Enter"), OPEN, true)).toEqual({ type: "leave" });
    expect(readKey(key("Enter"), { ...CLOSED, active: 1 }, true)).toEqual({ type: "leave" });
  });

  it("leaves enter to fields of several lines, and to the page with ctrl", () => {
    expect(readKey(key("Enter"), PLAIN, false)).toBeNull();
    expect(readKey(key("Enter", { hasModifier: true }), PLAIN, true)).toBeNull();
  });

  it("closes the list with the first escape and leaves the field with the second", () => {
    expect(readKey(key("Escape"), OPEN, true)).toEqual({ type: "close" });
    expect(readKey(key("Escape"), CLOSED, false)).toEqual({ type: "leave" });
  });

  it("keeps out of the way of input methods and letters", () => {
    for (const name of ["ArrowDown", "Enter", "Escape"]) {
      expect(readKey(key(name, { isComposing: true }), OPEN, true)).toBeNull();
    }
    expect(readKey(key("a"), OPEN, true)).toBeNull();
  });
});
