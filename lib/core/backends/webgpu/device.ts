/** The parts of WebGPU that are used here. Its own types come with an optional package, so they cannot be named. */
export interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  /** Whether it is software on the processor. */
  readonly isFallbackAdapter?: boolean;
}

export interface Device {
  readonly lost: Promise<{ readonly reason?: string; readonly message: string }>;
  addEventListener(type: "uncapturederror", listener: (event: UncapturedError) => void): void;
  createBuffer(...args: unknown[]): unknown;
  createBindGroup(...args: unknown[]): unknown;
  createShaderModule(...args: unknown[]): unknown;
  createComputePipeline(...args: unknown[]): unknown;
}

export interface UncapturedError {
  readonly error: { readonly message: string };
  preventDefault(): void;
}

interface Adapter {
  readonly info: AdapterInfo;
  readonly limits: Readonly<Record<string, number>>;
  requestDevice(options: { requiredLimits: Record<string, number> }): Promise<Device>;
}

/** What `navigator.gpu` is in a browser. */
export interface Gpu {
  requestAdapter(options: { powerPreference: string }): Promise<Adapter | null>;
}

/** The limits that TensorFlow.js makes use of: by default a device has less than its adapter could give. */
const LIMITS = [
  "maxBufferSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxStorageBufferBindingSize",
];

const NO_ADAPTER =
  "backend: WebGPU finds no graphics adapter. Install the card's driver with Vulkan (Debian, Ubuntu: " +
  "'sudo apt-get install libvulkan1 mesa-vulkan-drivers', for NVIDIA its own driver as well), or compute without " +
  "the card: unset DGM_BACKEND.";

/** The fastest adapter of the machine, with all that it can. @throws Error when there is none. */
export async function requestDevice(gpu: Gpu): Promise<{ device: Device; info: AdapterInfo }> {
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === null) throw new Error(NO_ADAPTER);
  const limits = LIMITS.map((name) => [name, adapter.limits[name]!]);
  const device = await adapter.requestDevice({ requiredLimits: Object.fromEntries(limits) });
  return { device, info: adapter.info };
}

/** The adapter in a few words. */
export function nameOf({ vendor, architecture, device, description }: AdapterInfo): string {
  const name = device.replace(/-+$/, "") || `${vendor} ${architecture}`.trim() || "unnamed adapter";
  return description === "" ? name : `${name} (${description})`;
}
