import { describe, expect, it, vi } from "vitest";
import { createClient } from "./client";
import type { ApiError } from "./errors";

function clientWith(status: number, body: unknown) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const fetch = vi.fn(async (..._args: [RequestInfo | URL, RequestInit?]) => new Response(text, { status }));
  return { client: createClient({ base: "http://host/tool/", fetch: fetch as typeof globalThis.fetch }), fetch };
}

const failure = (promise: Promise<unknown>) => promise.catch((error: ApiError) => error) as Promise<ApiError>;

describe("requests", () => {
  it("stay below the path of the page", async () => {
    const { client, fetch } = clientWith(200, {});
    await client.getProject("a b");
    expect(fetch.mock.calls[0]?.[0]).toBe("http://host/tool/project?session=a%20b");
  });

  it("ask for a named session by post and for an anonymous one by get", async () => {
    const { client, fetch } = clientWith(200, { tasks: [] });
    await client.getQuestions({ isNamed: false, sessionId: "x" }, [1, -2]);
    await client.getQuestions({ isNamed: true, sessionId: "d-alex" }, [3]);
    expect(fetch.mock.calls[0]?.[0]).toBe("http://host/tool/get_questions?excludes=1,-2");
    expect(fetch.mock.calls[1]?.[0]).toBe("http://host/tool/get_session_questions");
    expect(JSON.parse(String(fetch.mock.calls[1]?.[1]?.body))).toEqual({ session_id: "d-alex", excludes: [3] });
  });

  it("name the batch, and outlive the page when they are small", async () => {
    const { client, fetch } = clientWith(200, {});
    const task = { _input_hash: 1, _task_hash: 2 };
    await client.giveAnswers([task], null, "batch-1");
    await client.giveAnswers([{ ...task, image: "x".repeat(70_000) }], null, "batch-2");
    const [small, large] = fetch.mock.calls.map(([, init]) => init);
    expect(small?.headers).toMatchObject({ "X-Prodigy-Batch": "batch-1" });
    expect(small?.keepalive).toBe(true);
    expect(large?.keepalive).toBe(false);
  });
});

describe("errors", () => {
  it("carry what the server says", async () => {
    const body = { status: 403, detail: "Unknown session", hint: "Try alex", request_id: "r1" };
    const error = await failure(clientWith(403, body).client.getProject("zoe"));
    expect(error).toMatchObject({ kind: "server", message: "Unknown session", hint: "Try alex", requestId: "r1" });
  });

  it("read the list of a failed validation", async () => {
    const body = { detail: [{ loc: ["body", "answers"], msg: "field required" }] };
    const error = await failure(clientWith(422, body).client.giveAnswers([], null, "b"));
    expect(error.message).toBe("body.answers: field required");
  });

  it.each([
    [401, "nope", "signed_out"],
    [502, "<html>Bad gateway</html>", "server"],
    [200, "<html>Login</html>", "server"],
  ])("with status %i and %s are of the kind %s %s", async (status, body, kind) => {
    expect((await failure(clientWith(status, body).client.getProject(null))).kind).toBe(kind);
  });

  it("without any answer mean that the server can't be reached", async () => {
    const fetch = () => Promise.reject(new TypeError("Failed to fetch"));
    const client = createClient({ base: "http://host/", fetch });
    expect((await failure(client.getProject(null))).kind).toBe("offline");
  });
});
