/** Outlines and labels of shapes. Each is drawn anew only when it has changed itself. */
import { memo, type CSSProperties } from "react";
import { centerOf } from "../../../geometry/shapes";
import { pointsText, type DrawnShape } from "./drawnShapes";

export interface ShapeStyle {
  /** CSS px, whatever the zoom. */
  strokeWidth: number;
  isShaded: boolean;
  hasCenter: boolean;
}

interface OutlineProps extends ShapeStyle {
  drawn: DrawnShape;
  isSelected: boolean;
}

export const Outline = memo(function Outline({ drawn, isSelected, strokeWidth, isShaded, hasCenter }: OutlineProps) {
  const { shape, box, color, index, isSuggested, isLocked } = drawn;
  const points = pointsText(shape);
  const [x, y] = centerOf(box);
  return (
    <g
      className="prodigy-shape"
      data-shape-index={index}
      data-selected={isSelected || undefined}
      data-suggested={isSuggested || undefined}
      data-locked={isLocked || undefined}
      stroke={color}
      fill={color}
    >
      <polygon className="prodigy-shape-halo" points={points} strokeWidth={strokeWidth + 2} />
      <polygon
        className="prodigy-shape-line"
        points={points}
        strokeWidth={isSelected ? strokeWidth + 1 : strokeWidth}
        fillOpacity={isSelected ? 0.22 : isShaded ? 0.25 : 0}
      />
      {hasCenter && <path className="prodigy-shape-center" d={`M${x} ${y}h0`} strokeWidth={strokeWidth + 4} />}
    </g>
  );
});

interface ChipProps {
  drawn: DrawnShape;
  isSelected: boolean;
}

/** The label at the upper left corner of its shape. Pressing it is how a shape is selected. */
export const Chip = memo(function Chip({ drawn, isSelected }: ChipProps) {
  const { box, color, textColor, index, label, isLocked, isSuggested } = drawn;
  const edge = isSelected ? 1e6 : Math.max(box.width, box.height);
  const place = { "--x": Math.max(0, box.x), "--y": Math.max(0, box.y), "--edge": edge };
  const style = { ...place, background: color, color: textColor } as CSSProperties;
  return (
    <bdi
      className="prodigy-shape-label"
      data-shape-label={index}
      data-selected={isSelected || undefined}
      data-suggested={isSuggested || undefined}
      style={style}
    >
      {label ?? "–"}
      {isLocked && <LockMark />}
    </bdi>
  );
});

export function LockMark() {
  return (
    <svg className="prodigy-lock-mark" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3" />
    </svg>
  );
}
