/**
 * Pictures: records in, the text of a standalone SVG out.
 *
 * @module
 */
export { dataChart, type DataChartOptions } from "./data_chart.ts";
export { type PanelCheckpoint, panelsChart, type PanelsChartOptions } from "./panels_chart.ts";
export { lossChart, type LossChartOptions, type LossPoint } from "./loss_chart.ts";
