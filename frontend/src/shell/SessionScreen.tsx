/** In place of the app when the server wants to know who is there. */
import { useTranslate } from "../i18n/react";
import { Message } from "./Message";
import { SessionForm } from "./SessionForm";

export interface SessionScreenProps {
  /** What the server said about the name in the address. */
  detail: string;
}

export default function SessionScreen({ detail }: SessionScreenProps) {
  const t = useTranslate();
  return (
    <Message icon="person" title={t("session_title")} text={t("session_hint")} detail={detail} isAlert>
      <SessionForm />
    </Message>
  );
}
