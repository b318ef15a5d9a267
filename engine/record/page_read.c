/* See page_read.h. Every position is checked against the page before a byte is read there. */
#include "record/page_read.h"

#include <string.h>

#include "record/frame_room.h"
#include "record/query.h"

enum { LEAF = 0x0d, INNER = 0x05 }; /* kinds of a table's pages */
#define LEAF_HEAD 8
#define INNER_HEAD 12
#define COLUMNS 6 /* frame, id, pos_x, pos_y, ori_x, ori_y */
#define HEADER_BYTES (1 + COLUMNS) /* of a row: its own length, and the kind of each value */

/* Bytes of a page from `at` on. */
struct span {
    const uint8_t *at, *end;
};

/* An integer of 1 to 9 bytes, seven bits each; false at the end of the page. */
static int take_varint(struct span *span, int64_t *out)
{
    uint64_t value = 0;
    for (int i = 0; i < 9 && span->at < span->end; i++) {
        uint8_t byte = *span->at++;
        if (i == 8) {
            *out = (int64_t)(value << 8 | byte);
            return 1;
        }
        value = value << 7 | (byte & 0x7fu);
        if (byte < 0x80) {
            *out = (int64_t)value;
            return 1;
        }
    }
    return 0;
}

static uint32_t big16(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 8 | bytes[1];
}

static uint32_t big32(const uint8_t *bytes)
{
    return big16(bytes) << 16 | big16(bytes + 2);
}

/* One page in memory. Page 1, the schema's, is none of a table's. */
struct page {
    const uint8_t *bytes;
    uint32_t usable, cells, cells_at;
};

/* The page, from what is held of this level of the tree or from the file. */
static int load(struct sibu_record *record, int level, uint32_t number, struct page *page)
{
    struct record_page_room *room = &record->pages;
    uint8_t *bytes = room->bytes + (size_t)level * room->page_bytes;
    if (number < 2 || number > room->page_count) {
        return 0;
    }
    if (room->number[level] != number) {
        sqlite3_int64 at = (sqlite3_int64)(number - 1) * room->page_bytes;
        room->number[level] = 0;
        if (room->file->pMethods->xRead(room->file, bytes, (int)room->page_bytes, at) != SQLITE_OK) {
            return 0;
        }
        room->number[level] = number;
    }
    uint32_t head = bytes[0] == LEAF ? LEAF_HEAD : INNER_HEAD;
    *page = (struct page){bytes, room->usable_bytes, big16(bytes + 3), head};
    return (bytes[0] == LEAF || bytes[0] == INNER) && head + 2 * page->cells <= page->usable;
}

static int cell(const struct page *page, uint32_t i, struct span *out)
{
    uint32_t at = big16(page->bytes + page->cells_at + 2 * (size_t)i);
    *out = (struct span){page->bytes + at, page->bytes + page->usable};
    return at >= page->cells_at + 2 * page->cells && at + 4 <= page->usable;
}

