/**
 * A view inside of another one: a block, a page, the annotation under review.
 *
 * It is found in the registry, waits for its code, says what its data lacks, and fails alone.
 */
import { Component, Suspense, type ReactNode } from "react";
import { drawView } from "../components";
import { describeProblem } from "../../i18n/describeProblem";
import { findProblem } from "../../model/problem";
import { getView } from "../registry";
import type { ViewProps } from "../types";
import { Notice } from "./Notice";
import "./content.css";

export interface NestedViewProps extends ViewProps {
  viewId: string;
  /** A view that can't be nested here, because it would contain itself. */
  except?: string;
}

export function NestedView({ viewId, except, ...props }: NestedViewProps) {
  const { task, config, t } = props;
  const view = viewId === except ? undefined : getView(viewId);
  const problem = findProblem(viewId, view, task, config);
  if (!view || problem) return <Problem message={describeProblem(problem ?? { viewId, key: null }, t)} />;
  return (
    <NestedBoundary key={task._task_hash} message={t("bad_task_crash")}>
      <Suspense fallback={<div className="prodigy-block-loading" aria-hidden="true" />}>
        {drawView(view, props)}
      </Suspense>
    </NestedBoundary>
  );
}

function Problem({ message }: { message: string }) {
  return (
    <div className="prodigy-content">
      <Notice>{message}</Notice>
    </div>
  );
}

/** One view that fails must not take the others, and the answer, with it. */
class NestedBoundary extends Component<{ message: string; children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override componentDidCatch(error: unknown) {
    console.error("A part of the card could not be drawn:", error);
  }

  override render() {
    return this.state.hasFailed ? <Problem message={this.props.message} /> : this.props.children;
  }
}
