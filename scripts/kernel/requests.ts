import { describeThrown } from "./failure";
import type { Dispatch, Request } from "./server";
import type { Handler } from "./tslab";

type Content = Readonly<Record<string, unknown>>;

/** What the requests need of the kernel. */
export interface Kernel {
  readonly handler: Handler;
  readonly typescriptVersion: string;
  execute(request: Request): void;
  interrupt(): void;
  shutdown(): void;
}

/** Who the kernel is. */
function kernelInfo(typescriptVersion: string): object {
  return {
    status: "ok",
    protocol_version: "5.3",
    implementation: "dgm",
    implementation_version: "1.0.0",
    banner: "TypeScript (dgm)",
    help_links: [],
    language_info: {
      name: "typescript",
      version: typescriptVersion,
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
    },
  };
}

/** The requests that are answered at once, by type. */
function answers(kernel: Kernel): Readonly<Record<string, (content: Content) => object>> {
  const { handler, typescriptVersion } = kernel;
  return {
    kernel_info_request: () => kernelInfo(typescriptVersion),
    complete_request: (content) => handler.handleComplete(content),
    inspect_request: (content) => handler.handleInspect(content),
    is_complete_request: (content) => handler.handleIsComplete(content),
    history_request: () => ({ status: "ok", history: [] }),
    comm_info_request: () => ({ status: "ok", comms: {} }),
    interrupt_request: () => {
      kernel.interrupt();
      return { status: "ok" };
    },
    shutdown_request: (content) => ({ status: "ok", restart: content["restart"] === true }),
  };
}

/** Answers requests; those of unknown type (widgets, debugger) are passed over. */
export function createDispatch(kernel: Kernel): Dispatch {
  const table = answers(kernel);
  return (type, request) => {
    if (type === "execute_request") {
      kernel.execute(request);
      return;
    }
    const answer = table[type];
    request.publish("status", { execution_state: "busy" });
    if (answer !== undefined) request.reply(answered(() => answer(request.message.content)));
    request.publish("status", { execution_state: "idle" });
    if (type === "shutdown_request") kernel.shutdown();
  };
}

/** A failing answer is an error to the client; it must not disturb the kernel. */
function answered(answer: () => object): object {
  try {
    return answer();
  } catch (error) {
    return { status: "error", ...describeThrown(error) };
  }
}
