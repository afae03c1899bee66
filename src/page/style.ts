import { MINOR, SIZE, SMALL } from "../charts/theme.ts";
import { FONT, TONES } from "../charts/tones.ts";

const tones = Object.entries(TONES);
const declared = (paper: "light" | "dark") =>
  tones.map(([name, tone]) => `--${name}:${tone[paper]}`).join(";");

/** The pictures as the page has them: its tones, and larger text where a picture is small. */
const PICTURES = [
  ...tones.flatMap(([name, { light }]) =>
    ["fill", "stroke", "color"].map((attribute) =>
      `svg [${attribute}="${light}"]{${attribute}:var(--${name})}`
    )
  ),
  `svg[color="${TONES.ink.light}"]{color:var(--ink);fill:var(--ink)}`,
  "@container (max-width:520px){",
  ...Object.values(SIZE).map(({ normal, small }) =>
    `svg [font-size="${normal}"]{font-size:${small}px}`
  ),
  `svg .${MINOR}{display:none}svg .${SMALL}{display:inline}`,
  ".fig text{font-size:20px}",
  "}",
].join("");

/** The style sheet of a page. */
export const PAGE_STYLE = `
:root{${declared("light")};color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{${declared("dark")}}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.55 ${FONT};
  font-variant-numeric:tabular-nums}
header,main,footer{max-width:1360px;margin:0 auto;padding:0 24px}
header{padding-top:28px}
#live{position:fixed;right:16px;bottom:12px;margin:0;padding:2px 10px;background:var(--paper);border:1px solid;border-radius:8px;font-size:14px;z-index:2}
#live:empty{display:none}
h1{font-size:30px;line-height:1.2;margin:0;overflow-wrap:anywhere}
h2::first-letter{text-transform:uppercase}
h2{font-size:21px;line-height:1.3;margin:0 0 4px;overflow-wrap:anywhere}
p{margin:0 0 8px;max-width:44em;overflow-wrap:anywhere}
header p,.note{color:var(--muted)}
section{margin:44px 0 0}
figure{margin:0;container-type:inline-size}
section>figure{max-width:920px}
figure svg{display:block;width:100%;height:auto}
.columns{display:grid;grid-template-columns:minmax(0,1fr);gap:28px 48px}
@media (min-width:1000px){.columns{grid-template-columns:minmax(0,820fr) minmax(0,480fr)}
  #part-sample .columns{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}}
.columns>*{min-width:0}
.bar{position:sticky;top:0;z-index:1;display:flex;align-items:center;gap:14px;
  background:var(--paper);border-bottom:1px solid var(--ghost);padding:10px 0;margin-top:28px}
.bar[hidden]{display:none}
.bar output{min-width:7.5em;text-align:right;font-weight:600}
.bar input{flex:1;min-width:0}
input[type=range]{accent-color:var(--ink);width:100%;margin:0;height:28px}
button{font:inherit;color:inherit;background:none;border:1px solid var(--ghost);border-radius:8px;
  padding:4px 12px;cursor:pointer}
#play{width:52px}
:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
.field{display:flex;gap:14px;align-items:center;margin:6px 0 10px;max-width:44em}
.field[hidden]{display:none}
.field label{flex:0 1 auto;max-width:55%;overflow-wrap:anywhere}
.field input{flex:1 1 8em;min-width:0}
svg text{font-family:${FONT}}
.fig text{font-size:12.5px;fill:var(--ink)}
@container (max-width:680px){.fig text{font-size:14.5px}}
.fig .axis text,.fig .note{fill:var(--muted)}
.fig .x text{text-anchor:middle}
.fig .y text{text-anchor:end;dominant-baseline:central}
.fig .name{font-weight:600}
.fig .c0{fill:var(--class0)}.fig .c1{fill:var(--class1)}
.halo{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.fig path{fill:none;stroke-linejoin:round}
.rule{stroke:var(--ghost);stroke-width:.75}
.line{fill:none;stroke:var(--ink);stroke-width:1.5}
.curve{stroke:var(--ink);stroke-width:2.25}
.held{fill:none;stroke:var(--heldOut);stroke-width:1.5;stroke-dasharray:5 3}
.fig tspan.held{fill:var(--heldOut);stroke:none}
.dashed{fill:none;stroke:var(--ink);stroke-width:1.5;stroke-dasharray:5 3}
.thin{stroke:var(--muted);stroke-width:.75}
.boundary{stroke:var(--ink);stroke-width:.75;stroke-dasharray:2 2}
.now{stroke:var(--ink);stroke-width:.75}
.right0,.right1,.solid0,.solid1,.on0,.on1,.holes{stroke-linecap:round;stroke-width:3.6px}
.right0{stroke:var(--right0)}.right1{stroke:var(--right1)}
.solid0,.on0,.error0{stroke:var(--class0)}.solid1,.on1,.error1{stroke:var(--class1)}
.on0,.on1{stroke-width:7px}
.error0,.error1{stroke-width:1;stroke-opacity:.65}
[id^=n-plane-right],[id^=n-plane-solid]{stroke-width:7px}
.holes{stroke:var(--paper);stroke-width:3px}
.ring{fill:none;stroke:var(--ink);stroke-width:1.75}
.point{fill:var(--ink);stroke:var(--paper);stroke-width:1}
.here{fill:var(--paper);stroke:var(--ink);stroke-width:2.5}
.valley{fill:none;stroke:var(--ink);stroke-width:1.25}
.light{stroke:var(--ink);stroke-width:1.25}
.light.x{stroke:var(--muted);stroke-width:1}
.light.error.c0{stroke:var(--class0)}.light.error.c1{stroke:var(--class1)}
.light.error{stroke-width:2;fill:none}
.lit-x .x.light,.lit-tangent .tangent,.lit-error .error.light{stroke-width:6px;stroke:var(--ink)}
.arrow0{stroke:var(--class0)}.arrow1{stroke:var(--class1)}
.arrow0,.arrow1{stroke-width:.9;stroke-opacity:.75}
.light.on{stroke-width:2.5}
#n,#t{cursor:pointer}
table{border-collapse:collapse}
th{font-weight:400;text-align:left}
.formulas td,.formulas th{padding:3px 14px 3px 0;vertical-align:top}
.formulas th{color:var(--muted);white-space:nowrap}
.formulas td:empty,.formulas tr:has(td:empty){display:none}
@media (max-width:520px){.formulas td,.formulas th{display:block;padding-right:0}.formulas th{padding-bottom:0}
  .bar{gap:10px}.bar output{min-width:5.5em}}
.chain{display:flex;flex-wrap:wrap;align-items:end;gap:8px;margin:12px 0}
.factor{display:inline-flex;flex-direction:column;align-items:center;padding:4px 10px;line-height:1.35}
.what{color:var(--muted);font-size:14px}
.op{padding-bottom:6px}
.wide{overflow-x:auto}
.weights{font-size:15px}
.weights td,.weights th{padding:2px 12px 2px 0;text-align:right;white-space:nowrap}
.weights th:first-child{text-align:left;max-width:12em;overflow:hidden;text-overflow:ellipsis}
.weights thead th{color:var(--muted)}
.confusion{margin:8px 0}
.confusion th{overflow-wrap:anywhere;min-width:4em}
.confusion td,.confusion th{padding:6px 18px 6px 0;text-align:right}
.confusion th:first-child{text-align:left}
.confusion tbody td{font-size:22px}
.confusion .wrong{font-weight:700}
.runs td,.runs th{padding:4px 18px 4px 0;vertical-align:top;white-space:nowrap}
.runs td:last-child{white-space:normal;min-width:18em}
.runs thead th{color:var(--muted)}
@media (max-width:760px){.runs thead{display:none}.runs tr{display:block;padding:6px 0;border-top:1px solid var(--ghost)}
  .runs td{display:inline-block}.runs td:last-child{display:block;min-width:0}
  .runs td:not(:last-child)::before{content:attr(data-name) " ";color:var(--muted)}}
#picture-sweep text{pointer-events:none}
#run-name::first-letter{text-transform:none}
.runs button,.runs span{font-size:15px}
.runs button{padding:0 8px;margin:0 2px 4px 0}
.runs button[aria-pressed=true]{background:var(--ink);color:var(--paper)}
.runs button:disabled{opacity:1;cursor:default}
pre{background:none;border:1px solid var(--ghost);border-radius:8px;padding:12px;overflow-x:auto;
  font-size:14px;line-height:1.45}
summary{cursor:pointer}
footer{padding-top:32px;padding-bottom:48px;color:var(--muted)}
@media print{:root{${declared("light")}}.bar,.field,button#reveal{display:none!important}
  section,figure{break-inside:avoid}body{font-size:11pt}.columns{display:block}.factor{border:none}}
${PICTURES}`.trim();
