import { afterEach, describe, expect, it, vi } from "vitest";
import { resolveTheme } from "../../../theme";
import { compatWaveSurfer, CompatWaveSurfer, type CompatHost, type CompatRegion } from "./compat";
import type { Player } from "./player";
import { addRegion, editRegion, readRegions, removeRegion, type AudioSpan, type Region } from "./regions";

const SCENE = { duration: 10, labels: ["A", "B"], theme: resolveTheme({}) };

/** A card with regions, as far as scripts see it. */
function makeCard(spans: AudioSpan[]) {
  const surfer = new CompatWaveSurfer();
  const heard = new Map<string, (time: number) => void>();
  const player = {
    duration: 10,
    time: 0,
    state: { isPlaying: false, rate: 1 },
    media: { volume: 1, muted: false },
    on: (name: string, listener: (time: number) => void) => {
      heard.set(name, listener);
      return () => heard.delete(name);
    },
    seek(time: number) {
      player.time = time;
      heard.get("time")?.(time);
    },
    play: vi.fn(() => Promise.resolve()),
    pause: vi.fn(),
    toggle: vi.fn(),
    skip: vi.fn(),
    setRate: vi.fn(),
    setLooping: vi.fn(),
  };
  const read = () => readRegions(spans, 10, SCENE.labels, SCENE.theme).regions;
  const write = (next: AudioSpan[]) => {
    spans = next;
    surfer.sync(read());
  };
  const find = (key: string) => read().find((region) => region.key === key) as Region;
  const host: CompatHost = {
    player: player as unknown as Player,
    wave: () => null,
    regions: read,
    add(start, end, more) {
      const added = addRegion(spans, start, end, String(more.label ?? "A"), SCENE, more);
      if (added) write(added.spans);
      return (added?.span.id as string | undefined) ?? null;
    },
    edit: (key, patch) => write(editRegion(spans, find(key), patch, SCENE)),
    remove: (key) => write(removeRegion(spans, find(key))),
    clear: () => write([]),
  };
  const leave = surfer.connect(host);
  surfer.sync(read());
  return { surfer, player, heard, spans: () => spans, leave };
}

const X: AudioSpan = { start: 1, end: 2, label: "A", id: "x", note: "kept" };
const Y: AudioSpan = { start: 4, end: 6, label: "B", id: "y" };
afterEach(() => vi.restoreAllMocks());

describe("regions", () => {
  it("are listed by id, always as they are now", () => {
    const { surfer } = makeCard([X, Y]);
    const region = surfer.regions.list.x as CompatRegion;
    region.update({ start: 1.5, end: 3 });
    expect([region.start, region.end, region.label, region.id]).toEqual([1.5, 3, "A", "x"]);
    expect(surfer.regions.list.x).toBe(region);
  });

  it("are written back with everything else in them", () => {
    const { surfer, spans } = makeCard([X, Y]);
    surfer.regions.list.x?.update({ end: 3, drag: false, data: { a: 1 } });
    expect(spans()[0]).toMatchObject({ start: 1, end: 3, note: "kept", data: { a: 1 } });
    expect(spans()[0]).not.toHaveProperty("drag");
    expect(spans()[1]).toBe(Y);
  });

  it("can be set by their properties", () => {
    const { surfer, spans } = makeCard([X]);
    const region = surfer.regions.list.x as CompatRegion;
    region.start = 0.5;
    region.label = "B";
    expect(spans()[0]).toMatchObject({ start: 0.5, end: 2, label: "B", color: "rgba(0,255,255,0.2)" });
  });

  it("are added and removed", () => {
    const { surfer, spans } = makeCard([X]);
    const made = surfer.addRegion({ start: 7, end: 8, label: "B", id: "z" });
    expect([made?.id, spans().length, Object.keys(surfer.regions.list)]).toEqual(["z", 2, ["x", "z"]]);
    surfer.regions.list.x?.remove();
    expect(spans().map(({ id }) => id)).toEqual(["z"]);
    expect(surfer.addRegion({ start: 3, end: 3 })).toBeNull();
    surfer.clearRegions();
    expect([spans(), surfer.regions.list]).toEqual([[], {}]);
  });

  it("play from their start to their end", () => {
    const { surfer, player } = makeCard([Y]);
    surfer.regions.list.y?.play();
    expect(player.play).toHaveBeenCalledWith({ start: 4, end: 6 });
    surfer.regions.list.y?.play(5);
    expect(player.play).toHaveBeenLastCalledWith({ start: 5, end: 6 });
  });
});

