/* See snapshot.h. */
#include "view/snapshot.h"

#include <string.h>

#include "view/picture_file.h"

enum sibu_status snapshot_set_view(struct view_state *view, const struct arguments *arguments, struct sibu_fault *fault)
{
    const struct sibu_site *site = view->replay->site;
    view->language = arguments->language;
    view->theme = arguments->theme;
    view->layers = arguments->layers;
    view_state_set_floors(view, arguments->floors);
    view->curves = arguments->curves;
    if (arguments->floor == NULL) {
        return SIBU_OK;
    }
    for (uint32_t i = 0; i < site->floor_count; i++) {
        if (strcmp(site->floors[i].id, arguments->floor) == 0) {
            view->floor = i;
            return SIBU_OK;
        }
    }
    return sibu_fault_set(fault, SIBU_BAD_INPUT, "--floor", "厂区没有楼层“%s”，第一个楼层是“%s”",
                          "the site has no floor \"%s\", its first is \"%s\"", arguments->floor, site->floors[0].id);
}

enum sibu_status snapshot_set_compare(struct compare *compare, struct view_state *view,
                                      const struct arguments *arguments, struct sibu_fault *fault)
{
    enum sibu_status status = compare_open(compare, arguments->compare, view, fault);
    if (status == SIBU_OK && arguments->overlay) {
        compare_overlay(compare);
    }
    return status;
}

static int is_svg(const char *path)
{
    size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, ".svg") == 0;
}

enum sibu_status snapshot_shoot(struct easel *easel, const struct snapshot_def *snapshot, struct sibu_fault *fault)
{
    if (is_svg(snapshot->path)) {
        return easel_sketch(easel, snapshot->time_s, snapshot->path, fault);
    }
    enum sibu_status status = easel_draw(easel, snapshot->time_s, fault);
    return status == SIBU_OK ? picture_file_write(&easel->picture.frame, snapshot->path, fault) : status;
}

enum sibu_status snapshot_run(const struct arguments *arguments, struct sibu_fault *fault)
{
    struct easel easel;
    enum sibu_status status = easel_open(&easel, arguments->record, arguments, fault);
    for (size_t i = 0; i < arguments->snapshot_count && status == SIBU_OK; i++) {
        status = snapshot_shoot(&easel, &arguments->snapshots[i], fault);
    }
    easel_close(&easel);
    return status;
}
