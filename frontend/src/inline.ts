/**
 * The script that stands in a page with a text on it, right behind the text: nothing has to be loaded before it notes keys
 * and asks for what the app will need. Where a policy of somebody else forbids it, first.ts does the same a little later.
 */
import { askEarly } from "./early";
import { findDrawn, noteKeys } from "./model/drawn";

const drawn = findDrawn();
if (drawn) noteKeys(drawn);
askEarly();