describe("events", () => {
  function listen(surfer: CompatWaveSurfer) {
    const heard: string[] = [];
    for (const name of ["created", "updated", "update-end", "removed", "in", "out", "click"])
      surfer.on(`region-${name}`, (region) => heard.push(`${name} ${(region as CompatRegion).id}`));
    return heard;
  }

  it("tell what came, changed and went, and what did not", () => {
    const { surfer } = makeCard([X, Y]);
    const heard = listen(surfer);
    surfer.addRegion({ start: 7, end: 8, id: "z" });
    surfer.regions.list.y?.update({ end: 5 });
    surfer.regions.list.x?.remove();
    expect(heard).toEqual(["created z", "updated y", "update-end y", "removed x"]);
  });

  it("tell when the cursor enters and leaves a region", () => {
    const { surfer, player } = makeCard([X, Y]);
    const heard = listen(surfer);
    for (const time of [0.5, 1, 1.9, 2, 4.5]) player.seek(time);
    expect(heard).toEqual(["in x", "out x", "in y"]);
  });

  it("reach listeners of a region, and once is once", () => {
    const { surfer } = makeCard([X]);
    const [clicked, once] = [vi.fn(), vi.fn()];
    surfer.regions.list.x?.on("click", clicked);
    surfer.once("region-click", once);
    surfer.tell("x", "click");
    surfer.tell("x", "click");
    surfer.tell("gone", "click");
    expect([clicked.mock.calls.length, once.mock.calls.length]).toEqual([2, 1]);
  });

  it("are not heard after un", () => {
    const { surfer } = makeCard([X]);
    const [one, two] = [vi.fn(), vi.fn()];
    surfer.on("zoom", one);
    surfer.on("zoom", two);
    surfer.un("zoom", one);
    surfer.zoom(50);
    expect([one.mock.calls, two.mock.calls]).toEqual([[], [[50]]]);
    surfer.unAll();
    surfer.fireEvent("zoom", 1);
    expect(two).toHaveBeenCalledTimes(1);
  });

  it("come to an end when listeners call each other", () => {
    const { surfer } = makeCard([X]);
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    const again = vi.fn(() => surfer.fireEvent("again"));
    surfer.on("again", again);
    surfer.fireEvent("again");
    expect(again.mock.calls.length).toBeLessThan(1000);
    expect(error).toHaveBeenCalledTimes(1);
  });

  it("stop no others when a listener fails", () => {
    const { surfer } = makeCard([X]);
    vi.stubGlobal("reportError", vi.fn());
    const next = vi.fn();
    surfer.on("zoom", () => {
      throw new Error("of the script");
    });
    surfer.on("zoom", next);
    surfer.zoom(10);
    expect(next).toHaveBeenCalled();
    expect(reportError).toHaveBeenCalled();
    vi.unstubAllGlobals();
  });

  it("become ready once per recording", () => {
    const { surfer } = makeCard([X]);
    const ready = vi.fn();
    surfer.on("ready", ready);
    surfer.becameReady();
    surfer.becameReady();
    expect(ready).toHaveBeenCalledTimes(1);
  });
});

describe("the recording", () => {
  it("is moved and played", () => {
    const { surfer, player } = makeCard([X]);
    surfer.seekTo(0.5);
    expect(surfer.getCurrentTime()).toBe(5);
    void surfer.play(2);
    expect(player.time).toBe(2);
    void surfer.play(2, 3);
    expect(player.play).toHaveBeenLastCalledWith({ start: 2, end: 3 });
    surfer.setPlaybackRate(1.5);
    expect(player.setRate).toHaveBeenCalledWith(1.5);
  });

  it("is gone with its card, and the object does nothing then", () => {
    const { surfer, leave } = makeCard([X]);
    leave();
    expect([surfer.getDuration(), surfer.regions.list, surfer.addRegion({ start: 1, end: 2 })]).toEqual([0, {}, null]);
    surfer.pause();
    surfer.zoom(20);
  });

  it("is found where scripts look, one for the page", () => {
    const surfer = compatWaveSurfer();
    expect(window.wavesurfer).toBe(surfer);
    expect(compatWaveSurfer()).toBe(surfer);
  });
});
