import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Player } from "./player";

/** A media element as far as the player uses it: jsdom plays nothing. */
function makePlayer(src = "a.wav", duration = 10) {
  const player = new Player(src, "audio");
  const { media } = player;
  let isPaused = true;
  Object.defineProperty(media, "duration", { value: duration, configurable: true });
  Object.defineProperty(media, "paused", { get: () => isPaused });
  Object.defineProperty(media, "currentTime", { value: 0, writable: true });
  media.play = vi.fn(() => {
    isPaused = false;
    media.dispatchEvent(new Event("play"));
    return Promise.resolve();
  });
  media.pause = vi.fn(() => {
    if (isPaused) return;
    isPaused = true;
    media.dispatchEvent(new Event("pause"));
  });
  media.load = vi.fn();
  const close = player.open();
  media.dispatchEvent(new Event("loadedmetadata"));
  return { player, media, close };
}

let opened: ReturnType<typeof makePlayer>;
beforeEach(() => {
  opened = makePlayer();
});
afterEach(() => {
  opened.close();
  vi.unstubAllGlobals();
});

describe("position", () => {
  it("stays within the recording", () => {
    const { player, media } = opened;
    player.seek(99);
    expect(media.currentTime).toBe(10);
    player.skip(-50);
    expect(media.currentTime).toBe(0);
    player.seek(NaN);
    expect(media.currentTime).toBe(0);
  });

  it("is told when it changes", () => {
    const { player, media } = opened;
    const times: number[] = [];
    const stop = player.on("time", (time) => times.push(time));
    player.seek(3);
    stop();
    player.seek(4);
    expect(times).toEqual([3]);
    expect(media.currentTime).toBe(4);
  });

  it("can be moved where nothing can be played", async () => {
    const { player, media } = opened;
    media.dispatchEvent(new Event("error"));
    expect(player.state.fault).toBe("unplayable");
    player.seek(7);
    expect([player.time, media.currentTime]).toEqual([7, 0]);
    await player.play();
    expect(media.play).not.toHaveBeenCalled();
  });
});

describe("playing", () => {
  it("stops at the end of a region", async () => {
    const { player, media } = opened;
    let finished = 0;
    player.on("finish", () => (finished += 1));
    await player.play({ start: 2, end: 3 });
    expect([media.currentTime, player.state.isPlaying]).toEqual([2, true]);
    media.currentTime = 3.01;
    media.dispatchEvent(new Event("timeupdate"));
    expect([media.currentTime, player.state.isPlaying, finished]).toEqual([3, false, 1]);
  });

  it("plays a region again and again in a loop", async () => {
    const { player, media } = opened;
    player.setLooping(true);
    await player.play({ start: 2, end: 3 });
    media.currentTime = 3.2;
    media.dispatchEvent(new Event("timeupdate"));
    expect([media.currentTime, player.state.isPlaying, media.loop]).toEqual([2, true, true]);
  });

  it("goes on behind a region after it was paused there", async () => {
    const { player, media } = opened;
    await player.play({ start: 2, end: 3 });
    player.toggle();
    player.toggle();
    media.currentTime = 5;
    media.dispatchEvent(new Event("timeupdate"));
    expect(player.state.isPlaying).toBe(true);
  });

  it("stops the other recording", async () => {
    const other = makePlayer("b.wav");
    await opened.player.play();
    await other.player.play();
    expect([opened.player.state.isPlaying, other.player.state.isPlaying]).toEqual([false, true]);
    other.close();
  });

  it("says that the browser wants a press first", async () => {
    const { player, media } = opened;
    media.play = () => Promise.reject(new DOMException("", "NotAllowedError"));
    await player.play();
    expect(player.state.isBlocked).toBe(true);
    media.play = () => Promise.reject(new DOMException("", "AbortError"));
    await expect(player.play()).resolves.toBeUndefined();
  });

  it("takes every speed that browsers take", () => {
    const { player, media } = opened;
    for (const [rate, taken] of [
      [2, 2],
      [0, 0.0625],
      [99, 16],
    ] as const) {
      player.setRate(rate);
      expect(media.playbackRate).toBe(taken);
    }
    player.setRate(NaN);
    expect(media.playbackRate).toBe(16);
  });
});

describe("files", () => {
  it("of unknown length have that of their waveform", () => {
    const { player, close } = makePlayer("a.webm", Infinity);
    expect(player.duration).toBe(0);
    player.knownDuration = 42;
    expect(player.duration).toBe(42);
    close();
  });

  it("in the task become addresses that are given back", () => {
    const [make, revoke] = [vi.fn(() => "blob:x"), vi.fn()];
    vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: make, revokeObjectURL: revoke }));
    const { media, close } = makePlayer("data:audio/wav;base64,aGk=");
    expect(media.src).toBe("blob:x");
    close();
    expect(revoke).toHaveBeenCalledWith("blob:x");
    expect(media.getAttribute("src")).toBeNull();
  });

  it("that can't be read are broken from the start", () => {
    const { player, close } = makePlayer("data:audio/wav;base64,***");
    expect(player.state.fault).toBe("unplayable");
    close();
  });
});
