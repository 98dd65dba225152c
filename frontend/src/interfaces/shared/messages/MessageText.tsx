/** A text of a message: as it is, with code in a code's letters, and only its beginning if it is long. */
import { memo, useMemo, type ReactNode } from "react";
import type { Translate } from "../../../i18n/translate";
import { foldBlocks, toBlocks, type Block, type FoldLimits } from "./lines";

/** Draws a stretch of a text (UTF-16 units, end exclusive), for example with its spans. */
export type DrawText = (from: number, to: number) => ReactNode;

interface MessageTextProps {
  text: string;
  /** What stands in this place of the message. Defaults to all of the text. */
  from?: number;
  to?: number;
  isCode?: boolean;
  /** Show at most so much; null for all of it. */
  limits: FoldLimits | null;
  /** Without it, there is no button to show the rest. */
  onShowAll?: (() => void) | undefined;
  /** Another function draws all of it anew. */
  draw?: DrawText | undefined;
  /** Which text of a message it is: found as `data-field` around it. */
  field: string;
  t: Translate;
}

export function MessageText(props: MessageTextProps) {
  const { text, from = 0, to = text.length, isCode = false, limits, onShowAll, draw, field, t } = props;
  const blocks = useMemo(() => toBlocks(text, from, to, isCode), [text, from, to, isCode]);
  const { shown, lines, isFolded } = useMemo(
    () => (limits ? foldBlocks(text, blocks, limits) : { shown: blocks, lines: 0, isFolded: false }),
    [text, blocks, limits],
  );
  return (
    <div className={`prodigy-turn-text${isFolded ? " prodigy-turn-folded" : ""}`} data-field={field}>
      {shown.map((block) => (
        <TextBlock key={block.from} {...{ text, block, draw }} />
      ))}
      {isFolded && onShowAll && (
        <button type="button" className="prodigy-turn-more" onClick={onShowAll}>
          {lines > 1 ? t("message_show_lines", { n: lines }) : t("message_show_characters", { n: to - from })}
        </button>
      )}
    </div>
  );
}

interface TextBlockProps {
  text: string;
  block: Block;
  draw: DrawText | undefined;
}

/** Blocks that are not near are left out of layout by the browser, see messages.css. */
const TextBlock = memo(function TextBlock({ text, block, draw = (from, to) => text.slice(from, to) }: TextBlockProps) {
  const { lines, isCode } = block;
  // Lines of the text itself need no elements of their own.
  const stretches: ReactNode[] = [];
  let from = block.from;
  for (const line of lines) {
    if (line.indent === null) continue;
    if (line.from > from) stretches.push(<span key={from}>{draw(from, line.from)}</span>);
    stretches.push(
      <span key={`indent ${line.from}`} className="prodigy-turn-indent" data-shown-only>
        {`${line.from > block.from ? "\n" : ""}${line.indent}`}
      </span>,
    );
    from = line.from;
  }
  stretches.push(<span key={from}>{draw(from, block.to)}</span>);
  return (
    <div className={isCode ? "prodigy-turn-code" : "prodigy-turn-prose"} data-from={block.from}>
      {stretches}
    </div>
  );
});
