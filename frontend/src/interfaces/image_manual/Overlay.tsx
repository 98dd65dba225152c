/** What changes with every movement of the pointer: the shape in the making, the handles, the crosshair. */
import { useLayoutEffect, type RefObject } from "react";
import { HANDLES, handlePoint } from "../../geometry/drag";
import type { ImagePoint } from "../../geometry/points";
import { boxOf, rectOf, type Shape } from "../../geometry/shapes";
import { MIN_VERTICES } from "../../geometry/vertices";
import { toScreen, type Viewport } from "../../geometry/viewport";
import type { DrawnShape } from "../shared/image/drawnShapes";
import type { Stage } from "../shared/image/stage";
import type { Draft, Gestures } from "./gestures";
import { hasVertices, shownMiddles } from "./tools/grip";
import { useLive, useViewport } from "./useLive";

interface OverlayProps {
  frame: RefObject<HTMLDivElement | null>;
  stage: Stage;
  gestures: Gestures;
  /** The selected shape; undefined for none. */
  drawn: DrawnShape | undefined;
  vertex: number;
  /** Of what is being drawn. */
  color: string;
  strokeWidth: number;
  hasCrosshair: boolean;
}

export function Overlay({ frame, stage, gestures, drawn, vertex, color, strokeWidth, hasCrosshair }: OverlayProps) {
  const { draft, pointer, isPanning } = useLive(gestures);
  const viewport = useViewport(stage);
  const lifted = draft?.tool === "grip" && draft.isMoved ? draft.index : -1;
  useLifted(frame, lifted);
  const shape = draftShape(draft);
  const edited = draft?.tool === "grip" ? draft.shape : drawn?.shape;
  const isEditable = drawn !== undefined && !drawn.isLocked && (draft === null || draft.tool === "grip");
  const stroke = draft?.tool === "grip" ? (drawn?.color ?? color) : color;
  return (
    <svg className="prodigy-image-overlay" aria-hidden="true" data-panning={isPanning || undefined}>
      {hasCrosshair && pointer && !isPanning && draft?.tool !== "grip" && (
        <Crosshair at={toScreen(viewport, pointer)} />
      )}
      {shape && (
        <g className="prodigy-draft" stroke={stroke} fill={stroke}>
          <Line shape={shape} isOpen={draft?.tool === "polygon"} {...{ viewport, strokeWidth }} />
        </g>
      )}
      {draft?.tool === "polygon" && <Corners draft={draft} viewport={viewport} />}
      {isEditable && edited && <Handles shape={edited} vertex={vertex} viewport={viewport} />}
    </svg>
  );
}

/** The shape as it was is not seen while it is held. */
function useLifted(frame: RefObject<HTMLDivElement | null>, index: number) {
  useLayoutEffect(() => {
    if (index < 0) return;
    const parts = frame.current?.querySelectorAll(`[data-shape-index="${index}"], [data-shape-label="${index}"]`) ?? [];
    for (const part of parts) part.setAttribute("data-lifted", "");
    return () => {
      for (const part of parts) part.removeAttribute("data-lifted");
    };
  }, [frame, index]);
}

function draftShape(draft: Draft | null): Shape | null {
  switch (draft?.tool) {
    case "rect":
      return rectOf(draft.box);
    case "freehand":
      return { kind: "freehand", points: draft.points };
    case "polygon":
      return { kind: "polygon", points: [...draft.points, draft.pointer] };
    case "grip":
      return draft.isMoved ? draft.shape : null;
    default:
      return null;
  }
}

const textOf = (points: readonly ImagePoint[], viewport: Viewport) =>
  points.map((point) => toScreen(viewport, point).join(",")).join(" ");

interface LineProps {
  shape: Shape;
  isOpen: boolean;
  viewport: Viewport;
  strokeWidth: number;
}

function Line({ shape, isOpen, viewport, strokeWidth }: LineProps) {
  const points = textOf(shape.points, viewport);
  const Tag = isOpen ? "polyline" : "polygon";
  return (
    <>
      <Tag className="prodigy-shape-halo" points={points} strokeWidth={strokeWidth + 2} />
      <Tag points={points} strokeWidth={strokeWidth} fillOpacity={0.2} />
    </>
  );
}

function Crosshair({ at: [x, y] }: { at: readonly [number, number] }) {
  const path = `M${Math.round(x) + 0.5} 0V10000M0 ${Math.round(y) + 0.5}H10000`;
  return (
    <>
      <path className="prodigy-crosshair-back" d={path} />
      <path className="prodigy-crosshair" d={path} />
    </>
  );
}

/** Of a polygon that is open: the first one closes it. */
function Corners({ draft, viewport }: { draft: Extract<Draft, { tool: "polygon" }>; viewport: Viewport }) {
  const canClose = draft.points.length >= MIN_VERTICES;
  return draft.points.map((point, i) => {
    const [x, y] = toScreen(viewport, point);
    const isEnd = i === 0 && canClose;
    return (
      <circle key={i} className="prodigy-handle" data-end={isEnd || undefined} cx={x} cy={y} r={isEnd ? 8 : 4.5} />
    );
  });
}

function Handles({ shape, vertex, viewport }: { shape: Shape; vertex: number; viewport: Viewport }) {
  if (hasVertices(shape)) return <Vertices shape={shape} vertex={vertex} viewport={viewport} />;
  const box = boxOf(shape.points);
  return HANDLES.map((handle, i) => {
    const [x, y] = toScreen(viewport, handlePoint(box, handle));
    return <rect key={i} className="prodigy-handle" x={x - 5} y={y - 5} width={10} height={10} rx={2} />;
  });
}

function Vertices({ shape, vertex, viewport }: { shape: Shape; vertex: number; viewport: Viewport }) {
  return (
    <>
      {shownMiddles(shape, viewport.scale).map((point, i) => {
        if (!Number.isFinite(point[0])) return null;
        const [x, y] = toScreen(viewport, point);
        return <circle key={`middle ${i}`} className="prodigy-handle prodigy-handle-middle" cx={x} cy={y} r={4} />;
      })}
      {shape.points.map((point, i) => {
        const [x, y] = toScreen(viewport, point);
        return (
          <circle
            key={i}
            className="prodigy-handle"
            data-active={i === vertex || undefined}
            cx={x}
            cy={y}
            r={i === vertex ? 8 : 6}
          />
        );
      })}
    </>
  );
}
