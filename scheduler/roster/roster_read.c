/* Rosters from CSV: see roster.h and docs/roster.md.
 *
 * Depends on: csv, site, hash, memory, roster_cell. Every row is read to its end and every fault noted, so that
 * roster_check lists them all and roster_open gives the first. One thread while reading.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "roster/roster.h"
#include "roster/roster_cell.h"
#include "sibu/csv.h"
#include "sibu/hash.h"

#define FAULTS_MAX 1000
#define NO_COLUMN SIZE_MAX

struct reader {
    const struct roster_source *source;
    struct sibu_csv *csv;
    struct sibu_fault_list *list; /* gets every fault, or NULL */
    struct sibu_fault *first; /* gets the first fault */
    size_t faults;
    int no_memory;
    size_t columns[ROSTER_COLUMNS]; /* where each stands, or NO_COLUMN */
    size_t row; /* the one being read; 0 is the header */
    struct sibu_arena *arena;
};

/* Keeps a fault that has been filled into `fault`. */
static void note(struct reader *reader, const struct sibu_fault *fault)
{
    if (reader->faults++ == 0) {
        *reader->first = *fault;
    }
    struct sibu_fault_list *list = reader->list;
    if (list == NULL || list->count >= FAULTS_MAX) {
        return;
    }
    void *items = list->items;
    if (!sibu_array_reserve(&items, &list->capacity, list->count + 1, sizeof *list->items, FAULTS_MAX)) {
        reader->no_memory = 1;
        return;
    }
    list->items = items;
    list->items[list->count++] = *fault;
}

/* "roster.csv:17:zone", with the header as it stands in the file. */
static void place_of(const struct reader *reader, enum roster_column column, char place[240])
{
    char row[240];
    sibu_csv_place(reader->csv, reader->row, row);
    size_t at = reader->columns[column];
    const char *header = at != NO_COLUMN ? sibu_csv_cell(reader->csv, 0, at) : roster_column_name(column, SIBU_EN);
    size_t length = 0;
    header = roster_trim(header, &length);
    (void)snprintf(place, 240, "%.180s:%.*s", row, length < 40 ? (int)length : 40, header);
}

/* A fault of the cell that is being read; `value` may stand once in each sentence. */
static void bad_cell(struct reader *reader, enum roster_column column, const char *zh, const char *en)
{
    struct sibu_fault fault;
    char place[240];
    place_of(reader, column, place);
    (void)sibu_fault_set(&fault, SIBU_BAD_INPUT, place, "%s%.0s", "%.0s%s", zh, en);
    note(reader, &fault);
}

static void bad_word(struct reader *reader, enum roster_column column, const char *word, const char *known)
{
    struct sibu_fault fault;
    char place[240];
    place_of(reader, column, place);
    (void)sibu_fault_set(&fault, SIBU_BAD_INPUT, place, "“%.60s”无法识别，可填：%s", "\"%.60s\" is not known: use %s",
                         word, known);
    note(reader, &fault);
}

/* The cell of the row being read, without blanks around it, in the roster's own memory; "" where there is no column. */
static const char *cell(struct reader *reader, enum roster_column column)
{
    size_t at = reader->columns[column];
    size_t length = 0;
    const char *text = at == NO_COLUMN ? "" : roster_trim(sibu_csv_cell(reader->csv, reader->row, at), &length);
    const char *copy = sibu_arena_text(reader->arena, text, length);
    if (copy == NULL) {
        reader->no_memory = 1;
        return "";
    }
    if (length > ROSTER_CELL_BYTES_MAX) {
        bad_cell(reader, column, "内容太长，最多 2000 字节", "is longer than 2000 bytes");
    }
    if (column != ROSTER_NOTE && !roster_text_plain(copy)) {
        bad_cell(reader, column, "含有换行等控制字符，请删去",
                 "holds a line break or another control character: take it out");
    }
    return copy;
}

static const char *filled_cell(struct reader *reader, enum roster_column column)
{
    const char *text = cell(reader, column);
    if (text[0] == '\0') {
        bad_cell(reader, column, "不能为空", "must not be empty");
    }
    return text;
}

static void read_header(struct reader *reader)
{
    for (int column = 0; column < ROSTER_COLUMNS; column++) {
        reader->columns[column] = NO_COLUMN;
    }
    for (size_t at = 0; at < sibu_csv_columns(reader->csv); at++) {
        const char *header = sibu_csv_cell(reader->csv, 0, at);
        int column = roster_column_find(header);
        char place[240];
        struct sibu_fault fault;
        sibu_csv_place(reader->csv, 0, place);
        if (roster_blank(header)) {
            continue; /* spreadsheets leave empty columns at the end */
        }
        if (column < 0) {
            (void)sibu_fault_set(&fault, SIBU_BAD_INPUT, place, "不认识的列“%.60s”；其他内容请写入“备注”列",
                                 "the column \"%.60s\" is not known; put other things into the column note", header);
            note(reader, &fault);
        } else if (reader->columns[column] != NO_COLUMN) {
            (void)sibu_fault_set(&fault, SIBU_BAD_INPUT, place, "列“%.60s”重复",
                                 "the column \"%.60s\" stands there twice", header);
            note(reader, &fault);
        } else {
            reader->columns[column] = at;
        }
    }
}

