/**
 * Polynomials in several variables with whole-number coefficients of any size: monomial → coefficient, without zeros.
 * A monomial is "x:2,y:1", variables sorted; the constant is "". Names must not hold ',' or ':'.
 */
export type Polynomial = ReadonlyMap<string, bigint>;

/** Variables whose squares are known: their even powers are replaced. */
export type Squares = ReadonlyMap<string, Polynomial>;

export const constantPolynomial = (value: bigint): Polynomial =>
  new Map(value === 0n ? [] : [["", value]]);

export const variablePolynomial = (name: string): Polynomial => new Map([[`${name}:1`, 1n]]);

/** a + factor · b */
export function addPolynomials(a: Polynomial, b: Polynomial, factor = 1n): Polynomial {
  const sum = new Map(a);
  b.forEach((coefficient, monomial) => {
    const value = (sum.get(monomial) ?? 0n) + factor * coefficient;
    if (value === 0n) sum.delete(monomial);
    else sum.set(monomial, value);
  });
  return sum;
}

const powersOf = (monomial: string): Map<string, number> =>
  new Map(
    monomial === ""
      ? []
      : monomial.split(",").map((part) => {
          const [name, power] = part.split(":") as [string, string];
          return [name, Number(power)];
        }),
  );

function monomialOf(powers: ReadonlyMap<string, number>): string {
  const present = [...powers].filter(([, power]) => power > 0);
  return present
    .map(([name, power]) => `${name}:${power}`)
    .sort()
    .join(",");
}

function multiplyMonomials(a: string, b: string): string {
  const powers = powersOf(a);
  powersOf(b).forEach((power, name) => powers.set(name, (powers.get(name) ?? 0) + power));
  return monomialOf(powers);
}

/** a · b, with known squares put in. */
export function multiplyPolynomials(a: Polynomial, b: Polynomial, squares: Squares): Polynomial {
  let product: Polynomial = new Map();
  a.forEach((ca, ma) =>
    b.forEach((cb, mb) => {
      product = addPolynomials(product, reduced(multiplyMonomials(ma, mb), ca * cb, squares));
    }),
  );
  return product;
}

/** One term with every square that is known replaced. */
function reduced(monomial: string, coefficient: bigint, squares: Squares): Polynomial {
  const powers = powersOf(monomial);
  for (const [name, power] of powers) {
    const square = squares.get(name);
    if (square === undefined || power < 2) continue;
    powers.set(name, power - 2);
    const rest = reduced(monomialOf(powers), coefficient, squares);
    return multiplyPolynomials(rest, square, squares);
  }
  return new Map([[monomial, coefficient]]);
}

/** A text that is equal for equal polynomials. */
export function polynomialKey(polynomial: Polynomial): string {
  return [...polynomial]
    .map(([monomial, coefficient]) => `${coefficient}[${monomial.replace(/[,:]/g, " ")}]`)
    .sort()
    .join("+");
}
