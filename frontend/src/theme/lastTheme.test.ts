import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { lastTheme, rememberTheme } from "./lastTheme";

const UNKNOWN = { theme: "auto" };
beforeEach(() => localStorage.clear());
afterEach(() => history.replaceState(null, "", "/"));

describe("the last theme", () => {
  it("is that of the system at first", () => expect(lastTheme()).toEqual(UNKNOWN));

  it("is what the settings said, with the user's own colours", () => {
    const look = { theme: "dark", custom_theme: { bgCard: "#123456" }, high_contrast: true } as const;
    rememberTheme({ ...look, dataset: "not this" } as never);
    expect(lastTheme()).toEqual(look);
  });

  it("belongs to one address: another server may stand behind the same host", () => {
    rememberTheme({ theme: "dark" });
    history.replaceState(null, "", "/other/");
    expect(lastTheme()).toEqual(UNKNOWN);
    history.replaceState(null, "", "/?session=alex");
    expect(lastTheme().theme).toBe("dark");
  });

  it.each(["", "{", "null", "5", '"dark"', "[1]"])("is unknown when %j was kept", (kept) => {
    localStorage.setItem("prodigy theme /", kept);
    expect(lastTheme()).toEqual(UNKNOWN);
  });

  it("is unknown where the browser keeps nothing", () => {
    const refuse = () => {
      throw new DOMException("no", "SecurityError");
    };
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(refuse);
    vi.spyOn(Storage.prototype, "getItem").mockImplementation(refuse);
    expect(() => rememberTheme({ theme: "dark" })).not.toThrow();
    expect(lastTheme()).toEqual(UNKNOWN);
  });
});