static void require_columns(struct reader *reader)
{
    for (int column = 0; column < ROSTER_COLUMNS; column++) {
        if (reader->columns[column] != NO_COLUMN || !roster_column_required((enum roster_column)column)) {
            continue;
        }
        struct sibu_fault fault;
        char place[240];
        sibu_csv_place(reader->csv, 0, place);
        const char *zh = roster_column_name((enum roster_column)column, SIBU_ZH);
        const char *en = roster_column_name((enum roster_column)column, SIBU_EN);
        (void)sibu_fault_set(&fault, SIBU_BAD_INPUT, place, "缺少“%s”列（%s）", "the column %s (%s) is missing", zh,
                             en);
        note(reader, &fault);
    }
}

static void read_zone(struct reader *reader, struct roster_person *person)
{
    const struct sibu_site *site = reader->source->site;
    person->zone = filled_cell(reader, ROSTER_ZONE);
    person->zone_index = SIBU_NONE;
    if (site == NULL || person->zone[0] == '\0') {
        return;
    }
    person->zone_index = sibu_site_find_zone(site, person->zone);
    if (person->zone_index == SIBU_NONE) {
        struct sibu_fault fault;
        char place[240];
        place_of(reader, ROSTER_ZONE, place);
        (void)sibu_fault_set(&fault, SIBU_BAD_INPUT, place, "区域“%.60s”在场所“%.60s”中不存在",
                             "the zone \"%.60s\" does not exist at the site \"%.60s\"", person->zone, site->id);
        note(reader, &fault);
    }
}

/* The id of the shift among those known, or NULL. */
static const char *find_shift(const char *const *shifts, const char *word)
{
    while (*shifts != NULL && strcmp(*shifts, word) != 0) {
        shifts++;
    }
    return *shifts;
}

/* "day, night, always"; what does not fit is left away. */
static void join(char *out, size_t size, const char *const *words)
{
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; words[i] != NULL && length + strlen(words[i]) + 3 < size; i++) {
        int written = snprintf(out + length, size - length, "%s%s", i == 0 ? "" : ", ", words[i]);
        length += (size_t)written;
    }
}

static void read_shift(struct reader *reader, struct roster_person *person)
{
    const char *const *shifts = reader->source->shifts;
    const char *word = cell(reader, ROSTER_SHIFT);
    person->shift = word[0] == '\0' ? "always" : word;
    if (shifts == NULL || find_shift(shifts, person->shift) != NULL) {
        return;
    }
    person->shift = roster_shift_word(word);
    if (find_shift(shifts, person->shift) == NULL) {
        char known[160];
        join(known, sizeof known, shifts);
        bad_word(reader, ROSTER_SHIFT, word, known);
    }
}

/* The value of a word, or of the usual one once the fault is noted. */
static int read_word(struct reader *reader, enum roster_column column, int (*find)(const char *word), const char *known)
{
    const char *word = cell(reader, column);
    int value = find(word);
    if (value >= 0) {
        return value;
    }
    bad_word(reader, column, word, known);
    return find("");
}

/* A cell that may be empty, and must else be well formed. */
static const char *read_formed(struct reader *reader, enum roster_column column, int (*valid)(const char *text),
                               const char *const wrong[SIBU_LANGUAGES])
{
    const char *text = cell(reader, column);
    if (text[0] != '\0' && !valid(text)) {
        bad_cell(reader, column, wrong[SIBU_ZH], wrong[SIBU_EN]);
    }
    return text;
}

static void read_addresses(struct reader *reader, struct roster_person *person)
{
    static const char *const URL[] = {"不是 http:// 或 https:// 地址",
                                      "is not an address that begins with http:// or https://"};
    static const char *const EMAIL[] = {"不是邮箱地址", "is not an email address"};
    static const char *const PHONE[] = {"电话只能含数字、空格和 + - ( )", "may hold digits, blanks and + - ( ) only"};
    person->url = read_formed(reader, ROSTER_URL, roster_url_valid, URL);
    person->email = read_formed(reader, ROSTER_EMAIL, roster_email_valid, EMAIL);
    person->phone = read_formed(reader, ROSTER_PHONE, roster_phone_valid, PHONE);
}

static void read_person(struct reader *reader, struct roster_person *person)
{
    person->id = filled_cell(reader, ROSTER_ID);
    person->name = filled_cell(reader, ROSTER_NAME);
    person->name_en = cell(reader, ROSTER_NAME_EN);
    if (person->name_en[0] == '\0') {
        person->name_en = person->name;
    }
    read_zone(reader, person);
    read_shift(reader, person);
    person->role = (enum roster_role)read_word(reader, ROSTER_ROLE, roster_role_find,
                                               "worker 员工, warden 疏散引导员, contractor 承包商, visitor 访客");
    person->pace = (enum sibu_pace)read_word(reader, ROSTER_PACE, roster_pace_find,
                                             "fast 快, normal 正常, slow 慢, impaired 行动不便, wheelchair 轮椅");
    person->language = (enum sibu_language)read_word(reader, ROSTER_LANGUAGE, roster_language_find, "zh 中文, en 英文");
    read_addresses(reader, person);
    person->note = cell(reader, ROSTER_NOTE);
}

