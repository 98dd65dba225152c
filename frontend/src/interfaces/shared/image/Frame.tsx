/** The frame with the picture, the shapes on it, and their labels. Zoom and pan move them without drawing them anew. */
import {
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  type CSSProperties,
  type HTMLAttributes,
  type ReactNode,
  type RefObject,
} from "react";
import type { Size } from "../../../geometry/points";
import { useStable } from "../../../hooks/useStable";
import type { Viewport } from "../../../geometry/viewport";
import type { Translate } from "../../../i18n/translate";
import { Broken } from "./Broken";
import { PictureLayers } from "./layers";
import { Sharpened } from "./Sharpened";
import type { Stage } from "./stage";
import type { Picture } from "./usePicture";
import "./image.css";

interface FrameProps extends Omit<HTMLAttributes<HTMLDivElement>, "children"> {
  picture: Picture;
  stage: Stage;
  /** The coordinate space of the shapes; null until the picture is known. */
  space: Size | null;
  alt: string;
  /** From 0 to 1: how dark the picture is below the shapes. */
  darkness?: number;
  /** Outlines, inside of the drawing. */
  shapes?: ReactNode;
  /** Labels, in HTML above it. */
  chips?: ReactNode;
  /** What lies over all of it and is not moved along. */
  children?: ReactNode;
  frameRef?: RefObject<HTMLDivElement | null>;
  fontSize?: number;
  isLazy?: boolean;
  t: Translate;
}

/** From here on, px of the picture are seen as squares. */
const PIXELATED = 4;
/** What is moved along: the picture, the outlines, the labels. */
const MOVED = [":scope > img", ":scope > svg > g", ":scope > .prodigy-image-labels"];

export function Frame(props: FrameProps) {
  const { picture, stage, space, alt, darkness = 0, shapes, chips, children, frameRef, fontSize, isLazy, t } = props;
  const { className, style, ...handlers } = rest(props);
  const own = useRef<HTMLDivElement>(null);
  const frame = frameRef ?? own;
  const layers = useContext(PictureLayers);
  const isShown = space !== null && picture.isLoaded;
  useStage(stage, space, frame, picture.failure !== null);
  useMissedLoad(picture, frame);
  const { seen } = layers;
  useEffect(() => {
    if (seen && isShown) stage.reveal(seen);
  }, [seen, isShown, stage]);
  if (picture.failure) return <Broken picture={picture} t={t} />;
  const { source } = picture;
  const ratio = space ? space.width / space.height : 3 / 2;
  const frameStyle = { ...style, "--ratio": ratio, "--label-size": fontSize && `${fontSize}px` } as CSSProperties;
  return (
    <div
      {...handlers}
      ref={frame}
      className={`prodigy-image ${className ?? ""}`}
      style={frameStyle}
      data-loading={!isShown || undefined}
    >
      {source && (
        <img
          key={`${picture.attempt} ${source.url}`}
          src={source.url}
          alt={alt}
          draggable={false}
          loading={isLazy ? "lazy" : undefined}
          decoding="async"
          style={space ? { width: space.width, height: space.height } : undefined}
          onLoad={(event) => picture.onLoad(event.currentTarget)}
          onError={picture.onError}
        />
      )}
      {isShown && source?.isReduced && <Sharpened picture={picture} stage={stage} space={space} />}
      {isShown && (
        <>
          <svg className="prodigy-image-shapes" aria-hidden="true">
            <g>
              {darkness > 0 && <rect className="prodigy-image-dark" {...space} opacity={Math.min(1, darkness)} />}
              {layers.shapes}
              {shapes}
            </g>
          </svg>
          {(chips || layers.pins) && (
            <div className="prodigy-image-labels">
              {chips}
              {layers.pins}
            </div>
          )}
          {children}
        </>
      )}
      {!isShown && <p className="prodigy-image-loading">{t("loading")}</p>}
    </div>
  );
}

/** What is left for the element itself. */
function rest(props: FrameProps) {
  const { picture: _p, stage: _s, space: _sp, alt: _a, darkness: _d, shapes: _sh, chips: _c, ...others } = props;
  const { children: _ch, frameRef: _f, fontSize: _fs, isLazy: _l, t: _t, ...handlers } = others;
  return handlers;
}

/** What was loaded while the view was out of sight, or before it was drawn, has told nobody. */
function useMissedLoad({ isLoaded, source, onLoad }: Picture, frame: RefObject<HTMLDivElement | null>) {
  const hear = useStable(onLoad);
  const url = source?.url;
  useLayoutEffect(() => {
    const image = frame.current?.querySelector<HTMLImageElement>(":scope > img");
    if (isLoaded || !image?.complete || url === undefined) return;
    if (image.naturalWidth > 0) hear(image);
    // It may be broken, or have no size: the browser says so once more.
    else image.src = url;
  }, [frame, isLoaded, url, hear]);
}

/** Keeps the stage informed of the frame, and what is drawn where the stage says. */
function useStage(stage: Stage, space: Size | null, frame: RefObject<HTMLDivElement | null>, isBroken: boolean) {
  const [width, height] = [space?.width ?? 0, space?.height ?? 0];
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = () => stage.setFrame({ width: element.clientWidth, height: element.clientHeight });
    stage.setPicture({ width, height });
    measure();
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [stage, frame, width, height, isBroken]);

  // After every drawing too: parts that are new stand where the others do.
  useLayoutEffect(() => {
    const move = () => {
      if (frame.current) place(frame.current, stage.viewport);
    };
    move();
    return stage.subscribe(move);
  });
}

function place(frame: HTMLElement, { scale, x, y }: Viewport): void {
  const [image, group, labels] = MOVED.map((selector) => frame.querySelector<HTMLElement>(selector));
  if (image) {
    image.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    image.style.imageRendering = scale >= PIXELATED ? "pixelated" : "";
  }
  group?.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
  if (labels) {
    labels.style.transform = `translate(${x}px, ${y}px)`;
    labels.style.setProperty("--scale", String(scale));
  }
}
