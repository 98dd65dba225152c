import fc from "../testing/fc";
import { describe, expect, it } from "vitest";
import { isSame, mergePatch } from "./json";

const json = fc.jsonValue({ maxDepth: 3 });
const object = fc.dictionary(fc.string({ maxLength: 4 }), json, { maxKeys: 5 }).map((made) => ({ ...made }));

/** The same content in another order of keys. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, shuffled(inner)]),
  );
}

describe("isSame", () => {
  it("is what has the same content, whatever the order of its keys", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(isSame(value, shuffled(structuredClone(value)))).toBe(true);
      }),
    );
  });

  it("goes both ways", () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(isSame(a, b)).toBe(isSame(b, a));
      }),
    );
  });

  it("tells apart what JSON writes differently", () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        if (JSON.stringify(a) === JSON.stringify(b)) expect(isSame(a, b)).toBe(true);
        if (isSame(a, b)) expect(JSON.stringify(a).length).toBe(JSON.stringify(b).length);
      }),
    );
  });
});

describe("mergePatch", () => {
  it("sets what the patch has, removes what it has no value for, and keeps the rest", () => {
    fc.assert(
      fc.property(object, object, fc.array(fc.string({ maxLength: 4 }), { maxLength: 3 }), (task, patch, gone) => {
        const removing = { ...patch, ...Object.fromEntries(gone.map((key) => [key, undefined])) };
        const merged = mergePatch(task as never, removing as never) as Record<string, unknown>;
        for (const [key, value] of Object.entries(removing)) {
          if (value === undefined) expect(Object.hasOwn(merged, key)).toBe(false);
          else expect(isSame(merged[key], value)).toBe(true);
        }
        for (const key of Object.keys(task)) if (!Object.hasOwn(removing, key)) expect(merged[key]).toBe(task[key]);
      }),
    );
  });

  it("gives back the same object when nothing changes", () => {
    fc.assert(
      fc.property(object, (task) => {
        expect(mergePatch(task as never, structuredClone(task) as never)).toBe(task);
        expect(mergePatch(task as never, {} as never)).toBe(task);
      }),
    );
  });
});
