/* A record to measure on, made by rule. See measure.h. */
#include <math.h>
#include <stdio.h>

#include "sibu/memory.h"
#include "sibu/record.h"
#include "view/measure.h"

#define APART_M 1.2
#define FRAMES_PER_S 2.0
#define SPEED_M_PER_S 1.3
#define T0_US INT64_C(1795473000000000)

#define FEATURE(kind, more, type)                                                                                      \
    "{\"type\":\"Feature\",\"properties\":{\"kind\":\"" kind "\",\"floor\":\"F1\"" more                                \
    "},\"geometry\":{\"type\":\"" type "\",\"coordinates\":"
#define NAMED(id, zh, en) ",\"id\":\"" id "\",\"name\":{\"zh\":\"" zh "\",\"en\":\"" en "\"}"

/* A hall, and an assembly point behind its only exit. */
static void site_text(struct sibu_text *text, double side_m)
{
    double s = side_m;
    sibu_text_add(
        text,
        "{\"type\":\"FeatureCollection\",\"sibu\":{\"format\":1,\"id\":\"hall\",\"name\":{\"zh\":\"大厅\",\"en\":\"Hall\"},"
        "\"grade\":\"B\",\"timezone\":\"Asia/Shanghai\",\"coordinates\":\"metres\",\"floors\":[{\"id\":\"F1\",\"name\":"
        "{\"zh\":\"一层\",\"en\":\"Ground floor\"},\"elevation\":0}]},\"features\":[");
    sibu_text_addf(
        text,
        FEATURE("walkable", "",
                "Polygon") "[[[0,0],[%.1f,0],[%.1f,2],[%.1f,2],[%.1f,6],[%.1f,6],[%.1f,%.1f],[0,%.1f],[0,0]]]}},",
        s, s, s + 20.0, s + 20.0, s, s, s, s);
    sibu_text_addf(text,
                   FEATURE("zone", NAMED("Z1", "大厅", "Hall") ",\"use\":\"assembly\"",
                           "Polygon") "[[[1,1],[%.1f,1],[%.1f,%.1f],[1,%.1f],[1,1]]]}},",
                   s - 1.0, s - 1.0, s - 1.0, s - 1.0);
    sibu_text_addf(text,
                   FEATURE("muster", NAMED("M1", "集合点", "Assembly point") ",\"capacity\":200",
                           "Polygon") "[[[%.1f,2],[%.1f,2],[%.1f,6],[%.1f,6],[%.1f,2]]]}},",
                   s + 5.0, s + 20.0, s + 20.0, s + 5.0, s + 5.0);
    sibu_text_addf(text, FEATURE("exit", NAMED("E1", "东门", "East door"), "LineString") "[[%.1f,2],[%.1f,6]]}}]}", s,
                   s);
}

struct crowd {
    uint32_t count, row; /* people; people a row */
    uint32_t *number;
    float *x_m, *y_m, *heading_x, *heading_y;
    uint16_t *floor;
};

static int crowd_open(struct crowd *crowd, uint32_t count)
{
    *crowd = (struct crowd){.count = count,
                            .row = (uint32_t)ceil(sqrt((double)count)),
                            .number = sibu_array_new(count, sizeof *crowd->number),
                            .x_m = sibu_array_new(count, sizeof *crowd->x_m),
                            .y_m = sibu_array_new(count, sizeof *crowd->y_m),
                            .heading_x = sibu_array_new(count, sizeof *crowd->heading_x),
                            .heading_y = sibu_array_new(count, sizeof *crowd->heading_y),
                            .floor = sibu_array_new(count, sizeof *crowd->floor)};
    return crowd->number && crowd->x_m && crowd->y_m && crowd->heading_x && crowd->heading_y && crowd->floor;
}

static void crowd_close(struct crowd *crowd)
{
    void *blocks[] = {crowd->number, crowd->x_m, crowd->y_m, crowd->heading_x, crowd->heading_y, crowd->floor};
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        sibu_array_free(blocks[i]);
    }
}

