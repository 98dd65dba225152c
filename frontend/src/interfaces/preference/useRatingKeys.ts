/** Rating without a pointer: the next criterion gets the focus, and a digit its step. */
import type { RefObject } from "react";
import { useShortcuts } from "../../keymap/react";
import type { Translate } from "../../i18n/translate";
import type { Task } from "../../model/task";
import { isRated, slotKey, type Slot, type Value } from "./model";

interface RatingKeys {
  card: RefObject<HTMLElement | null>;
  slots: readonly Slot[];
  task: Task;
  /** There are responses to choose from, by the same digits. */
  isChoice: boolean;
  readOnly: boolean;
  onRate(slot: Slot, value: Value): void;
  t: Translate;
}

/** The digit of each step; the tenth one is 0. */
const digitOf = (index: number): string => String((index + 1) % 10);

export function useRatingKeys({ card, slots, task, isChoice, readOnly, onRate, t }: RatingKeys): void {
  const focused = (): Slot | undefined => {
    const group = document.activeElement?.closest("[data-rating]");
    if (!group || !card.current?.contains(group)) return undefined;
    return slots.find((slot) => slotKey(slot) === group.getAttribute("data-rating"));
  };
  const goTo = (slot: Slot | undefined) => {
    if (slot && card.current) focusRating(card.current, slot);
  };
  const leave = () => (document.activeElement as HTMLElement | null)?.blur();
  const rate = (slot: Slot, index: number) => {
    const value = slot.criterion.scale[index];
    if (value === undefined) return;
    onRate(slot, value);
    const next = findNext(slots, slot, (other) => other !== slot && !isRated(task, other));
    if (next) goTo(next);
    // All is rated: digits choose responses again, on this card and on the next one.
    else if (isChoice) leave();
  };
  const steps = Math.max(0, ...slots.map(({ criterion }) => criterion.scale.length));
  useShortcuts(
    readOnly || slots.length === 0
      ? []
      : [
          {
            action: "next_rating",
            keys: ["r"],
            label: t("rating_next"),
            run: () => {
              const here = focused();
              const isOpen = (slot: Slot) => slot !== here && !isRated(task, slot);
              goTo(findNext(slots, here, isOpen) ?? findNext(slots, here, (slot) => slot !== here) ?? slots[0]);
            },
          },
          ...Array.from({ length: Math.min(10, steps) }, (_, i) => ({
            action: `rate_${i + 1}`,
            keys: [digitOf(i)],
            label: t("rating_step", { n: i + 1 }),
            when: () => (focused()?.criterion.scale.length ?? 0) > i,
            run: () => {
              const slot = focused();
              if (slot) rate(slot, i);
            },
          })),
          {
            action: "exit_rating",
            keys: ["escape"],
            label: t("rating_leave"),
            when: () => focused() !== undefined,
            run: leave,
          },
        ],
  );
}

/** The first one behind another that fits, round through all of them. */
function findNext(slots: readonly Slot[], from: Slot | undefined, fits: (slot: Slot) => boolean): Slot | undefined {
  const start = from ? slots.indexOf(from) + 1 : 0;
  return [...slots.slice(start), ...slots.slice(0, start)].find(fits);
}

/** Puts the focus on a criterion: on the step that is chosen, otherwise on its first one. */
export function focusRating(card: HTMLElement, slot: Slot): void {
  const group = [...card.querySelectorAll("[data-rating]")].find(
    (element) => element.getAttribute("data-rating") === slotKey(slot),
  );
  const step = group?.querySelector<HTMLElement>("input:checked") ?? group?.querySelector<HTMLElement>("input");
  step?.focus({ preventScroll: true });
  group?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
}
