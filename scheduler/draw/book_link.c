/* A tick in a shared epoch: opened, and then drawn by its links. See book_proof.h, docs/proof.md. Pure. Depends on: libsodium
 * (SHA-256).
 */
#include <sodium.h>
#include <string.h>

#include "draw/book_part.h"

#define SECOND_US INT64_C(1000000)
#define ROUND_AHEAD_S 30 /* so far the server's clock may be behind the beacon's */

const struct ledger_open *book_opened(const struct book *book, struct tree_head *head)
{
    if (head != NULL) {
        *head = book->open_head;
    }
    return book->is_open ? &book->opened : NULL;
}

int64_t book_link_number(const struct book *book)
{
    return book->next_tick - book->epoch.from_tick + 1;
}

struct chain_known book_known(const struct book *book, size_t party)
{
    return book->known[party];
}

size_t book_parts(const struct ledger_link *link, int has_beacon, uint8_t parts[DRAW_PARTS_MAX][32])
{
    size_t count = 0;
    memcpy(parts[count++], link->link, CHAIN_LINK_BYTES);
    for (size_t i = 0; i < link->witness_count; i++) {
        memcpy(parts[count++], link->witnesses[i].link, CHAIN_LINK_BYTES);
    }
    if (has_beacon) {
        crypto_hash_sha256(parts[count++], link->signature, link->signature_bytes);
    }
    return count;
}

enum sibu_status book_draw_open(const struct book *book, struct ledger_open *open, struct sibu_fault *fault)
{
    if (book_turn(book) != BOOK_TURN_OPEN || book_period_due(book) != SIBU_NONE) {
        return sibu_fault_set(fault, SIBU_NO, "", "现在不能打开时刻", "no tick can be opened now");
    }
    open->tick = book->next_tick;
    open->rules = book->rules_row;
    return SIBU_OK;
}

enum sibu_status book_take_open(const struct book_subject *subject)
{
    struct book *book = subject->book;
    struct ledger_open open;
    uint8_t hash[SIBU_HASH_BYTES];
    if (!ledger_open_read(subject->row->body, &open)) {
        return book_bad_form(subject);
    }
    enum sibu_status status = book_check_turn(subject, &open);
    if (status != SIBU_OK) {
        return status;
    }
    if (book_turn(book) != BOOK_TURN_OPEN) {
        return book_refuse(subject, "此时没有可以打开的时刻", "opens a tick where none is to be opened");
    }
    if (book_period_due(book) != SIBU_NONE) {
        return book_refuse(subject, "缺少时期行", "comes without the row of its period");
    }
    book_gate_units(book, open.closed);
    ledger_hash(subject->row, book->hash, hash);
    book->open_head = book_head_with(book, hash);
    book->opened = open;
    book->is_open = 1;
    return SIBU_OK;
}

enum sibu_status book_draw_link(struct book *book, struct ledger_link *link, struct sibu_fault *fault)
{
    uint8_t parts[DRAW_PARTS_MAX][32];
    uint8_t R[32];
    if (!book->is_open) {
        return sibu_fault_set(fault, SIBU_NO, "", "没有打开的时刻", "no tick is open");
    }
    link->tick = book->opened.tick;
    size_t count = book_parts(link, book->epoch.has_beacon, parts);
    draw_root_shared(&book->start.who, link->tick, (const uint8_t(*)[32])parts, count, R);
    link->starts = book_fire_units(book, R, link->outcomes);
    return SIBU_OK;
}

/* The link is the one before which the last known one stands. */
static int leads(const struct book *book, size_t party, const uint8_t link[CHAIN_LINK_BYTES])
{
    struct chain_known later = {.number = book_link_number(book)};
    memcpy(later.link, link, sizeof later.link);
    return chain_leads(&book->start.who, &later, &book->known[party]);
}

static enum sibu_status check_given(const struct book_subject *subject, const struct ledger_link *link, size_t i)
{
    const struct book *book = subject->book;
    const struct ledger_given *given = &link->witnesses[i];
    struct receipt receipt = {.who = book->start.who, .tick = link->tick, .time_s = given->time_s};
    if (!leads(book, i + 1, given->link)) {
        return book_refuse(subject, "见证人的链节与其锚不符", "has a witness's link that does not lead to its anchor");
    }
    if (given->time_s < link->tick * book->rules->tick_s) {
        return book_refuse(subject, "见证人在时刻到来之前就给出了链节", "has a link that was given before its time");
    }
    memcpy(receipt.link, given->link, sizeof receipt.link);
    book_origin(&book->start, receipt.checkpoint.origin);
    receipt.checkpoint.head = book->open_head;
    if (!receipt_check(&book->epoch.witnesses[i].key, &receipt, given->receipt)) {
        return book_refuse(
            subject, "见证人的回执不符：链节不是按这一行之前的账本给出的",
            "has a receipt that does not hold: the link was not given for the ledger as it stood before");
    }
    return SIBU_OK;
}

