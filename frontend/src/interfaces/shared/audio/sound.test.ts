import { afterEach, describe, expect, it, vi } from "vitest";
import { loadSound, type Sound } from "./sound";

const SERVED = `${document.baseURI}media/token/a.wav`;

interface Answer {
  status?: number;
  type?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

function respond({ status = 200, type = "application/json", body = {}, headers = {} }: Answer): Response {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return new Response(text, { status, headers: { "content-type": type, ...headers } });
}

/** Loads with answers of the server, one after the other. */
async function load(answers: Answer[], { src = SERVED, duration = 5 as number | null } = {}) {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: string | URL) => {
    if (!String(url).startsWith(src)) return Promise.reject(new TypeError("not asked for by this test"));
    asked.push(String(url));
    const next = answers.shift();
    return next ? Promise.resolve(respond(next)) : Promise.reject(new TypeError("no more"));
  });
  const sounds: Sound[] = [];
  const { signal } = new AbortController();
  await loadSound({ src, duration: Promise.resolve(duration), signal, report: (sound) => sounds.push(sound) });
  return { asked, sounds, last: sounds.at(-1) as Sound };
}

function decodes(channels: Float32Array[] | null, seconds = 1) {
  vi.stubGlobal(
    "OfflineAudioContext",
    class {
      decodeAudioData = () =>
        channels
          ? Promise.resolve({
              numberOfChannels: channels.length,
              duration: seconds,
              getChannelData: (i: number) => channels[i],
            })
          : Promise.reject(new Error("no sound"));
    },
  );
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("files of the server", () => {
  it("have a first picture at once, and a better one of long recordings", async () => {
    const { asked, sounds } = await load([
      { body: { duration: 7200, peaks: [0.1] } },
      { body: { duration: 7200, peaks: [0.1, 0.2] } },
    ]);
    expect(asked).toEqual([`${SERVED}?peaks=4000`, `${SERVED}?peaks=100000`]);
    expect(sounds.map(({ peaks }) => peaks?.channels[0]?.length)).toEqual([1, 2]);
  });

  it("are never decoded here when they have peaks", async () => {
    const { asked, last } = await load([{ body: { duration: 5, peaks: [0.1] } }]);
    expect(asked).toHaveLength(1);
    expect(last.status).toBe("ready");
  });

  it("are asked for again while they are computed", async () => {
    const { sounds } = await load([
      { status: 202, headers: { "retry-after": "0.01" } },
      { body: { duration: 5, peaks: [1] } },
    ]);
    expect(sounds.map(({ status }) => status)).toEqual(["computing", "ready"]);
  });

  it("are flat with the words of the server when nobody can read them", async () => {
    const answer = { status: 501, body: { detail: "a.wav can't be decoded.", hint: "Install soundfile." } };
    const { last } = await load([answer], { duration: 7200 });
    expect(last).toEqual({ status: "flat", peaks: null, reason: "a.wav can't be decoded. Install soundfile." });
  });

  it("are decoded if the server has no peaks and they are short", async () => {
    decodes([new Float32Array([0, 0.5])]);
    const { asked, last } = await load([
      { type: "audio/wav", body: "RIFF" },
      { type: "audio/wav", body: "RIFF" },
    ]);
    expect(asked[1]).toBe(SERVED);
    expect(last.peaks?.channels[0]).toEqual(new Float32Array([0, 0.5]));
  });
});

describe("other recordings", () => {
  it("are not fetched when they are long, or of unknown length", async () => {
    for (const duration of [601, null]) {
      const { asked, last } = await load([], { src: "https://x.org/a.mp3", duration });
      expect([asked, last.status]).toEqual([[], "flat"]);
    }
  });
  it("are flat when the other host doesn't give them", async () => {
    expect((await load([], { src: "https://x.org/a.mp3" })).last.status).toBe("flat");
    expect((await load([{ status: 404 }], { src: "https://x.org/a.mp3" })).last.status).toBe("flat");
  });
  it("in the task are decoded", async () => {
    decodes([new Float32Array([0.25, -0.5])], 3);
    const { asked, last } = await load([], { src: "data:audio/wav;base64,aGk=", duration: null });
    expect(asked).toEqual([]);
    expect(last.peaks?.duration).toBe(3);
  });
  it("without sound are said to be silent", async () => {
    decodes(null);
    expect((await load([], { src: "data:video/webm;base64,aGk=" })).last).toMatchObject({
      status: "flat",
      isSilent: true,
    });
    expect((await load([], { src: "data:audio/wav;base64,***" })).last.status).toBe("flat");
  });
});
