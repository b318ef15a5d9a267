/* TZif files, RFC 8536: a header of 44 bytes and a block with 32-bit times; from version 2 on a second header, a block
 * with 64-bit times, and a footer. Only the last block counts. Depends on: memory, zone_rule. One thread while reading.
 */
#include <stdio.h>
#include <string.h>

#include "draw/zone.h"
#include "draw/zone_data.h"

#define FILE_BYTES_MAX ((size_t)1 << 20)
#define HEADER_BYTES 44
#define CHANGES_MAX 10000
#define OFFSET_MAX_S 93599 /* RFC 8536 section 3.2: less than 26 hours */

struct counts {
    uint32_t is_ut, is_standard, leaps, changes, types, letters;
};

/* What is left of the file. */
struct cursor {
    const unsigned char *at;
    size_t left;
};

static uint32_t read_u32(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | (uint32_t)bytes[3];
}

static int32_t read_i32(const unsigned char *bytes)
{
    uint32_t value = read_u32(bytes);
    return value <= INT32_MAX ? (int32_t)value : -1 - (int32_t)(UINT32_MAX - value);
}

/* A time of 4 or 8 bytes. */
static int64_t read_time(const unsigned char *bytes, size_t size)
{
    if (size == 4) {
        return read_i32(bytes);
    }
    uint64_t value = (uint64_t)read_u32(bytes) << 32 | read_u32(bytes + 4);
    return value <= INT64_MAX ? (int64_t)value : -1 - (int64_t)(UINT64_MAX - value);
}

static int read_header(struct cursor *cursor, int *version, struct counts *out)
{
    const unsigned char *at = cursor->at;
    if (cursor->left < HEADER_BYTES || memcmp(at, "TZif", 4) != 0) {
        return 0;
    }
    *version = at[4] == '\0' ? 1 : at[4] - '0';
    out->is_ut = read_u32(at + 20);
    out->is_standard = read_u32(at + 24);
    out->leaps = read_u32(at + 28);
    out->changes = read_u32(at + 32);
    out->types = read_u32(at + 36);
    out->letters = read_u32(at + 40);
    cursor->at += HEADER_BYTES;
    cursor->left -= HEADER_BYTES;
    return *version >= 1 && out->changes <= CHANGES_MAX && out->types >= 1 && out->types <= 256 &&
           out->letters <= 4096 && out->leaps <= CHANGES_MAX && out->is_ut <= 256 && out->is_standard <= 256;
}

static size_t block_bytes(const struct counts *counts, size_t time_bytes)
{
    return counts->changes * (time_bytes + 1) + counts->types * (size_t)6 + counts->letters +
           counts->leaps * (time_bytes + 4) + counts->is_standard + counts->is_ut;
}

static int skip(struct cursor *cursor, size_t bytes)
{
    if (cursor->left < bytes) {
        return 0;
    }
    cursor->at += bytes;
    cursor->left -= bytes;
    return 1;
}

static int offset_valid(int32_t offset_s)
{
    return offset_s >= -OFFSET_MAX_S && offset_s <= OFFSET_MAX_S;
}

/* The changes of the block at the cursor; false where it contradicts itself or memory ends. */
static int read_changes(struct zone *zone, const unsigned char *block, const struct counts *counts, size_t time_bytes)
{
    const unsigned char *indexes = block + counts->changes * time_bytes;
    const unsigned char *types = indexes + counts->changes;
    int64_t *changes_s = sibu_arena_take(&zone->arena, counts->changes, sizeof *changes_s);
    int32_t *offsets_s = sibu_arena_take(&zone->arena, counts->changes, sizeof *offsets_s);
    if (changes_s == NULL || offsets_s == NULL) {
        return 0;
    }
    for (size_t i = 0; i < counts->changes; i++) {
        changes_s[i] = read_time(block + i * time_bytes, time_bytes);
        if (indexes[i] >= counts->types || (i > 0 && changes_s[i] <= changes_s[i - 1])) {
            return 0;
        }
        offsets_s[i] = read_i32(types + indexes[i] * (size_t)6);
        if (!offset_valid(offsets_s[i])) {
            return 0;
        }
    }
    zone->changes_s = changes_s;
    zone->offsets_s = offsets_s;
    zone->count = counts->changes;
    zone->first_offset_s = read_i32(types);
    return offset_valid(zone->first_offset_s);
}

/* The footer: "\n", a rule or nothing, "\n". */
static int read_footer(struct zone *zone, const struct cursor *cursor)
{
    const char *text = (const char *)cursor->at;
    if (cursor->left < 2 || text[0] != '\n') {
        return 0;
    }
    const char *end = memchr(text + 1, '\n', cursor->left - 1);
    if (end == NULL) {
        return 0;
    }
    zone->has_rule = end > text + 1;
    return !zone->has_rule || zone_rule_read(&zone->rule, text + 1, (size_t)(end - text - 1));
}

static int read_block(struct zone *zone, struct cursor *cursor, const struct counts *counts, size_t time_bytes)
{
    const unsigned char *block = cursor->at;
    return counts->leaps == 0 && skip(cursor, block_bytes(counts, time_bytes)) &&
           read_changes(zone, block, counts, time_bytes);
}

static int read_file(struct zone *zone, struct cursor cursor)
{
    int version = 0;
    struct counts counts;
    if (!read_header(&cursor, &version, &counts)) {
        return 0;
    }
    if (version == 1) {
        return read_block(zone, &cursor, &counts, 4);
    }
    return skip(&cursor, block_bytes(&counts, 4)) && read_header(&cursor, &version, &counts) &&
           read_block(zone, &cursor, &counts, 8) && read_footer(zone, &cursor);
}

enum sibu_status zone_open(struct zone **out, const char *name, const char *bytes, size_t length,
                           struct sibu_fault *fault)
{
    *out = NULL;
    struct zone *zone = sibu_array_new(1, sizeof *zone);
    if (zone == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, name, "内存不足", "out of memory");
    }
    (void)snprintf(zone->name, sizeof zone->name, "%s", name);
    struct cursor cursor = {(const unsigned char *)bytes, length};
    if (length > FILE_BYTES_MAX || !read_file(zone, cursor)) {
        zone_close(zone);
        return sibu_fault_set(fault, SIBU_BAD_INPUT, name, "时区文件损坏或格式不符，请重新安装 tzdata",
                              "the time zone's file is damaged or of another form: install tzdata again");
    }
    *out = zone;
    return SIBU_OK;
}

void zone_close(struct zone *zone)
{
    if (zone != NULL) {
        sibu_arena_clear(&zone->arena);
        sibu_array_free(zone);
    }
}
