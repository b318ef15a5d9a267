/* The ledger of findings read: see finding_book.h. Pure. */
#include "evaluate/finding_book.h"

#include <stdlib.h>
#include <string.h>

#include "sibu/catalogue.h"
#include "sibu/hash.h"

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

const char *finding_word_name(enum finding_word word)
{
    static const char *const NAMES[] = {"seen", "mended", "unknown"};
    return NAMES[word];
}

/* By finding, then as they came. */
static int compare_rows(const void *a, const void *b)
{
    const struct store_finding_row *left = *(const struct store_finding_row *const *)a;
    const struct store_finding_row *right = *(const struct store_finding_row *const *)b;
    int order = strcmp(left->site, right->site);
    order = order != 0 ? order : strcmp(left->kind, right->kind);
    if (order == 0 && strcmp(left->kind, FINDING_GRADE_KIND) != 0) {
        order = strcmp(left->place, right->place);
    }
    return order != 0 ? order : (left->row > right->row) - (left->row < right->row);
}

static int same_finding(const struct store_finding_row *a, const struct store_finding_row *b)
{
    return strcmp(a->site, b->site) == 0 && strcmp(a->kind, b->kind) == 0 &&
           (strcmp(a->kind, FINDING_GRADE_KIND) == 0 || strcmp(a->place, b->place) == 0);
}

static int is_event(const struct store_finding_row *row, const char *event)
{
    return strcmp(row->event, event) == 0;
}

static void take_sight(struct finding_item *item, const struct store_finding_row *row)
{
    item->severity = finding_severity_of(row->mark);
    item->times++;
    item->drill = row->drill;
    item->zh = row->zh;
    item->en = row->en;
    item->word = FINDING_SEEN;
    item->word_drill = row->drill;
    item->due_us = row->due_us;
    if (!is_event(row, "seen")) {
        item->owner = row->owner;
        item->closed = 0;
        item->closed_us = 0;
        item->level = 0;
    }
}

static void take_proof(struct finding_item *item, const struct store_finding_row *row)
{
    item->proof = row->zh;
    item->file = row->file;
    if (is_event(row, "closed")) {
        item->closed = 1;
        item->closed_us = row->time_us;
        item->closed_by = row->who;
    }
}

/* A row of a finding that was opened before. */
static void take_row(struct finding_item *item, const struct store_finding_row *row)
{
    if (is_event(row, "seen") || is_event(row, "reopened")) {
        take_sight(item, row);
    } else if (is_event(row, "mended") || is_event(row, "unknown")) {
        item->word = is_event(row, "mended") ? FINDING_MENDED : FINDING_UNKNOWN;
        item->word_drill = row->drill;
    } else if (is_event(row, "assigned")) {
        item->owner = row->owner;
    } else if (is_event(row, "due")) {
        item->due_us = row->due_us;
        item->level = 0;
    } else if (is_event(row, "returned")) {
        item->closed = 0;
        item->closed_us = 0;
        item->due_us = row->due_us;
        item->level = 0;
    } else if (is_event(row, "proof") || is_event(row, "closed")) {
        take_proof(item, row);
    } else if (is_event(row, "escalated")) {
        item->level = (int32_t)row->value;
    }
}

static struct finding_item begin_item(const struct store_finding_row *row)
{
    struct finding_item item = {.id = row->row,
                                .site = row->site,
                                .kind = row->kind,
                                .place = row->place,
                                .opened_us = row->time_us,
                                .opened_by = row->drill,
                                .proof = "",
                                .file = "",
                                .closed_by = ""};
    take_sight(&item, row);
    return item;
}

static int is_grade(char letter)
{
    return letter >= 'A' && letter <= 'D';
}

static void take_grade(struct finding_grade *grade, const struct store_finding_row *row)
{
    if (!is_grade(row->mark[0]) || !is_grade(row->place[0])) {
        return;
    }
    grade->score_count = row->value < 0 ? 0 : grade->score_count;
    if (row->value >= 0) {
        if (grade->score_count == GRADE_DRILLS_MAX) {
            memmove(grade->scores, grade->scores + 1, (GRADE_DRILLS_MAX - 1) * sizeof grade->scores[0]);
            grade->score_count--;
        }
        grade->scores[grade->score_count++] = (int32_t)row->value;
    }
    grade->site = row->site;
    grade->base = row->place[0];
    grade->grade = row->mark[0];
    grade->time_us = row->time_us;
    grade->zh = row->zh;
    grade->en = row->en;
}

struct reading {
    struct finding_item *items;
    struct finding_grade *grades;
    struct finding_book *book;
};

/* All rows of one finding, or of one site's grade. */
static void take_group(struct reading *reading, const struct store_finding_row *const *rows, size_t count)
{
    struct finding_book *book = reading->book;
    int is_grades = strcmp(rows[0]->kind, FINDING_GRADE_KIND) == 0;
    struct finding_grade grade = {0};
    struct finding_item *item = NULL;
    for (size_t i = 0; i < count; i++) {
        if (is_grades) {
            take_grade(&grade, rows[i]);
        } else if (item != NULL) {
            take_row(item, rows[i]);
        } else if (is_event(rows[i], "opened")) {
            item = &reading->items[book->count++];
            *item = begin_item(rows[i]);
        }
    }
    if (grade.site != NULL) {
        reading->grades[book->grade_count++] = grade;
    }
}