/* The child of an inner page under which the row stands. */
static int child_of(const struct page *page, int64_t row, uint32_t *child)
{
    uint32_t low = 0, high = page->cells;
    *child = big32(page->bytes + 8);
    while (low < high) { /* the first key that is not before the row */
        uint32_t middle = low + (high - low) / 2;
        struct span span;
        int64_t key = 0;
        if (!cell(page, middle, &span)) {
            return 0;
        }
        uint32_t left = big32(span.at);
        span.at += 4;
        if (!take_varint(&span, &key)) {
            return 0;
        }
        if (key >= row) {
            *child = left;
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return 1;
}

/* The leaf on which the row stands, if it stands anywhere. */
static int find_leaf(struct sibu_record *record, int64_t row, struct page *page)
{
    uint32_t number = record->pages.root;
    for (int level = 0; level < RECORD_PAGE_LEVELS && load(record, level, number, page); level++) {
        if (page->bytes[0] == LEAF) {
            return 1;
        }
        if (!child_of(page, row, &number)) {
            return 0;
        }
    }
    return 0;
}

/* A row as it is stored: the kind of each value, and the bytes of all. */
struct row {
    int64_t number;
    const uint8_t *kinds, *values;
};

/* Bytes of a value by its kind; kinds of ten and more are texts and bytes, which no row of a trajectory has. */
static const uint8_t KIND_BYTES[10] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};

static int read_row(struct span span, struct row *row)
{
    int64_t length = 0, values = HEADER_BYTES;
    if (!take_varint(&span, &length) || !take_varint(&span, &row->number) || span.end - span.at < HEADER_BYTES ||
        span.at[0] != HEADER_BYTES) {
        return 0;
    }
    row->kinds = span.at + 1;
    row->values = span.at + HEADER_BYTES;
    for (int i = 0; i < COLUMNS; i++) {
        if (row->kinds[i] == 0 || row->kinds[i] >= sizeof KIND_BYTES) {
            return 0;
        }
        values += KIND_BYTES[row->kinds[i]];
    }
    return values == length && length <= span.end - span.at;
}

static int64_t take_integer(const uint8_t *bytes, uint8_t kind)
{
    if (kind >= 8) {
        return kind - 8; /* 0 or 1, without a byte */
    }
    uint64_t value = bytes[0] & 0x80u ? UINT64_MAX : 0;
    for (int i = 0; i < KIND_BYTES[kind]; i++) {
        value = value << 8 | bytes[i];
    }
    return (int64_t)value;
}

/* The value of the column where the row stands now; the row goes on to the next. */
static int64_t next_integer(struct row *row, int *right)
{
    uint8_t kind = *row->kinds++;
    int64_t value = kind == 7 ? 0 : take_integer(row->values, kind);
    *right &= kind != 7;
    row->values += KIND_BYTES[kind];
    return value;
}

/* Whole numbers stand as integers even where the column is of reals. */
static float next_coordinate(struct row *row, int *right)
{
    uint8_t kind = *row->kinds++;
    double value = 0.0;
    if (kind == 7) {
        uint64_t bits = (uint64_t)big32(row->values) << 32 | big32(row->values + 4);
        memcpy(&value, &bits, sizeof value);
    } else {
        value = (double)take_integer(row->values, kind);
    }
    row->values += KIND_BYTES[kind];
    *right &= value >= -RECORD_COORDINATE_MAX && value <= RECORD_COORDINATE_MAX;
    return *right ? (float)value : 0.0F;
}

/* Puts the row's person at place i of the room; false where it is none of the frame, or not after the one before. */
static int put_person(struct record_frame_room *room, size_t i, int64_t frame, struct row *row)
{
    int right = 1;
    int64_t of_frame = next_integer(row, &right), person = next_integer(row, &right);
    int64_t before = i > 0 ? (int64_t)room->person[i - 1] : 0;
    room->person[i] = (uint32_t)person;
    room->x_m[i] = next_coordinate(row, &right);
    room->y_m[i] = next_coordinate(row, &right);
    room->heading_x[i] = next_coordinate(row, &right);
    room->heading_y[i] = next_coordinate(row, &right);
    return right && of_frame == frame && person > before && person <= RECORD_PEOPLE_MAX;
}

/* The rows [first, first + count) into the room. */
static int read_rows(struct sibu_record *record, int64_t frame, int64_t first, size_t count)
{
    size_t done = 0;
    while (done < count) {
        struct page page;
        size_t before = done;
        if (!find_leaf(record, first + (int64_t)done, &page)) {
            return 0;
        }
        for (uint32_t i = 0; i < page.cells && done < count; i++) {
            struct span span;
            struct row row;
            if (!cell(&page, i, &span) || !read_row(span, &row)) {
                return 0;
            }
            if (row.number < first + (int64_t)done) {
                continue;
            }
            if (row.number != first + (int64_t)done || !put_person(&record->room, done, frame, &row)) {
                return 0;
            }
            done++;
        }
        if (done == before) {
            return 0;
        }
    }
    return 1;
}

/* Asks SQLite for a number; -1 where it cannot say. */
static int64_t ask(struct sibu_record *record, enum query_name name, int64_t frame)
{
    struct sibu_fault ignored;
    struct query query = query_open(record, name);
    query_put_integer(&query, frame);
    int64_t value = query_next(&query) ? query_integer(&query, 0, 0, INT64_MAX) : -1;
    return query_close(&query, &ignored) == SIBU_OK ? value : -1;
}

/* Where the pages are; false, once and for all, where they cannot be read. */
static int open_pages(struct sibu_record *record)
{
    struct record_page_room *room = &record->pages;
    if (room->bytes != NULL || room->asked) {
        return room->bytes != NULL;
    }
    struct sibu_fault ignored;
    struct query query = query_open(record, QUERY_FRAME_ROOT);
    int64_t root = query_next(&query) ? query_integer(&query, 0, 2, UINT32_MAX) : 0;
    room->asked = 1;
    if (query_close(&query, &ignored) == SIBU_OK && root > 0 && room->usable_bytes > INNER_HEAD &&
        sqlite3_file_control(record->database, "main", SQLITE_FCNTL_FILE_POINTER, &room->file) == SQLITE_OK &&
        room->file != NULL && room->file->pMethods != NULL) {
        room->root = (uint32_t)root;
        room->bytes = sibu_array_new((size_t)RECORD_PAGE_LEVELS * room->page_bytes, 1);
    }
    return room->bytes != NULL;
}

int page_read_frame(struct sibu_record *record, int64_t number, size_t *count)
{
    if (!record->at_rest || !open_pages(record)) {
        return 0;
    }
    int64_t rows = ask(record, QUERY_FRAME_COUNT, number), first = 0;
    if (rows > 0) {
        first = ask(record, QUERY_FRAME_FIRST, number);
    }
    *count = rows > 0 ? (size_t)rows : 0;
    return rows >= 0 && rows <= RECORD_PEOPLE_MAX && first >= 0 && first <= INT64_MAX - RECORD_PEOPLE_MAX &&
           frame_room_grow(&record->room, *count) && read_rows(record, number, first, *count);
}

void page_room_clear(struct record_page_room *room)
{
    sibu_array_free(room->bytes);
    *room = (struct record_page_room){0};
}
