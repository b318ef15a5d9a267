/* See unfolding_read.h. */
#include "drill/unfolding_read.h"

#include <string.h>

#include "sibu/hash.h"

#define ID_BYTES_MAX 200
#define FAR_M 1e6

static enum sibu_status refuse(struct sibu_json_value value, const char *key, struct sibu_fault *fault)
{
    char place[240];
    sibu_json_place(value, key, place);
    return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "与场地或灾种不符", "does not fit the site or the families");
}

static enum sibu_status read_family(struct unfolding_draw *out, struct sibu_json_value root,
                                    const struct sibu_families *families, struct sibu_fault *fault)
{
    const char *id = "";
    enum sibu_status status = sibu_json_string(root, "family", ID_BYTES_MAX, &id, fault);
    uint32_t family = status == SIBU_OK ? sibu_families_find(families, id) : SIBU_NONE;
    if (status == SIBU_OK && family == SIBU_NONE) {
        return refuse(root, "family", fault);
    }
    out->family = status == SIBU_OK ? &families->items[family] : NULL;
    out->families_hash = families->hash;
    return status;
}

static enum sibu_status read_origin(struct unfolding_draw *out, struct sibu_json_value root,
                                    const struct sibu_site *site, struct sibu_fault *fault)
{
    const char *id = "";
    enum sibu_status status = sibu_json_string(root, "zone", ID_BYTES_MAX, &id, fault);
    if (status != SIBU_OK) {
        return status;
    }
    out->origin.zone = sibu_site_find_zone(site, id);
    if (out->origin.zone == SIBU_NONE) {
        return refuse(root, "zone", fault);
    }
    out->origin.floor = site->zones[out->origin.zone].floor;
    status = sibu_json_number(root, "x_m", -FAR_M, FAR_M, &out->origin.x_m, fault);
    return status == SIBU_OK ? sibu_json_number(root, "y_m", -FAR_M, FAR_M, &out->origin.y_m, fault) : status;
}

static enum sibu_status read_key(struct unfolding_draw *out, struct sibu_json_value root, struct sibu_fault *fault)
{
    struct sibu_json_value tick;
    const char *hex = "";
    enum sibu_status status = sibu_json_object(root, "tick", &tick, fault);
    if (status == SIBU_OK) {
        status = sibu_json_string(tick, "R", 64, &hex, fault);
    }
    return status == SIBU_OK && !sibu_unhex(out->key, sizeof out->key, hex) ? refuse(tick, "R", fault) : status;
}

static enum sibu_status read_growth(struct unfolding_draw *out, struct sibu_json_value root, struct sibu_fault *fault)
{
    struct sibu_json_value growth;
    enum sibu_status status = sibu_json_object(root, "growth", &growth, fault);
    for (uint32_t i = 0; status == SIBU_OK && i < out->family->growth_count; i++) {
        const struct sibu_growth *range = &out->family->growths[i];
        double slack = (range->max - range->min) * 1e-6; /* the document has nine digits */
        status = sibu_json_number(growth, range->name, range->min - slack, range->max + slack, &out->growth[i], fault);
    }
    return status;
}

enum sibu_status unfolding_read(struct unfolding_draw *out, const char *document, const struct sibu_site *site,
                                const struct sibu_families *families, struct sibu_fault *fault)
{
    struct sibu_json *json = NULL;
    enum sibu_status status = sibu_json_open(&json, "draw", document, strlen(document), fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct sibu_json_value root = sibu_json_root(json);
    status = read_family(out, root, families, fault);
    if (status == SIBU_OK) {
        status = read_origin(out, root, site, fault);
    }
    if (status == SIBU_OK) {
        status = read_key(out, root, fault);
    }
    if (status == SIBU_OK) {
        status = read_growth(out, root, fault);
    }
    sibu_json_close(json);
    return status;
}
