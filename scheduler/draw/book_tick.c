/* A tick drawn: gates, hazards, thresholds, outcomes of all units. See book.h. Pure. Depends on: law, weights, tick. */
#include <stdlib.h>
#include <string.h>

#include "draw/book_part.h"
#include "sibu/random.h"

#define SECOND_US INT64_C(1000000)
#define OUTCOME_BYTES 17

/* The weights of a law on the clock of its period's row: they go on behind the period's end. */
static struct weights_def weights_of(const struct book *book, uint32_t law)
{
    const struct book_period *period = &book->periods[law];
    return rules_weights(book->rules, law, period->offsets, period->offset_count);
}

static int64_t weight_now(const struct book *book, uint32_t law)
{
    const struct book_period *period = &book->periods[law];
    return period->weights[book->next_tick - period->from_tick];
}

/* Uniform over the open ticks that are left, by weight; the last one fires for sure. */
static double surprise_hazard(const struct book *book, uint32_t unit)
{
    uint32_t law = book->rules->units[unit].law;
    struct weights_def def = weights_of(book, law);
    int64_t left = book->units[unit].surprise_until - book->next_tick;
    return (double)weight_now(book, law) / (double)weights_sum(&def, book->next_tick, (size_t)left);
}

/* The law's hazard. Where the least can no longer be met it goes on as if it had been: nothing is made up for. */
static double law_now(const struct book *book, uint32_t unit)
{
    const struct rules_unit *it = &book->rules->units[unit];
    const struct book_period *period = &book->periods[it->law];
    uint32_t tick = (uint32_t)(book->next_tick - period->from_tick);
    int64_t starts = book->units[unit].starts;
    if (!law_can_keep(period->law, tick, (uint32_t)starts)) {
        starts = starts > period->least ? starts : period->least;
    }
    return law_hazard(period->law, tick, (uint32_t)starts);
}

static enum draw_gate law_gate(const struct book *book, uint32_t unit)
{
    const struct rules_unit *it = &book->rules->units[unit];
    const struct book_period *period = &book->periods[it->law];
    if (!it->draws || period->law == NULL) {
        return DRAW_GATE_CLOSED;
    }
    if (book->next_tick < book->units[unit].free_tick) {
        return DRAW_GATE_GAP;
    }
    return book->units[unit].starts >= book->rules->laws[it->law].most ? DRAW_GATE_MOST : DRAW_GATE_OPEN;
}

/* Gate and hazard, interlocks left aside. */
static enum draw_gate find_gate(const struct book *book, uint32_t unit, double *hazard)
{
    *hazard = 0.0;
    if (weight_now(book, book->rules->units[unit].law) == 0) {
        return DRAW_GATE_CLOSED;
    }
    if (book->units[unit].surprise_until > book->next_tick) {
        *hazard = surprise_hazard(book, unit);
        return DRAW_GATE_SURPRISE;
    }
    enum draw_gate gate = law_gate(book, unit);
    *hazard = gate == DRAW_GATE_OPEN ? law_now(book, unit) : 0.0;
    return gate;
}

double book_hazard(const struct book *book, uint32_t unit, uint32_t closed, enum draw_gate *gate)
{
    double hazard = 0.0;
    *gate = find_gate(book, unit, &hazard);
    if (hazard > 0.0 && (book->rules->groups[book->rules->units[unit].group].interlocks & closed) != 0) {
        *gate = DRAW_GATE_INTERLOCK;
    }
    return hazard;
}

void book_gate_units(struct book *book, uint32_t closed)
{
    for (uint32_t i = 0; i < book->rules->unit_count; i++) {
        struct book_outcome *out = &book->outcomes[i];
        out->hazard = book_hazard(book, i, closed, &out->gate);
        int can_start = out->hazard > 0.0 && out->gate != DRAW_GATE_INTERLOCK;
        out->threshold = can_start ? draw_threshold(out->hazard) : 0;
        out->u = 0;
        out->start = 0;
    }
}

static void put_integer(uint8_t *out, uint64_t value)
{
    for (int i = 0; i < 8; i++) {
        out[i] = (uint8_t)(value >> (56 - 8 * i));
    }
}

