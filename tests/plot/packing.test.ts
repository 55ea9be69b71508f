import { describe, expect, it } from "vitest";
import { packArray, packFigure, unpackArray } from "../../lib/plot";

describe("packArray", () => {
  const typed = [
    Int8Array.of(-128, 127),
    Uint8Array.of(0, 255),
    Uint8ClampedArray.of(0, 255),
    Int16Array.of(-32768, 32767),
    Uint16Array.of(0, 65535),
    Int32Array.of(-(2 ** 31), 2 ** 31 - 1),
    Uint32Array.of(0, 2 ** 32 - 1),
    Float32Array.of(0.1, -1e30, NaN, Infinity),
    Float64Array.of(0.1, Math.PI, -1e300),
  ];
  it.each(typed.map((array) => [array.constructor.name, array] as const))(
    "gives back every value of a %s",
    (_, array) => {
      expect(unpackArray(packArray(array))).toEqual(Array.from(array));
    },
  );

  it.each([
    ["u1", [0, 255]],
    ["i2", [-1, 300]],
    ["i4", [0, 70_000]],
    ["f8", [0, 2 ** 40]],
    ["f8", [0.1, 0.2]],
    ["f8", [1, NaN]],
  ])("takes %s for the plain numbers %j and loses nothing", (dtype, values) => {
    const packed = packArray(values);
    expect(packed.dtype).toBe(dtype);
    expect(unpackArray(packed)).toEqual(values);
  });

  it("packs the part that a view shows, not the whole buffer", () => {
    const view = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
    expect(unpackArray(packArray(view))).toEqual([2, 3]);
  });

  it("writes little-endian bytes and the shape as plotly.js reads them", () => {
    expect(packArray(Uint8Array.of(1, 2, 3, 4, 5, 6), [2, 3])).toEqual({
      dtype: "u1",
      bdata: "AQIDBAUG",
      shape: "2, 3",
    });
    expect(packArray(Int16Array.of(1)).bdata).toBe("AQA=");
  });

  it("says how many values a shape needs", () => {
    expect(() => packArray([1, 2, 3], [2, 2])).toThrow(
      "packArray: 3 values do not fill 2 rows of 2 columns; pass 4 values.",
    );
  });

  it("names the types it knows when asked for another", () => {
    expect(() => unpackArray({ dtype: "c8", bdata: "" })).toThrow(
      'unpackArray: dtype "c8" is unknown; expected one of i1, u1',
    );
  });
});

describe("packFigure", () => {
  it("packs typed arrays wherever they are and leaves the rest alone", () => {
    const figure = packFigure({
      data: [{ type: "scatter", y: Float32Array.of(1), marker: { size: Uint8Array.of(2) } }],
      layout: { title: { text: "t" }, shapes: [{ x: [1, 2] }], width: undefined },
      frames: [{ data: [{ y: Float64Array.of(3) }] }],
    });
    const json = JSON.parse(JSON.stringify(figure));
    expect(json).toEqual({
      data: [
        { type: "scatter", y: packArray(Float32Array.of(1)), marker: { size: packArray([2]) } },
      ],
      layout: { title: { text: "t" }, shapes: [{ x: [1, 2] }] },
      frames: [{ data: [{ y: packArray(Float64Array.of(3)) }] }],
    });
  });

  it("is the same applied twice", () => {
    const once = packFigure({ data: [{ y: Float32Array.of(1) }], layout: {} });
    expect(packFigure(once)).toEqual(once);
  });
});
