/** What stands in place of the card: loading, nothing to do, an error. */
import type { ReactNode } from "react";
import { Icon, type IconName } from "../ui/Icon";
import "./message.css";

export interface MessageProps {
  /** Without an icon a spinner turns. */
  icon?: IconName;
  title: string;
  text?: ReactNode;
  detail?: string;
  children?: ReactNode;
  isAlert?: boolean;
}

export function Message({ icon, title, text, detail, children, isAlert }: MessageProps) {
  return (
    <div className="prodigy-message" data-prodigy-loading={icon ? undefined : true} role={isAlert ? "alert" : "status"}>
      {icon ? <Icon name={icon} /> : <span className="prodigy-spinner" aria-hidden="true" />}
      <h1>{title}</h1>
      {text && <p>{text}</p>}
      {detail && <pre>{detail}</pre>}
      {children && <div className="prodigy-message-actions">{children}</div>}
    </div>
  );
}