static int compare_items(const void *a, const void *b)
{
    const struct finding_item *left = a, *right = b;
    return (left->id > right->id) - (left->id < right->id);
}

enum sibu_status finding_book_open(struct finding_book *out, const struct store_finding_row *rows, size_t count,
                                   struct sibu_fault *fault)
{
    *out = (struct finding_book){0};
    const struct store_finding_row **sorted = sibu_arena_take(&out->arena, count, sizeof *sorted);
    struct reading reading = {.items = sibu_arena_take(&out->arena, count, sizeof *reading.items),
                              .grades = sibu_arena_take(&out->arena, count, sizeof *reading.grades),
                              .book = out};
    if (sorted == NULL || reading.items == NULL || reading.grades == NULL) {
        finding_book_close(out);
        return no_memory(fault);
    }
    for (size_t i = 0; i < count; i++) {
        sorted[i] = &rows[i];
    }
    qsort(sorted, count, sizeof *sorted, compare_rows);
    for (size_t from = 0, to = 0; from < count; from = to) {
        while (to < count && same_finding(sorted[from], sorted[to])) {
            to++;
        }
        take_group(&reading, sorted + from, to - from);
    }
    qsort(reading.items, out->count, sizeof *reading.items, compare_items);
    out->items = reading.items;
    out->grades = reading.grades;
    return SIBU_OK;
}

void finding_book_close(struct finding_book *book)
{
    sibu_arena_clear(&book->arena);
    *book = (struct finding_book){0};
}

const struct finding_item *finding_book_find(const struct finding_book *book, int64_t id)
{
    for (size_t i = 0; i < book->count; i++) {
        if (book->items[i].id == id) {
            return &book->items[i];
        }
    }
    return NULL;
}

const struct finding_grade *finding_book_grade(const struct finding_book *book, const char *site)
{
    for (size_t i = 0; i < book->grade_count; i++) {
        if (strcmp(book->grades[i].site, site) == 0) {
            return &book->grades[i];
        }
    }
    return NULL;
}

int finding_is_overdue(const struct finding_item *item, int64_t now_us)
{
    return !item->closed && now_us > item->due_us;
}

static enum sibu_status refuse(struct sibu_fault *fault, const char *place, const char *zh, const char *en)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "%s%.0s", "%.0s%s", zh, en);
}

static int sets_due(enum finding_act act)
{
    return act == FINDING_DUE || act == FINDING_REOPEN;
}

enum finding_act finding_act_of(const char *name)
{
    static const char *const NAMES[FINDING_ACTS] = {"assign", "due", "proof", "close", "reopen", "note"};
    int act = 0;
    while (act < FINDING_ACTS && strcmp(NAMES[act], name) != 0) {
        act++;
    }
    return (enum finding_act)act;
}

static enum sibu_status check_deed(const struct finding_item *item, const struct finding_deed *deed,
                                   struct sibu_fault *fault)
{
    uint8_t bytes[SIBU_HASH_BYTES];
    if (item->closed && deed->act != FINDING_REOPEN && deed->act != FINDING_NOTE) {
        return sibu_fault_set(fault, SIBU_NO, "", "问题 %lld 已经关闭", "finding %lld is closed", (long long)item->id);
    }
    if (!item->closed && deed->act == FINDING_REOPEN) {
        return sibu_fault_set(fault, SIBU_NO, "", "问题 %lld 没有关闭", "finding %lld is open", (long long)item->id);
    }
    if (deed->text[0] == '\0' || !sibu_utf8_valid(deed->text, strlen(deed->text))) {
        return refuse(fault, "text", "要写明证明、理由或负责人", "takes a proof, a reason or a name");
    }
    if (sets_due(deed->act) && deed->due_us <= deed->time_us) {
        return refuse(fault, "due", "期限要晚于现在", "must be later than now");
    }
    if (deed->file[0] != '\0' && !sibu_unhex(bytes, sizeof bytes, deed->file)) {
        return refuse(fault, "file", "应为 SHA-256 的 64 位十六进制数字",
                      "takes the 64 hexadecimal digits of a SHA-256");
    }
    return SIBU_OK;
}

enum sibu_status finding_act(struct store_finding_row *out, const struct finding_item *item,
                             const struct finding_deed *deed, struct sibu_fault *fault)
{
    static const char *const EVENTS[] = {"assigned", "due", "proof", "closed", "returned", "noted"};
    enum sibu_status status = check_deed(item, deed, fault);
    int names = deed->act == FINDING_ASSIGN;
    *out = (struct store_finding_row){.time_us = deed->time_us,
                                      .site = item->site,
                                      .kind = item->kind,
                                      .place = item->place,
                                      .event = EVENTS[deed->act],
                                      .who = deed->who,
                                      .owner = names ? deed->text : item->owner,
                                      .due_us = sets_due(deed->act) ? deed->due_us : item->due_us,
                                      .zh = names ? "" : deed->text,
                                      .en = names ? "" : deed->text,
                                      .file = deed->file};
    return status;
}
