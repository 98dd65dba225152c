/** How requests are sent, and how their responses are read. */
import { ApiError, readDetail } from "./errors";
import type { ErrorBody } from "./types";

/** Browsers refuse more than 64 KiB in requests that outlive the page. */
export const KEEPALIVE_BYTES = 60_000;
/** The server answers within 10 s even while it waits for tasks; this is for a dead connection. */
const TIMEOUT_MS = 60_000;

export interface RequestOptions {
  /** URL that paths are resolved against. */
  base?: string;
  fetch?: typeof fetch;
}

/** Whether a body is what was asked for. A captive portal, say, answers with anything. */
type Check = (body: unknown) => boolean;

export interface RequestInput extends Pick<RequestInit, "method"> {
  headers?: Record<string, string>;
  /** Default: it is an object. */
  check?: Check;
}

export interface Requests {
  /** The bare request, to a path below the page. */
  send(path: string, init: RequestInit): Promise<Response>;
  /** RETURNS: The body of the response. RAISES: An ApiError for everything else. */
  get<T>(path: string, check?: Check): Promise<T>;
  post<T>(path: string, body: unknown, input?: RequestInput): Promise<T>;
}

export const isObject: Check = (body) => typeof body === "object" && body !== null && !Array.isArray(body);

/** An object that has a list under that key. */
export const hasList =
  (key: string): Check =>
  (body) =>
    isObject(body) && Array.isArray((body as Record<string, unknown>)[key]);

export function makeRequests(options: RequestOptions): Requests {
  const base = options.base ?? document.baseURI;
  const fetchIt = options.fetch ?? ((...args: Parameters<typeof fetch>) => fetch(...args));
  const send = (path: string, init: RequestInit) =>
    fetchIt(new URL(path, base).href, { credentials: "same-origin", ...init });

  async function request<T>(path: string, init: RequestInit, check: Check): Promise<T> {
    let response: Response;
    let text: string;
    try {
      response = await send(path, { signal: timeoutSignal(), ...init });
      // A connection that breaks in the middle of a response is no answer either.
      text = await response.text();
    } catch (error) {
      throw new ApiError("offline", error instanceof Error ? error.message : String(error));
    }
    const body = parse(text);
    if (!response.ok) throw failure(response.status, body);
    if (!check(body)) throw new ApiError("server", `Expected JSON, got: ${text.slice(0, 80)}`, response.status);
    return body as T;
  }

  return {
    send,
    get: (path, check = isObject) => request(path, {}, check),
    post(path, body, { headers, method = "POST", check = isObject } = {}) {
      const json = JSON.stringify(body);
      const init = {
        method,
        headers: { "Content-Type": "application/json", ...headers },
        body: json,
        keepalive: byteLength(json) <= KEEPALIVE_BYTES,
      };
      return request(path, init, check);
    },
  };
}

/** undefined: this is no JSON, as what a proxy in between says in HTML. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failure(status: number, body: unknown): ApiError {
  const said: ErrorBody = isObject(body) ? (body as ErrorBody) : {};
  const kind = status === 401 ? "signed_out" : "server";
  return new ApiError(kind, readDetail(said, status), status, said);
}

export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function timeoutSignal(): AbortSignal | undefined {
  return typeof AbortSignal.timeout === "function" ? AbortSignal.timeout(TIMEOUT_MS) : undefined;
}
