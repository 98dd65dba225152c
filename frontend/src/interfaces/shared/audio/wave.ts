/**
 * The waveform: wavesurfer draws it, everything on it is ours.
 *
 * What lies on the waveform is slotted into the scrolled part of wavesurfer's shadow tree: it scrolls and grows with the
 * waveform without being told, and is styled by the page.
 */
import WaveSurfer from "wavesurfer.js";
import { pageNonce } from "../../../theme/nonce";
import type { Player } from "./player";
import { loudest, overview, silence, type Peaks } from "./peaks";
import { clampZoom, scrollFor, zoomRange, type ZoomRange } from "./zoom";

export interface WaveLook {
  /** px; 0 is a continuous line. */
  barWidth: number;
  barGap: number;
  barRadius: number;
  /** 2 fills the height with the loudest sample. */
  barHeight: number;
  height: number;
  waveColor: string;
  progressColor: string;
  cursorColor: string;
  cursorWidth: number;
}

/** What is in sight. */
export interface WaveView {
  /** Seconds. */
  from: number;
  to: number;
  /** px per second. */
  perSecond: number;
  /** Width of the window onto the waveform, and of all of it (px). */
  width: number;
  fullWidth: number;
  range: ZoomRange;
}

/** Quieter recordings are not drawn as if they were loud. */
const MIN_LOUDEST = 0.05;
/** Free way before the cursor when the window follows it (share of its width). */
const LEAD = 0.1;

export class Wave {
  readonly ws: WaveSurfer;
  /** Where regions are drawn, as wide as the waveform. */
  readonly layer: HTMLElement;
  maxZoom: number;
  private wanted = 0;
  isDrawn = false;
  /** What was in sight at last. */
  seen: WaveView | null = null;
  private isFollowing = true;
  private loudest = 1;
  private readonly watchers = new Set<() => void>();
  private readonly stops: (() => void)[] = [];

  constructor(
    container: HTMLElement,
    private readonly player: Player,
    peaks: Peaks | null,
    private look: WaveLook,
    maxZoom: number,
  ) {
    this.maxZoom = maxZoom;
    const { channels } = this.measure(peaks);
    this.ws = WaveSurfer.create({
      container,
      media: player.media,
      peaks: channels as Float32Array[],
      duration: player.duration,
      interact: false,
      autoScroll: false,
      cspNonce: pageNonce(),
      ...this.options(),
    });
    this.layer = this.makeLayer();
    this.stops.push(
      this.ws.on("redraw", () => {
        this.isDrawn = true;
        this.tell();
      }),
      this.ws.on("scroll", () => this.tell()),
      this.ws.on("resize", () => this.zoom(this.wanted)),
      player.on("time", (time) => this.show(time)),
      player.on("seek", () => (this.isFollowing = true)),
      player.on("play", () => (this.isFollowing = true)),
    );
  }

  private makeLayer(): HTMLElement {
    const layer = document.createElement("div");
    layer.className = "prodigy-regions";
    const slot = document.createElement("slot");
    this.ws.getWrapper().append(slot);
    (this.ws.getWrapper().getRootNode() as ShadowRoot).host.append(layer);
    return layer;
  }

  private measure(peaks: Peaks | null): Peaks {
    const drawn = peaks ?? silence(this.player.duration);
    this.loudest = Math.max(MIN_LOUDEST, loudest(overview(drawn, 1000)));
    return drawn;
  }

  private options() {
    const { barWidth, barGap, barRadius, barHeight, ...look } = this.look;
    const bars = barWidth > 0 ? { barWidth, barGap, barRadius } : {};
    return { ...look, ...bars, barHeight: barHeight / 2 / this.loudest };
  }

  setPeaks(peaks: Peaks | null): void {
    const { channels } = this.measure(peaks);
    this.ws.setOptions({ ...this.options(), peaks: channels as Float32Array[], duration: this.player.duration });
    // Until it is told, the renderer goes on with what it drew before.
    const sound = this.ws.getDecodedData();
    if (sound) void this.ws.getRenderer().render(sound);
  }

  setLook(look: WaveLook): void {
    this.look = look;
    this.ws.setOptions(this.options());
  }

  /** Position of the cursor; the window goes on with it while something is played. */
  private show(time: number): void {
    const { duration } = this.player;
    if (!this.isDrawn || !(duration > 0)) return;
    if (!this.player.state.isPlaying) this.ws.getRenderer().renderProgress(time / duration);
    if (!this.isFollowing) return;
    const { from, to } = this.view();
    if (time < from || time > to) this.reveal(time, time);
  }

  /** Brings a stretch of time into sight. */
  reveal(start: number, end: number): void {
    const { from, to, perSecond, width } = this.view();
    if (start >= from && end <= to) return;
    const isLong = (end - start) * perSecond > width * (1 - LEAD);
    this.ws.setScroll(Math.max(0, start * perSecond - (isLong ? LEAD : LEAD * 2) * width));
  }

  /** The user looks elsewhere: the window stays there until the cursor is moved. */
  stopFollowing(): void {
    this.isFollowing = false;
  }

  /** The window onto the waveform. */
  box(): DOMRect {
    return (this.layer.parentElement as HTMLElement).getBoundingClientRect();
  }

  scroll(px: number): void {
    this.stopFollowing();
    this.ws.setScroll(px);
  }

  view(): WaveView {
    const [duration, width, scroll] = [this.player.duration, this.ws.getWidth(), this.ws.getScroll()];
    const range = zoomRange(width, duration, this.maxZoom);
    const perSecond = this.wanted > range.fit ? clampZoom(this.wanted, range) : range.fit;
    const fullWidth = Math.max(width, Math.ceil(duration * perSecond));
    const exact = duration > 0 ? fullWidth / duration : 1;
    return { from: scroll / exact, to: (scroll + width) / exact, perSecond: exact, width, fullWidth, range };
  }

  /** px per second. time: What stays where it is, by default the cursor if it is in sight, else the middle. */
  zoom(perSecond: number, time?: number, at?: number): void {
    const before = this.view();
    const cursor = this.player.time;
    const isSeen = cursor >= before.from && cursor <= before.to;
    const fixed = time ?? (isSeen ? cursor : (before.from + before.to) / 2);
    const place = at ?? (fixed - before.from) * before.perSecond;
    this.wanted = perSecond;
    if (!this.isDrawn) return;
    const after = this.view();
    // Rounded up, the whole recording would be a pixel too wide.
    this.ws.zoom(after.fullWidth > after.width ? after.perSecond : 0);
    this.ws.setScroll(scrollFor(fixed, place, after.perSecond));
    this.tell();
  }

  /** For useSyncExternalStore, with `seen`. */
  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  private tell(): void {
    this.seen = this.view();
    for (const watcher of [...this.watchers]) watcher();
  }

  destroy(): void {
    for (const stop of this.stops) stop();
    this.watchers.clear();
    this.layer.remove();
    this.ws.destroy();
  }
}
