import { cellPlace } from "../../scripts/course/assignment";
import type { PlannedCell } from "../../scripts/course/plan";
import { type CellNames, cellNames } from "./cellNames";
import type { SharedPlan } from "./sharedPlan";

/** Where a name comes from: the same text for the same import, or the same cell with the same code. */
type Origin = { readonly key: string; readonly cell: PlannedCell } | undefined;

/** The place of the last cell that something holds for; -1 when there is none. */
function lastWhere(cells: readonly PlannedCell[], holds: (cell: PlannedCell) => boolean): number {
  return cells.map(holds).lastIndexOf(true);
}

/** Where cells find a name: in the last of some cells that declares it. */
class Origins {
  readonly #names = new Map<string, CellNames>();

  of(code: string): CellNames {
    const known = this.#names.get(code) ?? cellNames(code);
    this.#names.set(code, known);
    return known;
  }

  find(name: string, cells: readonly PlannedCell[]): Origin {
    const cell = cells[lastWhere(cells, ({ code }) => this.of(code).declared.has(name))];
    if (cell === undefined) return undefined;
    return { key: this.of(cell.code).declared.get(name) ?? `${cell.place}: ${cell.code}`, cell };
  }
}

/**
 * What a shared run would hide: the names that a cell finds elsewhere than on a kernel of the exercise's own, such as
 * one that another exercise's test declares and this one uses without declaring it. Nothing is run for that.
 */
export function foreignNames({ assignment, cells, attempts }: SharedPlan): string[] {
  const { name: notebook, notebook: source } = assignment;
  const origins = new Origins();
  const problems = new Set<string>();
  const placeOf = (origin: Origin): string =>
    origin === undefined ? "nowhere" : cellPlace(source, source.cells[origin.cell.place]!);
  for (const { label, exercise, own, start } of attempts) {
    const before = own.findIndex(({ role }) => role === "answer");
    for (const [index, cell] of own.entries()) {
      // The set-up of an exercise was run before it, in the same order.
      const isSame = (other: PlannedCell): boolean =>
        other.place === cell.place && other.code === cell.code;
      const place =
        index < before ? lastWhere(cells.slice(0, start), isSame) : start + index - before;
      for (const name of origins.of(cell.code).free) {
        const alone = origins.find(name, own.slice(0, index));
        const shared = origins.find(name, cells.slice(0, place));
        if (alone?.key === shared?.key) continue;
        problems.add(
          `${notebook}.ipynb, ${cellPlace(source, source.cells[cell.place]!)}, with the answer ${label} to ` +
            `${exercise.id}: it takes \`${name}\` from ${placeOf(shared)}, expected ${placeOf(alone)}; declare or ` +
            "import it in the cell itself, or give it another name",
        );
      }
    }
  }
  return [...problems];
}
