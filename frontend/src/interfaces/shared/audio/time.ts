/** Times as people read and type them, and the marks of a time axis. */

/** 75.5 -> "1:15.5"; hours only where there are any. */
export function formatTime(seconds: number, decimals = 1): string {
  if (!Number.isFinite(seconds)) return "–";
  const unit = 10 ** decimals;
  // Rounded as a whole, so that 59.96 is a minute and not sixty seconds.
  const total = Math.round(Math.max(0, seconds) * unit);
  const [whole, part] = [Math.floor(total / unit), total % unit];
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  const start = hours > 0 ? `${hours}:${two(minutes)}` : String(minutes);
  return `${start}:${two(rest)}${decimals > 0 ? `.${String(part).padStart(decimals, "0")}` : ""}`;
}

/** Without zeros at the end, for fields: 1.25 -> "0:01.25", and no rounding that would change a region. */
export function exactTime(seconds: number): string {
  if (!Number.isFinite(seconds)) return "";
  return formatTime(seconds, 4).replace(/(\.\d)(\d*?)0+$/, "$1$2");
}

const TIME = /^(?:(?:(\d+):)?(\d+):)?(\d+(?:[.,]\d*)?|[.,]\d+)$/;

/** Reads "75.5", "1:15.5" or "1:02:03"; null for anything else. */
export function parseTime(text: string): number | null {
  const match = TIME.exec(text.trim());
  if (!match) return null;
  const [, hours, minutes, seconds] = match;
  return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number((seconds as string).replace(",", "."));
}

/** Distances of marks that people can count in (s). */
const STEPS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200,
];
/** Room for one time (px). */
const MIN_GAP_PX = 74;

export interface Tick {
  time: number;
  text: string;
}

/** Marks of the visible part. from, to: Seconds. perSecond: Pixels. */
export function timeTicks(from: number, to: number, perSecond: number): Tick[] {
  if (!(perSecond > 0) || !(to > from)) return [];
  const step = STEPS.find((one) => one * perSecond >= MIN_GAP_PX) ?? Math.ceil(MIN_GAP_PX / perSecond / 3600) * 3600;
  const decimals = step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3;
  const ticks: Tick[] = [];
  for (let i = Math.ceil(from / step); i * step <= to; i += 1) {
    ticks.push({ time: i * step, text: formatTime(i * step, decimals) });
  }
  return ticks;
}
