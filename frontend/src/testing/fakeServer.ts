/** A server in memory for tests of the store: hands out tasks in order and stores answers. */
import type { Client } from "../api/client";
import { ApiError } from "../api/errors";
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
  /** Tasks that others hold. */
  held: number;
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
    held: 0,
    losesResponses: false,
    validate: () => ({ ok: true }),
    async getProject() {
      return {};
    },
    async getQuestions(_session, excludes) {
      if (server.isDown) throw offline();
      server.requests.push(excludes);
      const open = tasks.filter(({ _task_hash: hash }) => !server.stored.has(hash) && !excludes.includes(hash));
      return { tasks: open.slice(0, batchSize), total: server.stored.size, progress: null };
    },
    async giveAnswers(answers, sessionId, batchId) {
      server.posts.push({ answers, batchId, sessionId });
      if (server.isDown) throw offline();
      if (!seenBatches.has(batchId)) {
        for (const answer of answers) server.stored.set(answer._task_hash, answer);
      }
      seenBatches.add(batchId);
      if (server.losesResponses) throw offline();
      return { total: server.stored.size, progress: server.stored.size / taskCount };
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
    async reportActivity() {},
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
      return true;
    },
  };
  return server;
}
