/** Every request that the app makes. All go to the server that delivered the page. */
import type { Task } from "../model/task";
import { ApiError, readDetail } from "./errors";
import type {
  AnswersResponse,
  Counts,
  ErrorBody,
  EventPayload,
  EventResult,
  FiguresResponse,
  ProjectResponse,
  QuestionsResponse,
  StatusResponse,
  ValidationResponse,
} from "./types";

/** Browsers refuse more than 64 KiB in requests that outlive the page. */
const KEEPALIVE_BYTES = 60_000;
/** The server answers within 10 s even while it waits for tasks; this is for a dead connection. */
const TIMEOUT_MS = 60_000;

export interface Client {
  getProject(session: string | null): Promise<ProjectResponse>;
  /** Tasks that the page already has are listed in `excludes` by their hash. */
  getQuestions(session: { isNamed: boolean; sessionId: string | null }, excludes: number[]): Promise<QuestionsResponse>;
  giveAnswers(answers: Task[], sessionId: string | null, batchId: string): Promise<AnswersResponse>;
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
  leaveAnswers(answers: Task[], sessionId: string | null, batchId: string): boolean;
}

export interface ClientOptions {
  /** URL that paths are resolved against. */
  base?: string;
  fetch?: typeof fetch;
}

export function createClient(options: ClientOptions = {}): Client {
  const base = options.base ?? document.baseURI;
  const send = options.fetch ?? ((...args: Parameters<typeof fetch>) => fetch(...args));
  const url = (path: string) => new URL(path, base).href;

  async function request<T>(path: string, init: RequestInit = {}): Promise<T> {
    let response: Response;
    try {
      response = await send(url(path), {
        credentials: "same-origin",
        signal: timeoutSignal(),
        ...init,
      });
    } catch (error) {
      throw new ApiError("offline", error instanceof Error ? error.message : String(error));
    }
    const text = await response.text().catch(() => "");
    if (!response.ok) throw failure(response.status, text);
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new ApiError("server", `Expected JSON, got: ${text.slice(0, 80)}`, response.status);
    }
  }

  const post = <T>(path: string, body: unknown, headers: Record<string, string> = {}, method = "POST") => {
    const json = JSON.stringify(body);
    return request<T>(path, {
      method,
      headers: { "Content-Type": "application/json", ...headers },
      body: json,
      keepalive: byteLength(json) <= KEEPALIVE_BYTES,
    });
  };

  return {
    getProject(session) {
      return request(session ? `project?session=${encodeURIComponent(session)}` : "project");
    },
    getQuestions({ isNamed, sessionId }, excludes) {
      if (isNamed) {
        return post("get_session_questions", { session_id: sessionId, excludes });
      }
      return request(excludes.length ? `get_questions?excludes=${excludes}` : "get_questions");
    },
    giveAnswers(answers, sessionId, batchId) {
      return post("give_answers", { answers, session_id: sessionId }, { "X-Prodigy-Batch": batchId });
    },
    validateAnswer(answer, sessionId) {
      return post("validate_answer", { answer, session_id: sessionId });
    },
    sendEvent(name, payload) {
      return post(`event/${encodeURIComponent(name)}`, payload);
    },
    getStatus(sessionId) {
      return request(sessionId ? `session_status?session_id=${encodeURIComponent(sessionId)}` : "session_status");
    },
    reportActivity(sessionId) {
      return post("activity", { session_id: sessionId });
    },
    getFigures(sessionId, pending) {
      return post("figures", { session_id: sessionId, pending });
    },
    async getDrafts(sessionId) {
      const query = sessionId ? `?session_id=${encodeURIComponent(sessionId)}` : "";
      return (await request<{ drafts: Task[] }>(`drafts${query}`)).drafts;
    },
    async putDraft({ _task_hash, _task_digest }, task, sessionId) {
      const body = { task_hash: _task_hash, task_digest: _task_digest ?? null, task, session_id: sessionId };
      await post("draft", body, {}, "PUT");
    },
    leaveAnswers(answers, sessionId, batchId) {
      const body = JSON.stringify({ answers, session_id: sessionId });
      if (byteLength(body) > KEEPALIVE_BYTES) return false;
      const headers = { "Content-Type": "application/json", "X-Prodigy-Batch": batchId };
      send(url("give_answers"), {
        method: "POST",
        credentials: "same-origin",
        headers,
        body,
        keepalive: true,
      }).catch(() => {});
      return true;
    },
  };
}

function failure(status: number, text: string): ApiError {
  let body: ErrorBody = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed && typeof parsed === "object") body = parsed as ErrorBody;
  } catch {
    // A proxy in between may answer with HTML: the status has to do.
  }
  const kind = status === 401 ? "signed_out" : "server";
  return new ApiError(kind, readDetail(body, status), status, body);
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function timeoutSignal(): AbortSignal | undefined {
  return typeof AbortSignal.timeout === "function" ? AbortSignal.timeout(TIMEOUT_MS) : undefined;
}
