/** What the dashboard asks the server: the figures of `prodigy/components/dashboard/figures.py`. */
import { makeRequests, type RequestOptions } from "./requests";

/** A figure and its 95 % interval. */
export interface Estimate {
  value: number | null;
  low: number | null;
  high: number | null;
}

export const KINDS = ["accept", "reject", "ignore", "other"] as const;
export type Kind = (typeof KINDS)[number];
export type Counts = Record<Kind, number>;

export const INTERVALS = ["hour", "day", "week", "month", "year"] as const;
export type Interval = (typeof INTERVALS)[number];

export interface AnnotatorRow extends Counts {
  /** Empty: runs without names. */
  name: string;
  answers: number;
  /** Median, in seconds. */
  seconds: number | null;
  n_timed: number;
  n_pauses: number;
  /** Unix seconds, as all times. */
  last: number | null;
}

export interface LabelRow {
  label: string;
  accept: number;
  reject: number;
  share: number;
}

export interface Period extends Counts {
  period: string;
  start: number;
  answers: number;
  /** Those of the labels in `series`, and of all others. */
  labels: number[];
}

export interface AgreementRow {
  name: string;
  percent?: Estimate;
  alpha?: Estimate;
  f1?: Estimate;
}

export interface Agreement {
  kind: string | null;
  view_id: string | null;
  n_inputs: number;
  n_found: number;
  n_annotators: number;
  rows: AgreementRow[];
  reason: string | null;
}

export interface Holder {
  dataset: string;
  name: string;
  tasks: number;
  since: number;
  heard: number;
}

export interface Queue {
  name: string;
  waiting: number;
  open: number;
  since: number | null;
  heard: number | null;
}

export interface CurvePoint {
  n: number;
  score: number;
  low: number | null;
  high: number | null;
}

export interface Curve {
  dataset: string;
  source: string;
  component: string;
  created: number;
  n_answers: number;
  points: CurvePoint[];
  outlook: { more: number; gain: number; low: number | null; high: number | null } | null;
  verdict: "flat" | "rising" | "unsure" | "unknown";
}

export interface Run {
  dataset: string;
  left: number | null;
  left_is_exact: boolean;
  time_left: Estimate | null;
  progress: number | null;
  n_run: number;
  n_working: number;
  n_queues: number;
  queues: Queue[];
}

export interface Figures {
  datasets: string[];
  answers: Counts & { total: number; undated: number; damaged: number };
  seconds: Estimate & { n: number };
  n_annotators: number;
  annotators: AnnotatorRow[];
  n_labels: number;
  labels: LabelRow[];
  interval: Interval;
  zone: string;
  series: string[];
  periods: Period[];
  n_periods: number;
  holders: Holder[];
  curves: Curve[];
  /** null: it is being measured. */
  agreement: Agreement | null;
  run: Run | null;
  /** Not null: the figures are those of the answers that are counted so far, or of a moment ago. */
  counting: Counting | null;
}

/** How far a large dataset is counted. */
export interface Counting {
  n_done: number;
  n_total: number;
}

export type DashboardClient = ReturnType<typeof createDashboardClient>;

export function createDashboardClient(options: RequestOptions = {}) {
  const { get } = makeRequests(options);
  return {
    /** Costs little while nothing has changed: browsers send the ETag of what they have. */
    getFigures(datasets: readonly string[], interval: Interval | null) {
      const query = new URLSearchParams(datasets.map((name) => ["dataset", name]));
      if (interval) query.set("interval", interval);
      return get<Figures>(`dashboard/figures?${query}`);
    },
  };
}
