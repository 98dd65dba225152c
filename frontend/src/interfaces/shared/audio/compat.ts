/**
 * `window.wavesurfer` for custom code: what scripts know from wavesurfer 4 and 5, over the recording of the card.
 *
 * It is one object for the whole page, so that listeners that a script adds when the page opens hear of every task.
 * Regions are those of the task: whatever a script does with them is an edit of `audio_spans`.
 */
import { flushSync } from "react-dom";
import type { Player } from "./player";
import type { AudioSpan, Region } from "./regions";
import type { Wave } from "./wave";

/** The recording of the moment. */
export interface CompatHost {
  player: Player;
  wave(): Wave | null;
  regions(): readonly Region[];
  /** RETURNS: The key of the new region, or null if there is no room for it. */
  add(start: number, end: number, more: Partial<AudioSpan>): string | null;
  edit(key: string, patch: Partial<AudioSpan>): void;
  remove(key: string): void;
  clear(): void;
}

type Listener = (...args: unknown[]) => void;

/** What wavesurfer takes for a region besides its data. */
const REGION_OPTIONS = new Set([
  "loop",
  "drag",
  "resize",
  "minLength",
  "maxLength",
  "handleStyle",
  "handleColor",
  "showTooltip",
  "formatTimeCallback",
  "preventContextMenu",
  "channelIdx",
  "element",
  "wavesurfer",
]);
/** More events than this without a pause are taken for listeners that call each other without end. */
const MAX_NESTED = 500;

class Emitter {
  private readonly listeners = new Map<string, Set<Listener>>();
  private nested = 0;

  on(name: string, listener: Listener): { name: string; callback: Listener; un: () => void } {
    const list = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, list.add(listener));
    return { name, callback: listener, un: () => this.un(name, listener) };
  }

  once(name: string, listener: Listener) {
    const heard: Listener = (...args) => {
      this.un(name, heard);
      listener(...args);
    };
    return this.on(name, heard);
  }

  un(name: string, listener?: Listener): void {
    if (listener) this.listeners.get(name)?.delete(listener);
    else this.listeners.delete(name);
  }

  unAll(): void {
    this.listeners.clear();
  }

  /** What a listener throws goes to the console and stops nothing here. */
  fireEvent(name: string, ...args: unknown[]): void {
    const list = this.listeners.get(name);
    if (!list || !this.mayNest(name)) return;
    for (const listener of [...list]) {
      try {
        listener(...args);
      } catch (error) {
        reportError(error);
      }
    }
  }

  private mayNest(name: string): boolean {
    if (this.nested === 0) setTimeout(() => (this.nested = 0), 0);
    this.nested += 1;
    if (this.nested === MAX_NESTED + 1)
      console.error(`wavesurfer: listeners of "${name}" call each other again and again.`);
    return this.nested <= MAX_NESTED;
  }
}

/** Draws what a script changes before it goes on: it may look at the page right after. */
function draw<T>(change: () => T): T {
  let result: T | undefined;
  flushSync(() => {
    result = change();
  });
  return result as T;
}

/** A region as scripts see it: always as it is now in the task. */
export class CompatRegion extends Emitter {
  loop = false;
  private last: Region;

  constructor(
    readonly wavesurfer: CompatWaveSurfer,
    region: Region,
  ) {
    super();
    this.last = region;
  }

  /** As it is drawn now; after it was removed, as it was. */
  get region(): Region {
    const now = this.wavesurfer.find(this.last.key);
    if (now) this.last = now;
    return this.last;
  }

  get id(): string {
    return this.last.key;
  }
  get start(): number {
    return this.region.start;
  }
  set start(start: number) {
    this.update({ start });
  }
  get end(): number {
    return this.region.end;
  }
  set end(end: number) {
    this.update({ end });
  }
  get label(): string {
    return this.region.label;
  }
  set label(label: string) {
    this.update({ label });
  }
  get color(): string {
    const { span, fill } = this.region;
    return span.color ?? fill;
  }
  set color(color: string) {
    this.update({ color });
  }
  get data(): unknown {
    return this.region.span.data ?? {};
  }
  set data(data: unknown) {
    this.update({ data });
  }
  get attributes(): unknown {
    return this.region.span.attributes ?? {};
  }
  set attributes(attributes: unknown) {
    this.update({ attributes });
  }
  get element(): HTMLElement | null {
    const boxes = this.wavesurfer.container?.querySelectorAll<HTMLElement>("[data-region]") ?? [];
    return [...boxes].find((box) => box.dataset.region === this.id) ?? null;
  }

