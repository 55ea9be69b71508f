import {
  animatedScatter,
  barChart,
  densityMap,
  heatmap,
  histogram,
  imageFigure,
  imageGrid,
  imageSlider,
  lineChart,
  lossCurve,
  scatterPlot,
  type Figure,
  vectorField,
} from "../../lib/plot";

/** Numbers that look random and are the same on every run, from -1 to 1. */
export function wave(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.sin(i * 12.9898));
}

const axes = { xLabel: "time (s)", yLabel: "height (m)" };
const pictures = { count: 4, height: 8, width: 8, channels: 1, range: [-1, 1] } as const;

/** One figure of every kind, and a colour that must be seen in its picture. */
export const examples: Readonly<Record<string, { figure: Figure; color: string }>> = {
  lineChart: {
    figure: lineChart({
      title: "Lines",
      ...axes,
      series: [
        { name: "one", y: wave(50) },
        { name: "two", x: [0, 20, 40], y: [0, 0.5, 1], style: "line+markers" },
      ],
    }),
    color: "#d55e00",
  },
  logarithmic: {
    figure: lineChart({
      title: "Log axes",
      ...axes,
      xLog: true,
      yLog: true,
      yRange: [1e-4, 10],
      series: [{ name: "error", x: [1, 10, 100], y: [1, 0.1, 0.01], style: "markers" }],
    }),
    color: "#0072b2",
  },
  lossCurve: {
    figure: lossCurve({
      title: "Loss",
      yLabel: "loss (nats)",
      losses: { train: wave(2000).map((v, i) => 2 + v / 5 - i / 2000) },
    }),
    color: "#0072b2",
  },
  scatterPlot: {
    figure: scatterPlot({
      title: "Points",
      ...axes,
      sets: [
        { name: "data", points: wave(200) },
        { name: "samples", points: wave(20), size: 12, opacity: 1 },
      ],
    }),
    color: "#d55e00",
  },
  webgl: {
    figure: scatterPlot({
      title: "Many points",
      ...axes,
      sets: [{ name: "data", points: wave(20_000), opacity: 1 }],
    }),
    color: "#0072b2",
  },
  histogram: {
    figure: histogram({
      title: "Draws",
      xLabel: "x",
      sets: [{ name: "draws", values: wave(1000) }],
      overlay: { name: "density", density: () => 0.5 },
    }),
    color: "#000000",
  },
  heatmap: {
    figure: heatmap({
      title: "Matrix",
      ...axes,
      values: [0, 1, 2, 3, 4, 5],
      rows: 2,
      columns: 3,
      colorLabel: "weight",
    }),
    color: "#fde725",
  },
  densityMap: {
    figure: densityMap({
      title: "Density",
      ...axes,
      xRange: [-2, 2],
      yRange: [-2, 2],
      resolution: 20,
      density: (x, y) => Math.exp(-x * x - y * y),
      points: { name: "draws", points: wave(40) },
    }),
    color: "#440154",
  },
  vectorField: {
    figure: vectorField({
      title: "Field",
      ...axes,
      xRange: [-2, 2],
      yRange: [-2, 2],
      resolution: 20,
      arrows: 8,
      power: 0.5,
      density: (x, y) => Math.exp(-x * x - y * y),
      field: (x, y) => [-x, -y],
    }),
    color: "#ffffff",
  },
  barChart: {
    figure: barChart({
      title: "Bars",
      xLabel: "model",
      yLabel: "bits per dimension",
      categories: ["VAE", "flow"],
      series: [
        { name: "train", values: [1, 2], errors: [0.1, 0.1] },
        { name: "test", values: [1.5, 2.5] },
      ],
    }),
    color: "#d55e00",
  },
  imageFigure: {
    figure: imageFigure({
      title: "Picture",
      png: imageGrid({ images: new Uint8Array([10, 200, 30]), ...single(), channels: 3 }),
    }),
    color: "#0ac81e",
  },
  imageSlider: {
    figure: imageSlider({
      title: "Denoising",
      frames: [wave(256), new Float32Array(256).fill(-1), new Float32Array(256).fill(-0.2)],
      labels: ["t = 2", "t = 1", "t = 0"],
      ...pictures,
    }),
    color: "#666666",
  },
  animatedScatter: {
    figure: animatedScatter({
      title: "Moving points",
      ...axes,
      frames: [wave(40), wave(40).map((v) => 2 * v)],
      labels: ["t = 1", "t = 0"],
      size: 12,
      opacity: 1,
    }),
    color: "#0072b2",
  },
};

function single(): { count: number; height: number; width: number } {
  return { count: 1, height: 1, width: 1 };
}
