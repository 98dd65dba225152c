/** What effects work with, and the shape they share. */
import type { Client } from "../../api/client";
import type { Store } from "../createStore";
import type { State } from "../types";

export interface EffectContext {
  store: Store;
  client: Client;
  /** A named session asks for its own tasks. */
  sessionName: string | null;
  newId: () => string;
}

/**
 * The session as the server is told. Without a name it is nobody's: the server has one such session
 * per run, and answers that outlived a restart belong to the new one.
 */
export function sessionOf({ store, sessionName }: Pick<EffectContext, "store" | "sessionName">) {
  return sessionName === null ? null : store.getState().sessionId;
}

/** What one tab at a time works on: the key of everything that the browser keeps of it. */
export function scopeOf({ config }: Pick<State, "config">, sessionName: string | null): string {
  return JSON.stringify([config.dataset, sessionName ?? ""]);
}

/** Called after changes of the state, once for all changes of the same moment. */
export interface Effect {
  run(): void;
  stop?(): void;
}

/** A timer that is there at most once. */
export class Timer {
  private handle: ReturnType<typeof setTimeout> | undefined;
  /** Whether whoever owns it was stopped for good. */
  isEnded = false;

  get isRunning(): boolean {
    return this.handle !== undefined;
  }

  start(milliseconds: number, callback: () => void): void {
    this.stop();
    if (this.isEnded) return;
    this.handle = setTimeout(() => {
      this.handle = undefined;
      callback();
    }, milliseconds);
  }

  stop(): void {
    clearTimeout(this.handle);
    this.handle = undefined;
  }

  /** Stops it for good: a request that was on its way can't start it again. */
  end(): void {
    this.isEnded = true;
    this.stop();
  }
}
