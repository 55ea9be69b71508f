import type { PixelNetwork } from "../network";
import { createCachedReading } from "./cachedReading";
import { createNaiveReading } from "./naiveReading";
import type { SamplingMethod } from "./options";
import type { PixelReading } from "./reader";

/** The ways to ask a network, each made when it is first wanted. */
export interface Readings {
  /** @throws RangeError for "cached" where the network cannot. */
  of(method?: SamplingMethod): PixelReading;
  dispose(): void;
}

export function createReadings(network: PixelNetwork): Readings {
  const made = new Map<SamplingMethod, PixelReading>();
  const make = (method: SamplingMethod) => {
    if (method === "naive") return createNaiveReading(network);
    if (network.cached) return createCachedReading(network.cached);
    throw new RangeError(
      'sample: method="cached" needs the gated network with mask A in its first layer; pass "naive".',
    );
  };
  return {
    of(method = network.cached ? "cached" : "naive") {
      const reading = made.get(method) ?? make(method);
      made.set(method, reading);
      return reading;
    },
    dispose() {
      for (const reading of made.values()) reading.dispose();
      made.clear();
    },
  };
}
