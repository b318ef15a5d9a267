/* A plan as SVG 1.1: one element for each item. See sibu_site_svg in sibu/site.h.
 *
 * Depends on: sibu/plan.h. Letters are left to the viewer of the file, which has fonts; all else is exact.
 */
#include "sibu/plan.h"
#include "sibu/site.h"

static void add_colour(struct sibu_text *out, const char *name, uint32_t colour)
{
    uint32_t alpha = colour >> 24;
    if (alpha == 0) {
        sibu_text_addf(out, " %s=\"none\"", name);
        return;
    }
    sibu_text_addf(out, " %s=\"#%06x\"", name, (unsigned)(colour & 0xffffffu));
    if (alpha < 255) {
        sibu_text_addf(out, " %s-opacity=\"%.3g\"", name, (double)alpha / 255.0);
    }
}

static void add_style(struct sibu_text *out, const struct sibu_plan_item *item)
{
    add_colour(out, "fill", item->fill);
    if (item->stroke >> 24 == 0) {
        return;
    }
    add_colour(out, "stroke", item->stroke);
    sibu_text_addf(out, " stroke-width=\"%.4g\"", item->stroke_width);
    if (item->dash > 0.0) {
        sibu_text_addf(out, " stroke-dasharray=\"%.4g\"", item->dash);
    }
}

static void add_path(struct sibu_text *out, const struct sibu_plan_item *item)
{
    sibu_text_add(out, "<path");
    add_style(out, item);
    if (item->path_count > 1) {
        sibu_text_add(out, " fill-rule=\"evenodd\"");
    }
    sibu_text_add(out, " d=\"");
    for (uint32_t i = 0; i < item->path_count; i++) {
        for (uint32_t k = 0; k < item->paths[i].count; k++) {
            struct sibu_point point = item->paths[i].points[k];
            sibu_text_addf(out, "%s%.2f %.2f", k == 0 ? "M" : "L", point.x, point.y);
        }
        sibu_text_add(out, item->closed ? "Z" : "");
    }
    sibu_text_add(out, "\"/>\n");
}

static void add_circle(struct sibu_text *out, const struct sibu_plan_item *item)
{
    sibu_text_addf(out, "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"%.2f\"", item->at.x, item->at.y, item->size);
    add_style(out, item);
    sibu_text_add(out, "/>\n");
}

/* The rim is a stroke painted below the letters. The base line lies 0.36 em below the middle of the letters. */
static void add_text(struct sibu_text *out, const struct sibu_plan_item *item)
{
    static const char *const ANCHORS[] = {"start", "middle", "end"};
    sibu_text_addf(out, "<text x=\"%.2f\" y=\"%.2f\" font-size=\"%.4g\" text-anchor=\"%s\"", item->at.x,
                   item->at.y + 0.36 * item->size, item->size, ANCHORS[item->anchor]);
    sibu_text_add(out, item->bold ? " font-weight=\"bold\"" : "");
    add_style(out, item);
    sibu_text_add(out, item->stroke >> 24 == 0 ? ">" : " paint-order=\"stroke\" stroke-linejoin=\"round\">");
    sibu_text_add_xml(out, item->text);
    sibu_text_add(out, "</text>\n");
}

static void add_item(struct sibu_text *out, const struct sibu_plan_item *item)
{
    switch (item->kind) {
    case SIBU_PLAN_PATH:
        add_path(out, item);
        break;
    case SIBU_PLAN_CIRCLE:
        add_circle(out, item);
        break;
    case SIBU_PLAN_TEXT:
        add_text(out, item);
        break;
    }
}

enum sibu_status sibu_site_svg(const struct sibu_site *site, uint32_t floor, enum sibu_language language,
                               struct sibu_text *out, struct sibu_fault *fault)
{
    struct sibu_plan *plan = NULL;
    enum sibu_status status = sibu_plan_open(&plan, site, floor, language, fault);
    if (status != SIBU_OK) {
        return status;
    }
    sibu_text_addf(out,
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" "
                   "height=\"%.0f\" role=\"img\" xml:lang=\"%s\" font-family=\"'WenQuanYi Micro Hei', 'Noto Sans CJK "
                   "SC', 'PingFang SC', 'Microsoft YaHei', sans-serif\">\n<title>",
                   plan->width, plan->height, plan->width, plan->height, language == SIBU_ZH ? "zh-CN" : "en");
    sibu_text_add_xml(out, plan->title);
    sibu_text_add(out, "</title>\n");
    for (size_t i = 0; i < plan->count; i++) {
        add_item(out, &plan->items[i]);
    }
    sibu_text_add(out, "</svg>\n");
    sibu_plan_close(plan);
    if (!sibu_text_ok(out)) {
        return sibu_fault_set(fault, SIBU_LIMIT, site->id, "平面图过大", "the plan is too large");
    }
    return SIBU_OK;
}
