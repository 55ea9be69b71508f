/**
 * Does the same for each item, several at once.
 * When one fails, no more are begun, and those under way are awaited: what they made is gone before this rejects.
 *
 * @param jobs how many at once
 * @returns what came of each, in the order of the items
 */
export async function atOnce<T, R>(
  items: readonly T[],
  jobs: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, item] = next;
      try {
        results[index] = await work(item);
      } catch (error) {
        waiting.length = 0;
        throw error;
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: jobs }, worker));
  const failed = workers.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return results;
}
