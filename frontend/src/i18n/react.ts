import { createContext, useContext } from "react";
import type { Translate } from "./translate";
import { makeTranslate } from ".";

export const TranslateContext = createContext<Translate>(makeTranslate());

export function useTranslate(): Translate {
  return useContext(TranslateContext);
}
