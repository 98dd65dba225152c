/**
 * Which part of a picture is in sight, for everything that is drawn on it.
 *
 * Changes go past React: what listens moves what it has drawn, so that zooming and panning cost the same with one shape
 * and with a thousand.
 */
import type { Box, ScreenPoint, Size } from "../../../geometry/points";
import * as viewports from "../../../geometry/viewport";
import type { Scene, Viewport } from "../../../geometry/viewport";

const NONE: Size = { width: 0, height: 0 };

export class Stage {
  viewport: Viewport = { scale: 1, x: 0, y: 0 };
  scene: Scene = { picture: NONE, frame: NONE };
  /** All of the picture is shown, and shall be when the frame changes. */
  isFitted = true;
  private listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  getViewport = (): Viewport => this.viewport;

  /** Whether there is something to be seen. */
  get isReady(): boolean {
    const { picture, frame } = this.scene;
    return picture.width > 0 && picture.height > 0 && frame.width > 0 && frame.height > 0;
  }

  setPicture(picture: Size): void {
    this.setScene({ ...this.scene, picture });
  }

  setFrame(frame: Size): void {
    this.setScene({ ...this.scene, frame });
  }

  private setScene(scene: Scene): void {
    const { picture, frame } = this.scene;
    if (isSame(picture, scene.picture) && isSame(frame, scene.frame)) return;
    const wasReady = this.isReady && isSame(picture, scene.picture);
    const middle = viewports.toImage(this.viewport, viewports.middleOf(this.scene));
    this.scene = scene;
    if (!this.isReady) return;
    if (this.isFitted || !wasReady) return this.fit();
    // What was in the middle of the frame stays there.
    const { scale } = this.viewport;
    const [x, y] = [scene.frame.width / 2 - middle[0] * scale, scene.frame.height / 2 - middle[1] * scale];
    this.show(viewports.clampViewport({ scale, x, y }, scene));
  }

  show(viewport: Viewport): void {
    this.isFitted = Math.abs(viewport.scale / viewports.fitScale(this.scene) - 1) < 1e-6;
    if (viewports.isSameViewport(viewport, this.viewport)) return;
    this.viewport = viewport;
    for (const listener of [...this.listeners]) listener();
  }

  fit(): void {
    this.show(viewports.fit(this.scene));
  }
  actualSize(pixelRatio: number): void {
    this.show(viewports.actualSize(this.viewport, this.scene, pixelRatio));
  }
  zoomBy(factor: number, at: ScreenPoint = viewports.middleOf(this.scene)): void {
    this.show(viewports.zoomBy(this.viewport, this.scene, at, factor));
  }
  panBy(dx: number, dy: number): void {
    this.show(viewports.panBy(this.viewport, this.scene, dx, dy));
  }
  reveal(box: Box): void {
    this.show(viewports.reveal(this.viewport, this.scene, box));
  }
}

const isSame = (a: Size, b: Size) => a.width === b.width && a.height === b.height;
