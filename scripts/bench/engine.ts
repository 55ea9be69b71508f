import { comparison } from "./comparison";
import { CASES } from "./engine/cases";
import { availableSides } from "./engine/sides";

/** Training steps and evaluations of four kinds of networks, beside the same in PyTorch. */
export const engine = comparison({
  name: "engine",
  title: "The engine beside PyTorch: the same networks and weights, taking turns",
  cases: CASES,
  sides: availableSides,
});
