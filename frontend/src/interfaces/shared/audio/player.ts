/**
 * Plays one recording or film through an element of the browser: from here to there, in a loop, faster or slower.
 *
 * It knows nothing of waveforms. If the browser can't play the file, the position can be moved all the same, so that
 * regions can be marked by the clock.
 */
import { readDataUri } from "./dataUri";

export type MediaKind = "audio" | "video";
export type MediaFault = "unplayable" | "unreachable";

export interface PlayerState {
  isPlaying: boolean;
  isLooping: boolean;
  rate: number;
  /** Seconds, as the element says; null as long as it doesn't know. */
  duration: number | null;
  fault: MediaFault | null;
  /** The browser wants a press on something before it plays. */
  isBlocked: boolean;
}

export type PlayerEvent = "time" | "play" | "pause" | "finish" | "seek" | "rate";
type Listener = (time: number) => void;

interface PlayRange {
  start: number;
  end: number;
}

const START: PlayerState = {
  isPlaying: false,
  isLooping: false,
  rate: 1,
  duration: null,
  fault: null,
  isBlocked: false,
};
/** What browsers play. */
const [MIN_RATE, MAX_RATE] = [0.0625, 16];

/** Only one recording is heard at a time. */
let heard: Player | null = null;

function hear(player: Player): void {
  if (heard !== player) heard?.pause();
  heard = player;
}

export class Player {
  readonly media: HTMLMediaElement;
  state = START;
  /** The duration by other means, for files whose element doesn't say it. */
  knownDuration: number | null = null;
  private range: PlayRange | null = null;
  private frame = 0;
  /** The position where there is nothing to play. */
  private silentTime = 0;
  private stop = new AbortController();
  private readonly watchers = new Set<() => void>();
  private readonly listeners = new Map<PlayerEvent, Set<Listener>>();
  private objectUrl: string | null = null;

  constructor(
    readonly src: string,
    readonly kind: MediaKind,
  ) {
    this.media = document.createElement(kind);
    this.media.preload = "metadata";
    if (this.media instanceof HTMLVideoElement) this.media.playsInline = true;
  }

  /** Begins to load the file. RETURNS: What makes it fall silent for good, and lets go of the file. */
  open(): () => void {
    this.stop = new AbortController();
    this.listen();
    this.load();
    return () => this.close();
  }

  private load(): void {
    const data = readDataUri(this.src);
    if (data === "broken") return this.set({ fault: "unplayable" });
    // Long data URIs are slow to seek in.
    if (data) this.objectUrl = URL.createObjectURL(data);
    this.media.src = this.objectUrl ?? this.src;
  }

  private listen(): void {
    const { signal } = this.stop;
    const on = (names: string, run: () => void) =>
      names.split(" ").forEach((name) => this.media.addEventListener(name, run, { signal }));
    on("loadedmetadata durationchange", () => {
      const { duration } = this.media;
      this.set({ duration: Number.isFinite(duration) && duration > 0 ? duration : null });
    });
    on("play", () => {
      hear(this);
      this.set({ isPlaying: true, isBlocked: false });
      this.emit("play");
      this.follow();
    });
    on("pause", () => {
      this.set({ isPlaying: false });
      cancelAnimationFrame(this.frame);
      this.emit("time");
      this.emit("pause");
    });
    on("ended", () => this.emit("finish"));
    // Frames are not drawn in hidden windows, where sound goes on.
    on("timeupdate", () => this.check());
    on("seeking", () => this.emit("seek"));
    on("seeked", () => this.emit("time"));
    on("ratechange", () => {
      this.set({ rate: this.media.playbackRate });
      this.emit("rate");
    });
    on("error", () => this.fail());
  }

  private fail(): void {
    const code = this.media.error?.code;
    this.silentTime = this.time;
    this.set({ fault: code === 2 ? "unreachable" : "unplayable", isPlaying: false });
  }

  /** Position in seconds. */
  get time(): number {
    return this.state.fault ? this.silentTime : this.media.currentTime;
  }

  /** Length in seconds; 0 as long as nobody knows. */
  get duration(): number {
    return this.state.duration ?? this.knownDuration ?? 0;
  }

  seek(time: number): void {
    const to = Math.min(Math.max(Number.isFinite(time) ? time : 0, 0), this.duration || 0);
    this.silentTime = to;
    if (this.state.fault) {
      this.emit("seek");
      return this.emit("time");
    }
    this.media.currentTime = to;
    this.emit("time");
  }

  skip(by: number): void {
    this.seek(this.time + by);
  }

  /** Go on from the position or, with a range (seconds), play that. */
  async play(range: PlayRange | null = null): Promise<void> {
    if (this.state.fault) return;
    this.range = range;
    if (range) this.seek(range.start);
    try {
      await this.media.play();
    } catch (error) {
      // Interrupted by a pause or the next task: nothing to tell.
      if (error instanceof DOMException && error.name === "NotAllowedError") this.set({ isBlocked: true });
    }
  }

  pause(): void {
    this.range = null;
    this.media.pause();
  }

  /** At this moment: the state follows with the events of the element. */
  get isPlaying(): boolean {
    return !this.media.paused;
  }

  toggle(): void {
    if (this.isPlaying) this.pause();
    else void this.play();
  }

  setLooping(isLooping: boolean): void {
    this.media.loop = isLooping;
    this.set({ isLooping });
  }

  setRate(rate: number): void {
    const next = Math.min(Math.max(rate, MIN_RATE), MAX_RATE);
    if (!Number.isFinite(next)) return;
    this.media.defaultPlaybackRate = next;
    this.media.playbackRate = next;
  }

  private follow(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      if (!this.state.isPlaying) return;
      this.check();
      this.follow();
    });
  }

  /** Stops, or starts again, at the end of what is to be played. */
  private check(): void {
    const { range } = this;
    if (range && this.state.isPlaying && this.media.currentTime >= range.end) {
      if (this.state.isLooping) this.media.currentTime = range.start;
      else {
        this.pause();
        this.seek(range.end);
        this.emit("finish");
      }
    }
    this.emit("time");
  }

  on(event: PlayerEvent, listener: Listener): () => void {
    const list = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, list.add(listener));
    return () => list.delete(listener);
  }

  private emit(event: PlayerEvent): void {
    for (const listener of [...(this.listeners.get(event) ?? [])]) listener(this.time);
  }

  /** For useSyncExternalStore. */
  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  getState = (): PlayerState => this.state;

  private set(patch: Partial<PlayerState>): void {
    const changed = Object.entries(patch).some(([key, value]) => this.state[key as keyof PlayerState] !== value);
    if (!changed) return;
    this.state = { ...this.state, ...patch };
    for (const watcher of [...this.watchers]) watcher();
  }

  private close(): void {
    this.stop.abort();
    cancelAnimationFrame(this.frame);
    this.media.pause();
    if (heard === this) heard = null;
    this.media.removeAttribute("src");
    // Ends a download that is going on.
    this.media.load();
    if (this.objectUrl) URL.revokeObjectURL(this.objectUrl);
    this.objectUrl = null;
    this.set({ isPlaying: false });
  }
}
