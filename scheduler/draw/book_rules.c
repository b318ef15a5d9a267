/* Rules and periods as they come into force: see book.h. Pure. */
#include <string.h>

#include "draw/book_part.h"

#define SECOND_US INT64_C(1000000)

static void forget_units(struct book_unit *units, uint32_t count)
{
    for (uint32_t i = 0; units != NULL && i < count; i++) {
        sibu_array_free(units[i].id);
    }
    sibu_array_free(units);
}

void book_forget_rules(struct book *book)
{
    for (uint32_t i = 0; book->periods != NULL && i < book->rules->law_count; i++) {
        book_period_close(&book->periods[i]);
    }
    sibu_array_free(book->periods);
    forget_units(book->units, book->rules != NULL ? book->rules->unit_count : 0);
    sibu_array_free(book->outcomes);
    sibu_array_free(book->outcome_bytes);
    sibu_array_free(book->waiting);
    rules_close(book->rules);
    book->periods = NULL;
    book->units = NULL;
    book->outcomes = NULL;
    book->outcome_bytes = NULL;
    book->waiting = NULL;
    book->rules = NULL;
}

static char *copy_id(const char *id)
{
    size_t length = strlen(id);
    char *copy = sibu_array_new(length + 1, 1);
    if (copy != NULL) {
        memcpy(copy, id, length + 1);
    }
    return copy;
}

static void inherit(struct book_unit *unit, const struct book *book)
{
    uint32_t old = book->rules != NULL ? rules_find_unit(book->rules, unit->id) : SIBU_NONE;
    if (old != SIBU_NONE) {
        char *id = unit->id;
        *unit = book->units[old];
        unit->id = id;
        unit->starts = 0;
    }
}

/* The units of new rules with the history that those of the same id have. */
static struct book_unit *make_units(const struct book *book, const struct rules *rules)
{
    struct book_unit *units = sibu_array_new(rules->unit_count, sizeof *units);
    for (uint32_t i = 0; units != NULL && i < rules->unit_count; i++) {
        units[i].id = copy_id(rules->units[i].id);
        if (units[i].id == NULL) {
            forget_units(units, i);
            return NULL;
        }
        units[i].free_tick = INT64_MIN;
        inherit(&units[i], book);
        int64_t last = book_last_start(&units[i]);
        units[i].free_tick = last == INT64_MIN ? last : last + rules->laws[rules->units[i].law].gap_ticks;
    }
    return units;
}