/* Everybody walks in a small square, each from another corner of it. */
static void crowd_place(struct crowd *crowd, double time_s)
{
    static const float WAYS[4][2] = {{1.0F, 0.0F}, {0.0F, 1.0F}, {-1.0F, 0.0F}, {0.0F, -1.0F}};
    for (uint32_t i = 0; i < crowd->count; i++) {
        uint32_t leg = (uint32_t)(time_s * FRAMES_PER_S) + i;
        float step_m = (float)(SPEED_M_PER_S / FRAMES_PER_S);
        crowd->number[i] = i + 1;
        crowd->heading_x[i] = WAYS[leg % 4][0];
        crowd->heading_y[i] = WAYS[leg % 4][1];
        crowd->x_m[i] = (float)((i % crowd->row + 0.25) * APART_M) + (leg % 4 == 1 || leg % 4 == 2 ? step_m : 0.0F);
        crowd->y_m[i] = (float)((i / crowd->row + 0.25) * APART_M) + (leg % 4 >= 2 ? step_m : 0.0F);
    }
}

static enum sibu_status put_people(struct sibu_record *record, uint32_t count, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (uint32_t i = 0; status == SIBU_OK && i < count; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "P-%06u", i + 1);
        struct sibu_record_person person = {i + 1, id, id, "Z1", "day", "worker", "normal", "zh", 1};
        status = sibu_record_put_person(record, &person, fault);
    }
    for (uint32_t i = 0; status == SIBU_OK && i < count; i++) { /* set off one after the other, all in the first 4 s */
        struct sibu_record_event event = {.time_us = T0_US + (int64_t)i * 4000000 / count,
                                          .kind = "start",
                                          .person = i + 1,
                                          .place = "",
                                          .detail = ""};
        status = sibu_record_put_event(record, &event, fault);
    }
    return status;
}

static enum sibu_status put_frames(struct sibu_record *record, uint32_t count, struct sibu_fault *fault)
{
    struct crowd crowd;
    enum sibu_status status = SIBU_OK;
    if (!crowd_open(&crowd, count)) {
        status = sibu_fault_set(fault, SIBU_NO_MEMORY, "--bench", "内存不足", "no memory");
    }
    for (int number = 0; status == SIBU_OK && number < MEASURE_FRAMES; number++) {
        crowd_place(&crowd, number / FRAMES_PER_S);
        struct sibu_record_frame frame = {number / FRAMES_PER_S, count,           crowd.number, crowd.x_m, crowd.y_m,
                                          crowd.heading_x,       crowd.heading_y, crowd.floor};
        status = sibu_record_put_frame(record, &frame, fault);
    }
    crowd_close(&crowd);
    return status;
}

static enum sibu_status put_all(struct sibu_record *record, const struct sibu_text *site, uint32_t people,
                                struct sibu_fault *fault)
{
    enum sibu_status status = sibu_record_begin(record, fault);
    if (status == SIBU_OK) {
        status = sibu_record_put_document(record, "site", site->bytes, site->length, fault);
    }
    if (status == SIBU_OK) {
        status = put_people(record, people, fault);
    }
    if (status == SIBU_OK) {
        status = put_frames(record, people, fault);
    }
    return status == SIBU_OK ? sibu_record_commit(record, fault) : status;
}

enum sibu_status measure_record(const char *path, uint32_t people, struct sibu_fault *fault)
{
    struct sibu_site *site = NULL;
    struct sibu_record *record = NULL;
    struct sibu_text text = {0};
    site_text(&text, ceil(sqrt((double)people)) * APART_M);
    enum sibu_status status = SIBU_NO_MEMORY;
    if (!sibu_text_ok(&text)) {
        return sibu_fault_set(fault, status, "--bench", "内存不足", "no memory");
    }
    status = sibu_site_open(&site, "hall", text.bytes, text.length, fault);
    if (status == SIBU_OK) {
        status = sibu_record_create(&record, path, site, FRAMES_PER_S, fault);
    }
    if (status == SIBU_OK) {
        status = put_all(record, &text, people, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_record_seal(record, fault);
    }
    sibu_record_close(record);
    sibu_site_close(site);
    sibu_text_clear(&text);
    return status;
}