struct id_row {
    const char *id;
    size_t row;
};

/* By id, then by row. */
static int compare_ids(const void *a, const void *b)
{
    const struct id_row *left = a;
    const struct id_row *right = b;
    int order = strcmp(left->id, right->id);
    if (order != 0) {
        return order;
    }
    return (left->row > right->row) - (left->row < right->row);
}

static void find_double_ids(struct reader *reader, const struct roster *roster)
{
    struct id_row *ids = sibu_array_new(roster->count, sizeof *ids);
    if (ids == NULL) {
        reader->no_memory = 1;
        return;
    }
    for (size_t i = 0; i < roster->count; i++) {
        ids[i] = (struct id_row){roster->people[i].id, i + 1};
    }
    qsort(ids, roster->count, sizeof *ids, compare_ids);
    for (size_t i = 1; i < roster->count; i++) {
        if (ids[i].id[0] == '\0' || strcmp(ids[i].id, ids[i - 1].id) != 0) {
            continue;
        }
        struct sibu_fault fault;
        char place[240];
        reader->row = ids[i].row;
        place_of(reader, ROSTER_ID, place);
        (void)sibu_fault_set(&fault, SIBU_BAD_INPUT, place, "工号“%.60s”与第 %zu 行重复",
                             "the id \"%.60s\" stands in line %zu too", ids[i].id,
                             sibu_csv_line(reader->csv, ids[i - 1].row));
        note(reader, &fault);
    }
    sibu_array_free(ids);
}

static void note_size(struct reader *reader, size_t count)
{
    struct sibu_fault fault;
    char place[240];
    sibu_csv_place(reader->csv, 0, place);
    if (count == 0) {
        (void)sibu_fault_set(&fault, SIBU_BAD_INPUT, place, "名册里没有人", "the roster lists nobody");
    } else {
        (void)sibu_fault_set(&fault, SIBU_LIMIT, place, "名册最多 %d 人", "a roster holds at most %d people",
                             ROSTER_PEOPLE_MAX);
    }
    note(reader, &fault);
}

static void read_people(struct reader *reader, struct roster *roster)
{
    size_t rows = sibu_csv_rows(reader->csv);
    size_t count = rows > 0 ? rows - 1 : 0;
    if (count == 0 || count > ROSTER_PEOPLE_MAX) {
        note_size(reader, count);
        return;
    }
    struct roster_person *people = sibu_arena_take(&roster->arena, count, sizeof *people);
    if (people == NULL) {
        reader->no_memory = 1;
        return;
    }
    for (reader->row = 1; reader->row < rows && !reader->no_memory; reader->row++) {
        read_person(reader, &people[reader->row - 1]);
    }
    roster->people = people;
    roster->count = count;
}

static void read_all(struct reader *reader, struct roster *roster)
{
    struct sibu_hash hash;
    reader->arena = &roster->arena;
    read_header(reader);
    require_columns(reader);
    if (reader->faults > 0) {
        return; /* every row would complain of the same */
    }
    read_people(reader, roster);
    if (roster->count > 0 && !reader->no_memory) {
        find_double_ids(reader, roster);
    }
    sibu_hash_init(&hash, "sibu roster v1");
    sibu_hash_field(&hash, reader->source->bytes, reader->source->length);
    sibu_hash_done(&hash, roster->hash);
}

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

/* Reads all of it; *out is NULL where there was any fault. */
static enum sibu_status read_source(struct roster **out, struct reader *reader)
{
    *out = NULL;
    const struct roster_source *source = reader->source;
    enum sibu_status status = sibu_csv_open(&reader->csv, source->name, source->bytes, source->length, reader->first);
    if (status != SIBU_OK) {
        struct sibu_fault fault = *reader->first;
        note(reader, &fault);
        return status;
    }
    struct roster *roster = sibu_array_new(1, sizeof *roster);
    if (roster == NULL) {
        sibu_csv_close(reader->csv);
        return no_memory(reader->first);
    }
    read_all(reader, roster);
    sibu_csv_close(reader->csv);
    if (reader->no_memory || reader->faults > 0) {
        roster_close(roster);
        return reader->no_memory ? no_memory(reader->first) : reader->first->status;
    }
    *out = roster;
    return SIBU_OK;
}

enum sibu_status roster_open(struct roster **out, const struct roster_source *source, struct sibu_fault *fault)
{
    struct reader reader = {.source = source, .first = fault};
    return read_source(out, &reader);
}

enum sibu_status roster_check(const struct roster_source *source, struct sibu_fault_list *list)
{
    struct sibu_fault first;
    struct reader reader = {.source = source, .list = list, .first = &first};
    struct roster *roster = NULL;
    enum sibu_status status = read_source(&roster, &reader);
    roster_close(roster);
    return status;
}
