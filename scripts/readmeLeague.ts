import type { StudyFile, StudyFileRow } from "dgm/notebook";
import type { Notebook } from "./notebooks/notebook";

/** A figure of a row with its standard error, "12.8 ± 0.7", or a dash where there is none. */
function withError({ figures }: StudyFileRow, key: string, digits: number): string {
  const [value, error] = [figures[key], figures[`${key}Error`]];
  if (typeof value !== "number" || typeof error !== "number") return "—";
  return `${value.toFixed(digits)} ± ${error.toFixed(digits)}`;
}

/** "12 ms": the time for one sample, with two digits. */
const milliseconds = (seconds: number): string => `${Number((1000 * seconds).toPrecision(2))} ms`;

/** Bits per dimension; "≤" marks a bound. */
function bits(row: StudyFileRow): string {
  const text = withError(row, "bitsPerDim", 3);
  return row.settings["scores"] === "bound" && text !== "—" ? `≤ ${text}` : text;
}

/** The league's rows of digits as a Markdown table. */
export function leagueTable({ rows }: StudyFile): string {
  const lines = rows
    .filter(({ name }) => !name.startsWith("points:"))
    .map((row) => {
      const { parameters, trainingSeconds, secondsEach } = row.figures as Record<string, number>;
      const model = parameters !== undefined;
      return [
        row.name,
        withError(row, "fid", 1),
        withError(row, "precision", 2),
        withError(row, "recall", 2),
        bits(row),
        model ? parameters.toLocaleString("en") : "—",
        model ? `${Math.round(trainingSeconds! / 60)} min` : "—",
        model ? milliseconds(secondsEach!) : "—",
      ];
    });
  const head = "model|FID|precision|recall|bits/dim|weights|training|a sample".split("|");
  return [head, head.map(() => "---"), ...lines]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

/** What there is to say of each family in one sentence, with its numbers. */
export function familySentences(league: StudyFile): string {
  const row = (name: string): StudyFileRow => {
    const found = league.rows.find((each) => each.name === name);
    if (found === undefined) throw new Error(`readme: the league has no row '${name}'.`);
    return found;
  };
  const fid = (name: string) => withError(row(name), "fid", 1);
  const time = (name: string) => milliseconds(row(name).figures["secondsEach"] as number);
  const share = (name: string, key: string) =>
    `${(100 * (row(name).figures[key] as number)).toFixed(0)} %`;
  const [ddpm50, ddpm10] = [
    "ddpm-mnist, DDIM, 50 steps",
    "ddpm-mnist, DPM-Solver++, 10 steps",
  ] as const;
  return [
    `- **VAE**: a short code and one pass (${time("vae-mnist, means")}), but its pictures have ${share("vae-mnist, means", "highPower")} of the fine detail of real ones (FID ${fid("vae-mnist, means")}).`,
    `- **GAN**: one pass (${time("gan-mnist")}), FID ${fid("gan-mnist")}, recall ${share("gan-mnist", "recall")}; it cannot say how probable a picture is.`,
    `- **Flow**: one pass both ways and a code that gives each picture back, ${bits(row("glow-mnist"))} bits/dim; FID ${fid("glow-mnist")}.`,
    `- **Autoregression**: exact probabilities, ${bits(row("pixelcnn-mnist"))} bits/dim; always ${String(row("pixelcnn-mnist").settings["passes"])} steps (${time("pixelcnn-mnist")} a picture), FID ${fid("pixelcnn-mnist")}.`,
    `- **Diffusion**: as many steps as one likes, FID ${fid(ddpm50)} with 50 (${time(ddpm50)}) and ${fid(ddpm10)} with 10 (${time(ddpm10)}); recall ${share(ddpm50, "recall")}.`,
  ].join("\n");
}

/** The README's part on the league: what the figures are of, the table, and a sentence for each family. */
export const leagueText = (league: StudyFile): string =>
  [
    leagueTable(league),
    familySentences(league),
    `FID, precision and recall are of ${Number(league.settings["pictures"]).toLocaleString("en")} samples, in the features of the ` +
      "shipped classifier of digits; ≤ marks a bound.",
  ].join("\n\n");

/** The picture that a notebook's cell shows, as a PNG file. @throws Error when the cell or its picture is missing. */
export function pictureOf(notebook: Notebook, id: string): Buffer {
  const outputs = notebook.cells.find((cell) => cell.id === id)?.outputs ?? [];
  const png = outputs.map(({ data }) => data?.["image/png"]).find((data) => data !== undefined);
  if (png === undefined) {
    throw new Error(
      `readme: no picture in cell '${id}' of the notebook; run it with npm run notebooks -- --write.`,
    );
  }
  return Buffer.from([png].flat().join(""), "base64");
}
