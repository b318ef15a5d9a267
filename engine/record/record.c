/* What all parts of a record share: faults, plain statements, the ends of its tables, opening and closing. See record.h.
 */
#include "record/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/file.h"
#include "record/floor_read.h"
#include "record/frame_room.h"
#include "record/page_read.h"
#include "record/query.h"
#include "record/schema.h"

enum sibu_status record_no_memory(const struct sibu_record *record, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, record == NULL ? "" : record->path, "内存不足", "out of memory");
}

enum sibu_status record_damaged(const struct sibu_record *record, const char *where, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, record->path, "演练记录已损坏（%s），请用副本恢复",
                          "the record is damaged (%s): use a copy", where);
}

static enum sibu_status fault_of_disk(const struct sibu_record *record, int code, struct sibu_fault *fault)
{
    switch (code & 0xff) {
    case SQLITE_FULL:
        return sibu_fault_set(fault, SIBU_IO, record->path, "磁盘已满，请腾出空间后再试",
                              "the disk is full: make room and try again");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return sibu_fault_set(fault, SIBU_IO, record->path, "记录正被另一个程序使用，请关闭它后再试",
                              "another program is using the record: close it and try again");
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return sibu_fault_set(fault, SIBU_IO, record->path, "没有写入权限", "writing it is not permitted");
    default:
        return sibu_fault_set(fault, SIBU_IO, record->path, "读写失败（%s），请检查磁盘和权限",
                              "reading or writing failed (%s): check the disk and its permissions",
                              sqlite3_errstr(code));
    }
}

enum sibu_status record_fault(const struct sibu_record *record, int code, struct sibu_fault *fault)
{
    switch (code & 0xff) {
    case SQLITE_NOMEM:
        return record_no_memory(record, fault);
    case SQLITE_TOOBIG:
        return sibu_fault_set(fault, SIBU_LIMIT, record->path, "有一项数据超过了允许的大小",
                              "a value is larger than a record takes");
    case SQLITE_CONSTRAINT:
        return sibu_fault_set(fault, SIBU_BAD_INPUT, record->path, "数据与记录中已有的重复，或不合规则",
                              "the row is there already, or breaks a rule of the record");
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_INTERRUPT: /* by the guard on a schema that takes for ever */
    case SQLITE_ERROR: /* our statements are right, so the schema is not ours */
        return record_damaged(record, "SQLite", fault);
    default:
        return fault_of_disk(record, code, fault);
    }
}

enum sibu_status record_execute(struct sibu_record *record, const char *sql, struct sibu_fault *fault)
{
    int code = sqlite3_exec(record->database, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? SIBU_OK : record_fault(record, code, fault);
}

/* The one number that a statement gives. */
static enum sibu_status read_number(struct sibu_record *record, enum query_name name, int64_t max, int64_t *out,
                                    struct sibu_fault *fault)
{
    struct query query = query_open(record, name);
    *out = query_next(&query) ? query_integer(&query, 0, 0, max) : 0;
    return query_close(&query, fault);
}

static enum sibu_status load_event_hash(struct sibu_record *record, struct sibu_fault *fault)
{
    memset(record->event_hash, 0, sizeof record->event_hash);
    if (record->event_count == 0) {
        return SIBU_OK;
    }
    struct query query = query_open(record, QUERY_EVENT_HASH);
    query_put_integer(&query, record->event_count);
    if (query_next(&query)) {
        size_t length = 0;
        const void *bytes = query_bytes(&query, 0, SIBU_HASH_BYTES, &length);
        if (bytes != NULL && length == SIBU_HASH_BYTES) {
            memcpy(record->event_hash, bytes, length);
        } else {
            query_doubt(&query);
        }
    }
    return query_close(&query, fault);
}

static enum sibu_status load_frames_per_s(struct sibu_record *record, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct query query = query_open(record, QUERY_METADATA);
    query_put_text(&query, "fps");
    if (query_next(&query)) {
        record->frames_per_s = strtod(query_text(&query, 0, 64, &arena), NULL);
    }
    if (!(record->frames_per_s > 0.0) || record->frames_per_s > 1000.0) {
        query_doubt(&query);
    }
    sibu_arena_clear(&arena);
    return query_close(&query, fault);
}

static enum sibu_status load_frame_number(struct sibu_record *record, int64_t row, int64_t *out,
                                          struct sibu_fault *fault)
{
    struct query query = query_open(record, QUERY_FRAME_NUMBER);
    query_put_integer(&query, row);
    if (query_next(&query)) {
        *out = query_integer(&query, 0, 0, RECORD_FRAME_MAX);
    } else {
        query_doubt(&query);
    }
    return query_close(&query, fault);
}

/* Frames follow each other without a gap, so the first and the last say all. */
static enum sibu_status load_frames(struct sibu_record *record, struct sibu_fault *fault)
{
    int64_t last = 0;
    record->first_frame = 0;
    enum sibu_status status = read_number(record, QUERY_LAST_FRAME, RECORD_ROWS_MAX, &record->frame_count, fault);
    if (status != SIBU_OK || record->frame_count == 0) {
        return status;
    }
    status = load_frame_number(record, 1, &record->first_frame, fault);
    if (status == SIBU_OK) {
        status = load_frame_number(record, record->frame_count, &last, fault);
    }
    if (status == SIBU_OK && last != record->first_frame + record->frame_count - 1) {
        status = record_damaged(record, "frame_data", fault);
    }
    return status;
}

static enum sibu_status load_floors(struct sibu_record *record, struct sibu_fault *fault)
{
    if (record->floor_geometry == NULL) {
        record->floor_geometry = sibu_array_new(RECORD_FLOORS_MAX, sizeof *record->floor_geometry);
    }
    if (record->floor_geometry == NULL) {
        return record_no_memory(record, fault);
    }
    struct query query = query_open(record, QUERY_FLOORS);
    record->floor_count = 0;
    while (query_next(&query)) {
        (void)query_integer(&query, 0, record->floor_count, record->floor_count);
        if (record->floor_count >= RECORD_FLOORS_MAX) {
            query_doubt(&query);
        } else {
            record->floor_geometry[record->floor_count++] = query_integer(&query, 1, INT64_MIN, INT64_MAX);
        }
    }
    return query_close(&query, fault);
}

enum sibu_status record_load_ends(struct sibu_record *record, struct sibu_fault *fault)
{
    enum sibu_status status = read_number(record, QUERY_LAST_EVENT, RECORD_ROWS_MAX, &record->event_count, fault);
    if (status == SIBU_OK) {
        status = load_event_hash(record, fault);
    }
    if (status == SIBU_OK) {
        status = load_frames_per_s(record, fault);
    }
    if (status == SIBU_OK) {
        status = load_frames(record, fault);
    }
    if (status == SIBU_OK) {
        status = load_floors(record, fault);
    }
    return status;
}

enum sibu_status record_has_seal(struct sibu_record *record, int *has, struct sibu_fault *fault)
{
    struct query query = query_open(record, QUERY_SEALS);
    *has = query_next(&query);
    return query_close(&query, fault);
}

static enum sibu_status open_checked(struct sibu_record *record, enum file_access access, struct sibu_fault *fault)
{
    enum sibu_status status = file_connect(record, record->path, access, fault);
    if (status == SIBU_OK) {
        status = schema_check(record, fault);
    }
    if (status == SIBU_OK) {
        file_trust(record);
        status = record_has_seal(record, &record->sealed, fault);
    }
    return status == SIBU_OK ? record_load_ends(record, fault) : status;
}

static enum sibu_status new_record(struct sibu_record **out, const char *path, struct sibu_fault *fault)
{
    *out = NULL;
    if (strlen(path) >= sizeof(*out)->path - 16 || path[0] == '\0') {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "文件路径为空或太长", "the path is empty or too long");
    }
    struct sibu_record *record = sibu_array_new(1, sizeof *record);
    if (record == NULL) {
        return record_no_memory(NULL, fault);
    }
    (void)snprintf(record->path, sizeof record->path, "%s", path);
    *out = record;
    return SIBU_OK;
}

