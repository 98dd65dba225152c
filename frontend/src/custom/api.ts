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
import { toPayload } from "../store/outbox";
import type { Item } from "../store/types";
import { emit, type ProdigyEvent } from "./events";
import { watchScripts } from "./watchScripts";
import { taskProxy } from "./taskProxy";

/** More updates than this from within listeners are taken for an endless loop. */
const MAX_NESTED = 50;

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

export function makeCustomCode({ engine, client, getTheme, params, draw }: ApiOptions): CustomCode {
  const { store } = engine;
  /** Set while listeners of `prodigyanswer` run. */
  let answeredKey: number | null = null;
  let isMounted = false;
  let waiting: (() => void)[] = [];
  let lastShown: Item | null = null;
  let nested = 0;
  let hasEnded = false;

  const find = (key: number): Task | null => {
    const { current, queue, unsent, inflight } = store.getState();
    const item = [current, ...queue].find((candidate) => candidate?.key === key);
    if (item) return item.task;
    const answers = [...unsent, ...(inflight?.answers ?? [])];
    const answered = answers.find((candidate) => candidate.item.key === key);
    return answered ? toPayload(answered) : null;
  };

  const proxies = new Map<number, Task>();
  function proxyOf(key: number): Task {
    let proxy = proxies.get(key);
    if (!proxy) {
      proxies.clear();
      proxy = taskProxy({
        read: () => find(key),
        write(patch) {
          const before = store.getState().current;
          engine.update(patch, { undoable: false, key });
          const after = store.getState().current;
          // A plain assignment is no update that others are told about.
          if (after && before === lastShown && after.key === key) lastShown = after;
        },
      });
      proxies.set(key, proxy);
    }
    return proxy;
  }

  function allowNesting(): boolean {
    if (nested === 0) setTimeout(() => (nested = 0), 0);
    if (++nested <= MAX_NESTED) return true;
    if (nested === MAX_NESTED + 1) {
      console.error("prodigy.update() was called again and again by a listener of prodigyupdate.");
    }
    return false;
  }

  function update(patch: Partial<Task> | null): void {
    if (!patch || typeof patch !== "object") return;
    if (!isMounted) {
      waiting.push(() => update(patch));
    } else if (nested <= MAX_NESTED) {
      draw(() => engine.update({ ...patch }, { undoable: false }));
    }
  }

  const api: ProdigyApi = {
    get content() {
      const key = answeredKey ?? store.getState().current?.key;
      return key === undefined ? null : proxyOf(key);
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

  const unwatch = watchScripts((error) => {
    const text = error instanceof Error ? error.message : String(error);
    engine.notify({ id: "script", kind: "error", title: "error_script", text });
    emit("prodigyerror", { error });
  });

  const emitTask = (name: ProdigyEvent, key: number, detail: Record<string, unknown> = {}) =>
    emit(name, { ...detail, task: proxyOf(key) });

  engine.events.answered = ({ item, answer }) => {
    answeredKey = item.key;
    emitTask("prodigyanswer", item.key, { answer });
    answeredKey = null;
  };
  engine.events.reopened = () => {
    const { current } = store.getState();
    if (current) emitTask("prodigyundo", current.key);
  };
  engine.events.stored = (count) => emit("prodigysave", { count });
  engine.events.failed = (error) => emit("prodigyerror", { error });
  store.subscribe(() => {
    const { isExhausted, current } = store.getState();
    const isEnd = isExhausted && current === null;
    if (isEnd && !hasEnded) queueMicrotask(() => emit("prodigyend"));
    hasEnded = isEnd;
  });

  function mounted(): void {
    if (isMounted) return;
    isMounted = true;
    runScript(store.getState().config.javascript);
    emit("prodigymount");
    for (const action of waiting.splice(0)) action();
    waiting = [];
  }

  function shown(item: Item): void {
    // After the commit of React, not inside it: listeners may draw again.
    queueMicrotask(() => {
      mounted();
      const { current } = store.getState();
      if (current !== item || item === lastShown || !allowNesting()) return;
      lastShown = item;
      emitTask("prodigyupdate", item.key);
    });
  }

  return { api, shown, mounted, stop: unwatch };
}

/** Runs the project's JavaScript once, in the global scope. */
function runScript(code: unknown): void {
  if (typeof code !== "string" || !code.trim()) return;
  const script = document.createElement("script");
  script.textContent = code;
  document.body.append(script);
}
