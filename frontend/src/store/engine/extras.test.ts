import { afterEach, describe, expect, it, vi } from "vitest";
import { CONFIG_DEFAULTS, type AppConfig } from "../../model/config";
import { fakeServer, makeTask } from "../../testing/fakeServer";
import { receivedAction, startedAction } from "../../testing/storeActions";
import { createStore } from "../createStore";
import { makeExtras } from "./extras";
import { makeRunning } from "./running";
import { waitFor } from "../../testing/waitFor";

let stop = () => {};
afterEach(() => stop());

function begin(settings: Partial<AppConfig> = {}) {
  const config = { ...CONFIG_DEFAULTS, ...settings };
  const store = createStore();
  const client = fakeServer(3);
  const running = makeRunning(store);
  stop = running.stop;
  store.dispatch(startedAction(config));
  const extras = makeExtras({ store, client, sessionName: null, newId: () => "id" }, running);
  return { extras, client, store, config, running };
}

describe("extras", () => {
  it("are only what the settings ask for", async () => {
    const { extras, client, config } = begin();
    const getDrafts = vi.spyOn(client, "getDrafts");
    await extras.load(config);
    expect([extras.clock(), getDrafts.mock.calls.length]).toEqual([null, 0]);
  });

  it("keep drafts and the time where they are asked to", async () => {
    const { extras, client, config, store } = begin({ drafts: true, show_timer: true });
    const getDrafts = vi.spyOn(client, "getDrafts");
    await extras.load(config);
    expect(getDrafts).toHaveBeenCalledOnce();
    store.dispatch(receivedAction([makeTask(1)]));
    expect(extras.clock()?.elapsed()).toBeGreaterThanOrEqual(0);
    expect(extras.clock()?.average()).toBe(0);
  });

  it("ask for the figures once the background is there, and not before", async () => {
    const { extras, client, config } = begin();
    const ask = vi.spyOn(client, "getFigures");
    extras.refreshFigures();
    expect(ask).not.toHaveBeenCalled();
    await extras.load(config);
    await waitFor(() => {
      extras.refreshFigures();
      expect(ask).toHaveBeenCalled();
    });
  });
});
