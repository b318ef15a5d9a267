/* Time zones of a calendar: see ics_zone.h. */
#include "draw/ics_zone.h"

#include <stdlib.h>
#include <string.h>

#include "draw/date.h"
#include "draw/ics_repeat.h"
#include "draw/plan.h"

#define TZID_BYTES_MAX 63 /* as many as a zone's name has */
#define CHANGES_MAX 10000
#define DAY_S 86400
#define HEADER_BYTES 44
#define TYPE_BYTES 6

/* From this moment on, UTC seconds, the offset of the observance. */
struct change {
    int64_t at_s;
    const struct ics_observance *observance;
    uint8_t type; /* of the TZif file */
};

/* The changes of one VTIMEZONE, put together. */
struct changes {
    struct ics_zones *zones;
    struct change *items;
    size_t count, capacity;
};

static int compare_changes(const void *a, const void *b)
{
    const struct change *left = a, *right = b;
    if (left->at_s != right->at_s) {
        return left->at_s < right->at_s ? -1 : 1;
    }
    return left->observance->line - right->observance->line;
}

static enum sibu_status add_change(struct changes *changes, const struct ics_observance *observance,
                                   const struct ics_time *wall, uint8_t type, struct sibu_fault *fault)
{
    void *items = changes->items;
    if (changes->count == CHANGES_MAX) {
        return sibu_fault_set(fault, SIBU_LIMIT, ics_place(changes->zones->file, observance->line).text,
                              "这个时区的变更超过 %d 次；请改用时区名（如 Asia/Shanghai）",
                              "this time zone changes more than %d times: use one with a name such as Asia/Shanghai",
                              CHANGES_MAX);
    }
    if (!sibu_array_reserve(&items, &changes->capacity, changes->count + 1, sizeof *changes->items, CHANGES_MAX)) {
        return ics_no_memory(changes->zones->file, fault);
    }
    changes->items = items;
    changes->items[changes->count++] =
        (struct change){wall->days * DAY_S + wall->second - observance->before_s, observance, type};
    return SIBU_OK;
}

/* Is the wall time of the observance past the UNTIL of its rule? */
static int past_until(const struct ics_time *until, const struct ics_time *wall, int32_t offset_s)
{
    int64_t wall_s = wall->days * DAY_S + wall->second;
    if (until->clock == ICS_DATE) {
        return wall->days > until->days;
    }
    return wall_s - (until->clock == ICS_UTC ? offset_s : 0) > until->days * DAY_S + until->second;
}

static enum sibu_status add_by_rule(struct changes *changes, const struct ics_observance *observance, uint8_t type,
                                    struct sibu_fault *fault)
{
    struct ics_repeat repeat;
    struct ics_time wall;
    int is_there = 1;
    struct ics_repeat_def def = {changes->zones->file, &observance->series,
                                 date_days((struct date){ICS_YEAR_MAX, 12, 31}), changes->zones->steps_left};
    enum sibu_status status = ics_repeat_open(&repeat, &def, fault);
    while (status == SIBU_OK) {
        status = ics_repeat_next(&repeat, &wall, &is_there, fault);
        if (!is_there || (repeat.has_until && past_until(&repeat.until, &wall, observance->before_s))) {
            break;
        }
        status = add_change(changes, observance, &wall, type, fault);
    }
    ics_repeat_close(&repeat);
    return status;
}

static enum sibu_status add_by_dates(struct changes *changes, const struct ics_observance *observance, uint8_t type,
                                     struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (const struct ics_dates *dates = observance->series.dates; dates != NULL; dates = dates->next) {
        const char *at = dates->value;
        size_t length = 0;
        const char *item = ics_item(&at, &length);
        while (status == SIBU_OK && item != NULL) {
            struct ics_time wall;
            if (!ics_time_read(item, length, "", &wall) || wall.clock != ICS_FLOATING) {
                return sibu_fault_set(fault, SIBU_BAD_INPUT, ics_place(changes->zones->file, dates->line).text,
                                      "时区的 RDATE 应为 20270328T020000 这样的时刻",
                                      "RDATE of a time zone is a time such as 20270328T020000");
            }
            status = add_change(changes, observance, &wall, type, fault);
            item = ics_item(&at, &length);
        }
    }
    return status;
}

static enum sibu_status collect(struct changes *changes, const struct ics_vtimezone *zone, struct sibu_fault *fault)
{
    uint8_t type = 1; /* 0 is what was before the first */
    enum sibu_status status = SIBU_OK;
    for (const struct ics_observance *at = zone->observances; at != NULL && status == SIBU_OK; at = at->next) {
        status = add_change(changes, at, &at->series.start, type, fault);
        if (status == SIBU_OK && at->series.rule != NULL) {
            status = add_by_rule(changes, at, type, fault);
        }
        if (status == SIBU_OK) {
            status = add_by_dates(changes, at, type, fault);
        }
        type++;
    }
    return status;
}

/* In order, and of those at one moment the last alone. */
static void put_in_order(struct changes *changes)
{
    size_t kept = 0;
    qsort(changes->items, changes->count, sizeof *changes->items, compare_changes);
    for (size_t i = 0; i < changes->count; i++) {
        if (kept > 0 && changes->items[kept - 1].at_s == changes->items[i].at_s) {
            kept--;
        }
        changes->items[kept++] = changes->items[i];
    }
    changes->count = kept;
}

