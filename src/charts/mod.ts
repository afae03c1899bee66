/**
 * Pictures: records in, the text of a standalone SVG out.
 *
 * A log's records are folded into a scene, and {@linkcode pictures} draws what there is; each chart
 * can also be drawn by itself.
 *
 * @module
 */
export { type GrowingScene, newScene, type Scene } from "./scene.ts";
export { type Picture, pictures } from "./pictures.ts";
export { dataChart, type DataChartOptions } from "./data_chart.ts";
export { type BoundaryAt, panelsChart, type PanelsChartOptions } from "./panels_chart.ts";
export {
  planeChart,
  type PlaneChartOptions,
  scatterChart,
  type ScatterChartOptions,
} from "./plane_chart.ts";
export { logitsChart, type LogitsChartOptions } from "./logits_chart.ts";
export { weightsChart, type WeightsChartOptions } from "./weights_chart.ts";
export {
  lossChart,
  type LossChartOptions,
  type LossContext,
  type LossPoint,
} from "./loss_chart.ts";
export {
  streamLossChart,
  type StreamLossChartOptions,
  type StreamLossPoint,
} from "./stream_loss_chart.ts";
export {
  driftChart,
  type DriftChartOptions,
  type DriftNeuron,
  type DriftReport,
} from "./drift_chart.ts";
export { type LeastLoss, leastLoss } from "./best.ts";
export { type OnTheWay, surfaceChart, type SurfaceChartOptions } from "./surface_chart.ts";
export { rocChart, type RocChartOptions } from "./roc_chart.ts";
export { calibrationChart, type CalibrationChartOptions } from "./calibration_chart.ts";
export { type Flow, flowChart, type FlowPart } from "./flow_chart.ts";
export { sweepChart } from "./sweep_chart.ts";
export { curvesChart } from "./curves_chart.ts";
export {
  bestFirst,
  type Group,
  type Groups,
  groupsOf,
  headline,
  type Measure,
  measureOf,
  type RunState,
  type Sweep,
  type SweepRun,
} from "./sweep.ts";

/** What pages in which pictures stand inline need. */
export { STYLE } from "./theme.ts";
export { type Tone, TONES } from "./tones.ts";

// What their signatures name.
export type { FigureOptions } from "./figure.ts";
export type { Level } from "./loss_figure.ts";
export type { NeuronAt, Training } from "./panels.ts";
export type { Loss } from "../neuron/loss.ts";
export type { Neuron } from "../neuron/neuron.ts";
export type { CalibrationBin, RocPoint } from "../neuron/metrics.ts";
export type { Chunk, Scaling } from "../samples/chunk.ts";
export type * from "../records.ts";
