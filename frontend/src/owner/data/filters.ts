/** Filters as they stand in the address of the page. */
import { ORDERS, type Filters, type Order } from "../../api/data";

export const NO_FILTERS: Filters = {
  text: "",
  datasets: [],
  sessions: [],
  answers: [],
  labels: [],
  views: [],
  flagged: false,
  noted: false,
  differs: false,
  since: null,
  until: null,
};

type ListKey = "datasets" | "sessions" | "answers" | "labels" | "views";
type FlagKey = "flagged" | "noted" | "differs";

/** What each list is called in an address, once for each value. */
export const LISTS: readonly [ListKey, string][] = [
  ["datasets", "dataset"],
  ["labels", "label"],
  ["answers", "answer"],
  ["sessions", "session"],
  ["views", "view"],
];
export const FLAGS: readonly FlagKey[] = ["flagged", "noted", "differs"];
const DAY_S = 86_400;

export function readFilters(query: URLSearchParams): { filters: Filters; order: Order } {
  const filters: Filters = { ...NO_FILTERS, text: query.get("q") ?? "" };
  for (const [key, name] of LISTS) filters[key] = query.getAll(name);
  for (const key of FLAGS) filters[key] = query.get(key) === "1";
  filters.since = readDay(query.get("since"));
  const until = readDay(query.get("until"));
  filters.until = until === null ? null : until + DAY_S;
  const order = ORDERS.find((one) => one === query.get("order")) ?? "newest";
  return { filters, order };
}

export function writeFilters(filters: Filters, order: Order): string {
  const query = new URLSearchParams();
  if (filters.text) query.set("q", filters.text);
  for (const [key, name] of LISTS) for (const value of filters[key]) query.append(name, value);
  for (const key of FLAGS) if (filters[key]) query.set(key, "1");
  if (filters.since !== null) query.set("since", writeDay(filters.since));
  if (filters.until !== null) query.set("until", writeDay(filters.until - DAY_S));
  if (order !== "newest") query.set("order", order);
  return query.toString();
}

/** The beginning of a day where the browser is, in Unix seconds; null if it is no date. */
export function readDay(text: string | null): number | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text ?? "");
  if (!match) return null;
  const time = new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3])).getTime();
  return Number.isFinite(time) && time >= 0 ? Math.floor(time / 1000) : null;
}

export function writeDay(seconds: number): string {
  // Noon, so that a day of 23 or 25 hours stays that day.
  const date = new Date((seconds + DAY_S / 2) * 1000);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** How many filters are set, beside the text and the dataset. */
export function countFilters(filters: Filters): number {
  const lists = LISTS.filter(([key]) => key !== "datasets" && filters[key].length > 0).length;
  const flags = FLAGS.filter((key) => filters[key]).length;
  return lists + flags + (filters.since === null ? 0 : 1) + (filters.until === null ? 0 : 1);
}
