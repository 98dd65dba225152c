import { useMemo } from "react";
import type { AppConfig } from "../model/config";
import { effectiveConfig } from "../model/task";
import { useSelector } from "./useEngine";

/** The settings of the moment: a task may bring its own. The same object from edit to edit. */
export function useCurrentConfig(): AppConfig {
  const base = useSelector((state) => state.config);
  const own = useSelector((state) => state.current?.task.config);
  return useMemo(() => effectiveConfig(base, { config: own }), [base, own]);
}
