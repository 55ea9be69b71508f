import type { ExpressionNode } from "./mathjs";
import {
  addPolynomials,
  constantPolynomial,
  multiplyPolynomials,
  polynomialKey,
  variablePolynomial,
  type Polynomial,
} from "./polynomial";
import { parseExpression } from "./symbolic";

/** A quotient of polynomials. */
interface Fraction {
  readonly top: Polynomial;
  readonly bottom: Polynomial;
}

const ONE = constantPolynomial(1n);

/** Turns expressions into fractions; roots and other functions become variables, of which roots have known squares. */
class Reader {
  private readonly squares = new Map<string, Polynomial>();

  constructor(private readonly expression: string) {}

  times(a: Fraction, b: Fraction): Fraction {
    return { top: this.product(a.top, b.top), bottom: this.product(a.bottom, b.bottom) };
  }

  plus(a: Fraction, b: Fraction, factor = 1n): Fraction {
    const top = addPolynomials(
      this.product(a.top, b.bottom),
      this.product(b.top, a.bottom),
      factor,
    );
    return { top, bottom: this.product(a.bottom, b.bottom) };
  }

  over(a: Fraction, b: Fraction): Fraction {
    if (b.top.size === 0) {
      throw new RangeError(`provesEqual: '${this.expression}' divides by 0; write it without.`);
    }
    return this.times(a, { top: b.bottom, bottom: b.top });
  }

  read(node: ExpressionNode): Fraction {
    switch (node.type) {
      case "ConstantNode":
        return constant(node.value);
      case "ParenthesisNode":
        return this.read(node.content!);
      case "SymbolNode":
        return { top: variablePolynomial(node.toString()), bottom: ONE };
      case "FunctionNode":
        return this.call(node);
      case "OperatorNode":
        return this.operation(node);
      default:
        return this.refuse(node);
    }
  }

  private product(a: Polynomial, b: Polynomial): Polynomial {
    return multiplyPolynomials(a, b, this.squares);
  }

  private operation(node: ExpressionNode): Fraction {
    const [left, right] = node.args as readonly [ExpressionNode, ExpressionNode?];
    const a = this.read(left);
    if (right === undefined) return node.op === "-" ? this.plus(constant(0), a, -1n) : a;
    if (node.op === "^") return this.power(a, right);
    const b = this.read(right);
    if (node.op === "+") return this.plus(a, b);
    if (node.op === "-") return this.plus(a, b, -1n);
    if (node.op === "*") return this.times(a, b);
    return node.op === "/" ? this.over(a, b) : this.refuse(node);
  }

  private power(base: Fraction, exponent: ExpressionNode): Fraction {
    const value: unknown = exponent.evaluate({});
    if (typeof value !== "number" || !Number.isInteger(2 * value) || Math.abs(value) > 100) {
      return this.refuse(exponent);
    }
    const root = Number.isInteger(value) ? base : this.root(base);
    const times = Number.isInteger(value) ? Math.abs(value) : 2 * Math.abs(value);
    let result = constant(1);
    for (let i = 0; i < times; i++) result = this.times(result, root);
    return value < 0 ? this.over(constant(1), result) : result;
  }

  private call(node: ExpressionNode): Fraction {
    const name = node.fn!.toString();
    const values = node.args!.map((arg) => this.read(arg));
    if (name === "sqrt" && values.length === 1) return this.root(values[0]!);
    const key = values.map((v) => `${polynomialKey(v.top)}/${polynomialKey(v.bottom)}`).join(";");
    return { top: variablePolynomial(`${name}(${key})`), bottom: ONE };
  }

  /** √(n/d) = √(n d) / d */
  private root({ top, bottom }: Fraction): Fraction {
    const inside = this.product(top, bottom);
    if (polynomialKey(inside) === polynomialKey(ONE)) return { top: ONE, bottom };
    const name = `sqrt(${polynomialKey(inside)})`;
    this.squares.set(name, inside);
    return { top: variablePolynomial(name), bottom };
  }

  private refuse(node: ExpressionNode): never {
    throw new RangeError(
      `provesEqual: '${node.toString()}' in '${this.expression}' is not understood; use + - * / ^ with whole or half exponents, sqrt and functions of one value.`,
    );
  }
}

/** A number as it is written: 0.1 is one tenth. */
function constant(value: unknown): Fraction {
  const match = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (!match) {
    throw new RangeError(`provesEqual: '${String(value)}' is no number that can be exact.`);
  }
  const [, whole, decimals = "", power = "0"] = match as unknown as [
    string,
    string,
    string,
    string,
  ];
  const shift = Number(power) - decimals.length;
  const digits = BigInt(whole + decimals);
  const ten = 10n ** BigInt(Math.abs(shift));
  return shift < 0
    ? { top: constantPolynomial(digits), bottom: constantPolynomial(ten) }
    : { top: constantPolynomial(digits * ten), bottom: ONE };
}

/**
 * Proves that two expressions are the same function, exactly: both are brought over their denominators, and the
 * difference, a polynomial with whole coefficients, is 0. Square roots are variables whose squares are known; other
 * functions (exp, log) are variables that are equal when their arguments are written alike.
 *
 * true is a proof (wherever no denominator is 0). false means that the difference is not 0, or that a rule was needed
 * which is not among these, such as sqrt(a b) = sqrt(a) sqrt(b).
 * @throws RangeError for an expression that cannot be read or divides by 0.
 */
export function provesEqual(left: string, right: string): boolean {
  const reader = new Reader(`${left} = ${right}`);
  const [a, b] = [left, right].map((e) => reader.read(parseExpression("provesEqual", e))) as [
    Fraction,
    Fraction,
  ];
  return reader.plus(a, b, -1n).top.size === 0;
}
