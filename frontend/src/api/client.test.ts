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

  it("take the first tasks from where they are loading already, once", async () => {
    document.head.innerHTML = '<link id="first-tasks" href="get_session_questions?session_id=a&amp;page=1">';
    const { client, fetch } = clientWith(200, { tasks: [] });
    const { client: holder, fetch: fetchOfHolder } = clientWith(200, { tasks: [] });
    document.head.innerHTML = "";
    await client.getQuestions({ isNamed: true, sessionId: "d-a" }, []);
    await client.getQuestions({ isNamed: true, sessionId: "d-a" }, []);
    expect(fetch.mock.calls.map(([url]) => url)).toEqual([
      "http://host/tool/get_session_questions?session_id=a&page=1",
      "http://host/tool/get_session_questions",
    ]);
    // Somebody with tasks needs others, and what was loading is old by the next time.
    await holder.getQuestions({ isNamed: true, sessionId: "d-a" }, [1]);
    await holder.getQuestions({ isNamed: true, sessionId: "d-a" }, []);
    expect(fetchOfHolder.mock.calls.map(([url]) => url)).toEqual(
      Array(2).fill("http://host/tool/get_session_questions"),
    );
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

  it("say which earlier ones are not to count any more", async () => {
    const { client, fetch } = clientWith(200, {});
    await client.giveAnswers([], null, "batch-2", ["batch-1"]);
    client.leaveAnswers([], "d-a", "batch-3", ["batch-1"]);
    const bodies = fetch.mock.calls.map(([, init]) => JSON.parse(String(init?.body)) as unknown);
    expect(bodies).toEqual([
      { answers: [], session_id: null, withdrawn: ["batch-1"] },
      { answers: [], session_id: "d-a", withdrawn: ["batch-1"] },
    ]);
  });
});

describe("each request", () => {
  const task = { _input_hash: 1, _task_hash: 2, text: "a" };
  const sent = (fetch: ReturnType<typeof clientWith>["fetch"]) => {
    const [url, init] = fetch.mock.calls[0]!;
    const body = init?.body === undefined ? null : JSON.parse(String(init.body));
    return [init?.method ?? "GET", String(url).replace("http://host/tool/", ""), body];
  };
  type Ask = (client: ReturnType<typeof createClient>) => Promise<unknown>;
  const rows: [string, Ask, unknown, unknown][] = [
    ["settings", (c) => c.getProject(null), {}, ["GET", "project", null]],
    [
      "anonymous tasks",
      (c) => c.getQuestions({ isNamed: false, sessionId: null }, []),
      { tasks: [] },
      ["GET", "get_questions", null],
    ],
    [
      "a check",
      (c) => c.validateAnswer(task, "d-alex"),
      { ok: true },
      ["POST", "validate_answer", { answer: task, session_id: "d-alex" }],
    ],
    ["an event", (c) => c.sendEvent("a/b?", { x: 1 }), null, ["POST", "event/a%2Fb%3F", { x: 1 }]],
    ["the state", (c) => c.getStatus(null), {}, ["GET", "session_status", null]],
    ["the state of a session", (c) => c.getStatus("d-ä"), {}, ["GET", "session_status?session_id=d-%C3%A4", null]],
    ["activity", (c) => c.reportActivity("s"), {}, ["POST", "activity", { session_id: "s" }]],
    [
      "figures",
      (c) => c.getFigures("s", [{ _task_hash: 2 }]),
      { answered: [] },
      ["POST", "figures", { session_id: "s", pending: [{ _task_hash: 2 }] }],
    ],
    ["drafts", (c) => c.getDrafts("s"), { drafts: [] }, ["GET", "drafts?session_id=s", null]],
    [
      "a draft that is forgotten",
      (c) => c.putDraft({ ...task, _task_digest: 7 }, null, null),
      { ok: true },
      ["PUT", "draft", { task_hash: 2, task_digest: 7, task: null, session_id: null }],
    ],
  ];

  it.each(rows)("asks for %s", async (_what, ask, response, expected) => {
    const { client, fetch } = clientWith(200, response);
    await ask(client);
    expect(sent(fetch)).toEqual(expected);
  });

  it.each<[string, Ask]>([
    ["settings", (c) => c.getProject(null)],
    ["tasks", (c) => c.getQuestions({ isNamed: false, sessionId: null }, [])],
    ["tasks of a session", (c) => c.getQuestions({ isNamed: true, sessionId: "s" }, [])],
    ["answers", (c) => c.giveAnswers([task], null, "b")],
    ["a check", (c) => c.validateAnswer(task, null)],
    ["figures", (c) => c.getFigures(null, [])],
    ["drafts", (c) => c.getDrafts(null)],
  ])("takes no body for %s that is no such thing", async (_what, ask) => {
    for (const body of ["null", "[]", "5", '"ok"', "", "<html>"]) {
      const error = await failure(ask(clientWith(200, body).client));
      expect([body, error.name, error.message]).toEqual([body, "ApiError", `Expected JSON, got: ${body}`]);
    }
  });

  it("takes whatever a hook returns", async () => {
    for (const body of [null, 5, "ok", [1], { a: 1 }, false]) {
      expect(await clientWith(200, JSON.stringify(body)).client.sendEvent("x", {})).toEqual(body);
    }
  });
});

describe("while the page goes away", () => {
  it("answers are posted without waiting, as far as the browser takes them", () => {
    const { client, fetch } = clientWith(200, {});
    const task = { _input_hash: 1, _task_hash: 2 };
    expect(client.leaveAnswers([task], null, "b1")).toBe(true);
    // Two bytes for each letter: the limit counts bytes.
    expect(client.leaveAnswers([{ ...task, text: "ä".repeat(31_000) }], null, "b2")).toBe(false);
    expect(fetch).toHaveBeenCalledOnce();
    expect(fetch.mock.calls[0]?.[1]).toMatchObject({ keepalive: true, headers: { "X-Prodigy-Batch": "b1" } });
  });

  it("nobody hears of a post that fails", async () => {
    const fetch = vi.fn(() => Promise.reject(new TypeError("Failed to fetch")));
    const client = createClient({ base: "http://host/", fetch });
    expect(client.leaveAnswers([], null, "b")).toBe(true);
    await Promise.resolve();
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

  it("and a connection that breaks in the middle of the response is no answer", async () => {
    const response = { ok: true, status: 200, text: () => Promise.reject(new TypeError("network error")) };
    const client = createClient({ base: "http://host/", fetch: (async () => response) as unknown as typeof fetch });
    expect(await failure(client.giveAnswers([], null, "b"))).toMatchObject({ kind: "offline", status: 0 });
  });

  it.each([
    [{ detail: "words" }, "words"],
    [{ detail: "" }, "HTTP 500"],
    [{ detail: [{ msg: "bad" }, { loc: ["body", 0, "text"], msg: "missing" }] }, "bad; body.0.text: missing"],
    [{ detail: [{}] }, "HTTP 500"],
    [{ detail: { odd: true }, message: "from a proxy" }, "from a proxy"],
    [null, "HTTP 500"],
    [["a list"], "HTTP 500"],
  ])("say %j in one line", async (body, message) => {
    expect((await failure(clientWith(500, body).client.getProject(null))).message).toBe(message);
  });
});
