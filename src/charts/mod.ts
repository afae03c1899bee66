/**
 * Pictures: records in, the text of a standalone SVG out.
 *
 * @module
 */
export { dataChart, type DataChartOptions } from "./data_chart.ts";
export type { PanelCheckpoint } from "./panel_grid.ts";
export { panelsChart, type PanelsChartOptions } from "./panels_chart.ts";
export {
  planeChart,
  type PlaneChartOptions,
  scatterChart,
  type ScatterChartOptions,
} from "./plane_chart.ts";
export { logitsChart, type LogitsChartOptions } from "./logits_chart.ts";
export { calibrationChart, type CalibrationChartOptions } from "./calibration_chart.ts";
export { rocChart, type RocChartOptions } from "./roc_chart.ts";
export { weightsChart, type WeightsChartOptions } from "./weights_chart.ts";
export { lossChart, type LossChartOptions, type LossPoint } from "./loss_chart.ts";
