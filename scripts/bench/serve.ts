import { createInterface } from "node:readline";

/** What a worker can be asked to do, by name. */
export type Handlers = Readonly<
  Record<string, (request: Record<string, unknown>) => Promise<unknown>>
>;

/** The worker's side of LineWorker: answers each request `{"do": name, ...}` until stdin is closed. */
export async function serve(handlers: Handlers): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const reply = await answer(handlers, JSON.parse(line) as Record<string, unknown>);
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}

async function answer(handlers: Handlers, request: Record<string, unknown>): Promise<object> {
  const handler = handlers[String(request.do)];
  if (handler === undefined) {
    const known = Object.keys(handlers).join(", ");
    return { error: `unknown request '${String(request.do)}'; expected one of ${known}` };
  }
  try {
    return { result: (await handler(request)) ?? null };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
