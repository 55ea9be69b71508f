import { requireInteger } from "./arguments";
import { philoxWords, type PhiloxKey } from "./philox";
import * as tf from "./tf";

/** Upper counter words that keep key derivation apart from drawing: a draw always has zeros there. */
const SPLIT = [0, 0x73706c69] as const;
const FOLD = [0, 0x666f6c64] as const;

/**
 * A random key: a value, not a stream. The same key gives the same numbers on every run and every back end, so use each
 * key for one draw and make more with `split` or `fold`, as in JAX.
 *
 * @example const [noiseKey, timeKey] = seed(0).split(2);
 */
export class Rng {
  constructor(readonly key: PhiloxKey) {}

  /** `n` independent keys. @throws RangeError unless n is a positive integer. */
  split(n = 2): Rng[] {
    requireInteger("rng.split", "n", n, 1);
    return Array.from({ length: n }, (_, i) => this.derive(i, SPLIT));
  }

  /** The key that belongs to `data`: a step number, a parameter's name. Different data, independent keys. */
  fold(data: number | string): Rng {
    if (typeof data === "number") {
      requireInteger("rng.fold", "data", data, 0);
      return this.derive(data, FOLD);
    }
    return [...Buffer.from(data, "utf8")].reduce<Rng>(
      (key, byte) => key.derive(byte, FOLD),
      this.derive(data.length, FOLD),
    );
  }

  private derive(counter: number, tag: readonly [number, number]): Rng {
    const words = new Uint32Array(2);
    philoxWords(this.key, words, counter, tag);
    return new Rng([words[0]!, words[1]!]);
  }

  /** `n` raw 32-bit words. */
  words(n: number): Uint32Array {
    requireInteger("rng", "n", n, 0);
    const out = new Uint32Array(n);
    philoxWords(this.key, out);
    return out;
  }

  /** `n` numbers uniform on [0, 1), multiples of 2^-23, as TensorFlow makes them. */
  uniformArray(n: number): Float32Array {
    const words = this.words(n);
    const out = new Float32Array(n); // a loop: Float32Array.from with a function takes five times as long
    for (let i = 0; i < n; i++) out[i] = (words[i]! & 0x7fffff) / 0x800000;
    return out;
  }

  /** `n` standard normal numbers (Box-Muller, sine before cosine, as TensorFlow makes them). */
  normalArray(n: number): Float32Array {
    requireInteger("rng", "n", n, 0);
    const uniform = this.uniformArray(n + (n % 2));
    const out = new Float32Array(n);
    for (let i = 0; i < n; i += 2) {
      const radius = Math.sqrt(-2 * Math.log(Math.max(uniform[i]!, 1e-7)));
      const angle = 2 * Math.PI * uniform[i + 1]!;
      out[i] = radius * Math.sin(angle);
      if (i + 1 < n) out[i + 1] = radius * Math.cos(angle);
    }
    return out;
  }

  /**
   * `n` integers, uniform on low, ..., high - 1 but for a bias below (high - low) / 2^32.
   * @throws RangeError for an empty range, or one that does not fit 32 bits.
   */
  integerArray(n: number, { low = 0, high }: { low?: number; high: number }): Int32Array {
    requireInteger("rng.integers", "low", low, -(2 ** 31), 2 ** 31 - 1);
    requireInteger("rng.integers", "high", high, low + 1, 2 ** 31);
    return Int32Array.from(this.words(n), (word) => low + (word % (high - low)));
  }

  /** A uniformly random order of 0, ..., n - 1 (Fisher-Yates). */
  permutation(n: number): Uint32Array {
    const words = this.words(n);
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = words[i]! % (i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }

  /** A standard normal tensor of the given shape. */
  normal<R extends tf.Rank>(shape: tf.ShapeMap[R]): tf.Tensor<R> {
    return tf.tensor(this.normalArray(tf.util.sizeFromShape(shape)), shape, "float32");
  }

  /** A tensor of the given shape, uniform on [0, 1). */
  uniform<R extends tf.Rank>(shape: tf.ShapeMap[R]): tf.Tensor<R> {
    return tf.tensor(this.uniformArray(tf.util.sizeFromShape(shape)), shape, "float32");
  }
}

/**
 * The key of an integer seed; 0 is a seed like any other.
 * @throws RangeError unless the seed is an integer from 0 to 2^53 - 1.
 */
export function seed(value: number): Rng {
  requireInteger("seed", "value", value, 0);
  return new Rng([value >>> 0, Math.floor(value / 2 ** 32) >>> 0]).fold(0);
}
