import "fake-indexeddb/auto";
import { describe, expect, it, vi } from "vitest";
import { settle, start, withEngines } from "../testing/engineHarness";
import { fakeServer } from "../testing/fakeServer";
import type { AppConfig } from "../model/config";
import type { Engine } from "./engine";
import { onCheck } from "../model/pendingInputs";
import { browserStorage } from "./effects/storage";
import { countDrafts } from "./shown";

withEngines();

const notices = (engine: Engine) => engine.store.getState().notices.map(({ title }) => title);
const answered = (engine: Engine) => engine.store.getState().unsent.map(({ answer }) => answer);

describe("confirm", () => {
  const config: Partial<AppConfig> = { confirm: ["reject"] };

  it("asks for a second press of the same answer", async () => {
    const engine = await start(fakeServer(5), config);
    await engine.answer("reject");
    expect([answered(engine), notices(engine)]).toEqual([[], ["confirm_reject"]]);
    await engine.answer("reject");
    expect([answered(engine), notices(engine)]).toEqual([["reject"], []]);
  });

  it("forgets the first press after a while, and on another task", async () => {
    const engine = await start(fakeServer(5), config);
    await engine.answer("reject");
    await settle(6_000);
    await engine.answer("reject");
    expect(answered(engine)).toEqual([]);
    await engine.answer("accept");
    await engine.answer("reject");
    expect(answered(engine)).toEqual(["accept"]);
  });
});

describe("choice_accept_empty", () => {
  const options = [{ id: 1 }, { id: 2 }];

  it("asks before a task is accepted in which nothing is selected", async () => {
    const engine = await start(fakeServer(5), { choice_accept_empty: false });
    engine.update({ options });
    await engine.answer("accept");
    expect([answered(engine), notices(engine)]).toEqual([[], ["confirm_empty"]]);
    await engine.answer("accept");
    expect([answered(engine), notices(engine)]).toEqual([["accept"], []]);
  });

  it("lets everything else pass at once", async () => {
    const engine = await start(fakeServer(5), { choice_accept_empty: false });
    await engine.answer("accept"); // has no options
    engine.update({ options, accept: [1] });
    await engine.answer("accept");
    engine.update({ options });
    await engine.answer("reject");
    expect(answered(engine)).toEqual(["accept", "accept", "reject"]);
  });

  it("is allowed unless somebody says otherwise", async () => {
    const engine = await start(fakeServer(5));
    engine.update({ options, accept: [] });
    await engine.answer("accept");
    expect(answered(engine)).toEqual(["accept"]);
  });
});

describe("rules", () => {
  it("keep a task from being accepted, and say why", async () => {
    const engine = await start(fakeServer(5), { rules: { min_choices: 1 } });
    await engine.answer("accept");
    const [notice] = engine.store.getState().notices;
    expect(notice).toMatchObject({ title: "not_valid", lines: [{ key: "rule_choices_min" }] });
    engine.update({ accept: [1] });
    await engine.answer("accept");
    expect(answered(engine)).toEqual(["accept"]);
    expect(notices(engine)).toEqual([]);
  });

  it("may come with the task", async () => {
    const engine = await start(fakeServer(5));
    engine.update({ config: { rules: { required: ["reason"] } } });
    await engine.answer("accept");
    expect(answered(engine)).toEqual([]);
    await engine.answer("ignore");
    expect(answered(engine)).toEqual(["ignore"]);
  });
});

it("fields may object to accepting", async () => {
  const engine = await start(fakeServer(5));
  const unregister = onCheck(() => "fields_invalid");
  await engine.answer("accept");
  expect(answered(engine)).toEqual([]);
  await engine.answer("reject");
  unregister();
  await engine.answer("accept");
  expect(answered(engine)).toEqual(["reject", "accept"]);
});

describe("the clock", () => {
  it("counts the time on a task over undo, and only when it is on", async () => {
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now);
    const engine = await start(fakeServer(5), { show_timer: true });
    now += 3_000;
    await engine.answer("accept");
    now += 500;
    await engine.answer("accept");
    const durations = () => engine.store.getState().unsent.map(({ item }) => item.task["_duration_ms"]);
    expect(durations()).toEqual([3_000, 500]);
    expect(engine.clock()?.average()).toBe(1_750);
    expect(engine.clock()?.today()).toBe(2);
    engine.undo();
    expect(engine.clock()?.today()).toBe(1);
  });

  it("takes no time of a hidden page", async () => {
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now);
    const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(false);
    const engine = await start(fakeServer(5), { show_timer: true });
    const turn = (isHidden: boolean) => {
      hidden.mockReturnValue(isHidden);
      document.dispatchEvent(new Event("visibilitychange"));
    };
    now += 1_000;
    turn(true);
    now += 60_000;
    turn(false);
    now += 200;
    expect(engine.clock()?.elapsed()).toBe(1_200);
  });

  it("is off by default", async () => {
    const engine = await start(fakeServer(5));
    await engine.answer("accept");
    expect(engine.clock()).toBeNull();
    expect(engine.store.getState().unsent[0]?.item.task).not.toHaveProperty("_duration_ms");
  });
});

describe("drafts", () => {
  it("are tasks that were begun and put back, and outlive a restart of the server", async () => {
    const storage = browserStorage("drafts");
    const before = await start(fakeServer(40), { instance: "one" }, storage);
    await before.answer("accept");
    await settle();
    before.update({ note: "half done" });
    before.undo();
    await settle();
    expect(countDrafts(before.store.getState())).toBe(1);
    before.stop();

    const after = await start(fakeServer(40), { instance: "two" }, storage);
    expect(after.store.getState().current?.task).toMatchObject({ _task_hash: 2, note: "half done" });
    expect(notices(after)).toEqual(["draft_restored"]);
  });

  it("are told of when one is back on the card", async () => {
    const storage = browserStorage("told");
    const before = await start(fakeServer(5), {}, storage);
    before.update({ note: "half done" });
    await settle();
    before.stop();
    const after = await start(fakeServer(5), {}, storage);
    expect(notices(after)).toEqual(["draft_restored"]);
  });
});

it("counts the tasks of others when nothing is left", async () => {
  const server = fakeServer(0);
  server.held = 4;
  const engine = await start(server);
  expect(engine.store.getState().heldByOthers).toBe(4);
});
