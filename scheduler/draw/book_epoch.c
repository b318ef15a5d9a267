/* Epochs: whose links and rounds make the draw, and from when. See book_proof.h, docs/proof.md. Pure. */
#include <string.h>

#include "draw/book_part.h"

#define SECOND_US INT64_C(1000000)

const struct ledger_epoch *book_epoch(const struct book *book)
{
    return book->has_epoch ? &book->epoch : NULL;
}

const struct ledger_epoch *book_next_epoch(const struct book *book)
{
    return book->has_next_epoch ? &book->next_epoch : NULL;
}

uint64_t book_last_epoch(const struct book *book)
{
    return book->last_epoch;
}

/* The first tick whose moment is at or behind this one. */
static int64_t tick_from(const struct book *book, int64_t time_us)
{
    int64_t tick = draw_tick_index(book->rules->tick_s, time_us);
    return draw_tick_time_us(book->rules->tick_s, tick) < time_us ? tick + 1 : tick;
}

int64_t book_epoch_from(const struct book *book, const struct ledger_epoch *epoch, int64_t time_us)
{
    int waits = book->has_epoch && !ledger_epoch_is_like(&book->epoch, epoch);
    int64_t wait_s = waits ? book->rules->delay_s : BOOK_EPOCH_AHEAD_S;
    int64_t from = tick_from(book, time_us + wait_s * SECOND_US);
    int64_t next = book->next_tick + book->is_open;
    return from > next ? from : next;
}

enum book_turn book_turn(const struct book *book)
{
    if (book->rules == NULL) {
        return BOOK_TURN_NONE;
    }
    if (book->is_open) {
        return BOOK_TURN_LINK;
    }
    if (!book->has_epoch || !ledger_epoch_is_shared(&book->epoch)) {
        return BOOK_TURN_TICK;
    }
    return book->next_tick < book->epoch.to_tick ? BOOK_TURN_OPEN : BOOK_TURN_NONE;
}

/* A tick of a shared epoch can be given up only with the whole rest of its epoch; and nothing is skipped past the
 * beginning of one that waits. */
int book_may_skip(const struct book *book, const struct ledger_skip *skip)
{
    enum book_turn turn = book_turn(book);
    if (turn == BOOK_TURN_OPEN || turn == BOOK_TURN_LINK) {
        return book->has_next_epoch && skip->to_tick == book->next_epoch.from_tick;
    }
    return !book->has_next_epoch || skip->to_tick <= book->next_epoch.from_tick;
}

static void begin(struct book *book)
{
    book->epoch = book->next_epoch;
    book->has_epoch = 1;
    book->has_next_epoch = 0;
    book->start.who.epoch = book->epoch.epoch;
    memset(book->known, 0, sizeof book->known);
    memcpy(book->known[0].link, book->epoch.anchor, CHAIN_LINK_BYTES);
    for (size_t i = 0; i < book->epoch.witness_count; i++) {
        memcpy(book->known[i + 1].link, book->epoch.witnesses[i].anchor, CHAIN_LINK_BYTES);
    }
}

void book_enter_next_epoch(struct book *book)
{
    if (book->has_next_epoch && !book->is_open && book->waiting_first >= book->waiting_count &&
        book->next_epoch.from_tick <= book->next_tick) {
        begin(book);
    }
}

static enum sibu_status check_length(const struct book_subject *subject, const struct ledger_epoch *epoch)
{
    static const uint8_t NO_ANCHOR[CHAIN_LINK_BYTES] = {0};
    int64_t tick_s = subject->book->rules->tick_s;
    if (!ledger_epoch_is_shared(epoch)) {
        return epoch->to_tick == LEDGER_TICK_END && memcmp(epoch->anchor, NO_ANCHOR, sizeof NO_ANCHOR) == 0
                   ? SIBU_OK
                   : book_bad_form(subject);
    }
    int64_t links = epoch->to_tick - epoch->from_tick;
    if (links < 1 || links > CHAIN_LINKS_MAX || links > BOOK_EPOCH_S_MAX / tick_s) {
        return book_refuse(subject, "时期太长，或没有时刻", "has no ticks, or too many");
    }
    return SIBU_OK;
}

static enum sibu_status check_parties(const struct book_subject *subject, const struct ledger_epoch *epoch)
{
    for (size_t i = 0; i < epoch->witness_count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (memcmp(epoch->witnesses[i].key.public_key, epoch->witnesses[k].key.public_key, 32) == 0) {
                return book_refuse(subject, "同一见证人出现两次", "names one witness twice");
            }
        }
    }
    if (epoch->has_beacon && !beacon_chain_is_whole(&epoch->beacon)) {
        return book_refuse(subject, "信标链的哈希与其参数不符", "describes a beacon that does not have this hash");
    }
    if (epoch->has_beacon && 2 * epoch->beacon.period_s > subject->book->rules->tick_s) {
        return book_refuse(subject, "信标的周期相对抽签间隔太长", "has a beacon too slow for the ticks");
    }
    return SIBU_OK;
}

enum sibu_status book_take_epoch(const struct book_subject *subject)
{
    struct book *book = subject->book;
    struct ledger_epoch epoch;
    if (!ledger_epoch_read(subject->row->body, &epoch)) {
        return book_bad_form(subject);
    }
    if (book->rules == NULL) {
        return book_refuse(subject, "还没有规则", "comes before there are rules");
    }
    if (epoch.epoch <= book->last_epoch) {
        return book_refuse(subject, "时期编号用过了", "has a number that was used before");
    }
    if (epoch.from_tick < book_epoch_from(book, &epoch, subject->row->time_us)) {
        return book_refuse(subject, "时期开始得太早", "begins too early");
    }
    enum sibu_status status = check_length(subject, &epoch);
    if (status == SIBU_OK) {
        status = check_parties(subject, &epoch);
    }
    if (status != SIBU_OK) {
        return status;
    }
    book->counts.epochs++;
    book->last_epoch = epoch.epoch;
    book->next_epoch = epoch;
    book->has_next_epoch = 1;
    book_enter_next_epoch(book);
    return SIBU_OK;
}
