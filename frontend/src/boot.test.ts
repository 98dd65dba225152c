import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "./api/errors";
import { boot, type Started } from "./boot";
import { lastTheme } from "./theme";
import { makeTask } from "./testing/fakeServer";
import { waitFor } from "./testing/waitFor";

const pages: Started[] = [];
const onTaken = vi.fn();
let project: Record<string, unknown> | Response;
let urls: string[];
let dataset = 0;

/** The server as the page reaches it: settings, two tasks, and nothing to say to the rest. */
async function serve(url: RequestInfo | URL): Promise<Response> {
  const path = new URL(String(url)).pathname;
  urls.push(String(url).replace(location.origin, ""));
  if (path === "/project") return project instanceof Response ? project : Response.json(project);
  if (/questions$/.test(path)) return Response.json({ tasks: [makeTask(1), makeTask(2)] });
  return Response.json({ answered: [], drafts: [] });
}

async function open(address = "/"): Promise<Started> {
  history.replaceState(null, "", address);
  const page = await boot(onTaken);
  pages.push(page);
  return page;
}

beforeEach(() => {
  urls = [];
  onTaken.mockClear();
  project = { dataset: `boot ${++dataset}`, view_id: "text", batch_size: 2 };
  vi.stubGlobal("fetch", vi.fn(serve));
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener() {}, removeEventListener() {} }));
});
afterEach(() => {
  for (const { engine, tabs } of pages.splice(0)) {
    engine.stop();
    tabs.stop();
  }
  document.getElementById("prodigy-global-css")?.remove();
  history.replaceState(null, "", "/");
  localStorage.clear();
  vi.unstubAllGlobals();
});

describe("boot", () => {
  it("leads to the first task", async () => {
    const { engine, isOurs } = await open();
    expect(isOurs).toBe(true);
    await waitFor(() => expect(engine.store.getState().current?.task._task_hash).toBe(1));
  });

  it("waits a moment for tasks that are loading already, so that the page is drawn once", async () => {
    document.head.innerHTML = '<link id="first-tasks" href="get_questions?page=1">';
    const { engine } = await open();
    document.head.innerHTML = "";
    expect(engine.store.getState().current?.task._task_hash).toBe(1);
    expect(urls).toContain("/get_questions?page=1");
  });

  it("does not wait for tasks for long", async () => {
    document.head.innerHTML = '<link id="first-tasks" href="get_questions?page=1">';
    vi.stubGlobal("fetch", (url: string) => (/questions/.test(url) ? new Promise(() => {}) : serve(url)));
    const { engine, isOurs } = await open();
    document.head.innerHTML = "";
    expect([isOurs, engine.store.getState().current]).toEqual([true, null]);
  });

  it("asks for the session in the address, and hands on what else is there", async () => {
    project = { ...(project as object), session: "alex", session_id: "d-alex" };
    const { params, engine } = await open("/?session=alex&mode=x");
    expect(urls[0]).toBe("/project?session=alex");
    expect(params).toEqual({ session: "alex", mode: "x" });
    await waitFor(() => expect(urls).toContain("/get_session_questions"));
    expect(engine.store.getState().sessionId).toBe("d-alex");
  });

  it("takes an empty name for none", async () => {
    await open("/?session=");
    expect(urls[0]).toBe("/project");
  });

  it("puts on the theme, the language and the style of the project", async () => {
    project = { ...(project as object), theme: "dark", ui_lang: "de", global_css: ".a { color: red }" };
    const { t } = await open();
    expect(document.documentElement.lang).toBe("de");
    expect(t("accept")).not.toBe("Accept");
    expect(document.getElementById("prodigy-global-css")?.textContent).toContain("color: red");
    expect(lastTheme().theme).toBe("dark");
  });

  it("speaks English where it doesn't know the language, and tells the app", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    project = { ...(project as object), ui_lang: "xx" };
    const { engine } = await open();
    expect([document.documentElement.lang, engine.store.getState().config.ui_lang]).toEqual(["en", "en"]);
  });

  it("goes on with a view that nobody knows: the card will say so", async () => {
    project = { ...(project as object), view_id: "no_such_view" };
    const { engine } = await open();
    await waitFor(() => expect(engine.problem()).toEqual({ viewId: "no_such_view", key: null }));
  });

  it("starts nothing while another tab has the session, and lets it go when it is taken", async () => {
    const first = await open();
    const second = await open();
    expect([first.isOurs, second.isOurs]).toEqual([true, false]);
    expect(second.engine.store.getState().isActive).toBe(false);
    await second.tabs.takeOver();
    await waitFor(() => expect(onTaken).toHaveBeenCalled());
    expect(first.engine.store.getState().isActive).toBe(false);
  });

  it("works where the browser has no database", async () => {
    vi.stubGlobal("indexedDB", undefined);
    const { engine, isOurs } = await open();
    expect(isOurs).toBe(true);
    await waitFor(() => expect(engine.store.getState().current).not.toBeNull());
  });

  it.each([
    [Response.json({ detail: "Unknown session" }, { status: 403 }), { kind: "server", status: 403 }],
    [new Response("", { status: 401 }), { kind: "signed_out", status: 401 }],
    [new Response("<html>", { status: 200 }), { kind: "server", status: 200 }],
    [Response.json(null), { kind: "server", status: 200 }],
  ])("says what the server refuses (%#)", async (response, expected) => {
    project = response;
    const error = await boot(onTaken).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject(expected);
  });

  it("says that nobody is there", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    await expect(boot(onTaken)).rejects.toMatchObject({ kind: "offline" });
  });
});
