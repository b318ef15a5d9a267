/* A book opened, asked, and its rows told apart: see book.h. Pure. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "draw/book_part.h"

enum sibu_status book_refuse(const struct book_subject *subject, const char *zh, const char *en)
{
    char place[64];
    (void)snprintf(place, sizeof place, "ledger:%" PRId64, subject->row->row);
    return sibu_fault_set(subject->fault, SIBU_NO, place, "%s%.0s", "%.0s%s", zh, en);
}

enum sibu_status book_bad_form(const struct book_subject *subject)
{
    return book_refuse(subject, "内容格式不符，可能被改动", "its body has another form: it may have been changed");
}

enum sibu_status book_open(struct book **out, struct sibu_fault *fault)
{
    struct book *book = sibu_array_new(1, sizeof *book);
    *out = book;
    if (book == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    book->first_tick = book->next_tick = book->drawn.tick = INT64_MIN;
    return SIBU_OK;
}

void book_close(struct book *book)
{
    if (book != NULL) {
        book_forget_rules(book);
        rules_close(book->next_rules);
        sibu_array_free(book);
    }
}

void book_pass(struct book *book, const uint8_t hash[SIBU_HASH_BYTES])
{
    struct tree_hash leaf = tree_leaf(hash, SIBU_HASH_BYTES);
    tree_add(&book->tree, &leaf);
}

void book_resume(struct book *book, int64_t row, const uint8_t previous[SIBU_HASH_BYTES])
{
    struct tree tree = book->tree;
    uint64_t last_epoch = book->last_epoch;
    struct ledger_start start = book->start;
    struct book_counts counts = book->counts;
    book_forget_rules(book);
    rules_close(book->next_rules);
    memset(book, 0, sizeof *book);
    book->first_tick = book->next_tick = book->drawn.tick = INT64_MIN;
    book->start = start;
    book->last_epoch = last_epoch;
    book->counts = counts;
    book->tree = tree;
    book->counts.rows = row - 1;
    book->resuming = 1;
    memcpy(book->hash, previous, sizeof book->hash);
}

static enum sibu_status take_start(const struct book_subject *subject)
{
    struct book *book = subject->book;
    struct ledger_start start;
    if (!ledger_start_read(subject->row->body, &start)) {
        return book_bad_form(subject);
    }
    if (book->counts.servers > 0 && (memcmp(&start.who.id, &book->start.who.id, sizeof start.who.id) != 0 ||
                                     start.who.epoch != book->start.who.epoch)) {
        return book_refuse(subject, "属于另一个安装", "belongs to another installation");
    }
    if (book->counts.servers > 0 && memcmp(start.key, book->start.key, sizeof start.key) != 0) {
        return book_refuse(subject, "签名公钥变了", "has another public key than the rows before");
    }
    book->counts.servers++;
    book->counts.seeded |= start.seeded;
    book->start = start;
    book->last_epoch = book->last_epoch > start.who.epoch ? book->last_epoch : start.who.epoch;
    return SIBU_OK;
}

/* A new epoch begins: nothing of the old one counts any more. */
static enum sibu_status take_damage(const struct book_subject *subject)
{
    struct book *book = subject->book;
    struct ledger_damage damage;
    if (!ledger_damage_read(subject->row->body, &damage) || damage.row >= subject->row->row) {
        return book_bad_form(subject);
    }
    if (!book->resuming) {
        return book_refuse(subject, "确认了并不存在的损坏", "acknowledges damage that is not there");
    }
    book->resuming = 0;
    book->start.who.epoch = ++book->last_epoch;
    return SIBU_OK;
}

static enum sibu_status take_kind(const struct book_subject *subject)
{
    static const struct {
        const char *kind;
        enum sibu_status (*take)(const struct book_subject *subject);
    } KINDS[] = {
        {"tick", book_take_tick},         {"start", take_start},        {"rules", book_take_rules},
        {"period", book_take_period},     {"skip", book_take_skip},     {"drill", book_take_drill},
        {"end", book_take_end},           {"now", book_take_now},       {"missed", book_take_missed},
        {"surprise", book_take_surprise}, {"result", book_take_result}, {"damage", take_damage},
        {"epoch", book_take_epoch},       {"open", book_take_open},     {"link", book_take_link},
    };
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (strcmp(subject->row->kind, KINDS[i].kind) == 0) {
            return KINDS[i].take(subject);
        }
    }
    return book_refuse(subject, "行的种类未知", "is of a kind that is not known");
}

static enum sibu_status check_row(const struct book_subject *subject, uint8_t hash[SIBU_HASH_BYTES])
{
    const struct book *book = subject->book;
    const struct ledger_row *row = subject->row;
    if (book->failed) {
        return book_refuse(subject, "之前已有错误", "comes after a row that failed");
    }
    if (row->row != book->counts.rows + 1) {
        return book_refuse(subject, "行号不连续：有行缺失或被重复",
                           "does not follow the row before: one is missing or repeated");
    }
    ledger_hash(row, book->hash, hash);
    if (memcmp(hash, row->hash, SIBU_HASH_BYTES) != 0) {
        return book_refuse(subject, "哈希不符：本行或之前的内容被改动", "its hash does not fit: this row was changed");
    }
    if (book->resuming && strcmp(row->kind, "damage") != 0) {
        return book_refuse(subject, "损坏还没有被确认", "comes before the damage is acknowledged");
    }
    if (book->counts.servers == 0 && strcmp(row->kind, "start") != 0 && !book->resuming) {
        return book_refuse(subject, "账本应以 start 行开头", "a ledger begins with a row of kind start");
    }
    return SIBU_OK;
}

enum sibu_status book_take(struct book *book, const struct ledger_row *row, struct sibu_fault *fault)
{
    struct book_subject subject = {book, row, fault};
    uint8_t hash[SIBU_HASH_BYTES];
    enum sibu_status status = check_row(&subject, hash);
    if (status == SIBU_OK) {
        status = take_kind(&subject);
    }
    if (status != SIBU_OK) {
        book->failed = 1;
        return status;
    }
    book->counts.rows = row->row;
    memcpy(book->hash, hash, sizeof hash);
    struct tree_hash leaf = tree_leaf(hash, sizeof hash);
    tree_add(&book->tree, &leaf);
    return SIBU_OK;
}

const struct book_counts *book_counts(const struct book *book)
{
    return &book->counts;
}

const uint8_t *book_hash(const struct book *book)
{
    return book->hash;
}

const struct ledger_start *book_start(const struct book *book)
{
    return &book->start;
}

int64_t book_first_tick(const struct book *book)
{
    return book->first_tick;
}

int64_t book_next_tick(const struct book *book)
{
    return book->next_tick;
}

int64_t book_starts_since(const struct book_unit *unit, int64_t tick)
{
    int64_t count = 0;
    int64_t kept = unit->held_count < BOOK_HELD_MAX ? unit->held_count : BOOK_HELD_MAX;
    for (int64_t i = 0; i < kept; i++) {
        count += unit->held[i] >= tick;
    }
    return count;
}

int64_t book_last_start(const struct book_unit *unit)
{
    return unit->held_count > 0 ? unit->held[(unit->held_count - 1) % BOOK_HELD_MAX] : INT64_MIN;
}

void book_unit(const struct book *book, uint32_t unit, struct book_unit_view *out)
{
    const struct book_unit *it = &book->units[unit];
    *out = (struct book_unit_view){.starts = it->starts,
                                   .last_tick = book_last_start(it),
                                   .free_tick = it->free_tick,
                                   .surprise_until = it->surprise_until};
}
