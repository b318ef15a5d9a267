/* The style of the page: paper and ink as variables, so that dark screens and paper get their own. See html_style.h. */
#include "report/html_style.h"

static const char *const STYLE[] = {
    ":root{--paper:#fff;--ground:#f3f5f7;--ink:#16202a;--soft:#55626f;--line:#d5dbe1;--grid:#e6eaee;--accent:#0072B2;"
    "--good:#00795a;--bad:#b84a00;--badback:#fdf1e7;--wall:#8a949e;--walk:#fff}",
    "@media (prefers-color-scheme:dark){:root{--paper:#1b2229;--ground:#12171c;--ink:#e8edf1;--soft:#a3b0bc;--line:#36424d;"
    "--grid:#2b353e;--accent:#56B4E9;--good:#3ecf9f;--bad:#ff9c52;--badback:#33251a;--wall:#7c8893;--walk:#28323b}}",
    "*{box-sizing:border-box}",
    "html{background:var(--ground);color:var(--ink);font:16px/1.6 system-ui,-apple-system,\"Segoe UI\",Roboto,"
    "\"Noto Sans\",\"PingFang SC\",\"Microsoft YaHei\",\"Noto Sans CJK SC\",\"WenQuanYi Micro Hei\",sans-serif;"
    "-webkit-text-size-adjust:100%}",
    "body{margin:0 auto;max-width:62rem;padding:1rem 1rem 3rem;position:relative}",
    "svg.shapes{position:absolute}",
    "input[name=language]{position:absolute;opacity:0;pointer-events:none}",
    ".switch{display:flex;justify-content:flex-end;gap:.25rem;margin-bottom:.5rem}",
    ".switch label{padding:.3rem .9rem;border:1px solid var(--line);border-radius:2rem;cursor:pointer;color:var(--soft);"
    "background:var(--paper)}",
    "#zh:checked~.switch label[for=zh],#en:checked~.switch label[for=en]{background:var(--accent);border-color:var(--accent);"
    "color:var(--paper);font-weight:600}",
    "#zh:focus-visible~.switch label[for=zh],#en:focus-visible~.switch label[for=en]{outline:3px solid var(--ink);"
    "outline-offset:2px}",
    ".zh,.en{display:none}#zh:checked~main .zh,#en:checked~main .en{display:block}",
    "header,section{background:var(--paper);border:1px solid var(--line);border-radius:.6rem;padding:1.1rem 1.3rem;"
    "margin:0 0 1rem}",
    "header{border-top:.45rem solid var(--good)}header.bad{border-top-color:var(--bad)}",
    ".kind{display:flex;flex-wrap:wrap;gap:.3rem .9rem;align-items:center;color:var(--soft);margin:0}",
    ".kind b{background:var(--accent);color:var(--paper);border-radius:.3rem;padding:0 .55rem;letter-spacing:.04em}",
    "h1{font-size:1.7rem;line-height:1.3;margin:.35rem 0 .2rem}",
    ".when{color:var(--soft);margin:0 0 .9rem}",
    ".verdict{font-size:1.22rem;line-height:1.55;margin:.6rem 0 1.1rem;max-width:46rem;text-wrap:pretty}",
    "h2{font-size:1.18rem;margin:0 0 .8rem;line-height:1.35}h3{font-size:1rem;margin:1.2rem 0 .4rem}",
    "h2.chapter{font-size:1.4rem;margin:2.2rem .3rem .1rem}h2.chapter+p.note{margin:0 .3rem .9rem}",
    ".tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.2rem,1fr));gap:.6rem;margin:0;padding:0;"
    "list-style:none}",
    ".tiles li{border:1px solid var(--line);border-radius:.5rem;padding:.55rem .8rem .6rem}",
    ".tiles b{display:block;font-size:2rem;line-height:1.2;font-variant-numeric:tabular-nums}",
    ".tiles span{display:block;line-height:1.35}.tiles small{color:var(--soft)}",
    ".tiles .alarm{background:var(--badback);border-color:var(--bad)}.tiles .alarm b{color:var(--bad)}",
    ".tiles .fine b{color:var(--good)}",
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.2rem;margin:0}dt{color:var(--soft)}dd{margin:0}dd small{display:block;color:var(--soft)}",
    ".proof{margin:1rem 0 0;padding:.7rem .9rem;background:var(--ground);border-radius:.4rem;font-size:.92rem}",
    ".proof h3{margin:0 0 .2rem}.proof p{margin:.2rem 0}",
    "code{font:.86em/1.5 ui-monospace,Consolas,\"DejaVu Sans Mono\",monospace;overflow-wrap:anywhere}",
    ".wide{overflow-x:auto;margin:0 -1.3rem;padding:0 1.3rem}td:not(.n),tbody th{min-width:5.6rem}",
    ".wide+.wide{margin-top:1rem}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}",
    "th{font-weight:600;font-size:.88rem;color:var(--soft);text-align:left;vertical-align:bottom;line-height:1.3}",
    "th,td{padding:.38rem .9rem .38rem 0;border-bottom:1px solid var(--grid)}",
    "th:last-child,td:last-child{padding-right:0}td{vertical-align:top}",
    ".n{text-align:right;white-space:nowrap}th.n{white-space:normal;min-width:3.4em}.faint{color:var(--soft)}tbody th{color:var(--ink);font-size:1rem;"
    "font-weight:400;vertical-align:top;line-height:inherit}",
    "tr.total td,tr.total th{font-weight:600;border-top:2px solid var(--line)}",
    "tr.strong td{font-weight:600}td.bad{color:var(--bad);font-weight:600}",
    "p.note{color:var(--soft);font-size:.92rem;margin:.8rem 0 0;max-width:52rem}",
    ".legend{display:flex;flex-wrap:wrap;gap:.2rem 1.3rem;list-style:none;margin:.4rem 0 0;padding:0;font-size:.95rem}",
    ".legend li{display:flex;align-items:center;gap:.45rem}.legend svg{width:2.2rem;height:1rem;flex:none}",
    "svg.chart,svg.plan{display:block;width:100%;height:auto}svg.plan{max-height:38rem}svg.chart{max-width:58rem}svg.chart text{fill:var(--ink);font-size:14px}",
    "svg.panel{display:block;width:100%;height:auto}svg.panel text{fill:var(--ink);font-size:12px}",
    ".grid{stroke:var(--grid)}.tick{stroke:var(--soft)}.limit{stroke:var(--soft);stroke-dasharray:3 4}",
    ".curve{fill:none;stroke-linejoin:round}.band{fill-opacity:.2}.middle{fill:none;stroke-opacity:.75}svg .y,svg .end{text-anchor:end}svg .x,.no{text-anchor:middle}",
    "svg.chart text.strong{font-weight:600;paint-order:stroke;stroke:var(--paper);stroke-width:.6em}.course td.n{width:6.5rem}.track{fill:var(--grid)}.mark{fill:var(--ink)}",
    ".hazard{fill-opacity:.85}.ground{fill:var(--walk)}.walls{fill:none;stroke:var(--wall)}.zone{fill-opacity:.93}",
    ".plan{background:var(--grid);border-radius:.3rem}",
    "text.no{font-weight:600;fill:#101820;paint-order:stroke;stroke:#fffc;stroke-width:.22em;stroke-linejoin:round}text.light{fill:#fff;stroke:#101820b0}text.faint{fill:var(--soft)}",
    ".muster{fill:#009E73;fill-opacity:.16;stroke:#009E73;stroke-dasharray:12 6}.legend .muster{stroke-dasharray:4 2}text.muster-id{fill:var(--good);stroke:none}",
    ".exit{stroke:#009E73;fill:none}.origin circle{fill:#fff;fill-opacity:.75;stroke:#D55E00}.origin path{stroke:#D55E00}",
    ".lost .sign{fill:#009E73;stroke:#fff}.lost .way{fill:#fff}.lost .edge{fill:none;stroke:#fff}"
    ".lost .cross{fill:none;stroke:#c1121f}text.when{fill:#c1121f}",
    "td small{display:block;color:var(--soft)}td.words{min-width:13rem}td.whom{min-width:10rem}.unfolded td:nth-child(3){min-width:9.5rem}.scenario th{vertical-align:top}",
    ".rating th[scope=row]{min-width:11rem;vertical-align:top}.rating td:nth-child(2){min-width:6.5rem}.rating td:nth-child(3){min-width:15rem}"
    ".rating small{font-size:.85em}tbody th small{display:block;color:var(--soft)}.plan-of-work td:nth-child(2){min-width:15rem}tr.strong th{font-weight:600}",
    ".maps{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:.9rem;margin:0}",
    ".maps figure{margin:0}.maps figure.ground-floor{grid-column:1/-1}figcaption{font-size:.95rem;color:var(--soft)}",
    ".scale{display:flex;align-items:center;gap:.5rem;font-size:.95rem;margin:.2rem 0 .6rem}",
    ".scale svg{display:block;width:9rem;height:.8rem;border-radius:.2rem}figure.of-chart{margin:0}",
    "details{margin-top:.8rem}summary{cursor:pointer;color:var(--accent)}",
    "footer{color:var(--soft);font-size:.9rem;padding:0 .3rem}",
    "ul.plain{margin:0;padding-left:1.2rem}ul.plain li{margin:.3rem 0}",
    "@media (max-width:40rem){body{padding:.6rem .6rem 2rem}header,section{padding:.9rem .95rem}.wide{margin:0 -.95rem;"
    "padding:0 .95rem}h1{font-size:1.4rem}.verdict{font-size:1.1rem}svg.chart text{font-size:25px}",
    "dl{grid-template-columns:1fr;gap:0}dd{margin:0 0 .5rem}.maps{grid-template-columns:1fr}",
    "th,td{padding-right:.7rem}th{font-size:.78rem}tbody th{min-width:7.2rem;font-size:.95rem}"
    ".rating thead,.plan-of-work thead{display:none}.rating tr,.rating th,.rating td,.plan-of-work tr,.plan-of-work td{display:block;border:0;min-width:0!important;padding:0}"
    ".rating tr,.plan-of-work tr{padding:.5rem 0;border-bottom:1px solid var(--grid)}.rating td,.plan-of-work td{margin-top:.15rem}"
    ".course tr>*:nth-child(2){display:none}.course td.n{width:auto}dl.counts{grid-template-columns:1fr max-content;gap:.3rem 1rem}"
    "dl.counts dd{margin:0;text-align:right}.tiles{grid-template-columns:1fr 1fr}}",
    "@page{size:A4;margin:14mm}@media print{:root{--paper:#fff;--ground:#fff;--ink:#000;--soft:#444;--line:#bbb;--grid:#ddd;--walk:#fff;--wall:#777;"
    "--accent:#0072B2;--good:#00795a;--bad:#b84a00;--badback:#fff}",
    "html{font-size:11px}body{max-width:none;padding:0}.switch{display:none}header,section{border:0;padding:0;"
    "margin:0 0 1.4rem;break-inside:auto}header{border-top:.3rem solid}",
    "h2,h3,h2.chapter+p.note,tr.strong{break-after:avoid}figure,svg,tr,.tiles,.proof{break-inside:avoid}"
    ".wide{overflow:visible;margin:0;padding:0}",
    "svg.plan{max-height:44rem}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}",
};

void html_style(struct sibu_text *out)
{
    for (size_t i = 0; i < sizeof STYLE / sizeof STYLE[0]; i++) {
        sibu_text_add(out, STYLE[i]);
        sibu_text_add(out, "\n");
    }
}
