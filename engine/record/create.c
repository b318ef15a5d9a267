/* A new record: made beside its name, complete in one transaction, then given the name; so there is never half of one.
 *
 * Depends on: file, schema, area.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record/area.h"
#include "record/file.h"
#include "record/query.h"
#include "record/schema.h"

/* The shortest decimal that reads back as the same number, with a point, as Python would write it: "4.0". */
static void number_text(double value, char out[40])
{
    for (int digits = 1; digits <= 17; digits++) {
        (void)snprintf(out, 40, "%.*g", digits, value);
        if (!(strtod(out, NULL) < value) && !(strtod(out, NULL) > value)) {
            break;
        }
    }
    if (strpbrk(out, ".en") == NULL) {
        (void)strncat(out, ".0", 3);
    }
}

static enum sibu_status put_metadata(struct sibu_record *record, const char *key, const char *value,
                                     struct sibu_fault *fault)
{
    struct query query = query_open(record, QUERY_PUT_METADATA);
    query_put_text(&query, key);
    query_put_text(&query, value);
    return query_run(&query, fault);
}

/* All floors lie over each other in one frame. */
static struct sibu_box box_of_site(const struct sibu_site *site)
{
    struct sibu_box box = site->floors[0].box;
    for (uint32_t i = 1; i < site->floor_count; i++) {
        const struct sibu_box *floor = &site->floors[i].box;
        box.min_x = floor->min_x < box.min_x ? floor->min_x : box.min_x;
        box.min_y = floor->min_y < box.min_y ? floor->min_y : box.min_y;
        box.max_x = floor->max_x > box.max_x ? floor->max_x : box.max_x;
        box.max_y = floor->max_y > box.max_y ? floor->max_y : box.max_y;
    }
    return box;
}

static enum sibu_status put_all_metadata(struct sibu_record *record, const struct sibu_site *site, double frames_per_s,
                                         struct sibu_fault *fault)
{
    static const char *const KEYS[] = {"fps", "xmin", "xmax", "ymin", "ymax"};
    struct sibu_box box = box_of_site(site);
    const double values[] = {frames_per_s, box.min_x, box.max_x, box.min_y, box.max_y};
    enum sibu_status status = put_metadata(record, "version", "2", fault);
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0] && status == SIBU_OK; i++) {
        char text[40];
        number_text(values[i], text);
        status = put_metadata(record, KEYS[i], text, fault);
    }
    return status;
}

/* Any 64 bits that join a frame to its geometry. */
static int64_t hash_of_wkt(const char *wkt)
{
    struct sibu_hash hash;
    uint8_t bytes[SIBU_HASH_BYTES];
    int64_t value;
    sibu_hash_init(&hash, "sibu wkt v1");
    sibu_hash_text(&hash, wkt);
    sibu_hash_done(&hash, bytes);
    memcpy(&value, bytes, sizeof value);
    return value;
}

static enum sibu_status put_geometry(struct sibu_record *record, const struct area *area, uint32_t floor, int64_t *out,
                                     struct sibu_fault *fault)
{
    struct sibu_text wkt = {0};
    area_wkt(area, floor, &wkt);
    if (wkt.length == 0) { /* nobody can walk here: the frames of this floor show the ground */
        area_wkt(area, area_ground(area), &wkt);
    }
    *out = hash_of_wkt(sibu_text_get(&wkt));
    struct query query = query_open(record, QUERY_PUT_GEOMETRY);
    query_put_integer(&query, *out);
    query_put_text(&query, sibu_text_get(&wkt));
    enum sibu_status status = query_run(&query, fault);
    if (status == SIBU_OK && !sibu_text_ok(&wkt)) {
        status = record_no_memory(record, fault);
    }
    sibu_text_clear(&wkt);
    return status;
}

static enum sibu_status put_floors(struct sibu_record *record, const struct sibu_site *site, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct area area;
    enum sibu_status status = area_open(&area, site, &arena, fault);
    for (uint32_t i = 0; i < site->floor_count && status == SIBU_OK; i++) {
        int64_t geometry = 0;
        status = put_geometry(record, &area, i, &geometry, fault);
        if (status == SIBU_OK) {
            struct query query = query_open(record, QUERY_PUT_FLOOR);
            query_put_integer(&query, i);
            query_put_text(&query, site->floors[i].id);
            query_put_integer(&query, geometry);
            status = query_run(&query, fault);
        }
    }
    sibu_arena_clear(&arena);
    return status;
}

static enum sibu_status fill(struct sibu_record *record, const struct sibu_site *site, double frames_per_s,
                             struct sibu_fault *fault)
{
    enum sibu_status status = record_execute(record, "BEGIN IMMEDIATE", fault);
    if (status == SIBU_OK) {
        status = schema_make(record, fault);
    }
    if (status == SIBU_OK) {
        status = put_all_metadata(record, site, frames_per_s, fault);
    }
    if (status == SIBU_OK) {
        status = put_floors(record, site, fault);
    }
    return status == SIBU_OK ? record_execute(record, "COMMIT", fault) : status;
}

static enum sibu_status check_arguments(const char *path, const struct sibu_site *site, double frames_per_s,
                                        struct sibu_fault *fault)
{
    if (path[0] == '\0' || strlen(path) > 4000) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "文件路径为空或太长", "the path is empty or too long");
    }
    if (!(frames_per_s > 0.0) || frames_per_s > 1000.0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "每秒帧数应大于 0，不超过 1000",
                              "frames a second must be above 0 and at most 1000");
    }
    if (site->floor_count == 0 || site->floor_count > RECORD_FLOORS_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "厂区应有 1 到 %d 层", "the site must have 1 to %d floors",
                              RECORD_FLOORS_MAX);
    }
    if (access(path, F_OK) == 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "已有这个文件，演练记录不会覆盖它",
                              "a file of this name exists, and a record never overwrites one");
    }
    return SIBU_OK;
}

/* Makes the whole file under a name of its own. What an earlier try left there is of no use to anybody. */
static enum sibu_status make_file(const char *path, const struct sibu_site *site, double frames_per_s,
                                  struct sibu_fault *fault)
{
    struct sibu_record *record = sibu_array_new(1, sizeof *record);
    if (record == NULL) {
        return record_no_memory(NULL, fault);
    }
    (void)snprintf(record->path, sizeof record->path, "%s", path);
    (void)unlink(path);
    enum sibu_status status = file_connect(record, path, FILE_MAKE, fault);
    if (status == SIBU_OK) {
        file_trust(record);
        status = record_execute(record, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL", fault);
    }
    if (status == SIBU_OK) {
        status = fill(record, site, frames_per_s, fault);
    }
    sibu_record_close(record);
    if (status != SIBU_OK) {
        (void)unlink(path);
    }
    return status;
}

enum sibu_status sibu_record_create(struct sibu_record **out, const char *path, const struct sibu_site *site,
                                    double frames_per_s, struct sibu_fault *fault)
{
    char making[4096];
    *out = NULL;
    enum sibu_status status = check_arguments(path, site, frames_per_s, fault);
    if (status == SIBU_OK) {
        (void)snprintf(making, sizeof making, "%s.making", path);
        status = make_file(making, site, frames_per_s, fault);
    }
    if (status == SIBU_OK) {
        status = file_name(making, path, fault);
    }
    return status == SIBU_OK ? sibu_record_continue(out, path, fault) : status;
}
