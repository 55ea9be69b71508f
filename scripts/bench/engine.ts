import { CASES } from "./engine/cases";
import { compare, type Comparison } from "./engine/compare";
import { comparisonText } from "./engine/report";
import { availableSides } from "./engine/sides";
import { type Measured, type Measurement, Unavailable } from "./measurement";
import { torchPython } from "./torch";

/** Training steps and evaluations of four kinds of networks, beside the same in PyTorch. */
export const engine: Measurement = {
  name: "engine",
  title: "The engine beside PyTorch: the same networks and weights, taking turns",
  parts: Object.keys(CASES),
  async run(options): Promise<Measured> {
    let python: string | undefined;
    let note = "";
    try {
      python = await torchPython(options.say);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      note = `\n\nNo comparison: ${error.message}`;
    }
    const contestants = { sides: availableSides(python), python };
    const texts: string[] = [];
    const figures: Record<string, Comparison[]> = {};
    for (const [part, cases] of Object.entries(CASES)) {
      if (options.only.length > 0 && !options.only.includes(part)) continue;
      figures[part] = [];
      for (const specimen of cases) {
        const comparison = await compare(specimen, contestants, options);
        figures[part].push(comparison);
        texts.push(comparisonText(specimen, comparison));
      }
    }
    return { text: texts.join("\n\n") + note, figures };
  },
};
