/* The style of all pages: large, plain, readable in the sun and with gloves on, light and dark. */
#include "web/route.h"

static const char STYLE[] =
    ":root{color-scheme:light dark;--ink:#111;--paper:#fff;--soft:#f1f3f5;--line:#ced4da;--go:#00694a;--help:#a63d00;--calm:#0b5394;--stop:#a4002a}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#f1f3f5;--paper:#14171a;--soft:#212529;--line:#495057}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:var(--paper);color:var(--ink);font:18px/1.5 system-ui,'Noto Sans CJK SC','WenQuanYi Micro Hei',sans-serif}\n"
    "main{max-width:34rem;margin:0 auto;padding:1rem}\n"
    ".board main{max-width:64rem}\n"
    ".banner{background:#f0e442;color:#111;border:3px solid #111;border-radius:.5rem;padding:.6rem 1rem;font-weight:700;font-size:1.25rem;text-align:center}\n"
    ".banner.real{background:#a4002a;color:#fff;border-color:#fff}\n"
    "h1{font-size:1.5rem;margin:.8rem 0 .4rem}h2{font-size:1.2rem;margin:1.4rem 0 .4rem}\n"
    "button,.button{display:block;width:100%;min-height:4.2rem;margin:.8rem 0;padding:.6rem 1rem;border:0;border-radius:.7rem;font:inherit;font-size:1.4rem;font-weight:700;color:#fff;background:var(--calm);cursor:pointer}\n"
    "button:focus-visible,a:focus-visible,input:focus-visible,select:focus-visible,textarea:focus-visible,pre:focus-visible{outline:4px solid #e69f00;outline-offset:2px}\n"
    "button.go{background:var(--go)}button.help{background:var(--help)}button.stop{background:var(--stop)}\n"
    "button.small{min-height:3rem;font-size:1rem}\n"
    "select,input,textarea{width:100%;min-height:3.2rem;font:inherit;padding:.4rem .8rem;border:2px solid var(--line);border-radius:.5rem;background:var(--paper);color:var(--ink)}\n"
    "textarea,pre,code{font-family:ui-monospace,'DejaVu Sans Mono','WenQuanYi Micro Hei Mono',monospace;font-size:.9rem}code{overflow-wrap:anywhere}\n"
    ".words{background:var(--soft);padding:.6rem 1rem;border-radius:.3rem;overflow-wrap:anywhere}pre.words{white-space:pre-wrap}.words del,.words ins{display:block;text-decoration:none;padding-left:1.2rem;text-indent:-1.2rem}.words del::before{content:'\\2212\\00a0'}.words ins{font-weight:700}.words ins::before{content:'+\\00a0'}\n"
    "label{display:block;margin:.8rem 0 .2rem;font-weight:600}\n"
    ".kept{border-left:.5rem solid var(--go);background:var(--soft);padding:.6rem 1rem;margin:.8rem 0;border-radius:.3rem}\n"
    ".warn{border-left-color:var(--stop)}\n"
    ".tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:.6rem;margin:1rem 0}\n"
    ".tile{background:var(--soft);border-radius:.6rem;padding:.6rem .8rem}\n"
    ".tile b{display:block;font-size:2.2rem;line-height:1.1;font-variant-numeric:tabular-nums}\n"
    "table{width:100%;border-collapse:collapse}th,td{text-align:left;padding:.35rem .5rem;border-bottom:1px solid var(--line)}\n"
    "tr.help td{background:#fde2d0;color:#111;font-weight:700}\n"
    ".row{display:grid;grid-template-columns:repeat(auto-fit,minmax(12rem,1fr));gap:0 .8rem}\n"
    "fieldset{border:2px solid var(--line);border-radius:.5rem;margin:.6rem 0}\n"
    "label.box{font-weight:400;min-height:2.4rem}label.box input{width:1.6rem;min-height:1.6rem;margin-right:.6rem;vertical-align:middle}\n"
    ".log td{overflow-wrap:anywhere}\n"
    "a[aria-current]{font-weight:700;border-bottom:3px solid}\n"
    ".language{margin-top:2rem;text-align:right}a{color:inherit}\n"
    "[hidden]{display:none!important}ul.plain{list-style:none;padding:0;margin:0}\n"
    ".wall main{max-width:none;text-align:center;font-size:clamp(1.2rem,2vw,2rem)}.wall h1{font-size:clamp(2rem,5vw,4rem);margin:.4rem 0}.wall .banner{font-size:clamp(1.25rem,3vw,2.6rem)}\n"
    ".wall .tile b{font-size:clamp(3rem,7vw,6rem)}.qr{display:block;margin:.5rem auto;width:min(68vh,92vw);height:auto;background:#fff}.names{columns:14rem;text-align:left}\n"
    "@media(min-width:60rem){.wall .two{display:grid;grid-template-columns:auto 1fr;gap:1rem;align-items:center}.wall .tiles{grid-template-columns:1fr 1fr}}\n"
    "@media print{.language{display:none}.qr{width:15cm}}\n"
    "@media(max-width:40rem){.board table{font-size:.85rem}.board th,.board td{padding:.3rem .2rem}.board td button{white-space:nowrap}.log thead{display:none}.log tr{display:block;padding:.5rem 0;border-bottom:1px solid var(--line)}.log td{display:inline-block;padding:0 .6rem 0 0;border:0}}\n"
    ".wall p{overflow-wrap:anywhere}\n"
    ".soft{opacity:.8;font-size:.95rem}nav.soft{opacity:1}\n";

/* Maps and charts. */
static const char DRAWINGS[] =
    ".maps{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:.8rem}figure{margin:0}figure.wide{grid-column:1/-1}.ground,.zone,.exit,.muster path{vector-effect:non-scaling-stroke}svg.plan,svg.chart{display:block;width:100%;height:auto}svg.plan{max-height:34rem;background:var(--soft);border-radius:.4rem}\n"
    ".ground{fill:var(--paper);stroke:currentColor;stroke-width:1.2}.zone{fill:none;stroke:var(--line);stroke-width:1}.zone.hit{fill:#e69f00;fill-opacity:.35}\n"
    ".exit{fill:none;stroke:#009e73;stroke-width:5}.exit.lost{stroke:#d5005a;stroke-dasharray:4 3}.muster path{fill:var(--paper);stroke:#009e73;stroke-width:2;stroke-dasharray:6 4}.filling{fill:#009e73;fill-opacity:.55}.filling.over{fill:#e69f00}\n"
    ".muster text{fill:var(--ink);font-weight:700;text-anchor:middle;paint-order:stroke;stroke:var(--paper);stroke-width:6}.origin{fill:none;stroke:#d5005a}\n"
    "svg.chart text{fill:var(--ink);font-size:15px}.grid{stroke:var(--line);stroke-opacity:.6}.tick,.limit{stroke:var(--ink);stroke-opacity:.6}.limit{stroke-dasharray:3 4}.curve,.middle{fill:none;stroke-linejoin:round}.band{fill-opacity:.25}svg .y,svg .end{text-anchor:end}svg .x{text-anchor:middle}\n"
    ".legend{list-style:none;padding:0;margin:.3rem 0;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem}.legend svg{width:2.2rem;height:1rem;vertical-align:middle}\n"
    "@media(max-width:40rem){svg.chart text{font-size:25px}}\n";

void page_style(struct server *server, struct http_request *request, struct http_answer *answer)
{
    (void)server;
    (void)request;
    answer->status = 200;
    answer->type = "text/css; charset=utf-8";
    sibu_text_add(&answer->body, STYLE);
    sibu_text_add(&answer->body, DRAWINGS);
}
