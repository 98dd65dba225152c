/**
 * `window.prodigy`: what custom code can read and do.
 *
 * Order at an answer: the answer is stored, `prodigyanswer` fires with `content` being the answered
 * task, the next task reaches the DOM, `prodigyupdate` fires with `content` being the new task.
 */
import type { Client } from "../api/client";
import type { EventPayload } from "../api/types";
import type { Answer } from "../model/parts";
import type { AppConfig } from "../model/config";
import type { Task } from "../model/task";
import type { Theme } from "../model/theme";
import type { Engine } from "../store/engine";
import type { Item } from "../store/types";
import { emit, type ProdigyEvent } from "./events";
import { loopGuard } from "./loopGuard";
import { pageNonce } from "../theme/nonce";
import { watchPolicy } from "./watchPolicy";
import { watchScripts } from "./watchScripts";
import { taskProxies } from "./taskProxies";

export interface ProdigyApi {
  readonly content: Task | null;
  readonly config: AppConfig;
  readonly theme: Theme;
  readonly viewId: string;
  readonly params: Readonly<Record<string, string>>;
  readonly version: string | undefined;
  readonly sessionId: string | null;
  update(patch: Partial<Task> | null): void;
  event(name: string, data?: EventPayload): Promise<unknown>;
  resetQueue(): void;
  answer(kind: Answer): Promise<void>;
  undo(): void;
  save(): void;
  flag(isFlagged?: boolean): void;
  on(name: string, listener: EventListener): void;
  off(name: string, listener: EventListener): void;
}

declare global {
  interface Window {
    prodigy: ProdigyApi;
  }
}

export interface ApiOptions {
  engine: Engine;
  client: Client;
  getTheme(): Theme;
  params: Record<string, string>;
  /** Runs a change and draws it before it returns: custom code looks at the DOM right after. */
  draw(change: () => void): void;
}

export interface CustomCode {
  api: ProdigyApi;
  /** A task, or a changed one, is in the DOM. */
  shown(item: Item): void;
  /** The page is drawn for the first time, with or without a task. */
  mounted(): void;
  stop(): void;
}

export function makeCustomCode(options: ApiOptions): CustomCode {
  const { engine } = options;
  const { store } = engine;
  /** Set while listeners of `prodigyanswer` run. */
  let answeredKey: number | null = null;
  let isMounted = false;
  const waiting: (() => void)[] = [];
  const guard = loopGuard();
  const tasks = taskProxies(engine);

  function update(patch: Partial<Task> | null): void {
    if (!patch || typeof patch !== "object") return;
    if (!isMounted) {
      waiting.push(() => update(patch));
    } else if (!guard.isStopped()) {
      options.draw(() => engine.update({ ...patch }, { undoable: false }));
    }
  }

  const getContent = () => {
    const key = answeredKey ?? store.getState().current?.key;
    return key === undefined ? null : tasks.proxyOf(key);
  };
  const emitTask = (name: ProdigyEvent, key: number, detail: Record<string, unknown> = {}) =>
    emit(name, { ...detail, task: tasks.proxyOf(key) });

  engine.events.answered = ({ item, answer }) => {
    answeredKey = item.key;
    emitTask("prodigyanswer", item.key, { answer });
    answeredKey = null;
  };
  engine.events.reopened = () => {
    const { current } = store.getState();
    if (current) emitTask("prodigyundo", current.key);
  };
  forwardEvents(engine);

  function mounted(): void {
    if (isMounted) return;
    isMounted = true;
    runScript(store.getState().config.javascript);
    emit("prodigymount");
    for (const action of waiting.splice(0)) action();
  }

  function shown(item: Item): void {
    // After the commit of React, not inside it: listeners may draw again.
    queueMicrotask(() => {
      mounted();
      const { current } = store.getState();
      if (current !== item || item === tasks.lastShown || !guard.mayNest()) return;
      tasks.lastShown = item;
      emitTask("prodigyupdate", item.key);
    });
  }

  return { api: makeApi(options, getContent, update), shown, mounted, stop: reportScripts(engine) };
}

function makeApi(
  { engine, client, getTheme, params }: ApiOptions,
  getContent: () => Task | null,
  update: ProdigyApi["update"],
): ProdigyApi {
  const { store } = engine;
  return {
    get content() {
      return getContent();
    },
    get config() {
      return store.getState().config;
    },
    get theme() {
      return getTheme();
    },
    get viewId() {
      return engine.viewId();
    },
    get version() {
      return store.getState().config.version;
    },
    get sessionId() {
      return store.getState().sessionId;
    },
    params: Object.freeze({ ...params }),
    update,
    event: (name, data = {}) => client.sendEvent(name, data),
    resetQueue: () => engine.resetQueue(),
    answer: (kind) => engine.answer(kind),
    undo: () => engine.undo(),
    save: () => engine.save(),
    flag: (isFlagged) => engine.flag(isFlagged),
    on: (name, listener) => document.addEventListener(name, listener),
    off: (name, listener) => document.removeEventListener(name, listener),
  };
}

/** Events that need nothing but what the engine says. */
function forwardEvents({ events, store }: Engine): void {
  let hasEnded = false;
  events.stored = (count) => emit("prodigysave", { count });
  events.failed = (error) => emit("prodigyerror", { error });
  store.subscribe(() => {
    const { isExhausted, current } = store.getState();
    const isEnd = isExhausted && current === null;
    if (isEnd && !hasEnded) queueMicrotask(() => emit("prodigyend"));
    hasEnded = isEnd;
  });
}

/** Mistakes in scripts of the project, and what they may not do, are said on the page. RETURNS: What stops it. */
function reportScripts(engine: Engine): () => void {
  const stopScripts = watchScripts((error) => {
    const text = error instanceof Error ? error.message : String(error);
    engine.notify({ id: "script", kind: "error", title: "error_script", text });
    emit("prodigyerror", { error });
  });
  const stopPolicy = watchPolicy((text) => {
    engine.notify({ id: "policy", kind: "warning", title: "blocked_by_policy", text });
  });
  return () => {
    stopScripts();
    stopPolicy();
  };
}

/** Runs the project's JavaScript once, in the global scope. */
function runScript(code: unknown): void {
  if (typeof code !== "string" || !code.trim()) return;
  const script = document.createElement("script");
  script.nonce = pageNonce();
  script.textContent = code;
  document.body.append(script);
}
