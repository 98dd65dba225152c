/** The loudness of a recording, as it is drawn: for each stretch of time the highest and the lowest sample. */

export interface Peaks {
  /** One or two lists of numbers from -1 to 1: upper and lower outline. */
  channels: readonly (Float32Array | readonly number[])[];
  /** Seconds. */
  duration: number;
}

/** So many values are drawn in a moment, and still fine enough to see a word begin. */
const MAX_VALUES = 240_000;
const MAX_PER_SECOND = 4000;

/** How many values a recording of this length is reduced to. */
export function valueCount(duration: number, samples: number): number {
  return Math.max(1, Math.min(samples, MAX_VALUES, Math.ceil(duration * MAX_PER_SECOND)));
}

/** Outline of decoded sound. All channels are one picture: what is heard in any of them is seen. */
export function peaksOf(channels: readonly Float32Array[], duration: number): Peaks {
  const samples = channels[0]?.length ?? 0;
  if (samples === 0) return silence(duration);
  const count = valueCount(duration, samples);
  const [upper, lower] = [new Float32Array(count), new Float32Array(count)];
  for (const data of channels) {
    for (let i = 0; i < count; i += 1) {
      const to = Math.max(Math.floor(((i + 1) * samples) / count), Math.floor((i * samples) / count) + 1);
      for (let at = Math.floor((i * samples) / count); at < to; at += 1) {
        const value = data[at] as number;
        if (value > (upper[i] as number)) upper[i] = value;
        else if (value < (lower[i] as number)) lower[i] = value;
      }
    }
  }
  return { channels: [upper, lower], duration };
}

/** A flat line, for what can't be read. */
export function silence(duration: number): Peaks {
  return { channels: [[0, 0]], duration };
}

/** The answer of the server to `?peaks=N`; null if it is something else. */
export function readPeaks(answer: unknown): Peaks | null {
  if (typeof answer !== "object" || answer === null) return null;
  const { duration, peaks } = answer as { duration?: unknown; peaks?: unknown };
  if (typeof duration !== "number" || !(duration > 0) || !Array.isArray(peaks)) return null;
  const channels = Array.isArray(peaks[0]) ? peaks : [peaks];
  const isGood = channels.every((list) => Array.isArray(list) && list.every((one) => typeof one === "number"));
  return isGood && (channels[0]?.length ?? 0) > 0 ? { channels: outline(channels as number[][]), duration } : null;
}

/** Several channels become one picture. */
function outline(channels: number[][]): number[][] {
  if (channels.length === 1) return channels;
  const count = Math.max(...channels.map(({ length }) => length));
  const upper = Array.from({ length: count }, (_, i) => Math.max(...channels.map((list) => Math.abs(list[i] ?? 0))));
  return [upper];
}

/** The highest absolute value of each of `count` stretches, for a small picture of everything. */
export function overview({ channels }: Peaks, count: number): number[] {
  const result = new Array<number>(count).fill(0);
  for (const list of channels) {
    for (let i = 0; i < count; i += 1) {
      const to = Math.max(Math.floor(((i + 1) * list.length) / count), Math.floor((i * list.length) / count) + 1);
      for (let at = Math.floor((i * list.length) / count); at < to && at < list.length; at += 1) {
        result[i] = Math.max(result[i] as number, Math.abs(list[at] as number));
      }
    }
  }
  return result;
}

/** The loudest value, so that quiet recordings can be drawn as high as others; 1 if there is only silence. */
export function loudest(values: readonly number[]): number {
  return values.reduce((most, one) => Math.max(most, one), 0) || 1;
}