static enum sibu_status check_round(const struct book_subject *subject, const struct ledger_link *link)
{
    const struct ledger_epoch *epoch = &subject->book->epoch;
    const struct beacon_chain *chain = &epoch->beacon;
    if (!epoch->has_beacon) {
        int none = link->round == 0 && link->signature_bytes == 0 && link->previous_bytes == 0;
        return none ? SIBU_OK : book_bad_form(subject);
    }
    if (link->signature_bytes != chain->signature_bytes || (link->previous_bytes > 0) != (chain->is_chained != 0)) {
        return book_bad_form(subject);
    }
    if (link->round != beacon_round_at(chain, draw_tick_time_us(subject->book->rules->tick_s, link->tick))) {
        return book_refuse(subject, "不是这一时刻应用的信标轮次", "has another round of the beacon than its tick's");
    }
    if (subject->row->time_us + ROUND_AHEAD_S * SECOND_US < beacon_time_us(chain, link->round)) {
        return book_refuse(subject, "写于信标公布该轮之前", "was written before its round was out");
    }
    return SIBU_OK;
}

static enum sibu_status check_links(const struct book_subject *subject, const struct ledger_link *link)
{
    const struct book *book = subject->book;
    if (!book->is_open || link->tick != book->opened.tick) {
        return book_refuse(subject, "没有先打开这一时刻", "draws a tick that is not open");
    }
    if (book->waiting_first < book->waiting_count) {
        return book_refuse(subject, "之前抽中的演练没有记录其结果", "the drill drawn before has no row");
    }
    if (link->witness_count != book->epoch.witness_count) {
        return book_bad_form(subject);
    }
    if (!leads(book, 0, link->link)) {
        return book_refuse(subject, "链节与锚不符", "has a link that does not lead to the anchor");
    }
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < link->witness_count && status == SIBU_OK; i++) {
        status = check_given(subject, link, i);
    }
    return status == SIBU_OK ? check_round(subject, link) : status;
}

static void count_mode(struct book *book)
{
    int witnessed = book->epoch.witness_count > 0;
    int beaconed = book->epoch.has_beacon;
    book->counts.ticks++;
    book->counts.both += witnessed && beaconed;
    book->counts.witnessed += witnessed && !beaconed;
    book->counts.beaconed += beaconed && !witnessed;
}

/* The starts wait now, the links are known, and the tick is closed. */
static void close_tick(struct book *book, const struct ledger_link *link, int late)
{
    size_t count = book_parts(link, book->epoch.has_beacon, book->waiting_parts);
    book->waiting_part_count = count;
    book->waiting_late = late;
    memset(book->waiting_r, 0, sizeof book->waiting_r);
    draw_root_shared(&book->start.who, link->tick, (const uint8_t(*)[32])book->waiting_parts, count, book->waiting_R);
    for (size_t i = 0; i <= link->witness_count; i++) { /* the first parts are the links, the server's first */
        book->known[i].number = book_link_number(book);
        memcpy(book->known[i].link, book->waiting_parts[i], CHAIN_LINK_BYTES);
    }
    book_count_outcomes(book);
    book_list_starts(book, link->tick);
    book->is_open = 0;
    book->next_tick++;
}

enum sibu_status book_take_link(const struct book_subject *subject)
{
    struct book *book = subject->book;
    struct ledger_link link, again;
    if (!ledger_link_read(subject->row->body, &link)) {
        return book_bad_form(subject);
    }
    enum sibu_status status = check_links(subject, &link);
    if (status != SIBU_OK) {
        return status;
    }
    again = link;
    status = book_draw_link(book, &again, subject->fault);
    if (status == SIBU_OK &&
        (again.starts != link.starts || memcmp(again.outcomes, link.outcomes, sizeof link.outcomes) != 0)) {
        return book_refuse(subject, "结果不是由各链节和规则得出的",
                           "its outcomes do not follow from the links and the rules");
    }
    if (status != SIBU_OK) {
        return status;
    }
    int late = subject->row->time_us >= draw_tick_time_us(book->rules->tick_s, link.tick + 1);
    count_mode(book);
    book->counts.late += late;
    book->counts.starts += link.starts;
    close_tick(book, &link, late);
    return book_enter_next_rules(book, subject->fault);
}
