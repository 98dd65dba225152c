/** Who decided what on a binary task. */
import { useId } from "react";
import { Icon } from "../../ui/Icon";
import type { Translate } from "../../i18n/translate";
import { decisionsOf, type Version } from "./model";

export const DECIDED = { accept: "accepted", reject: "rejected", ignore: "ignored" } as const;

interface DecisionsProps {
  versions: readonly Version[];
  /** How each annotator is called here. */
  names: ReadonlyMap<string, string>;
  t: Translate;
}

export function Decisions({ versions, names, t }: DecisionsProps) {
  const headline = useId();
  return (
    <section className="prodigy-review-versions" aria-labelledby={headline}>
      <h2 id={headline}>{t("decisions")}</h2>
      <ul className="prodigy-review-decisions">
        {decisionsOf(versions).map(({ answer, sessions, count }) => (
          <li key={answer} className="prodigy-review-version">
            <span className="prodigy-review-decision" data-prodigy-answer={answer}>
              <Icon name={answer} />
            </span>
            <strong>{t(DECIDED[answer])}</strong>
            <Sessions {...{ sessions, names, count, t }} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface SessionsProps {
  sessions: readonly string[];
  names: ReadonlyMap<string, string>;
  count: number;
  t: Translate;
}

/** More names than this are folded into the count. */
const NAMES_MAX = 8;

export function Sessions({ sessions, names, count, t }: SessionsProps) {
  const rest = sessions.length - NAMES_MAX;
  return (
    <span className="prodigy-review-sessions">
      <span>{t("annotators", { n: count })}</span>
      {sessions.slice(0, NAMES_MAX).map((name, i) => (
        <bdi key={i} className="prodigy-review-session" title={name}>
          {names.get(name) ?? name}
        </bdi>
      ))}
      {rest > 0 && (
        <span className="prodigy-review-session" title={sessions.slice(NAMES_MAX).join(", ")}>
          +{rest}
        </span>
      )}
    </span>
  );
}
