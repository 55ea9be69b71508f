import { createHash } from "node:crypto";
import fs from "node:fs/promises";
import { requireSymmetricMatrix } from "../math/symmetricMatrix";
import { writeFileAtomically } from "../train";
import { joinSafetensors, splitSafetensors, type TensorBytes } from "../train/safetensorsBytes";
import { requireStatistics } from "./frechetDistance";
import type { FeatureStatistics } from "./featureStatistics";

const FORMAT = "dgm feature statistics 1";

function requireName(file: string): void {
  if (file.endsWith(".safetensors")) return;
  throw new RangeError(`statistics: ${file} does not end in .safetensors; name it so.`);
}

/** Of the bytes of mean and covariance, in this order. */
function digest(mean: Uint8Array, covariance: Uint8Array): string {
  return createHash("sha256").update(mean).update(covariance).digest("hex");
}

const bytesOf = (values: Float64Array) =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/**
 * Writes statistics to a safetensors file: `mean` [D] and `covariance` [D,D] in float64, to the bit, with the extractor's
 * id, the count and a SHA-256 as metadata. A crash leaves the old file or the new one.
 * @throws RangeError for another ending or statistics that are not valid; Error when it cannot be written.
 */
export async function saveStatistics(file: string, statistics: FeatureStatistics): Promise<void> {
  requireName(file);
  requireStatistics("saveStatistics", "statistics", statistics);
  const { count, mean, covariance, extractor } = statistics;
  if (extractor === "") throw new RangeError("saveStatistics: extractor is empty; pass its id.");
  const D = mean.length;
  const tensor = (shape: number[], values: Float64Array): TensorBytes => ({
    dtype: "F64",
    shape,
    bytes: bytesOf(values),
  });
  const tensors = new Map([
    ["mean", tensor([D], mean)],
    ["covariance", tensor([D, D], covariance)],
  ]);
  const sha256 = digest(bytesOf(mean), bytesOf(covariance));
  const metadata = { format: FORMAT, extractor, count: String(count), sha256 };
  await writeFileAtomically(file, joinSafetensors({ tensors, metadata }));
}

/**
 * The statistics that `saveStatistics` wrote.
 * @throws Error naming the file when it is missing, damaged, of another kind or holds no valid statistics.
 */
export async function loadStatistics(file: string): Promise<FeatureStatistics> {
  requireName(file);
  let bytes: Uint8Array;
  try {
    bytes = await fs.readFile(file);
  } catch (error) {
    throw new Error(
      `statistics: cannot read ${file} (${(error as Error).message}); make it with saveStatistics.`,
      { cause: error },
    );
  }
  const { tensors, metadata } = splitSafetensors(bytes, file, { F64: 8 });
  const [mean, covariance] = [tensors.get("mean"), tensors.get("covariance")];
  const { format, extractor, count, sha256 } = metadata;
  if (format !== FORMAT || !mean || !covariance || !extractor || !count || !sha256) {
    throw new Error(
      `statistics: ${file} holds no feature statistics (format '${format ?? "none"}', expected '${FORMAT}'); ` +
        `write it with saveStatistics.`,
    );
  }
  const found = digest(mean.bytes, covariance.bytes);
  if (found !== sha256) {
    throw new Error(
      `statistics: ${file} has SHA-256 ${found}; it says ${sha256}. The file is damaged; restore it from a good copy.`,
    );
  }
  const numbers = (tensor: TensorBytes) => new Float64Array(tensor.bytes.buffer);
  const statistics: FeatureStatistics = {
    count: Number(count),
    mean: numbers(mean),
    covariance: numbers(covariance),
    extractor,
  };
  requireStatistics(`statistics: ${file}`, "file", statistics);
  requireSymmetricMatrix(
    `statistics: ${file}`,
    "covariance",
    statistics.covariance,
    mean.shape[0]!,
  );
  return statistics;
}
