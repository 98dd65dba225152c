/** What effects work with, and the shape they share. */
import type { Client } from "../../api/client";
import type { Store } from "../createStore";

export interface EffectContext {
  store: Store;
  client: Client;
  /** A named session asks for its own tasks. */
  sessionName: string | null;
  newId: () => string;
}

/** Called after changes of the state, once for all changes of the same moment. */
export interface Effect {
  run(): void;
  stop?(): void;
}

/** A timer that is there at most once. */
export class Timer {
  private handle: ReturnType<typeof setTimeout> | undefined;

  get isRunning(): boolean {
    return this.handle !== undefined;
  }

  start(milliseconds: number, callback: () => void): void {
    this.stop();
    this.handle = setTimeout(() => {
      this.handle = undefined;
      callback();
    }, milliseconds);
  }

  stop(): void {
    clearTimeout(this.handle);
    this.handle = undefined;
  }
}