static void hash_outcomes(struct book *book, uint8_t out[SIBU_HASH_BYTES])
{
    struct sibu_hash hash;
    for (uint32_t i = 0; i < book->rules->unit_count; i++) {
        uint8_t *bytes = &book->outcome_bytes[(size_t)i * OUTCOME_BYTES];
        bytes[0] = (uint8_t)draw_gate_letter(book->outcomes[i].gate)[0];
        put_integer(bytes + 1, book->outcomes[i].u);
        put_integer(bytes + 9, book->outcomes[i].threshold);
    }
    sibu_hash_init(&hash, "sibu sites v1");
    sibu_hash_field(&hash, book->outcome_bytes, (size_t)book->rules->unit_count * OUTCOME_BYTES);
    sibu_hash_done(&hash, out);
}

int64_t book_fire_units(struct book *book, const uint8_t R[32], uint8_t outcomes[SIBU_HASH_BYTES])
{
    int64_t starts = 0;
    for (uint32_t i = 0; i < book->rules->unit_count; i++) {
        struct book_outcome *out = &book->outcomes[i];
        if (out->hazard <= 0.0) {
            continue; /* nothing is drawn where nothing can start */
        }
        out->u = draw_u(R, book->rules->units[i].id);
        out->start = out->gate != DRAW_GATE_INTERLOCK && draw_fires(out->u, out->threshold);
        starts += out->start;
    }
    hash_outcomes(book, outcomes);
    return starts;
}

enum sibu_status book_draw(struct book *book, struct ledger_tick *tick, struct sibu_fault *fault)
{
    uint8_t R[32];
    if (book_turn(book) != BOOK_TURN_TICK || book_period_due(book) != SIBU_NONE) {
        return sibu_fault_set(fault, SIBU_NO, "", "还没有规则或时期", "there are no rules yet, or no period");
    }
    if (book->drawn.tick == book->next_tick && book->drawn.closed == tick->closed &&
        memcmp(book->drawn.r, tick->r, sizeof tick->r) == 0) {
        memcpy(tick->outcomes, book->drawn.outcomes, sizeof tick->outcomes);
        tick->tick = book->drawn.tick;
        tick->rules = book->drawn.rules;
        tick->starts = book->drawn.starts;
        return SIBU_OK;
    }
    draw_root(&book->start.who, book->next_tick, tick->r, R);
    tick->tick = book->next_tick;
    tick->rules = book->rules_row;
    book_gate_units(book, tick->closed);
    tick->starts = book_fire_units(book, R, tick->outcomes);
    book->drawn = *tick;
    return SIBU_OK;
}

static int compare_waiting(const void *a, const void *b)
{
    const struct book_waiting *left = a;
    const struct book_waiting *right = b;
    if (left->order != right->order) {
        return left->order < right->order ? -1 : 1;
    }
    return left->unit < right->unit ? -1 : 1;
}

void book_list_starts(struct book *book, int64_t tick)
{
    book->waiting_count = book->waiting_first = 0;
    book->waiting_tick = tick;
    for (uint32_t i = 0; i < book->rules->unit_count; i++) {
        const struct book_outcome *it = &book->outcomes[i];
        if (it->start) {
            book->waiting[book->waiting_count++] = (struct book_waiting){
                i, it->gate, it->u, it->threshold, draw_order(book->waiting_R, book->rules->units[i].id)};
            book->units[i].surprise_until = it->gate == DRAW_GATE_SURPRISE ? 0 : book->units[i].surprise_until;
        }
    }
    qsort(book->waiting, book->waiting_count, sizeof *book->waiting, compare_waiting);
}

/* Surprisal of the outcomes, and what interlocks kept from starting (docs/ledger.md, "Tests"). */
void book_count_outcomes(struct book *book)
{
    struct book_counts *counts = &book->counts;
    for (uint32_t i = 0; i < book->rules->unit_count; i++) {
        const struct book_outcome *it = &book->outcomes[i];
        if (it->hazard <= 0.0) {
            continue;
        }
        counts->open_ticks++;
        double h = it->hazard;
        if (it->gate == DRAW_GATE_INTERLOCK) {
            counts->closed_ticks++;
            counts->closed_expected += h;
            counts->closed_variance += h * (1.0 - h);
            counts->closed_fired += draw_fires(it->u, draw_threshold(h));
        } else if (it->gate == DRAW_GATE_OPEN && h < 1.0) {
            double yes = -sibu_log(h);
            double no = -sibu_log(1.0 - h);
            counts->surprisal += it->start ? yes : no;
            counts->surprisal_expected += h * yes + (1.0 - h) * no;
            counts->surprisal_variance += h * (1.0 - h) * (yes - no) * (yes - no);
        }
    }
}

