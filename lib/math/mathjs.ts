import { createRequire } from "node:module";

/** A node of a parsed expression, as far as it is used here. Which fields are there depends on `type`. */
export interface ExpressionNode {
  readonly type: string;
  toString(): string;
  toTex(options: { handler(node: ExpressionNode): string | undefined }): string;
  evaluate(scope: Record<string, unknown>): unknown;
  /** Of a ConstantNode. */
  readonly value?: unknown;
  /** Of a ParenthesisNode. */
  readonly content?: ExpressionNode;
  /** Of an OperatorNode: + - * / ^. */
  readonly op?: string;
  /** Of an OperatorNode or FunctionNode. */
  readonly args?: readonly ExpressionNode[];
  /** Of a FunctionNode. */
  readonly fn?: { toString(): string };
}

/** A real or complex number of mathjs. */
export type MathjsNumber = number | { readonly re: number; readonly im: number };

/** What is used of mathjs. Its own types are an ES module's, which CommonJS declarations cannot name. */
export interface Mathjs {
  parse(expression: string): ExpressionNode;
  derivative(node: ExpressionNode, variable: string): ExpressionNode;
  simplify(node: ExpressionNode): ExpressionNode;
  eigs(
    matrix: number[][],
    options: { eigenvectors: false; precision: number },
  ): { readonly values: MathjsNumber[] };
}

let loaded: Mathjs | undefined;

/** mathjs, loaded when first used: that takes a second or two, which nothing else here should pay. */
export function mathjs(): Mathjs {
  loaded ??= createRequire(__filename)("mathjs") as Mathjs;
  return loaded;
}
