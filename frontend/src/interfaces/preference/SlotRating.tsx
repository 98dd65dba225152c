/** The criteria of a response or of the task, with what was said. */
import type { ViewProps } from "../types";
import { isRated, PER_TASK, readRatings, slotKey, type Criterion, type Lack, type Slot, type Value } from "./model";
import { Rating } from "./Rating";

export interface RatingProps extends Pick<ViewProps, "task" | "t"> {
  rubric: readonly Criterion[];
  lack: Lack | null;
  readOnly: boolean;
  rate(slot: Slot, value: Value | null): void;
}

export function SlotRatings({ id, of, ...props }: RatingProps & { id: string; of: string }) {
  const { task, rubric, lack, readOnly, rate } = props;
  const ratings = readRatings(task)[id];
  const criteria = rubric.filter(({ isPerTask }) => isPerTask === (id === PER_TASK));
  if (criteria.length === 0) return null;
  return (
    <div className="prodigy-ratings">
      {criteria.map((criterion) => (
        <Rating
          key={criterion.name}
          {...{ criterion, of, readOnly }}
          slot={slotKey({ id, criterion })}
          value={ratings?.[criterion.name]}
          isMissing={lack === "rating_missing" && !isRated(task, { id, criterion })}
          onRate={(_criterion, value) => rate({ id, criterion }, value)}
        />
      ))}
    </div>
  );
}

export function TaskRatings(props: RatingProps) {
  if (!props.rubric.some(({ isPerTask }) => isPerTask)) return null;
  return (
    <section className="prodigy-task-ratings" aria-label={props.t("ratings_of_task")}>
      <SlotRatings {...props} id={PER_TASK} of="" />
    </section>
  );
}
