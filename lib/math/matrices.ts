import { requireInteger, requireNumber } from "../core/arguments";

/** A small dense matrix as its rows. Larger work belongs into tensors. */
export type Matrix = readonly ArrayLike<number>[];

/** Checks that there are rows of equal length, at least one, of finite numbers. @throws RangeError otherwise. */
export function requireMatrix(where: string, name: string, matrix: Matrix): void {
  const columns = matrix[0]?.length ?? 0;
  if (columns === 0) throw new RangeError(`${where}: ${name} is empty; pass at least one row.`);
  matrix.forEach((row, i) => {
    if (row.length !== columns) {
      throw new RangeError(
        `${where}: row ${i} of ${name} has ${row.length} entries; expected ${columns} as in row 0.`,
      );
    }
    for (let j = 0; j < columns; j++) requireNumber(where, `${name}[${i}][${j}]`, row[j]!);
  });
}

/** Checks that a matrix is square. @throws RangeError otherwise. */
export function requireSquare(where: string, name: string, matrix: Matrix): void {
  requireMatrix(where, name, matrix);
  if (matrix[0]!.length === matrix.length) return;
  throw new RangeError(
    `${where}: ${name} has shape [${matrix.length}, ${matrix[0]!.length}]; expected a square.`,
  );
}

/** The n by n identity. @throws RangeError unless n is a positive integer. */
export function identityMatrix(n: number): number[][] {
  requireInteger("identityMatrix", "n", n, 1);
  return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => +(i === j)));
}

/** [n,m] → [m,n]. @throws RangeError for rows of different lengths. */
export function transpose(matrix: Matrix): number[][] {
  requireMatrix("transpose", "matrix", matrix);
  return Array.from(matrix[0]!, (_, j) => matrix.map((row) => row[j]!));
}

/** Σ a_i b_i. @throws RangeError for different lengths. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) {
    throw new RangeError(`dot: lengths ${a.length} and ${b.length}; expected equal ones.`);
  }
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** [n,k] times [k,m] → [n,m]. @throws RangeError for shapes that do not fit. */
export function matrixProduct(a: Matrix, b: Matrix): number[][] {
  requireMatrix("matrixProduct", "a", a);
  requireMatrix("matrixProduct", "b", b);
  if (a[0]!.length !== b.length) {
    throw new RangeError(
      `matrixProduct: a has ${a[0]!.length} columns and b ${b.length} rows; expected equal numbers.`,
    );
  }
  const columns = transpose(b);
  return a.map((row) => columns.map((column) => dot(row, column)));
}

/** [n,m] times [m] → [n]. @throws RangeError for shapes that do not fit. */
export function matrixVector(matrix: Matrix, vector: ArrayLike<number>): Float64Array {
  requireMatrix("matrixVector", "matrix", matrix);
  if (matrix[0]!.length !== vector.length) {
    throw new RangeError(
      `matrixVector: ${matrix[0]!.length} columns, but a vector of ${vector.length}; expected equal numbers.`,
    );
  }
  return Float64Array.from(matrix, (row) => dot(row, vector));
}

/** The matrix multiplied n times with itself, by repeated squaring; n = 0 gives the identity. */
export function matrixPower(matrix: Matrix, n: number): number[][] {
  requireSquare("matrixPower", "matrix", matrix);
  requireInteger("matrixPower", "n", n, 0);
  let result = identityMatrix(matrix.length);
  let square = matrix.map((row) => Array.from(row));
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = matrixProduct(result, square);
    if (rest > 1) square = matrixProduct(square, square);
  }
  return result;
}

/** Σ factor_k matrix_k of matrices of the same shape. */
export function combineMatrices(terms: readonly (readonly [number, Matrix])[]): number[][] {
  const first = terms[0]![1];
  return first.map((row, i) =>
    Array.from(row, (_, j) => terms.reduce((sum, [factor, m]) => sum + factor * m[i]![j]!, 0)),
  );
}
