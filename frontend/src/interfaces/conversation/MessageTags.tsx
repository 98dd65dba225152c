/** The labels of a message: all of them to choose from where the work is, elsewhere those that it has. */
import { keyHint } from "../../keymap/labels";
import type { Translate } from "../../i18n/translate";

interface MessageTagsProps {
  index: number;
  chosen: readonly string[];
  /** All labels, each with its key; none to show only those that are chosen. */
  offered: readonly (readonly [label: string, key: string])[] | null;
  onToggle(index: number, label: string): void;
  t: Translate;
}

export function MessageTags({ index, chosen, offered, onToggle, t }: MessageTagsProps) {
  // Labels of the data that nobody offers can be taken away, too.
  const extra = chosen.filter((label) => !offered?.some(([name]) => name === label));
  if (!offered) {
    return chosen.length === 0 ? null : (
      <div className="prodigy-turn-tags">
        {chosen.map((label) => (
          <bdi key={label} className="prodigy-turn-tag prodigy-turn-tag-chosen">
            {label}
          </bdi>
        ))}
      </div>
    );
  }
  return (
    <div className="prodigy-turn-tags" role="group" aria-label={t("message_labels")}>
      {[...offered, ...extra.map((label) => [label, ""] as const)].map(([label, key]) => (
        <button
          key={label}
          type="button"
          className={`prodigy-turn-tag${chosen.includes(label) ? " prodigy-turn-tag-chosen" : ""}`}
          aria-pressed={chosen.includes(label)}
          data-message-label={label}
          onClick={() => onToggle(index, label)}
        >
          <bdi>{label}</bdi>
          {key && <kbd aria-hidden="true">{keyHint(key)}</kbd>}
        </button>
      ))}
    </div>
  );
}
