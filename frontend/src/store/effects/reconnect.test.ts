import { describe, expect, it, vi } from "vitest";
import { INITIAL_STATE } from "../reducer";
import { reconnect } from "./reconnect";

describe("reconnect", () => {
  it("tries again at the moment when a request got through, and only then", () => {
    let isOffline = false;
    const retry = vi.fn();
    const effect = reconnect({ getState: () => ({ ...INITIAL_STATE, isOffline }) }, retry);
    effect.run();
    isOffline = true;
    effect.run();
    expect(retry).not.toHaveBeenCalled();
    isOffline = false;
    effect.run();
    effect.run();
    expect(retry).toHaveBeenCalledOnce();
    effect.stop?.();
  });

  it("believes the browser, until it is stopped", () => {
    const retry = vi.fn();
    const effect = reconnect({ getState: () => INITIAL_STATE }, retry);
    window.dispatchEvent(new Event("online"));
    effect.stop?.();
    window.dispatchEvent(new Event("online"));
    expect(retry).toHaveBeenCalledOnce();
  });
});
