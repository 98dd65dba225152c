/** fast-check with one seed, so that a test that fails does so again. Other cases: SEED=2 npm test. */
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env["SEED"] ?? 1) });

export default fc;
