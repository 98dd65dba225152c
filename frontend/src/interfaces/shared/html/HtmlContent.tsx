/** Markup of a task or a template in the page. */
import { useLayoutEffect, useMemo, useRef } from "react";
import type { AppConfig } from "../../../model/config";
import type { Theme } from "../../../model/theme";
import type { Translate } from "../../../i18n/translate";
import type { ViewProps } from "../../types";
import { textDirection, textLanguage } from "../direction";
import { Notice } from "../Notice";
import { useFields } from "./useFields";
import { renderMarkup, type MarkupTask } from "./markup";
import "./html.css";

const NONE: ReadonlySet<string> = new Set();
/** Short texts stand in the middle of the card; from this many characters on they are read like a page. */
const LONG = 200;
const textLength = (html: string) =>
  html
    .replace(/<[^>]*>/g, "")
    .replace(/\s+/g, " ")
    .trim().length;

interface HtmlContentProps {
  task: MarkupTask;
  config: AppConfig;
  theme: Theme;
  t: Translate;
  className?: string;
  /** Form controls of the template may write to the task. */
  update?: ViewProps["update"];
}

export default function HtmlContent({ task, config, theme, t, className = "", update }: HtmlContentProps) {
  const ref = useRef<HTMLDivElement>(null);
  const result = useMemo(() => {
    try {
      const blocked = new Set<string>();
      return { html: renderMarkup(task, config, theme, blocked), blocked };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }, [task, config, theme]);
  const { html, blocked = NONE } = result;

  // Not dangerouslySetInnerHTML: people's own inputs and widgets live in this markup, so that the DOM may only be
  // replaced when the text of the markup or the task is another one, whatever else is drawn anew.
  useLayoutEffect(() => {
    if (ref.current && html !== undefined) ref.current.innerHTML = html;
  }, [html, task._task_hash]);

  useFields(ref, task, html, update);

  if (html === undefined) {
    return (
      <div className={className}>
        <Notice>
          {t("template_failed")} <code>{result.error}</code>
        </Notice>
      </div>
    );
  }
  const isLong = textLength(html) > LONG;
  // What was cleaned stays within its borders; what the project has written may lie where it likes.
  const names = `prodigy-html prodigy-scrolls${config.sanitize_html ? " prodigy-html-clean" : ""}`;
  return (
    <>
      {blocked.size > 0 && <Notice>{t("remote_not_loaded", { hosts: [...blocked].join(", ") })}</Notice>}
      <div
        ref={ref}
        className={`${names} ${isLong ? "prodigy-html-long " : ""}${className}`}
        dir={textDirection(config)}
        lang={textLanguage(config)}
      />
    </>
  );
}