/* Closes what could not be opened, and passes the status on. */
static enum sibu_status give_up(struct sibu_record **out, enum sibu_status status)
{
    if (status != SIBU_OK) {
        sibu_record_close(*out);
        *out = NULL;
    }
    return status;
}

/* Nobody writes the file any more: its pages can be read. */
static void rest(struct sibu_record *record, const struct file_head *head)
{
    record->at_rest = 1;
    record->pages.page_bytes = (uint32_t)head->page_bytes;
    record->pages.usable_bytes = (uint32_t)head->page_bytes - head->spare_bytes;
    record->pages.page_count = (uint32_t)head->page_count;
}

enum sibu_status sibu_record_open(struct sibu_record **out, const char *path, struct sibu_fault *fault)
{
    struct file_head head = {0};
    *out = NULL;
    enum sibu_status status = file_look(path, &head, fault);
    if (status == SIBU_OK) {
        status = new_record(out, path, fault);
    }
    if (status == SIBU_OK) {
        status = open_checked(*out, head.rests ? FILE_READ_AT_REST : FILE_READ, fault);
    }
    if (status == SIBU_OK && head.rests) {
        rest(*out, &head);
    }
    return give_up(out, status);
}

int sibu_record_recognise(const char *path)
{
    struct file_head head = {0};
    struct sibu_fault ignored;
    if (file_look(path, &head, &ignored) == SIBU_OK) {
        return 1;
    }
    return head.application == SCHEMA_APPLICATION_ID && head.version >= 1 && head.version <= SIBU_RECORD_VERSION;
}

enum sibu_status sibu_record_continue(struct sibu_record **out, const char *path, struct sibu_fault *fault)
{
    struct file_head head = {0};
    *out = NULL;
    enum sibu_status status = file_look(path, &head, fault);
    if (status == SIBU_OK) {
        status = new_record(out, path, fault);
    }
    if (status == SIBU_OK) {
        (*out)->writable = 1;
        status = open_checked(*out, FILE_WRITE, fault);
    }
    if (status == SIBU_OK && (*out)->sealed && head.rests) {
        status = file_look(path, &head, fault); /* opening may have taken back a fold that was not done */
    }
    if (status == SIBU_OK && (*out)->sealed && head.rests) {
        status = sibu_fault_set(fault, SIBU_BAD_INPUT, path, "演练记录已封存，不能再写入",
                                "the record is sealed: nothing can be added to it");
    }
    if (status == SIBU_OK) {
        status = record_execute(*out, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", fault);
    }
    return give_up(out, status);
}

void sibu_record_close(struct sibu_record *record)
{
    if (record == NULL) {
        return;
    }
    for (size_t i = 0; i < RECORD_QUERIES; i++) {
        (void)sqlite3_finalize(record->statements[i]);
    }
    (void)sqlite3_close(record->database);
    sibu_array_free(record->floor_geometry);
    sibu_array_free(record->last_floor);
    frame_room_clear(&record->room);
    page_room_clear(&record->pages);
    floor_changes_clear(&record->changes);
    sibu_array_free(record);
}
