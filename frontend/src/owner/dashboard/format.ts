/** Numbers, shares, durations and times as people of a language write them. */
import { useMemo } from "react";
import { wholePercent } from "../../model/percent";

export type Format = ReturnType<typeof makeFormat>;

const MINUTE = 60;
const HOUR = 3600;

export function makeFormat(language: string) {
  const numbers = new Intl.NumberFormat(language);
  const digits = (n: number) => new Intl.NumberFormat(language, { minimumFractionDigits: n, maximumFractionDigits: n });
  const [one, two] = [digits(1), digits(2)];
  const shares = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  const moments = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const unit = (value: number, name: "second" | "minute" | "hour", most = 0) =>
    new Intl.NumberFormat(language, { style: "unit", unit: name, maximumFractionDigits: most }).format(value);

  function duration(seconds: number): string {
    if (seconds < MINUTE) return unit(seconds, "second", seconds < 10 ? 1 : 0);
    if (seconds < HOUR) return unit(Math.round(seconds / MINUTE), "minute");
    if (seconds >= 20 * HOUR) return unit(Math.round(seconds / HOUR), "hour");
    const minutes = Math.round(seconds / MINUTE);
    const rest = minutes % 60;
    const hours = unit(Math.floor(minutes / 60), "hour");
    return rest ? `${hours} ${unit(rest, "minute")}` : hours;
  }

  function ago(seconds: number, now = Date.now() / 1000): string {
    const past = Math.max(0, now - seconds);
    if (past < HOUR) return relative.format(-Math.round(past / MINUTE), "minute");
    if (past < 36 * HOUR) return relative.format(-Math.round(past / HOUR), "hour");
    return relative.format(-Math.round(past / (24 * HOUR)), "day");
  }

  return {
    number: (value: number) => numbers.format(value),
    score: (value: number) => two.format(value),
    points: (value: number) => one.format(100 * value),
    share: (value: number) => (value > 0 && value < 0.005 ? `< ${shares.format(0.01)}` : shares.format(value)),
    done: (value: number) => shares.format(wholePercent(value) / 100),
    moment: (seconds: number) => moments.format(seconds * 1000),
    period: (name: string) => formatPeriod(language, name),
    duration,
    ago,
  };
}

/** The name of a period, in the zone of the server, e.g. "2023-11-14 22:00" or "2023-W46". */
function formatPeriod(language: string, name: string): string {
  const found = /^(\d{4})-(\d\d)(?:-(\d\d)(?: (\d\d):00)?)?$/.exec(name);
  if (!found) return name;
  const [, year, month, day, hour] = found;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1), Number(hour ?? 0)));
  const shown: Intl.DateTimeFormatOptions = { timeZone: "UTC", month: "short" };
  if (!day) return date.toLocaleDateString(language, { ...shown, year: "numeric" });
  if (!hour) return date.toLocaleDateString(language, { ...shown, day: "numeric" });
  return date.toLocaleString(language, { ...shown, day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });
}

export function useFormat(language: string): Format {
  return useMemo(() => makeFormat(language), [language]);
}
