/** What the server knows about the pictures and recordings that it serves. */
import { ApiError, readDetail } from "./errors";
import type { ErrorBody } from "./types";

/** All but the kind may be unknown. */
export interface MediaFacts {
  type?: string;
  mimetype?: string;
  bytes?: number;
  /** Px as shown, after the rotation that the file asks for. */
  width?: number;
  height?: number;
  /** Seconds. */
  duration?: number;
  [key: string]: unknown;
}

/** Whether the server that delivered the page serves a file, and can be asked about it. */
export function isServed(src: string): boolean {
  if (/^(data|blob|javascript):/i.test(src)) return false;
  try {
    const url = new URL(src, document.baseURI);
    return url.origin === new URL(document.baseURI).origin && url.pathname.startsWith(mediaPath());
  } catch {
    return false;
  }
}

const mediaPath = () => new URL("media/", document.baseURI).pathname;

/** An address with questions about the file, beside those that it has already. */
export function withQuery(src: string, query: string): string {
  const [address = "", hash] = src.split("#");
  const joined = `${address}${address.includes("?") ? "&" : "?"}${query}`;
  return hash === undefined ? joined : `${joined}#${hash}`;
}

/**
 * Ask about a file. RETURNS: Null if the server doesn't know that question, or is out of reach: the browser will find
 * out by itself. RAISES (ApiError): The server looked into the file and says that it can't be shown.
 */
export async function getMediaFacts(src: string, signal?: AbortSignal): Promise<MediaFacts | null> {
  let response: Response;
  try {
    response = await fetch(new URL(withQuery(src, "info=1"), document.baseURI), {
      credentials: "same-origin",
      ...(signal ? { signal } : {}),
    });
  } catch {
    return null;
  }
  if (!isJson(response)) {
    // An older server sends the file itself.
    void response.body?.cancel().catch(() => {});
    return null;
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body && typeof body === "object" ? (body as MediaFacts) : null;
  throw toError(response.status, body);
}

/** Ask for a part of what is known about a file, such as "peaks=100", or for the file itself (null). */
export function requestMedia(src: string, query: string | null, signal: AbortSignal): Promise<Response> {
  return fetch(new URL(query === null ? src : withQuery(src, query), document.baseURI), { signal });
}

/** What the server says about a file that a browser couldn't show; null if it has nothing to say. */
export async function explainFailure(src: string, signal?: AbortSignal): Promise<ApiError | null> {
  try {
    const response = await fetch(new URL(src, document.baseURI), {
      credentials: "same-origin",
      ...(signal ? { signal } : {}),
    });
    if (response.ok || !isJson(response)) {
      void response.body?.cancel().catch(() => {});
      return response.ok ? null : new ApiError("server", `HTTP ${response.status}`, response.status);
    }
    return toError(response.status, await response.json().catch(() => null));
  } catch (error) {
    return new ApiError("offline", error instanceof Error ? error.message : String(error));
  }
}

export const isJson = (response: Response) => (response.headers.get("content-type") ?? "").includes("json");

export function toError(status: number, body: unknown): ApiError {
  const known: ErrorBody = body && typeof body === "object" ? (body as ErrorBody) : {};
  return new ApiError(status === 401 ? "signed_out" : "server", readDetail(known, status), status, known);
}