enum sibu_status book_check_turn(const struct book_subject *subject, const struct ledger_open *tick)
{
    const struct book *book = subject->book;
    if (book->rules == NULL) {
        return book_refuse(subject, "还没有规则", "is drawn before there are rules");
    }
    if (book->waiting_first < book->waiting_count) {
        return book_refuse(subject, "之前抽中的演练没有记录其结果", "the drill drawn before has no row");
    }
    if (tick->tick < book->next_tick) {
        return book_refuse(subject, "该时刻已经抽过", "its tick was drawn before");
    }
    if (tick->tick > book->next_tick) {
        return book_refuse(subject, "之前有时刻既没有抽取也没有说明", "leaves out ticks before it");
    }
    uint32_t known = book->rules->interlock_count;
    if (known < POLICY_INTERLOCKS_MAX && tick->closed >> known != 0) {
        return book_refuse(subject, "关闭了不存在的联锁", "closes an interlock that the rules do not have");
    }
    if (tick->rules != book->rules_row) {
        return book_refuse(subject, "不是按生效中的规则抽取的", "is not drawn by the rules in force");
    }
    if (draw_tick_time_us(book->rules->tick_s, tick->tick) > subject->row->time_us) {
        return book_refuse(subject, "在时刻到来之前就已抽取", "was drawn before its time");
    }
    return book_result_settled(subject, SIBU_NONE);
}

enum sibu_status book_take_tick(const struct book_subject *subject)
{
    struct book *book = subject->book;
    struct ledger_tick tick;
    struct ledger_tick again;
    if (!ledger_tick_read(subject->row->body, &tick)) {
        return book_bad_form(subject);
    }
    struct ledger_open open = {.tick = tick.tick, .rules = tick.rules, .closed = tick.closed};
    enum sibu_status status = book_check_turn(subject, &open);
    if (status == SIBU_OK && book_turn(book) != BOOK_TURN_TICK) {
        return book_refuse(subject, "在共同时期内独自抽取", "is drawn alone in a shared epoch");
    }
    if (status != SIBU_OK) {
        return status;
    }
    again = tick;
    if (book_draw(book, &again, subject->fault) != SIBU_OK) {
        return book_refuse(subject, "缺少时期行", "comes without the row of its period");
    }
    if (again.starts != tick.starts || memcmp(again.outcomes, tick.outcomes, sizeof tick.outcomes) != 0) {
        return book_refuse(subject, "结果不是由 r 和规则得出的", "its outcomes do not follow from r and the rules");
    }
    book_result_lapse(book);
    book->counts.ticks++;
    book->counts.local++;
    book->counts.late += subject->row->time_us >= draw_tick_time_us(book->rules->tick_s, tick.tick + 1);
    book->counts.starts += tick.starts;
    book_count_outcomes(book);
    memcpy(book->waiting_r, tick.r, sizeof book->waiting_r);
    draw_root(&book->start.who, tick.tick, tick.r, book->waiting_R);
    book->waiting_part_count = 0;
    book->waiting_late = 0;
    book_list_starts(book, tick.tick);
    book->next_tick++;
    return book_enter_next_rules(book, subject->fault);
}

/* Ticks of a shared epoch are withheld; those behind its end, and all others, are skipped. */
static void count_skipped(struct book *book, const struct ledger_skip *skip)
{
    enum book_turn turn = book_turn(book);
    int64_t end = turn == BOOK_TURN_OPEN || turn == BOOK_TURN_LINK ? book->epoch.to_tick : skip->from_tick;
    end = end < skip->to_tick ? end : skip->to_tick;
    book->counts.withheld += end - skip->from_tick;
    book->counts.skipped += skip->to_tick - end;
}

enum sibu_status book_take_skip(const struct book_subject *subject)
{
    struct book *book = subject->book;
    struct ledger_skip skip;
    if (!ledger_skip_read(subject->row->body, &skip)) {
        return book_bad_form(subject);
    }
    if (book->rules == NULL || skip.from_tick != book->next_tick || skip.to_tick <= skip.from_tick ||
        book->waiting_first < book->waiting_count) {
        return book_refuse(subject, "略过的时刻不是接下来的", "skips other ticks than the next ones");
    }
    if (draw_tick_time_us(book->rules->tick_s, skip.to_tick - 1) > subject->row->time_us) {
        return book_refuse(subject, "略过了还没有到来的时刻", "skips ticks that have not come yet");
    }
    if (!book_may_skip(book, &skip)) {
        return book_refuse(subject, "略过了应由各方共同抽取的时刻", "skips ticks that others have a part in");
    }
    count_skipped(book, &skip);
    book->is_open = 0;
    book->next_tick = skip.to_tick;
    return book_enter_next_rules(book, subject->fault);
}