  update(patch: Partial<AudioSpan> & Record<string, unknown>): void {
    if (typeof patch.loop === "boolean") this.loop = patch.loop;
    const { start = this.start, end = this.end, id: _, ...rest } = dataOf(patch);
    const times = "start" in patch || "end" in patch ? { start: Number(start), end: Number(end) } : {};
    this.wavesurfer.change(this.id, { ...rest, ...times });
  }

  remove(): void {
    this.wavesurfer.removeRegion(this.id);
  }

  play(start = this.start): void {
    void this.wavesurfer.play(start, this.end);
  }

  playLoop(start?: number): void {
    this.wavesurfer.setLooping(true);
    this.play(start);
  }

  setLoop(loop: boolean): void {
    this.loop = loop;
  }
}

function dataOf(patch: Record<string, unknown>): Partial<AudioSpan> {
  return Object.fromEntries(Object.entries(patch).filter(([key]) => !REGION_OPTIONS.has(key)));
}

export class CompatWaveSurfer extends Emitter {
  /** By id, as `regions.list` of wavesurfer. */
  readonly regions: {
    list: Record<string, CompatRegion>;
    clear(): void;
    add(params: Record<string, unknown>): unknown;
  } = {
    list: {},
    clear: () => this.clearRegions(),
    add: (params) => this.addRegion(params),
  };
  private host: CompatHost | null = null;
  private isReadyNow = false;
  private inside = new Set<string>();
  private drawn = new Map<string, Region>();

  /** Another recording is on the card. RETURNS: What to call when it leaves. */
  connect(host: CompatHost): () => void {
    this.host = host;
    this.isReadyNow = false;
    this.forget();
    const { player } = host;
    const stops = [
      player.on("play", () => this.fireEvent("play")),
      player.on("pause", () => this.fireEvent("pause")),
      player.on("finish", () => this.fireEvent("finish")),
      player.on("seek", (time) => this.fireEvent("seek", player.duration > 0 ? time / player.duration : 0)),
      player.on("time", (time) => this.pass(time)),
    ];
    return () => {
      for (const stop of stops) stop();
      if (this.host !== host) return;
      this.host = null;
      this.forget();
    };
  }

  private forget(): void {
    this.inside.clear();
    this.drawn.clear();
    for (const key of Object.keys(this.regions.list)) delete this.regions.list[key];
  }

  /** Regions at the cursor are entered and left. */
  private pass(time: number): void {
    if (this.host?.player.state.isPlaying) this.fireEvent("audioprocess", time);
    for (const [key, region] of this.drawn) {
      const isInside = time >= region.start && time < region.end;
      if (isInside === this.inside.has(key)) continue;
      if (isInside) this.inside.add(key);
      else this.inside.delete(key);
      this.tell(key, isInside ? "in" : "out");
    }
  }

  /** What is drawn has changed: tells listeners which regions came, changed and went. */
  sync(regions: readonly Region[]): void {
    const before = this.drawn;
    this.drawn = new Map(regions.map((region) => [region.key, region]));
    for (const key of before.keys()) {
      if (this.drawn.has(key)) continue;
      const gone = this.regions.list[key];
      delete this.regions.list[key];
      this.inside.delete(key);
      gone?.fireEvent("remove");
      this.fireEvent("region-removed", gone);
    }
    for (const region of regions) {
      const old = before.get(region.key);
      if (!old) {
        this.regions.list[region.key] ??= new CompatRegion(this, region);
        this.fireEvent("region-created", this.regions.list[region.key]);
      } else if (old.span !== region.span) {
        this.tell(region.key, "updated");
        this.tell(region.key, "update-end");
      }
    }
  }

  /** Calls listeners of the recording and of the region itself. */
  tell(key: string, what: "in" | "out" | "click" | "dblclick" | "updated" | "update-end", event?: Event): void {
    const region = this.regions.list[key];
    if (!region) return;
    region.fireEvent(what === "updated" ? "update" : what, event);
    this.fireEvent(`region-${what}`, region, event);
  }

  /** The waveform is drawn. */
  becameReady(): void {
    if (this.isReadyNow) return;
    this.isReadyNow = true;
    this.fireEvent("ready");
    this.fireEvent("waveform-ready");
  }

  get isReady(): boolean {
    return this.isReadyNow;
  }
  get container(): HTMLElement | null {
    return (this.host?.wave()?.layer.closest(".prodigy-wave") as HTMLElement | null) ?? null;
  }
  get params(): Record<string, unknown> {
    return { ...this.host?.wave()?.ws.options };
  }
  /** The object of wavesurfer itself, of the version that is in use. */
  get engine(): unknown {
    return this.host?.wave()?.ws ?? null;
  }