/* Writes the number big-endian and goes on behind it. */
static void put(char **at, int64_t value, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--) {
        *(*at)++ = (char)(uint8_t)((uint64_t)value >> (8 * i));
    }
}

static void put_header(char **at, int64_t changes, int64_t types)
{
    memcpy(*at, "TZif2", 5);
    *at += 5 + 15; /* 15 unused bytes */
    put(at, 0, 4);
    put(at, 0, 4);
    put(at, 0, 4);
    put(at, changes, 4);
    put(at, types, 4);
    put(at, 1, 4); /* one letter: the end of an empty name */
}

static void put_type(char **at, int32_t offset_s)
{
    put(at, offset_s, 4);
    *at += 2;
}

/* The changes as a TZif file (RFC 8536) of version 2; zone_open checks it like any other. */
static char *make_tzif(const struct changes *changes, const struct ics_vtimezone *zone, size_t *length)
{
    size_t types = zone->count + 1;
    size_t bytes = 2 * (size_t)HEADER_BYTES + TYPE_BYTES + 1 + changes->count * 9 + types * TYPE_BYTES + 1 + 2;
    char *file = sibu_arena_take(changes->zones->arena, bytes, 1), *at = file;
    if (file == NULL) {
        return NULL;
    }
    put_header(&at, 0, 1);
    at += TYPE_BYTES + 1;
    put_header(&at, (int64_t)changes->count, (int64_t)types);
    for (size_t i = 0; i < changes->count; i++) {
        put(&at, changes->items[i].at_s, 8);
    }
    for (size_t i = 0; i < changes->count; i++) {
        put(&at, changes->items[i].type, 1);
    }
    put_type(&at, changes->items[0].observance->before_s);
    for (const struct ics_observance *type = zone->observances; type != NULL; type = type->next) {
        put_type(&at, type->after_s);
    }
    at++; /* the letter */
    memcpy(at, "\n\n", 2); /* no rule after the last change */
    *length = bytes;
    return file;
}

static enum sibu_status open_own(struct ics_zones *zones, const struct ics_vtimezone *own, struct zone **out,
                                 struct sibu_fault *fault)
{
    struct changes changes = {.zones = zones};
    size_t length = 0;
    enum sibu_status status = collect(&changes, own, fault);
    if (status == SIBU_OK) {
        put_in_order(&changes);
        char *file = make_tzif(&changes, own, &length);
        status = file == NULL ? ics_no_memory(zones->file, fault) : zone_open(out, own->tzid, file, length, fault);
    }
    sibu_array_free(changes.items);
    return status;
}

static enum sibu_status open_named(struct ics_zones *zones, const char *tzid, int line, struct zone **out,
                                   struct sibu_fault *fault)
{
    if (zone_name_valid(tzid) && plan_zone_open(out, tzid, fault) == SIBU_OK) {
        return SIBU_OK;
    }
    return sibu_fault_set(fault, SIBU_BAD_INPUT, ics_place(zones->file, line).text,
                          "时区“%.60s”没有 VTIMEZONE，也不是 IANA 时区名（如 Asia/Shanghai）",
                          "the time zone \"%.60s\" has no VTIMEZONE here and is no IANA name such as Asia/Shanghai",
                          tzid);
}

/* The file's own of this name, or NULL. */
static const struct ics_vtimezone *own_zone(const struct ics_zones *zones, const char *tzid)
{
    const struct ics_vtimezone *own = zones->calendar->zones;
    while (own != NULL && strcmp(own->tzid, tzid) != 0) {
        own = own->next;
    }
    return own;
}

enum sibu_status ics_zones_find(struct ics_zones *zones, const char *tzid, int line, const struct zone **out,
                                struct sibu_fault *fault)
{
    for (size_t i = 0; i < zones->count; i++) {
        if (strcmp(zones->entries[i].tzid, tzid) == 0) {
            *out = zones->entries[i].zone;
            return SIBU_OK;
        }
    }
    if (strlen(tzid) > TZID_BYTES_MAX || zones->count == ICS_ZONES_MAX) {
        return sibu_fault_set(fault, SIBU_LIMIT, ics_place(zones->file, line).text,
                              "时区名超过 %d 个字节，或时区超过 %d 个",
                              "the time zone's name has more than %d bytes, or there are more than %d time zones",
                              TZID_BYTES_MAX, ICS_ZONES_MAX);
    }
    struct zone *zone = NULL;
    const struct ics_vtimezone *own = own_zone(zones, tzid);
    enum sibu_status status =
        own != NULL ? open_own(zones, own, &zone, fault) : open_named(zones, tzid, line, &zone, fault);
    if (status != SIBU_OK) {
        return status;
    }
    zones->entries[zones->count++] = (struct ics_zone_entry){tzid, zone};
    *out = zone;
    return SIBU_OK;
}

void ics_zones_close(struct ics_zones *zones)
{
    for (size_t i = 0; i < zones->count; i++) {
        zone_close(zones->entries[i].zone);
    }
    zones->count = 0;
}
