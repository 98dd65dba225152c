/** A server in memory for tests of the store: hands out tasks in order and stores answers. */
import type { Client } from "../api/client";
import { ApiError } from "../api/errors";
import type { Counts } from "../api/types";
import type { AppConfig } from "../model/config";
import type { Answer } from "../model/parts";
import type { Task } from "../model/task";

export interface FakeServer extends Client {
  /** Every post that was tried, with its batch id. */
  posts: { answers: Task[]; batchId: string; sessionId: string | null }[];
  /** What a real server would have in its database: one answer per task. */
  stored: Map<number, Task>;
  /** The excludes of each request for tasks. */
  requests: number[][];
  drafts: Map<number, Task>;
  isDown: boolean;
  /** How many tasks pages should have waiting. */
  prefetch: number;
  counts(): Counts;
  /** Tasks that others hold. */
  held: number;
  /** What pages hand over while they go away arrives. */
  keepsWhatPagesLeave: boolean;
  /** Store the answers, and lose the response on the way back. */
  losesResponses: boolean;
  validate: (answer: Task) => { ok: boolean; message?: string };
}

export function makeTask(index: number, extra: Partial<Task> = {}): Task {
  return { _input_hash: 1000 + index, _task_hash: index, text: `Text ${index}`, ...extra };
}

export function fakeServer(taskCount: number, batchSize = 10): FakeServer {
  const tasks = Array.from({ length: taskCount }, (_, index) => makeTask(index + 1));
  const seenBatches = new Set<string>();
  const offline = () => new ApiError("offline", "Failed to fetch");

  const server: FakeServer = {
    posts: [],
    stored: new Map(),
    requests: [],
    drafts: new Map(),
    isDown: false,
    prefetch: 0,
    held: 0,
    losesResponses: false,
    keepsWhatPagesLeave: false,
    validate: () => ({ ok: true }),
    counts() {
      const session_answers = { accept: 0, reject: 0, ignore: 0 };
      for (const task of server.stored.values()) session_answers[task["answer"] as Answer]++;
      const done = server.stored.size;
      const left = taskCount - done;
      return {
        ...{ total: done, session_total: done, project_total: done, session_answers, left, source_left: left },
        ...{ progress: done / taskCount, progress_kind: "source" as const, source_progress: done / taskCount },
      };
    },
    async enter() {},
    async getProject() {
      return server.counts() as Partial<AppConfig>;
    },
    async getQuestions(_session, excludes) {
      if (server.isDown) throw offline();
      server.requests.push(excludes);
      const open = tasks.filter(({ _task_hash: hash }) => !server.stored.has(hash) && !excludes.includes(hash));
      return { tasks: open.slice(0, batchSize), prefetch: server.prefetch, ...server.counts() };
    },
    async giveAnswers(answers, sessionId, batchId, withdrawn = []) {
      server.posts.push({ answers, batchId, sessionId });
      if (server.isDown) throw offline();
      for (const id of withdrawn) seenBatches.add(id);
      if (!seenBatches.has(batchId)) {
        for (const answer of answers) server.stored.set(answer._task_hash, answer);
      }
      seenBatches.add(batchId);
      if (server.losesResponses) throw offline();
      return server.counts();
    },
    async validateAnswer(answer) {
      return server.validate(answer);
    },
    async sendEvent() {
      return null;
    },
    async getStatus() {
      return { n_waiting_others: server.held, n_open_others: 0, n_sessions: 1 };
    },
    async reportActivity() {
      return {};
    },
    async getFigures(_session, pending) {
      if (server.isDown) throw offline();
      const answered = pending.flatMap(({ _task_hash }) => {
        const stored = _task_hash === undefined ? undefined : server.stored.get(_task_hash);
        return stored && _task_hash !== undefined
          ? [{ task_hash: _task_hash, answer: stored["answer"] as Answer }]
          : [];
      });
      return { ...server.counts(), answered };
    },
    async getDrafts() {
      return [...server.drafts.values()];
    },
    async putDraft({ _task_hash, _task_digest }, draft) {
      if (server.isDown) throw offline();
      const key = _task_digest ?? _task_hash;
      if (draft) server.drafts.set(key, draft);
      else server.drafts.delete(key);
    },
    leaveAnswers(answers, sessionId, batchId) {
      server.posts.push({ answers, batchId, sessionId });
      if (server.keepsWhatPagesLeave) server.giveAnswers(answers, sessionId, batchId).catch(() => {});
      return true;
    },
  };
  return server;
}