/* Puts the rules in force; the book owns them then, also where memory is short. */
static enum sibu_status enter(struct book *book, struct rules *rules, int64_t row, struct sibu_fault *fault)
{
    struct book_unit *units = make_units(book, rules);
    book_run_move(book, rules);
    book_forget_rules(book);
    book->rules = rules;
    book->rules_row = row;
    book->units = units;
    book->periods = sibu_array_new(rules->law_count, sizeof *book->periods);
    book->outcomes = sibu_array_new(rules->unit_count, sizeof *book->outcomes);
    book->outcome_bytes = sibu_array_new(rules->unit_count, 17);
    book->waiting = sibu_array_new(rules->unit_count, sizeof *book->waiting);
    book->drawn.tick = INT64_MIN;
    if (units == NULL || book->periods == NULL || book->outcomes == NULL || book->outcome_bytes == NULL ||
        book->waiting == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    return SIBU_OK;
}

enum sibu_status book_enter_next_rules(struct book *book, struct sibu_fault *fault)
{
    struct rules *rules = book->next_rules;
    struct ledger_missed missed; /* what the old rules ask for is filed before they go */
    book_enter_next_epoch(book);
    if (rules == NULL || book->is_open || book->next_from > book->next_tick ||
        book->waiting_first < book->waiting_count || book_missed(book, &missed) != SIBU_NONE) {
        return SIBU_OK;
    }
    book->next_rules = NULL;
    return enter(book, rules, book->next_row, fault);
}

/* When the first rules are in force: at the tick that their row was written in. Later ones wait. */
static int64_t due_tick(const struct book *book, const struct rules *rules, int64_t time_us)
{
    int64_t tick = draw_tick_index(rules->tick_s, time_us);
    if (book->rules == NULL) {
        return tick;
    }
    int64_t after_us = time_us + book->rules->delay_s * SECOND_US;
    tick = draw_tick_index(rules->tick_s, after_us);
    return draw_tick_time_us(rules->tick_s, tick) < after_us ? tick + 1 : tick;
}

static enum sibu_status take(const struct book_subject *subject, struct rules *rules, int64_t from_tick)
{
    struct book *book = subject->book;
    if (book->rules != NULL && rules->tick_s != book->rules->tick_s) {
        rules_close(rules);
        return book_refuse(subject, "抽签间隔 tick_s 不能更改", "changes tick_s, which must stay as it is");
    }
    if (from_tick != due_tick(book, rules, subject->row->time_us)) {
        rules_close(rules);
        return book_refuse(subject, "规则没有等待规定的时间才生效", "is not in force when it has to be");
    }
    if (!book_moves_follow(book, rules)) {
        rules_close(rules);
        return book_refuse(subject, "场所的级差不是由演练结果得出的", "moves a site otherwise than its results do");
    }
    book->counts.rules++;
    if (book->rules == NULL) {
        book->first_tick = book->next_tick = from_tick;
        return enter(book, rules, subject->row->row, subject->fault);
    }
    rules_close(book->next_rules); /* what waited is replaced, and the wait begins anew */
    book->next_rules = rules;
    book->next_row = subject->row->row;
    book->next_from = from_tick;
    return SIBU_OK;
}

enum sibu_status book_take_rules(const struct book_subject *subject)
{
    int64_t from_tick = 0;
    const char *text = NULL;
    size_t length = 0;
    struct rules *rules = NULL;
    struct sibu_fault ignored;
    if (!ledger_rules_read(subject->row->body, &from_tick, &text, &length) ||
        rules_open(&rules, text, length, &ignored) != SIBU_OK) {
        return book_bad_form(subject);
    }
    return take(subject, rules, from_tick);
}

uint32_t book_period_due(const struct book *book)
{
    for (uint32_t i = 0; book->rules != NULL && i < book->rules->law_count; i++) {
        const struct book_period *period = &book->periods[i];
        if (book->next_tick < period->from_tick || book->next_tick >= period->to_tick) {
            return i;
        }
    }
    return SIBU_NONE;
}

/* Whether a period of this row's law begins at the next tick. */
static int begins_now(const struct book *book, const struct ledger_period *row)
{
    const struct book_period *before = &book->periods[row->law];
    int covered = book->next_tick >= before->from_tick && book->next_tick < before->to_tick;
    return row->from_tick <= book->next_tick && row->to_tick > book->next_tick && !covered;
}

/* The starts of the units count from the period's beginning. */
static void put_period(struct book *book, const struct ledger_period *row, const struct book_period *period)
{
    book_period_close(&book->periods[row->law]);
    book->periods[row->law] = *period;
    for (uint32_t i = 0; i < book->rules->unit_count; i++) {
        if (book->rules->units[i].law == row->law) {
            book->units[i].starts = book_starts_since(&book->units[i], row->from_tick);
            book->units[i].missed = 0;
        }
    }
}

enum sibu_status book_take_period(const struct book_subject *subject)
{
    struct book *book = subject->book;
    struct ledger_period row;
    struct book_period period;
    struct sibu_fault why;
    if (!ledger_period_read(subject->row->body, &row)) {
        return book_bad_form(subject);
    }
    if (book->rules == NULL || row.rules != book->rules_row || row.law >= book->rules->law_count) {
        return book_refuse(subject, "不属于生效中的规则", "does not belong to the rules in force");
    }
    if (!begins_now(book, &row)) {
        return book_refuse(subject, "此时没有新的时期开始", "begins a period that does not begin now");
    }
    struct ledger_missed missed;
    if (book_missed(book, &missed) != SIBU_NONE) {
        return book_refuse(subject, "上一时期没有达到最少次数，却没有说明",
                           "follows a period without its least, and no row says so");
    }
    enum sibu_status status = book_period_open(book, &row, &period, &why);
    if (status != SIBU_OK) {
        return status == SIBU_NO_MEMORY ? status : book_refuse(subject, why.what[SIBU_ZH], why.what[SIBU_EN]);
    }
    int has_law = period.law != NULL;
    if (has_law ? row.theta <= 0.0 : row.theta > 0.0 || row.floor > 0.0) {
        book_period_close(&period);
        return book_refuse(subject, "theta 不应为零，或应为零",
                           "has a theta where there is no law, or none where there is");
    }
    put_period(book, &row, &period);
    return SIBU_OK;
}

const struct rules *book_rules(const struct book *book)
{
    return book->rules;
}

int64_t book_rules_row(const struct book *book)
{
    return book->rules_row;
}

const struct rules *book_next_rules(const struct book *book, int64_t *from_tick)
{
    *from_tick = book->next_from;
    return book->next_rules;
}
