/** The project's instructions. Written by its owner, so their markup is trusted. */
import { useEffect, useState } from "react";
import { useTranslate } from "../i18n/react";
import type { AppConfig } from "../model/config";
import { Dialog } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import "./instructions.css";

export interface InstructionsProps {
  content: string;
  format: AppConfig["instructions_format"];
  closeKeys: readonly string[];
  /** This annotator has seen an older version. */
  isUpdated: boolean;
  /** Keeps them open beside the card; missing where there is no room. */
  onPin?: (() => void) | undefined;
  onClose(): void;
}

export function Instructions({ content, format, closeKeys, isUpdated, onPin, onClose }: InstructionsProps) {
  const t = useTranslate();
  const actions = onPin && (
    <button type="button" className="prodigy-icon-button" aria-label={t("pin")} title={t("pin")} onClick={onPin}>
      <Icon name="pin" />
    </button>
  );
  return (
    <Dialog title={t("instructions")} closeKeys={closeKeys} actions={actions} onClose={onClose}>
      {isUpdated && <p className="prodigy-instructions-updated">{t("instructions_updated")}</p>}
      <InstructionsText content={content} format={format} />
    </Dialog>
  );
}

/** The same, pinned beside the card. */
export function InstructionsPanel({
  content,
  format,
  onClose,
}: Pick<InstructionsProps, "content" | "format" | "onClose">) {
  const t = useTranslate();
  return (
    <aside className="prodigy-instructions-panel" aria-label={t("instructions")}>
      <header>
        <h2>{t("instructions")}</h2>
        <button type="button" className="prodigy-icon-button" aria-label={t("close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div
        className="prodigy-instructions-scroll prodigy-scrolls"
        tabIndex={0}
        role="region"
        aria-label={t("instructions")}
      >
        <InstructionsText content={content} format={format} />
      </div>
    </aside>
  );
}

const HAS_MARKUP = /<[a-z!/][^>]*>/i;

function InstructionsText({ content, format }: Pick<InstructionsProps, "content" | "format">) {
  const kind = format ?? (HAS_MARKUP.test(content) ? "html" : "text");
  const { html, isFailed } = useMarkdown(kind === "markdown" ? content : null);
  if (kind === "text" || isFailed) return <div className="prodigy-instructions prodigy-modal-plain">{content}</div>;
  const markup = kind === "html" ? content : html;
  if (markup === null) return <div className="prodigy-instructions prodigy-modal-plain" aria-busy="true" />;
  return <div className="prodigy-instructions" dangerouslySetInnerHTML={{ __html: markup }} />;
}

/** The markup of a text in Markdown; null until it is there. The parser is a chunk of its own, which may not come. */
function useMarkdown(text: string | null): { html: string | null; isFailed: boolean } {
  const [html, setHtml] = useState<string | null>(null);
  const [isFailed, setFailed] = useState(false);
  useEffect(() => {
    if (text === null) return;
    let isGone = false;
    import("marked")
      .then(async ({ marked }) => {
        const markup = await marked.parse(text, { gfm: true });
        if (!isGone) setHtml(markup);
      })
      .catch((error: unknown) => {
        console.warn("The instructions are shown as they were written.", error);
        if (!isGone) setFailed(true);
      });
    return () => {
      isGone = true;
    };
  }, [text]);
  return { html, isFailed };
}
