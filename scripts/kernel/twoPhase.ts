/** The part of tslab's converter that compiles cells. */
export interface Converter {
  convert(previous: string, source: string): unknown;
  close(): void;
}

/** Stands for "compiled, not yet run". */
const COMPILED = Symbol("compiled");

/**
 * Splits tslab's `execute` into compiling and running, so that the event loop turns in between: an interrupt that comes while
 * a cell is compiled, which nothing breaks off, is noticed there.
 */
export class TwoPhases {
  #compiled: { readonly result: unknown } | undefined;
  #compiling = false;

  /** A converter that breaks `execute` off after compiling, and the next time answers what it has. */
  wrap(converter: Converter): Converter {
    const convert = (previous: string, source: string): unknown => {
      const known = this.#compiled;
      this.#compiled = undefined;
      if (!this.#compiling) return known ? known.result : converter.convert(previous, source);
      this.#compiled = { result: converter.convert(previous, source) };
      throw COMPILED;
    };
    return Object.assign(Object.create(converter) as Converter, { convert });
  }

  /**
   * Compiles, but doesn't run, what `execute` executes.
   *
   * @returns undefined when it is ready to run, else what `execute` resolved to without having to run anything
   */
  async compile(execute: () => Promise<boolean>): Promise<boolean | undefined> {
    this.#compiled = undefined; // a cell that was interrupted before it ran
    this.#compiling = true;
    try {
      return await execute();
    } catch (error) {
      if (error === COMPILED) return undefined;
      throw error;
    } finally {
      this.#compiling = false;
    }
  }
}
