/** What surrounds a task, such as the table that a row comes from: for reading only, below the others or beside them. */
import type { ViewProps } from "../types";
import { Content } from "../shared/Content";
import { textDirection } from "../shared/direction";
import { readContext, type Context } from "./model";
import "./context.css";

export default function ContextView({ task, config, theme, t }: ViewProps) {
  const context = readContext(task, config);
  if (!context) return null;
  return (
    <details className="prodigy-content prodigy-context" open>
      <summary>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="m9 5 7 7-7 7" />
        </svg>
        {t("context")}
      </summary>
      {/* Focusable, so that long contexts scroll with keys. */}
      <div
        className="prodigy-context-body prodigy-scrolls"
        tabIndex={0}
        role="region"
        aria-label={t("context")}
        dir={textDirection(config)}
      >
        {context.kind === "html" ? (
          <Content
            content={{ html: context.html, _task_hash: task._task_hash }}
            {...{ config, theme, t }}
            withoutTemplate
          />
        ) : (
          <Plain context={context} />
        )}
      </div>
    </details>
  );
}

function Plain({ context }: { context: Exclude<Context, { kind: "html" }> }) {
  if (context.kind === "text") return <p className="prodigy-context-text">{context.text}</p>;
  if (context.kind === "pairs") {
    return (
      <dl>
        {context.pairs.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    );
  }
  return (
    <table>
      <thead>
        <tr>
          {context.columns.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {context.rows.map((row, i) => (
          <tr key={i}>
            {row.map((cell, j) => (
              <td key={j}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
