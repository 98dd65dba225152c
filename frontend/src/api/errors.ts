import type { ErrorBody } from "./types";

/** `offline`: no answer at all. `signed_out`: 401. `server`: any other status. */
export type ErrorKind = "offline" | "signed_out" | "server";

/** A request that failed, with what the server said about it. */
export class ApiError extends Error {
  readonly kind: ErrorKind;
  readonly status: number;
  readonly hint: string | null;
  readonly requestId: string | null;

  constructor(kind: ErrorKind, message: string, status = 0, body: ErrorBody = {}) {
    super(message);
    this.name = "ApiError";
    this.kind = kind;
    this.status = status;
    this.hint = body.hint ?? null;
    this.requestId = body.request_id ?? null;
  }
}

/** One readable line from an error body: FastAPI sends a string or a list of problems. */
export function readDetail(body: ErrorBody, status: number): string {
  const { detail } = body;
  if (typeof detail === "string" && detail) return detail;
  if (Array.isArray(detail)) {
    const lines = detail.map((problem: { loc?: unknown[]; msg?: string }) =>
      [problem.loc?.join("."), problem.msg].filter(Boolean).join(": "),
    );
    if (lines.some(Boolean)) return lines.join("; ");
  }
  return body.message || `HTTP ${status}`;
}
