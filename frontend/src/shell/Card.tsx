/** The card: the view draws its title bar and content, the shell adds the frame and the meta line. */
import { Component, type CSSProperties, type ErrorInfo, type ReactNode, type Ref } from "react";
import type { AppConfig } from "../model/config";
import type { Task } from "../model/task";
import { Meta } from "../ui/Meta";
import "./card.css";

export interface CardProps {
  task: Task;
  config: AppConfig;
  /** Variables of a theme that only this task has. */
  style?: CSSProperties;
  label: string;
  ref?: Ref<HTMLDivElement>;
  children: ReactNode;
}

export function Card({ task, config, style, label, ref, children }: CardProps) {
  return (
    <div
      ref={ref}
      className="prodigy-container"
      role="region"
      aria-label={label}
      lang={config.lang ?? undefined}
      style={{ ...style, ...config.card_css }}
    >
      {children}
      <Meta meta={task.meta} config={config} />
    </div>
  );
}

interface BoundaryProps {
  fallback: ReactNode;
  children: ReactNode;
}

/** Keeps a mistake in one view, or in one task, from taking down the page. */
export class CardBoundary extends Component<BoundaryProps, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    console.error("This task could not be drawn.", error, info.componentStack);
  }

  override render() {
    return this.state.hasFailed ? this.props.fallback : this.props.children;
  }
}

/** Says why a task is not drawn. */
export function CardProblem({ title, text }: { title: string; text: string }) {
  return (
    <div className="prodigy-content prodigy-problem" role="alert">
      <strong>{title}</strong>
      <p>{text}</p>
    </div>
  );
}
