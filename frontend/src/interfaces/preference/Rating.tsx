/** One criterion: its steps as radio buttons that a thumb can hit. */
import { memo, useId, type KeyboardEvent } from "react";
import type { Criterion, Value } from "./model";

interface RatingProps {
  criterion: Criterion;
  /** Of what, for those who can't see where it stands. */
  of: string;
  /** What finds it on the card. */
  slot: string;
  value: Value | undefined;
  isMissing: boolean;
  readOnly: boolean;
  onRate(criterion: Criterion, value: Value | null): void;
}

export const Rating = memo(function Rating(props: RatingProps) {
  const { criterion, of, slot, value, isMissing, readOnly, onRate } = props;
  const { name, description, scale } = criterion;
  const id = useId();
  const isNamed = scale.some((step) => typeof step === "string");
  return (
    <div
      className={`prodigy-rating${isNamed ? " prodigy-rating-named" : ""}`}
      role="radiogroup"
      aria-labelledby={`${id}-name`}
      aria-describedby={description ? `${id}-description` : undefined}
      data-rating={slot}
      data-missing={isMissing || undefined}
    >
      <div className="prodigy-rating-head">
        <span id={`${id}-name`} className="prodigy-rating-name" dir="auto">
          {name}
          {of && <span className="prodigy-hidden"> ({of})</span>}
        </span>
        {description && (
          <span id={`${id}-description`} className="prodigy-rating-description" dir="auto">
            {description}
          </span>
        )}
      </div>
      <div className="prodigy-rating-steps">
        {scale.map((step) => (
          <Step
            key={`${typeof step} ${step}`}
            {...{ step, readOnly }}
            group={id}
            isChosen={step === value}
            onChoose={(isChosen) => onRate(criterion, isChosen ? step : null)}
          />
        ))}
      </div>
    </div>
  );
});

interface StepProps {
  step: Value;
  group: string;
  isChosen: boolean;
  readOnly: boolean;
  onChoose(isChosen: boolean): void;
}

function Step({ step, group, isChosen, readOnly, onChoose }: StepProps) {
  // A radio button that is on fires no change when it is clicked or pressed again.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== " " || !isChosen || readOnly) return;
    event.preventDefault();
    onChoose(false);
  };
  return (
    <label
      className="prodigy-rating-step"
      // A click never takes the keyboard: digits go on choosing responses.
      onMouseDown={(event) => event.preventDefault()}
    >
      <input
        type="radio"
        name={group}
        value={String(step)}
        checked={isChosen}
        disabled={readOnly}
        onChange={() => onChoose(true)}
        onClick={() => isChosen && onChoose(false)}
        onKeyDown={onKeyDown}
      />
      <span dir="auto">{step}</span>
    </label>
  );
}
