import { beforeEach, describe, expect, it, vi } from "vitest";
import { noteInstructions, seenInstructions } from "./seenInstructions";

const project = { dataset: "d", session: "alex", instructions: "Mark all names." };

beforeEach(() => localStorage.clear());

describe("instructions", () => {
  it("are new to everybody at first", () => {
    expect(seenInstructions(project)).toBe("never");
  });

  it("are known when they were noted, by session and dataset", () => {
    noteInstructions(project);
    expect(seenInstructions(project)).toBe("this");
    expect(seenInstructions({ ...project, session: "jo" })).toBe("never");
    expect(seenInstructions({ ...project, dataset: "e" })).toBe("never");
  });

  it("are news again when they were changed", () => {
    noteInstructions(project);
    expect(seenInstructions({ ...project, instructions: "Mark no names." })).toBe("older");
  });

  it("leave people alone where nothing can be remembered", () => {
    vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
      throw new Error("blocked");
    });
    expect(seenInstructions(project)).toBe("this");
  });
});
