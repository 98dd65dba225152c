/** Every request that the app makes. All go to the server that delivered the page. */
import type { Task } from "../model/task";
import { byteLength, hasList, KEEPALIVE_BYTES, makeRequests, type RequestOptions } from "./requests";
import type {
  AnswersResponse,
  Counts,
  EventPayload,
  EventResult,
  FiguresResponse,
  ProjectResponse,
  QuestionsResponse,
  StatusResponse,
  ValidationResponse,
} from "./types";

export interface Client {
  getProject(session: string | null): Promise<ProjectResponse>;
  /** Uses a personal link: the server knows the browser from then on. */
  enter(session: string, link: string): Promise<void>;
  /** Tasks that the page already has are listed in `excludes` by their hash. */
  getQuestions(session: { isNamed: boolean; sessionId: string | null }, excludes: number[]): Promise<QuestionsResponse>;
  /** withdrawn: Ids of earlier posts, of which nobody knows whether they arrived, and which are not to count. */
  giveAnswers(
    answers: Task[],
    sessionId: string | null,
    batchId: string,
    withdrawn?: readonly string[],
  ): Promise<AnswersResponse>;
  validateAnswer(answer: Task, sessionId: string | null): Promise<ValidationResponse>;
  sendEvent(name: string, payload: EventPayload): Promise<EventResult>;
  getStatus(sessionId: string | null): Promise<StatusResponse>;
  reportActivity(sessionId: string | null): Promise<Counts>;
  /** The figures, and which of the answers that the page holds are stored already. */
  getFigures(sessionId: string | null, pending: Partial<Task>[]): Promise<FiguresResponse>;
  getDrafts(sessionId: string | null): Promise<Task[]>;
  /** Keeps the edits of a task on the server; null forgets them. */
  putDraft(of: Task, draft: Task | null, sessionId: string | null): Promise<void>;
  /** Posts without waiting, while the page goes away. False if the browser can't take it. */
  leaveAnswers(answers: Task[], sessionId: string | null, batchId: string, withdrawn?: readonly string[]): boolean;
}

export function createClient(options: RequestOptions = {}): Client {
  const { send, get, post } = makeRequests(options);
  let first = firstTasks();
  return {
    getProject(session) {
      return get(session ? `project?session=${encodeURIComponent(session)}` : "project");
    },
    async enter(session, link) {
      await post("enter", { session_id: session, link });
    },
    getQuestions({ isNamed, sessionId }, excludes) {
      const loading = first;
      // Never again: what it brought is old then.
      first = null;
      if (loading && !excludes.length) return get(loading, hasList("tasks"));
      if (isNamed) {
        return post("get_session_questions", { session_id: sessionId, excludes }, { check: hasList("tasks") });
      }
      return get(excludes.length ? `get_questions?excludes=${excludes}` : "get_questions", hasList("tasks"));
    },
    giveAnswers(answers, sessionId, batchId, withdrawn = []) {
      const body = answersBody(answers, sessionId, withdrawn);
      return post("give_answers", body, { headers: { "X-Prodigy-Batch": batchId } });
    },
    validateAnswer(answer, sessionId) {
      return post("validate_answer", { answer, session_id: sessionId });
    },
    sendEvent(name, payload) {
      // Hooks return what they like.
      return post(`event/${encodeURIComponent(name)}`, payload, { check: (body) => body !== undefined });
    },
    getStatus(sessionId) {
      return get(sessionId ? `session_status?session_id=${encodeURIComponent(sessionId)}` : "session_status");
    },
    reportActivity(sessionId) {
      return post("activity", { session_id: sessionId });
    },
    getFigures(sessionId, pending) {
      return post("figures", { session_id: sessionId, pending }, { check: hasList("answered") });
    },
    async getDrafts(sessionId) {
      const query = sessionId ? `?session_id=${encodeURIComponent(sessionId)}` : "";
      return (await get<{ drafts: Task[] }>(`drafts${query}`, hasList("drafts"))).drafts;
    },
    async putDraft({ _task_hash, _task_digest }, task, sessionId) {
      const body = { task_hash: _task_hash, task_digest: _task_digest ?? null, task, session_id: sessionId };
      await post("draft", body, { method: "PUT" });
    },
    leaveAnswers(answers, sessionId, batchId, withdrawn = []) {
      const body = JSON.stringify(answersBody(answers, sessionId, withdrawn));
      if (byteLength(body) > KEEPALIVE_BYTES) return false;
      const headers = { "Content-Type": "application/json", "X-Prodigy-Batch": batchId };
      send("give_answers", { method: "POST", headers, body, keepalive: true }).catch(() => {});
      return true;
    },
  };
}

function answersBody(answers: Task[], sessionId: string | null, withdrawn: readonly string[]) {
  return { answers, session_id: sessionId, ...(withdrawn.length > 0 && { withdrawn }) };
}

/** Where the browser already loads the first tasks from, or null: the page names it if the session has none yet. */
export function firstTasks(): string | null {
  return document.getElementById("first-tasks")?.getAttribute("href") ?? null;
}
