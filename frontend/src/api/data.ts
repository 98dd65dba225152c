/** What the data page asks the server: stored answers, and changes of them. */
import type { Task } from "../model/task";
import { hasList, isObject, makeRequests, type RequestOptions } from "./requests";
import type { ProjectResponse } from "./types";

export const ORDERS = ["newest", "oldest", "session", "disagreement", "duration"] as const;
export type Order = (typeof ORDERS)[number];

/** What answers must be like; what is empty doesn't matter. Times are Unix seconds, `until` is exclusive. */
export interface Filters {
  text: string;
  datasets: readonly string[];
  sessions: readonly string[];
  answers: readonly string[];
  labels: readonly string[];
  views: readonly string[];
  flagged: boolean;
  noted: boolean;
  differs: boolean;
  since: number | null;
  until: number | null;
}

export interface IndexState {
  stage: "absent" | "building" | "ready" | "unavailable";
  n_done: number;
  n_total: number;
  problem: string | null;
  is_read_only: boolean;
}

/** A stored answer in one dataset. */
export interface Stored {
  id: number;
  dataset: string;
  session: string;
  created: number | null;
  /** Milliseconds. */
  duration: number | null;
  differs: number;
  revision: string;
  view_id: string | null;
  /** null: its row is damaged. */
  task: Task | null;
  n_versions: number;
}

export interface Version {
  id: number;
  created: number;
  editor: string;
  task: Task;
}

export interface StoredDetail {
  item: Stored;
  versions: Version[];
}

/** Where a page ends. */
export type Next = [number | string, number];

export interface SearchResult {
  items: Stored[];
  next: Next | null;
  is_partial: boolean;
  state: IndexState;
}

export interface DataProject extends ProjectResponse {
  pages: string[];
  is_annotating: boolean;
  formats: { name: string; help: string }[];
}

export type Values = Record<"label" | "session" | "answer" | "view_id", string[]>;

/** Answers that are named, or all that match but for some. */
export interface Selection {
  ids?: number[];
  matching?: Filters;
  without?: number[];
}

export interface Change {
  selection: Selection;
  old?: string;
  new?: string | null;
  answer?: string;
  dry?: boolean;
  force?: boolean;
}

export interface Changed {
  n_selected: number;
  n_changed: number;
  undo: string[];
}

interface JobResponse<Result> {
  job: string | null;
  n_done: number;
  result: Result | null;
}

/** Called while some work goes on, with how many answers are done. */
export type OnProgress = (done: number) => void;

export type DataClient = ReturnType<typeof createDataClient>;

export function createDataClient(options: RequestOptions = {}) {
  const { get, post } = makeRequests(options);

  async function work<Result>(path: string, body: unknown, onProgress?: OnProgress): Promise<Result> {
    let response = await post<JobResponse<Result>>(path, body);
    while (response.job) {
      onProgress?.(response.n_done);
      response = await get<JobResponse<Result>>(`data/jobs/${response.job}`);
    }
    return response.result as Result;
  }

  return {
    getProject: () => get<DataProject>("data/project"),
    getStatus: () => get<IndexState>("data/status"),
    async getDatasets() {
      type Body = { datasets: { name: string; n_answers: number }[] };
      return (await get<Body>("data/datasets", hasList("datasets"))).datasets;
    },
    getValues(datasets: readonly string[]) {
      const query = new URLSearchParams(datasets.map((name) => ["dataset", name]));
      return get<Values>(`data/values?${query}`);
    },
    search(filters: Filters, order: Order, after: Next | null, limit: number) {
      return post<SearchResult>("data/search", { ...filters, order, after, limit }, { check: hasList("items") });
    },
    async count(filters: Filters) {
      return (await post<{ count: number | null }>("data/count", filters)).count;
    },
    getAnswer: (id: number) => get<StoredDetail>(`data/answers/${id}`),
    edit(id: number, revision: string, set: Partial<Task>, unset: string[]) {
      return post<StoredDetail>(`data/answers/${id}`, { set, unset, revision }, { method: "PUT", check: isObject });
    },
    change: (change: Change, onProgress?: OnProgress) => work<Changed>("data/change", change, onProgress),
    remove(selection: Selection, onProgress?: OnProgress) {
      return work<Changed>("data/delete", { selection }, onProgress);
    },
    undo: (undo: string[]) => work<{ n_changed: number }>("data/undo", { undo }),
    askAgain(selection: Selection) {
      return work<{ n_done: number; command: string | null }>("data/again", { selection });
    },
    exportAnswers(selection: Selection, format: string | null, onProgress?: OnProgress) {
      type Exported = { url: string; name: string; n_done: number; n_left_out: number };
      return work<Exported>("data/export", { selection, format }, onProgress);
    },
  };
}
