import "fake-indexeddb/auto";
import { describe, expect, it, vi } from "vitest";
import { browserStorage } from "./storage";

let number = 0;
const make = () => browserStorage(`storage test ${++number}`);

describe("the database of the browser", () => {
  it("gives records back in the order they were asked for, and nothing for what is not there", async () => {
    const storage = make();
    await storage.change(
      [
        ["a", { n: 1 }],
        ["b", [2]],
      ],
      [],
    );
    expect(await storage.get(["b", "missing", "a"])).toEqual([[2], undefined, { n: 1 }]);
    expect(await storage.get([])).toEqual([]);
  });

  it("deletes, and puts what is deleted in the same change", async () => {
    const storage = make();
    await storage.change(
      [
        ["a", 1],
        ["b", 2],
      ],
      [],
    );
    expect(await storage.change([["a", 3]], ["a", "b", "missing"])).toBe(true);
    expect(await storage.get(["a", "b"])).toEqual([3, undefined]);
  });

  it("changes nothing while a record stands in the way, and leaves no trace of having looked", async () => {
    const storage = make();
    expect(await storage.change([["a", 1]], [], "fence")).toBe(true);
    expect(await storage.get(["fence"])).toEqual([undefined]);
    await storage.change([["fence", true]], []);
    expect(await storage.change([["a", 2]], ["a"], "fence")).toBe(false);
    expect(await storage.get(["a", "fence"])).toEqual([1, true]);
  });

  it("writes all or nothing: what can't be copied undoes the rest", async () => {
    const storage = make();
    const change = storage.change(
      [
        ["a", 1],
        ["b", () => {}],
      ],
      [],
    );
    await expect(change).rejects.toThrow();
    expect(await storage.get(["a", "b"])).toEqual([undefined, undefined]);
  });

  it("says that the disk is full, and works again when it is not", async () => {
    const storage = make();
    await storage.change([["a", 1]], []);
    const put = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementationOnce(() => {
      throw new DOMException("No space left", "QuotaExceededError");
    });
    await expect(storage.change([["a", 2]], [])).rejects.toMatchObject({ name: "QuotaExceededError" });
    put.mockRestore();
    expect(await storage.get(["a"])).toEqual([1]);
    expect(await storage.change([["a", 3]], [])).toBe(true);
  });

  it("is opened when it is needed, and once", async () => {
    const open = vi.spyOn(indexedDB, "open");
    const storage = make();
    expect(open).not.toHaveBeenCalled();
    await storage.get(["a"]);
    await storage.get(["a"]);
    expect(open).toHaveBeenCalledOnce();
  });

  it("rejects where the browser refuses to open it, as in private windows of some", async () => {
    vi.spyOn(indexedDB, "open").mockImplementation(() => {
      throw new DOMException("no", "SecurityError");
    });
    await expect(make().get(["a"])).rejects.toMatchObject({ name: "SecurityError" });
    await expect(make().change([["a", 1]], [])).rejects.toMatchObject({ name: "SecurityError" });
  });
});
