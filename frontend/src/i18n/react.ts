import { createContext, useContext } from "react";
import type { Translate } from "../interfaces/types";
import { makeTranslate } from "./index";

export const TranslateContext = createContext<Translate>(makeTranslate());

export function useTranslate(): Translate {
  return useContext(TranslateContext);
}
