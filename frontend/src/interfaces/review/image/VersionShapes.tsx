/** The shapes of all versions on the picture, in the colours of the versions. */
import { memo, type CSSProperties } from "react";
import { boxOf } from "../../../geometry/shapes";
import type { Translate } from "../../../i18n/translate";
import { versionColor } from "./colors";
import type { ShapeGroup } from "./groups";

interface VersionShapesProps {
  groups: readonly ShapeGroup[];
  hidden: ReadonlySet<number>;
  /** Also what all agree on. */
  showsAll: boolean;
  current: number;
}

export const VersionShapes = memo(function VersionShapes({ groups, hidden, showsAll, current }: VersionShapesProps) {
  return (
    <g className="prodigy-review-shapes" data-has-current={current >= 0 || undefined}>
      {groups.map((group, i) =>
        group.difference === "agreed" && !showsAll && i !== current ? null : (
          <g key={i} data-current={i === current || undefined}>
            {group.members.map(({ version, points }) =>
              hidden.has(version) ? null : (
                <polygon
                  key={version}
                  points={points.map((point) => point.join(",")).join(" ")}
                  stroke={versionColor(version)}
                />
              ),
            )}
          </g>
        ),
      )}
    </g>
  );
});

interface GroupPinsProps {
  groups: readonly ShapeGroup[];
  current: number;
  onGo(group: number): void;
  t: Translate;
}

/** The number of each group in which annotators differ, at the lower right corner of its shapes. */
export const GroupPins = memo(function GroupPins({ groups, current, onGo, t }: GroupPinsProps) {
  return groups.map((group, i) => {
    if (group.difference === "agreed") return null;
    const box = boxOf(group.members.flatMap(({ points }) => points));
    const style = { "--x": box.x + box.width, "--y": box.y + box.height } as CSSProperties;
    return (
      <button
        key={i}
        type="button"
        className="prodigy-image-pin prodigy-review-pin"
        tabIndex={-1}
        style={style}
        aria-label={t("review_shape", { n: i + 1 })}
        aria-pressed={i === current}
        data-prodigy-group={i}
        onPointerDown={(event) => event.stopPropagation()}
        onMouseDown={(event) => event.preventDefault()}
        onClick={(event) => {
          event.stopPropagation();
          onGo(i);
        }}
      >
        {i + 1}
      </button>
    );
  });
});
