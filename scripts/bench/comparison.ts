import type { Case } from "./engine/cases";
import { compare, type Comparison } from "./engine/compare";
import { comparisonText } from "./engine/report";
import type { Side } from "./engine/sides";
import { type Measured, type Measurement, Unavailable } from "./measurement";
import { torchPython } from "./torch";

/** A measurement that is made of comparisons with PyTorch. */
export interface ComparisonConfig extends Pick<Measurement, "name" | "title"> {
  /** What is compared, by part. */
  readonly cases: Readonly<Record<string, readonly Case[]>>;
  /** Who takes part, with PyTorch's Python and without. */
  readonly sides: (python: string | undefined) => readonly Side[];
}

/** Makes the measurement; without PyTorch our own sides are timed all the same. */
export function comparison({ name, title, cases, sides }: ComparisonConfig): Measurement {
  return {
    name,
    title,
    parts: Object.keys(cases),
    async run(options): Promise<Measured> {
      let python: string | undefined;
      let note = "";
      try {
        python = await torchPython(options.say);
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        note = `\n\nNo comparison: ${error.message}`;
      }
      const contestants = { sides: sides(python), python };
      const texts: string[] = [];
      const figures: Record<string, Comparison[]> = {};
      for (const [part, specimens] of Object.entries(cases)) {
        if (options.only.length > 0 && !options.only.includes(part)) continue;
        figures[part] = [];
        for (const specimen of specimens) {
          const compared = await compare(specimen, contestants, options);
          figures[part].push(compared);
          texts.push(comparisonText(specimen, compared));
        }
      }
      return { text: texts.join("\n\n") + note, figures };
    },
  };
}
