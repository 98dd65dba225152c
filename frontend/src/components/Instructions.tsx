/** The project's instructions. Written by its owner, so their markup is trusted. */
import { useTranslate } from "../i18n/react";
import { Dialog } from "./Dialog";

const HAS_MARKUP = /<[a-z!/][^>]*>/i;

export interface InstructionsProps {
  content: string;
  closeKeys: readonly string[];
  onClose(): void;
}

export function Instructions({ content, closeKeys, onClose }: InstructionsProps) {
  const t = useTranslate();
  return (
    <Dialog title={t("instructions")} closeKeys={closeKeys} onClose={onClose}>
      {HAS_MARKUP.test(content) ? (
        <div className="prodigy-instructions" dangerouslySetInnerHTML={{ __html: content }} />
      ) : (
        <div className="prodigy-instructions prodigy-modal-plain">{content}</div>
      )}
    </Dialog>
  );
}
