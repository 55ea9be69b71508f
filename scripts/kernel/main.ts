import fs from "node:fs";
import path from "node:path";
import { CellPositions } from "./cellPositions";
import { CellRunner } from "./cellRunner";
import { ExecutionQueue } from "./executionQueue";
import { describeThrown } from "./failure";
import { Interrupts } from "./interrupt";
import { listenForInterrupts } from "./interruptThread";
import { LibraryReload } from "./libraryReload";
import { restoreRemovedHelpers, silenceDeprecations } from "./nodeCompat";
import { capturePrints } from "./output";
import { createDispatch } from "./requests";
import { KernelServer, type Connection } from "./server";
import { installStackTraces } from "./stackTrace";
import { loadTslab } from "./tslab";

const ROOT = path.resolve(__dirname, "..", "..");
/** Time for the last messages to leave, in milliseconds. */
const FAREWELL = 50;

function prepareProcess(): void {
  restoreRemovedHelpers();
  silenceDeprecations();
}

/** What nothing has caught fails the cell that is running; without one it is printed. */
function watchForUncaught(runner: CellRunner): void {
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (error: unknown) => {
      if (runner.running) runner.fail(error);
      else
        console.error(
          `Uncaught, after its cell had ended: ${describeThrown(error).traceback.join("\n")}`,
        );
    });
  }
}

/**
 * Starts the kernel.
 *
 * @param connectionFile the file in which Jupyter names the ports and the key
 */
export async function startKernel(connectionFile: string): Promise<void> {
  const connection = JSON.parse(fs.readFileSync(connectionFile, "utf8")) as Connection;
  prepareProcess();
  const positions = new CellPositions();
  installStackTraces(ROOT, positions);
  const tslab = loadTslab({
    transpiled: (input, transpile) => positions.compile(input, transpile),
  });
  const interrupts = new Interrupts();
  interrupts.publish();
  const library = new LibraryReload(path.join(ROOT, "lib", "dist"));
  const runner = new CellRunner({
    createExecutor: tslab.createExecutor,
    positions,
    library,
    interrupts,
  });
  const queue = new ExecutionQueue(runner);
  capturePrints(() => queue.output);
  tslab.setDisplay((content, update) => queue.output?.display(content, update));
  watchForUncaught(runner);
  listenForInterrupts(() => queue.interrupt());
  const server: KernelServer = new KernelServer(
    connection,
    tslab.require("zeromq"),
    createDispatch({
      handler: tslab.createHandler(runner.executor),
      typescriptVersion: tslab.typescriptVersion,
      execute: (request) => queue.add(request),
      interrupt: () => queue.interrupt(),
      shutdown: () => void server.close().then(() => setTimeout(() => process.exit(0), FAREWELL)),
    }),
  );
  await server.listen();
}
