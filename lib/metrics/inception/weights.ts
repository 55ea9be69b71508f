import type { NdArray } from "../../core/ndarray";
import { decodeSafetensors } from "../../train";
import {
  convolutionsOf,
  INCEPTION_BLOCKS,
  INCEPTION_CLASSES,
  INCEPTION_FEATURES,
  type ConvLayer,
} from "./blocks";
import type { ConvWeights } from "./fold";

/** How a user makes the file, said in each error about it. */
export const RECIPE = `Make the file from pt_inception-2015-12-05-6726825d.pth, the weights of pytorch-fid and torch-fidelity:
  import torch; from safetensors.torch import save_file
  state = torch.load("pt_inception-2015-12-05-6726825d.pth", map_location="cpu", weights_only=True)
  save_file({k: v.float().contiguous() for k, v in state.items() if "num_batches" not in k}, "inception.safetensors")`;

/** Every tensor that the file must hold, by name, with its shape. */
export function inceptionShapes(): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const { name, kernel, inChannels, outChannels } of convolutions()) {
    shapes.set(`${name}.conv.weight`, [outChannels, inChannels, ...kernel]);
    for (const part of ["weight", "bias", "running_mean", "running_var"]) {
      shapes.set(`${name}.bn.${part}`, [outChannels]);
    }
  }
  shapes.set("fc.weight", [INCEPTION_CLASSES, INCEPTION_FEATURES]);
  shapes.set("fc.bias", [INCEPTION_CLASSES]);
  return shapes;
}

const convolutions = (): ConvLayer[] =>
  convolutionsOf(INCEPTION_BLOCKS.flatMap((block) => block.layers));

/**
 * Reads the network's tensors from the bytes of a safetensors file and checks them; others in the file are ignored.
 * @throws Error naming the file, the tensor, what was expected and how to make the file.
 */
export function readWeights(bytes: Uint8Array, file: string): ReadonlyMap<string, NdArray> {
  const shapes = inceptionShapes();
  let tensors: ReadonlyMap<string, NdArray>;
  try {
    tensors = decodeSafetensors(bytes, file, (name) => shapes.has(name)).tensors;
  } catch (error) {
    throw new Error(`inception: ${(error as Error).message}\n${RECIPE}`, { cause: error });
  }
  const missing = [...shapes.keys()].filter((name) => !tensors.has(name));
  if (missing.length > 0) {
    const more = missing.length > 1 ? ` and ${missing.length - 1} more` : "";
    throw new Error(
      `inception: ${file} lacks '${missing[0]!}'${more} of the ${shapes.size} tensors wanted.\n${RECIPE}`,
    );
  }
  for (const [name, shape] of shapes) requireTensor(file, name, tensors.get(name)!, shape);
  return tensors;
}

function requireTensor(
  file: string,
  name: string,
  { data, shape }: NdArray,
  expected: readonly number[],
): void {
  if (shape.join() !== expected.join()) {
    const torchvision =
      name.startsWith("fc.") && shape[0] === 1000
        ? " 1000 classes are those of torchvision's Inception, another network."
        : "";
    throw new Error(
      `inception: '${name}' in ${file} has shape [${shape.join(", ")}]; expected [${expected.join(", ")}].${torchvision}\n${RECIPE}`,
    );
  }
  const least = name.endsWith(".running_var") ? 0 : -Infinity;
  const bad = data.findIndex((value) => !(Number.isFinite(value) && value >= least));
  if (bad < 0) return;
  const wanted = least === 0 ? "finite numbers of at least 0" : "finite numbers";
  throw new Error(
    `inception: '${name}' in ${file} holds ${data[bad]!} at ${bad}; expected ${wanted}.\n${RECIPE}`,
  );
}

/** The tensors of one convolution and its batch norm. */
export function convWeights(tensors: ReadonlyMap<string, NdArray>, name: string): ConvWeights {
  const norm = (part: string) => tensors.get(`${name}.bn.${part}`)!.data;
  return {
    weight: tensors.get(`${name}.conv.weight`)!,
    gamma: norm("weight"),
    beta: norm("bias"),
    mean: norm("running_mean"),
    variance: norm("running_var"),
  };
}
