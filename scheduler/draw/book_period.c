/* The period of a law as its row says it: a calendar period, and the theta that the rules ask for. See book.h. Pure. */
#include <string.h>

#include "draw/book_part.h"
#include "draw/date.h"
#include "draw/period.h"
#include "draw/period_law.h"

#define SECOND_US INT64_C(1000000)
#define TAIL_S (8 * INT64_C(86400)) /* a surprise may reach so far into the next period */
#define OFFSET_MAX_S 93600 /* 26 hours: the widest that a time zone file may hold */
#define THETA_TOLERANCE 1e-6 /* of the mean: the row's theta against the rules' mean */

void book_period_close(struct book_period *period)
{
    law_close(period->law);
    sibu_array_free(period->weights);
    memset(period, 0, sizeof *period);
}

/* The wall clock's second at a tick, by the offsets of the row. */
static int64_t wall_s(const struct book *book, const struct ledger_period *row, int64_t tick)
{
    int64_t time_s = tick * book->rules->tick_s;
    int64_t offset = row->offsets[0].offset_s;
    for (size_t i = 1; i < row->offset_count && row->offsets[i].from_s <= time_s; i++) {
        offset = row->offsets[i].offset_s;
    }
    return time_s + offset;
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* The number of the period of its kind that the tick lies in: half-years, quarters or months since the year 0. */
static int64_t number_at(const struct book *book, const struct ledger_period *row, int64_t tick)
{
    static const int32_t MONTHS[] = {6, 3, 1, 6};
    struct date date = date_of_days(floor_divide(wall_s(book, row, tick), 86400));
    int32_t months = MONTHS[book->rules->laws[row->law].period];
    return ((int64_t)date.year * 12 + date.month - 1) / months;
}

/* The first tick of the calendar period that `to_tick` ends. */
static int64_t whole_from(const struct book *book, const struct ledger_period *row)
{
    int64_t number = number_at(book, row, row->to_tick - 1);
    int64_t low = row->from_tick - 200 * INT64_C(86400) / book->rules->tick_s; /* longer than any period */
    int64_t high = row->from_tick;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (number_at(book, row, middle) < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Do the offsets begin with the period, ascend, and are they such as clocks have? */
static int offsets_fit(const struct book *book, const struct ledger_period *row)
{
    int fits = row->offsets[0].from_s == row->from_tick * book->rules->tick_s;
    for (size_t i = 0; i < row->offset_count && fits; i++) {
        int64_t offset_s = row->offsets[i].offset_s;
        fits = offset_s <= OFFSET_MAX_S && offset_s >= -OFFSET_MAX_S &&
               (i == 0 || row->offsets[i].from_s > row->offsets[i - 1].from_s);
    }
    return fits;
}

/* Is it a calendar period, whole or, where the epoch began inside it, its rest? */
static int is_period(const struct book *book, const struct ledger_period *row)
{
    int64_t most = 200 * INT64_C(86400) / book->rules->tick_s;
    if (row->to_tick <= row->from_tick || row->to_tick - row->from_tick > most || !offsets_fit(book, row)) {
        return 0;
    }
    int64_t number = number_at(book, row, row->from_tick);
    int whole = number_at(book, row, row->from_tick - 1) != number;
    return (whole || row->from_tick == book->first_tick) && number_at(book, row, row->to_tick - 1) == number &&
           number_at(book, row, row->to_tick) != number;
}

static enum sibu_status bad_period(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, "period", "不是日历上的时期", "is no period of the calendar");
}

static enum sibu_status check_mean(const struct law *law, double mean, struct sibu_fault *fault)
{
    double off = law_mean(law) - mean;
    if (off <= THETA_TOLERANCE * mean && off >= -THETA_TOLERANCE * mean) {
        return SIBU_OK;
    }
    return sibu_fault_set(fault, SIBU_BAD_INPUT, "period", "theta 给出的平均次数与规则不符",
                          "its theta does not give the mean that the rules ask for");
}

/* The floor of a row is the usual one: nobody may choose it. */
static enum sibu_status check_floor(const struct book *book, const struct ledger_period *row,
                                    const struct period_law *law, struct sibu_fault *fault)
{
    double wanted = 0.0;
    if (law->law != NULL && book->rules->laws[row->law].kind == LAW_EVEN) {
        double whole = 0.0;
        for (int64_t i = 0; i < row->to_tick - row->from_tick; i++) {
            whole += (double)law->weights[i];
        }
        wanted = law_usual_floor(law->least) / whole;
    }
    double off = row->floor - wanted;
    if (off <= THETA_TOLERANCE * wanted && off >= -THETA_TOLERANCE * wanted) {
        return SIBU_OK;
    }
    return sibu_fault_set(fault, SIBU_BAD_INPUT, "period", "floor 不是规定的值", "its floor is not the usual one");
}

enum sibu_status book_period_open(const struct book *book, const struct ledger_period *row, struct book_period *out,
                                  struct sibu_fault *fault)
{
    memset(out, 0, sizeof *out);
    if (!is_period(book, row)) {
        return bad_period(fault);
    }
    struct period_span span = {.from_tick = row->from_tick,
                               .to_tick = row->to_tick,
                               .whole_from = whole_from(book, row),
                               .offsets = row->offsets,
                               .offset_count = row->offset_count,
                               .theta = row->theta,
                               .floor = row->floor};
    struct period_law law;
    enum sibu_status status = period_law_open(&law, book->rules, row->law, &span, fault);
    if (status == SIBU_OK && law.law != NULL) {
        status = check_mean(law.law, law.mean, fault);
    }
    if (status == SIBU_OK && row->theta > 0.0) {
        status = check_floor(book, row, &law, fault);
    }
    if (status != SIBU_OK) {
        period_law_close(&law);
        return status;
    }
    out->law = law.law;
    out->weights = law.weights;
    out->from_tick = row->from_tick;
    out->to_tick = row->to_tick;
    out->least = law.least;
    out->offset_count = row->offset_count;
    memcpy(out->offsets, row->offsets, row->offset_count * sizeof row->offsets[0]);
    return SIBU_OK;
}

static int64_t ceil_divide(int64_t a, int64_t b)
{
    return a / b + (a % b > 0);
}

enum sibu_status book_period_make(const struct book *book, uint32_t law, const struct zone *zone,
                                  struct ledger_period *out, struct sibu_fault *fault)
{
    int64_t tick_us = book->rules->tick_s * SECOND_US;
    int64_t from_us = 0, to_us = 0;
    memset(out, 0, sizeof *out);
    period_around(book->rules->laws[law].period, zone, book->next_tick * tick_us, &from_us, &to_us);
    out->rules = book->rules_row;
    out->law = law;
    out->from_tick = ceil_divide(from_us, tick_us);
    out->to_tick = ceil_divide(to_us, tick_us);
    out->from_tick = out->from_tick < book->first_tick ? book->first_tick : out->from_tick;
    out->offset_count = period_offsets(zone, out->from_tick * book->rules->tick_s,
                                       out->to_tick * book->rules->tick_s + TAIL_S, out->offsets, LEDGER_OFFSETS_MAX);
    if (out->offset_count > LEDGER_OFFSETS_MAX) {
        return sibu_fault_set(fault, SIBU_LIMIT, zone_name(zone), "时区在一个时期内变更过于频繁",
                              "the time zone changes its offset too often in one period");
    }
    return book_period_solve(book, out, fault);
}

enum sibu_status book_period_solve(const struct book *book, struct ledger_period *out, struct sibu_fault *fault)
{
    struct book_period period;
    out->theta = out->floor = 0.0;
    enum sibu_status status = book_period_open(book, out, &period, fault);
    if (status == SIBU_OK) {
        out->theta = period.law != NULL ? law_theta(period.law) : 0.0;
        out->floor = period.law != NULL ? law_floor(period.law) : 0.0;
        book_period_close(&period);
    }
    return status;
}
