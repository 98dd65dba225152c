/** One thing in the picture: in what annotators differ, and a button for each different shape. */
import { memo, type ReactNode } from "react";
import type { Translate } from "../../../i18n/translate";
import { candidatesOf, isSameShape, type Choice } from "./choices";
import { versionColor, versionLetter } from "./colors";
import type { DrawnShape, ShapeGroup } from "./groups";

interface GroupRowProps {
  group: ShapeGroup;
  index: number;
  choice: Choice;
  isCurrent: boolean;
  readOnly: boolean;
  /** Null: nobody's shape. */
  onTake(index: number, shape: DrawnShape | null): void;
  onGo?(index: number): void;
  t: Translate;
}

const WORDS = {
  agreed: "review_agreed",
  missing: "review_missing",
  label: "review_label",
  place: "review_place",
} as const;

/** In the list. */
export const GroupRow = memo(function GroupRow(props: GroupRowProps) {
  const { group, index, isCurrent, onGo } = props;
  return (
    <li
      className="prodigy-review-group"
      data-prodigy-row={index}
      data-difference={group.difference}
      data-current={isCurrent || undefined}
      aria-current={isCurrent || undefined}
      onClick={() => onGo?.(index)}
    >
      <GroupChoices {...props} />
    </li>
  );
});

export function GroupChoices({ group, index, choice, readOnly, onTake, t }: GroupRowProps) {
  const { difference, overlap } = group;
  return (
    <>
      <span className="prodigy-review-number">{index + 1}</span>
      <span className="prodigy-review-difference">
        {t(WORDS[difference])}
        {overlap !== null && <small title={t("review_iou_help")}>IoU {overlap.toFixed(2)}</small>}
      </span>
      <span className="prodigy-review-candidates" role="group" aria-label={t("review_shape", { n: index + 1 })}>
        {candidatesOf(group).map(({ shape, versions }) => (
          <TakeButton
            key={versions[0]}
            isPressed={typeof choice !== "string" && isSameShape(choice, shape)}
            name={`${versions.map(versionLetter).join(" ")} ${shape.label || t("review_unlabelled")}`}
            {...{ readOnly }}
            onTake={() => onTake(index, shape)}
          >
            {versions.map((version) => (
              <i key={version} style={{ background: versionColor(version) }} aria-hidden="true">
                {`${versionLetter(version)} `}
              </i>
            ))}
            <bdi>{shape.label || "–"}</bdi>
          </TakeButton>
        ))}
        {choice === "own" && <span className="prodigy-review-own">{t("version_edited")}</span>}
        <TakeButton
          isPressed={choice === "none"}
          name={t("review_none")}
          {...{ readOnly }}
          onTake={() => onTake(index, null)}
        >
          {t("review_none")}
        </TakeButton>
      </span>
    </>
  );
}

interface TakeButtonProps {
  isPressed: boolean;
  name: string;
  readOnly: boolean;
  onTake(): void;
  children: ReactNode;
}

function TakeButton({ isPressed, name, readOnly, onTake, children }: TakeButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={isPressed}
      aria-label={name}
      disabled={readOnly}
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => {
        event.stopPropagation();
        onTake();
      }}
    >
      {children}
    </button>
  );
}
