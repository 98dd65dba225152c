/**
 * Where the picture of a recording comes from: the server for files that it serves, so that two hours are never decoded
 * in a browser; the browser for short ones and for those in the task; otherwise there is a flat line.
 */
import { isJson, isServed, requestMedia, toError } from "../../../api/media";
import { readDataUri } from "./dataUri";
import { peaksOf, readPeaks, type Peaks } from "./peaks";

export type SoundStatus = "loading" | "computing" | "ready" | "flat";

export interface Sound {
  status: SoundStatus;
  peaks: Peaks | null;
  /** Why there is only a flat line, in the words of the server; "" if the browser couldn't do it. */
  reason: string;
  /** There is no sound at all. */
  isSilent?: boolean;
}

export const LOADING: Sound = { status: "loading", peaks: null, reason: "" };

/** Browsers decode what is shorter (s), and not bigger (bytes). */
export const MAX_DECODED_S = 600;
const MAX_DECODED_BYTES = 100 * 2 ** 20;
/** A first picture, which is there at once, and one to zoom into. */
const FIRST_PEAKS = 4000;
const PEAKS_PER_SECOND = 100;
const MAX_PEAKS = 100_000;
/** Samples per second of what is drawn. */
const SAMPLE_RATE = 8000;
const RETRY_S = 1;

export interface SoundOptions {
  src: string;
  /** The length by the element, when it knows (s); null if it can't be had. */
  duration: Promise<number | null>;
  signal: AbortSignal;
  report(sound: Sound): void;
}

/** Reports each picture as it comes, the last one being the best. */
export async function loadSound(options: SoundOptions): Promise<void> {
  const { src, signal, report } = options;
  const say = (sound: Sound) => {
    if (!signal.aborted) report(sound);
  };
  try {
    const reason = isServed(src) ? await loadPeaks(options, say) : "";
    if (reason === null) return;
    say(await decode(options, reason));
  } catch {
    say({ status: "flat", peaks: null, reason: "" });
  }
}

type Say = (sound: Sound) => void;

/** RETURNS: null if the server had the picture; otherwise why it hadn't, and the browser may try. */
async function loadPeaks({ src, signal }: SoundOptions, say: Say): Promise<string | null> {
  const first = await askPeaks(src, FIRST_PEAKS, signal, say);
  if (typeof first === "string") return first;
  say({ status: "ready", peaks: first, reason: "" });
  const wanted = Math.min(MAX_PEAKS, Math.ceil(first.duration * PEAKS_PER_SECOND));
  if (wanted <= FIRST_PEAKS) return null;
  const fine = await askPeaks(src, wanted, signal, say).catch(() => "");
  if (typeof fine !== "string") say({ status: "ready", peaks: fine, reason: "" });
  return null;
}

/** RETURNS: The peaks, or the words of the server that say why not. */
async function askPeaks(src: string, count: number, signal: AbortSignal, say: Say): Promise<Peaks | string> {
  for (;;) {
    const response = await requestMedia(src, `peaks=${count}`, signal);
    if (response.status === 202) {
      say({ status: "computing", peaks: null, reason: "" });
      await response.body?.cancel();
      await pause(Number(response.headers.get("retry-after")) || RETRY_S, signal);
      continue;
    }
    if (response.ok && isJson(response)) return readPeaks(await response.json()) ?? "";
    if (response.ok) {
      // A server without peaks sends the file.
      await response.body?.cancel();
      return "";
    }
    return isJson(response) ? wordsOf(response.status, await response.json()) : "";
  }
}

function wordsOf(status: number, answer: unknown): string {
  const { message, hint } = toError(status, answer);
  return [message, hint].filter(Boolean).join(" ");
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, Math.min(seconds, 10) * 1000);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("", "AbortError"));
    });
  });
}

async function decode({ src, duration, signal }: SoundOptions, reason: string): Promise<Sound> {
  const flat: Sound = { status: "flat", peaks: null, reason };
  const data = readDataUri(src);
  if (data === "broken") return flat;
  const bytes = data ? await data.arrayBuffer() : await fetchShort(src, await duration, signal);
  if (!bytes) return flat;
  try {
    const buffer = await new OfflineAudioContext(1, 1, SAMPLE_RATE).decodeAudioData(bytes);
    const channels = Array.from({ length: buffer.numberOfChannels }, (_, i) => buffer.getChannelData(i));
    return { status: "ready", peaks: peaksOf(channels, buffer.duration), reason: "" };
  } catch {
    return { ...flat, isSilent: true };
  }
}

async function fetchShort(src: string, duration: number | null, signal: AbortSignal): Promise<ArrayBuffer | null> {
  if (duration === null || duration > MAX_DECODED_S) return null;
  const response = await requestMedia(src, null, signal);
  const size = Number(response.headers.get("content-length"));
  if (!response.ok || size > MAX_DECODED_BYTES) {
    await response.body?.cancel();
    return null;
  }
  return await response.arrayBuffer();
}
