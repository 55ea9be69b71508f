/** Numbers as they come: a plain array or any typed array of numbers. */
export type NumericArray =
  | readonly number[]
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** What may stand in a figure: JSON, or a typed array, which is packed before the figure leaves. */
export type PlotlyValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | NumericArray
  | readonly PlotlyValue[]
  | PlotlyObject;

/** An object of plotly.js: a trace, a layout, an axis, a frame... */
export interface PlotlyObject {
  readonly [key: string]: PlotlyValue;
}

/** A plotly.js figure: what `Plotly.newPlot` takes, and what JupyterLab draws. */
export interface Figure {
  readonly data: readonly PlotlyObject[];
  readonly layout: PlotlyObject;
  /** Precomputed states for sliders and animations. */
  readonly frames?: readonly PlotlyObject[];
  readonly config?: PlotlyObject;
}
