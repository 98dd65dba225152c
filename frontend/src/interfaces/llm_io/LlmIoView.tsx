/** The prompt and the response of a language model, closed until somebody wants to see them. */
import { useEffect, useRef, useState } from "react";
import type { Translate } from "../../i18n/translate";
import type { ViewProps } from "../types";
import { copyText } from "./copyText";
import { readExchange } from "./model";
import "./llmIo.css";

export default function LlmIoView({ task, t }: ViewProps) {
  const exchange = readExchange(task);
  if (!exchange) return null;
  return (
    <div className="prodigy-content prodigy-llm-io">
      {exchange.prompt && <Section name={t("llm_prompt")} hint={t("show_prompt")} text={exchange.prompt} t={t} />}
      {exchange.response && (
        <Section name={t("llm_response")} hint={t("show_response")} text={exchange.response} t={t} />
      )}
    </div>
  );
}

/** How long a copy button says that it has copied (ms). */
const COPIED_MS = 2000;

function Section({ name, hint, text, t }: { name: string; hint: string; text: string; t: Translate }) {
  const [isCopied, setCopied] = useState(false);
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const copy = async () => {
    if (!(await copyText(text))) return;
    setCopied(true);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setCopied(false), COPIED_MS);
  };

  return (
    <details className="prodigy-llm-section">
      <summary title={hint}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="m9 5 7 7-7 7" />
        </svg>
        {name}
      </summary>
      <div className="prodigy-llm-body">
        <button
          type="button"
          className="prodigy-llm-copy"
          onClick={() => void copy()}
          aria-label={`${t("copy")}: ${name}`}
        >
          <span aria-live="polite">{t(isCopied ? "copied" : "copy")}</span>
        </button>
        {/* Focusable, so that long texts scroll with keys. */}
        <pre className="prodigy-scrolls" dir="auto" tabIndex={0} aria-label={name}>
          {text}
        </pre>
      </div>
    </details>
  );
}
