import type * as tf from "../../lib/core/tf";
import { upsample2x } from "../../lib/nn";
import { layerContract } from "../contracts/layer";

layerContract("upsample2x", ({ x }) => upsample2x(x as unknown as tf.Tensor4D));
