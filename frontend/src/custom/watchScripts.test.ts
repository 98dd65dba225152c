import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../api/errors";
import { watchScripts } from "./watchScripts";

let unwatch = () => {};
afterEach(() => unwatch());

function fail(filename: string, error: unknown = new Error("boom")) {
  window.dispatchEvent(new ErrorEvent("error", { message: "boom", filename, error }));
}

function reject(reason: unknown) {
  window.dispatchEvent(Object.assign(new Event("unhandledrejection"), { reason }));
}

describe("watchScripts", () => {
  it("tells of mistakes in scripts of the project", () => {
    const report = vi.fn();
    unwatch = watchScripts(report);
    fail("http://localhost:8080/");
    expect(report).toHaveBeenCalledOnce();
  });

  it("does not blame the project for ours, or for pictures that are missing", () => {
    const report = vi.fn();
    unwatch = watchScripts(report);
    fail("http://localhost:8080/assets/app.js");
    window.dispatchEvent(new ErrorEvent("error"));
    const ours = new Error("ours");
    ours.stack = "Error: ours\n    at http://localhost:8080/assets/app.js:1:1";
    reject(ours);
    expect(report).not.toHaveBeenCalled();
  });

  it("tells of promises that nobody handles, those of event() too", () => {
    const report = vi.fn();
    unwatch = watchScripts(report);
    reject("no error object");
    const hook = new ApiError("server", "no such hook", 404);
    hook.stack = "Error\n    at http://localhost:8080/assets/app.js:1:1";
    reject(hook);
    expect(report).toHaveBeenCalledTimes(2);
  });
});
