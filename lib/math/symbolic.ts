import { requireNumber } from "../core/arguments";
import { mathjs, type ExpressionNode } from "./mathjs";

/** Reads an expression in mathjs' syntax. @throws RangeError that quotes what cannot be read. */
export function parseExpression(where: string, expression: string): ExpressionNode {
  try {
    return mathjs().parse(expression);
  } catch (error) {
    throw new RangeError(
      `${where}: cannot read '${expression}' (${(error as Error).message}); write it as in "a * x^2 + sqrt(b)".`,
      { cause: error },
    );
  }
}

/** df/dx of an expression, as an expression; mathjs' rules. @throws RangeError for what mathjs cannot read or derive. */
export function symbolicDerivative(expression: string, variable: string): string {
  const node = parseExpression("symbolicDerivative", expression);
  try {
    return mathjs().derivative(node, variable).toString();
  } catch (error) {
    throw new RangeError(
      `symbolicDerivative: no derivative of '${expression}' by '${variable}' (${(error as Error).message}); rewrite it with functions that mathjs knows.`,
      { cause: error },
    );
  }
}

/** A shorter expression of the same value, by mathjs' rules. @throws RangeError for what it cannot read. */
export function simplifyExpression(expression: string): string {
  return mathjs().simplify(parseExpression("simplifyExpression", expression)).toString();
}

/** An expression as TeX, for display. @throws RangeError for what mathjs cannot read. */
export function expressionToTex(expression: string): string {
  // mathjs sets letters that name a unit (b for bit) upright
  const handler = (node: ExpressionNode) =>
    node.type === "SymbolNode" && /^[a-z]$/i.test(node.toString()) ? node.toString() : undefined;
  return parseExpression("expressionToTex", expression).toTex({ handler });
}

/**
 * The value of an expression.
 * @param values of its variables.
 * @throws RangeError for what mathjs cannot read, a variable without a value, or a value that is not finite.
 */
export function evaluateExpression(
  expression: string,
  values: Readonly<Record<string, number>> = {},
): number {
  const node = parseExpression("evaluateExpression", expression);
  Object.entries(values).forEach(([name, value]) =>
    requireNumber("evaluateExpression", name, value),
  );
  let result: unknown;
  try {
    result = node.evaluate({ ...values });
  } catch (error) {
    throw new RangeError(
      `evaluateExpression: '${expression}': ${(error as Error).message}; pass a value for each variable.`,
      { cause: error },
    );
  }
  if (typeof result === "number" && Number.isFinite(result)) return result;
  throw new RangeError(
    `evaluateExpression: '${expression}' is ${String(result)}; expected a finite number.`,
  );
}
