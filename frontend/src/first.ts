/** The first script of the page, before all others: see early.ts. */
import { beginPage } from "./early";

void beginPage();