  find(key: string): Region | undefined {
    return this.host?.regions().find((region) => region.key === key);
  }

  // Playing
  play(start?: number, end?: number): Promise<void> {
    const player = this.host?.player;
    if (!player) return Promise.resolve();
    if (end === undefined) {
      if (start !== undefined) player.seek(start);
      return player.play();
    }
    return player.play({ start: start ?? player.time, end });
  }
  pause(): void {
    this.host?.player.pause();
  }
  playPause(): void {
    this.host?.player.toggle();
  }
  stop(): void {
    this.pause();
    this.host?.player.seek(0);
  }
  isPlaying(): boolean {
    return this.host?.player.isPlaying ?? false;
  }
  getCurrentTime(): number {
    return this.host?.player.time ?? 0;
  }
  setCurrentTime(time: number): void {
    this.host?.player.seek(time);
  }
  setTime(time: number): void {
    this.host?.player.seek(time);
  }
  getDuration(): number {
    return this.host?.player.duration ?? 0;
  }
  /** progress: From 0 to 1. */
  seekTo(progress: number): void {
    this.host?.player.seek(progress * this.getDuration());
  }
  seekAndCenter(progress: number): void {
    this.seekTo(progress);
    const wave = this.host?.wave();
    if (!wave) return;
    const { perSecond, width } = wave.view();
    wave.scroll(this.getCurrentTime() * perSecond - width / 2);
  }
  skip(seconds = 2): void {
    this.host?.player.skip(seconds);
  }
  skipForward(seconds = 2): void {
    this.skip(seconds);
  }
  skipBackward(seconds = 2): void {
    this.skip(-seconds);
  }
  setPlaybackRate(rate: number): void {
    this.host?.player.setRate(rate);
  }
  getPlaybackRate(): number {
    return this.host?.player.state.rate ?? 1;
  }
  setVolume(volume: number): void {
    if (this.host) this.host.player.media.volume = Math.min(Math.max(volume, 0), 1);
  }
  getVolume(): number {
    return this.host?.player.media.volume ?? 1;
  }
  setMute(isMuted: boolean): void {
    if (this.host) this.host.player.media.muted = isMuted;
  }
  getMute(): boolean {
    return this.host?.player.media.muted ?? false;
  }
  toggleMute(): void {
    this.setMute(!this.getMute());
  }
  setLooping(isLooping: boolean): void {
    this.host?.player.setLooping(isLooping);
  }

  // Drawing
  /** px per second; false shows everything. */
  zoom(perSecond: number | false): void {
    this.host?.wave()?.zoom(perSecond || 0);
    this.fireEvent("zoom", perSecond || 0);
  }
  getScroll(): number {
    return this.host?.wave()?.ws.getScroll() ?? 0;
  }
  getWrapper(): HTMLElement | null {
    return this.host?.wave()?.ws.getWrapper() ?? null;
  }
  /** Another file, played and drawn in place of that of the task. */
  load(url: string): void {
    const wave = this.host?.wave();
    if (!this.host || !wave) return;
    this.isReadyNow = false;
    this.host.player.media.src = url;
    wave.ws.load(url).then(
      () => this.becameReady(),
      (error: unknown) => this.fireEvent("error", error),
    );
  }

  // Regions
  addRegion(params: Record<string, unknown>): CompatRegion | null {
    const { start = 0, end = 0, ...more } = dataOf(params);
    const host = this.host;
    const key = host && draw(() => host.add(Number(start), Number(end), more));
    if (!key) return null;
    const region = this.find(key);
    if (region) this.regions.list[key] ??= new CompatRegion(this, region);
    return this.regions.list[key] ?? null;
  }
  change(key: string, patch: Partial<AudioSpan>): void {
    draw(() => this.host?.edit(key, patch));
  }
  removeRegion(key: string): void {
    draw(() => this.host?.remove(key));
  }
  clearRegions(): void {
    draw(() => this.host?.clear());
  }
}

declare global {
  interface Window {
    wavesurfer?: CompatWaveSurfer;
  }
}

let shared: CompatWaveSurfer | null = null;

/** The object of the page, put where scripts look for it. */
export function compatWaveSurfer(): CompatWaveSurfer {
  shared ??= new CompatWaveSurfer();
  window.wavesurfer = shared;
  return shared;
}
