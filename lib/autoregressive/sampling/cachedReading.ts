import { compile, type CompiledStep } from "../../core/compile/compile";
import * as tf from "../../core/tf";
import { COORDINATES, coordinatesOf } from "../coordinates";
import type { CachedNetwork } from "./cachedNetwork";
import type { Canvas, PixelReader, PixelReading } from "./reader";

/** For every pixel only what it changes; see `CachedNetwork`. */
export function createCachedReading(network: CachedNetwork): PixelReading {
  const caches = network.reaches.length - 1;
  const rowStep = compile((window, ...rest) => {
    const [classes] = rest.slice(caches) as [tf.Tensor2D?];
    return network.row(window as tf.Tensor4D, rest.slice(0, caches) as tf.Tensor4D[], classes);
  });
  const pixelStep = compile((window, link, ...rest) => {
    const here = link!.expandDims<tf.Tensor4D>(2);
    return network.pixel(window as tf.Tensor4D, rest as tf.Tensor4D[], here);
  });
  return {
    open: (canvas, classes) => createReader(network, { rowStep, pixelStep }, canvas, classes),
    dispose() {
      rowStep.dispose();
      pixelStep.dispose();
    },
  };
}

interface Steps {
  readonly rowStep: CompiledStep;
  readonly pixelStep: CompiledStep;
}

function createReader(
  network: CachedNetwork,
  { rowStep, pixelStep }: Steps,
  canvas: Canvas,
  classes: tf.Tensor2D | undefined,
): PixelReader {
  const { B, shape } = canvas;
  const W = shape[1];
  const reach = network.reaches[0]!;
  const windows = createWindows(canvas);
  /** Caches before the row and after it; the link of each column; caches before the pixel and after it. */
  const rows = { at: -1, before: [] as tf.Tensor[], after: network.emptyRows(B) as tf.Tensor[] };
  let links: tf.Tensor[] = [];
  const pixels = { at: -1, before: [] as tf.Tensor[], after: [] as tf.Tensor[] };

  const startRow = () => {
    tf.dispose([rows.before, links, pixels.before, pixels.after]);
    rows.before = rows.after;
    rows.at++;
    const window = windows(rows.at - reach, rows.at, -reach, W + reach);
    const [link, ...after] = rowStep.run(window, ...rows.before, ...(classes ? [classes] : []));
    links = tf.unstack(link!, 2); // [B,1,layers 2p] for each column
    tf.dispose([window, link!]);
    rows.after = after;
    pixels.at = -1;
    pixels.before = [];
    pixels.after = network.emptyPixels(B);
  };

  const startPixel = () => {
    tf.dispose(pixels.before);
    pixels.before = pixels.after;
    pixels.after = [];
    pixels.at++;
  };

  return {
    parameters(row, column) {
      while (rows.at < row) startRow();
      if (pixels.at < column) startPixel();
      requireOrder(pixels.at === column && rows.at === row, row, column);
      const window = windows(row, row + 1, column - reach, column + 1);
      const [parameters, ...after] = pixelStep.run(window, links[column]!, ...pixels.before);
      tf.dispose([window, ...pixels.after]);
      pixels.after = after;
      return parameters as tf.Tensor5D;
    },
    dispose: () => tf.dispose([rows.before, rows.after, links, pixels.before, pixels.after].flat()),
  };
}

function requireOrder(inOrder: boolean, row: number, column: number): void {
  if (inOrder) return;
  throw new RangeError(
    `pixelCnn: pixel (${row}, ${column}) was asked for out of order; read row by row, from the left, without gaps.`,
  );
}

/** Cuts windows out of the canvas, with coordinates; outside of the picture everything is 0. [B,rows,columns,C+2] */
function createWindows({ values, B, shape: [H, W, C] }: Canvas) {
  const [down, right] = [coordinatesOf(H), coordinatesOf(W)];
  const width = C + COORDINATES;
  return (top: number, bottom: number, left: number, end: number): tf.Tensor4D => {
    const [rows, columns] = [bottom - top, end - left];
    const out = new Float32Array(B * rows * columns * width);
    for (let b = 0; b < B; b++) {
      for (let y = Math.max(0, top); y < bottom; y++) {
        for (let x = Math.max(0, left); x < Math.min(W, end); x++) {
          const to = ((b * rows + y - top) * columns + x - left) * width;
          const from = ((b * H + y) * W + x) * C;
          for (let c = 0; c < C; c++) out[to + c] = values[from + c]!;
          out[to + C] = down[y]!;
          out[to + C + 1] = right[x]!;
        }
      }
    }
    return tf.tensor4d(out, [B, rows, columns, width]);
  };
}
