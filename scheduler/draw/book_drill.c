/* What became of starts, and what officers ask for: see book.h. Pure. */
#include <stdio.h>
#include <string.h>

#include "draw/book_part.h"
#include "sibu/random.h"

#define SECOND_US INT64_C(1000000)
#define LN2 0.69314718055994530942
#define BUDGET "budget"
#define LATE "late"

int book_waiting(const struct book *book, struct draw_tick *tick, uint32_t *unit)
{
    if (book->waiting_first >= book->waiting_count) {
        return 0;
    }
    const struct book_waiting *it = &book->waiting[book->waiting_first];
    *unit = it->unit;
    *tick = (struct draw_tick){.index = book->waiting_tick,
                               .unit = book->rules->units[it->unit].id,
                               .u = it->u,
                               .threshold = it->threshold,
                               .gate = it->gate,
                               .part_count = book->waiting_part_count,
                               .start = 1};
    memcpy(tick->parts, book->waiting_parts, sizeof tick->parts);
    memcpy(tick->r, book->waiting_r, sizeof tick->r);
    memcpy(tick->R, book->waiting_R, sizeof tick->R);
    return 1;
}

const char *book_obstacle(const struct book *book, uint32_t unit, uint32_t site)
{
    if (book->waiting_late) {
        return LATE;
    }
    const char *running = book_running_obstacle(book, unit, site);
    if (running[0] != '\0') {
        return running;
    }
    return book_budget_spent(book, unit, site) ? BUDGET : "";
}

static void add_held(struct book *book, uint32_t unit, int64_t tick)
{
    struct book_unit *it = &book->units[unit];
    uint32_t law = book->rules->units[unit].law;
    it->held[it->held_count++ % BOOK_HELD_MAX] = tick;
    it->starts++;
    it->free_tick = tick + book->rules->laws[law].gap_ticks;
}

static void count_reason(struct book_counts *counts, const char *reason)
{
    counts->not_held++;
    counts->not_held_running += strcmp(reason, BOOK_DRILL_RUNS) == 0;
    counts->not_held_limit += strcmp(reason, BOOK_LIMIT) == 0;
    counts->not_held_late += strcmp(reason, LATE) == 0;
    counts->not_held_budget += strcmp(reason, BUDGET) == 0;
    counts->not_held_nobody += strcmp(reason, "nobody on shift") == 0;
    counts->not_held_stopped += strcmp(reason, "the server stopped") == 0;
}

/* A held drill counts for its site, and for the group where the group has a draw of its own. */
static void hold(struct book *book, const struct ledger_drill *drill)
{
    uint32_t group = book->rules->units[drill->site].group;
    add_held(book, drill->site, drill->tick);
    for (uint32_t i = 0; i < book->rules->unit_count; i++) {
        if (book->rules->units[i].group == group && book->rules->units[i].id[0] == '*') {
            add_held(book, i, drill->tick);
        }
    }
    book->counts.held++;
    book_result_begin(book, drill->site, drill->drill);
}

/* Is it the start whose turn it is? */
static int is_waiting(const struct book *book, const struct ledger_drill *drill)
{
    struct draw_tick tick;
    uint32_t unit = 0;
    return book_waiting(book, &tick, &unit) && drill->tick == tick.index && drill->unit == unit &&
           drill->asked == tick.gate && drill->u == tick.u && drill->threshold == tick.threshold;
}

/* Is the site one that the unit stands for? */
static int is_site_of(const struct rules *rules, uint32_t site, uint32_t unit)
{
    if (site >= rules->unit_count || rules->units[site].id[0] == '*') {
        return 0;
    }
    return rules->units[unit].id[0] == '*' ? rules->units[site].group == rules->units[unit].group : site == unit;
}

/* Whether a ledger shows if this reason holds. */
static int is_obstacle(const char *reason)
{
    return strcmp(reason, LATE) == 0 || strcmp(reason, BOOK_DRILL_RUNS) == 0 || strcmp(reason, BOOK_LIMIT) == 0 ||
           strcmp(reason, BUDGET) == 0;
}

static enum sibu_status check_drill(const struct book_subject *subject, const struct ledger_drill *drill)
{
    const struct book *book = subject->book;
    int held = drill->reason[0] == '\0';
    if (!is_waiting(book, drill)) {
        return book_refuse(subject, "记录了没有抽中的演练", "tells of a drill that was not drawn");
    }
    int nowhere = !held && drill->site == drill->unit; /* none could be chosen */
    if (!nowhere && !is_site_of(book->rules, drill->site, drill->unit)) {
        return book_refuse(subject, "演练不在抽中的场所", "is held at a site that was not drawn");
    }
    const char *obstacle = book_obstacle(book, drill->unit, drill->site);
    if (held && obstacle[0] != '\0') {
        return book_refuse(subject, "规则不允许举行，却举行了", "holds a drill that the rules do not allow");
    }
    if (is_obstacle(drill->reason) && strcmp(drill->reason, obstacle) != 0) {
        return book_refuse(subject, "没有举行的理由不成立", "gives a reason that does not hold");
    }
    static const uint8_t NO_DOCUMENT[SIBU_HASH_BYTES] = {0};
    if (!held && memcmp(drill->document, NO_DOCUMENT, sizeof drill->document) != 0) {
        return book_refuse(subject, "没有举行，却有抽取文件", "has a draw document, and was not held");
    }
    return SIBU_OK;
}

enum sibu_status book_take_drill(const struct book_subject *subject)
{
    struct book *book = subject->book;
    struct ledger_drill drill;
    char keep[LEDGER_BODY_MAX];
    if (!ledger_drill_read(subject->row->body, &drill, keep)) {
        return book_bad_form(subject);
    }
    enum sibu_status status = check_drill(subject, &drill);
    if (status == SIBU_OK && drill.reason[0] == '\0') {
        status = book_result_settled(subject, drill.site);
    }
    if (status != SIBU_OK) {
        return status;
    }
    if (drill.reason[0] == '\0' && !book_run_begin(book, drill.drill, drill.site)) {
        return book_refuse(subject, "与正在进行的演练同号", "has the number of a drill that runs");
    }
    book->waiting_first++;
    if (drill.reason[0] == '\0') {
        hold(book, &drill);
    } else {
        count_reason(&book->counts, drill.reason);
    }
    return book_enter_next_rules(book, subject->fault);
}

enum sibu_status book_take_end(const struct book_subject *subject)
{
    static const char *const HOWS[] = {"all-clear", "abort", "real-emergency", "limit"};
    struct book *book = subject->book;
    struct ledger_end end;
    char keep[LEDGER_BODY_MAX];
    int known = 0;
    if (!ledger_end_read(subject->row->body, &end, keep)) {
        return book_bad_form(subject);
    }
    for (size_t i = 0; i < sizeof HOWS / sizeof HOWS[0]; i++) {
        known |= strcmp(end.how, HOWS[i]) == 0;
    }
    if (!known || !book_run_end(book, end.drill)) {
        return book_refuse(subject, "结束了没有在进行的演练", "ends a drill that does not run");
    }
    book_result_end(book, end.drill, end.how);
    book->counts.aborted += strcmp(end.how, "abort") == 0;
    return SIBU_OK;
}

/* The tick behind the last one of a window. */
static int64_t until_tick(const struct book *book, int64_t now_us, int64_t within_s)
{
    return draw_tick_index(book->rules->tick_s, now_us + within_s * SECOND_US) + 1;
}

/* The entropy, in bits, of a start drawn by weight among the open ticks of the window; 0 where there is none or one. */
static double window_bits(const struct weights_def *def, int64_t first, int64_t until)
{
    double whole = 0.0, sum = 0.0;
    for (int64_t tick = first; tick < until; tick++) {
        double w = (double)weights_sum(def, tick, 1);
        whole += w;
        sum += w > 0.0 ? w * sibu_log(w) : 0.0;
    }
    return whole > 0.0 ? (sibu_log(whole) - sum / whole) / LN2 : 0.0;
}

/* Whether a surprise is armed in the group. */
static int is_armed(const struct book *book, uint32_t group)
{
    for (uint32_t i = 0; i < book->rules->unit_count; i++) {
        if (book->rules->units[i].group == group && book->units[i].surprise_until > book->next_tick) {
            return 1;
        }
    }
    return 0;
}

enum sibu_status book_surprise_fits(const struct book *book, uint32_t unit, int64_t now_us, int64_t within_s,
                                    double *bits, struct sibu_fault *fault)
{
    uint32_t law = book->rules->units[unit].law;
    const struct book_period *period = &book->periods[law];
    *bits = 0.0;
    if (book_running_obstacle(book, unit, unit)[0] != '\0') {
        return book_running_fault(book, unit, fault);
    }
    if (is_armed(book, book->rules->units[unit].group)) {
        return sibu_fault_set(fault, SIBU_NO, "", "已经安排了一次突袭演练", "a surprise is armed already");
    }
    if (period->offset_count == 0) {
        return sibu_fault_set(fault, SIBU_NO, "", "还没有抽取过，请稍后再试",
                              "nothing was drawn yet: try again in a moment");
    }
    struct weights_def def = rules_weights(book->rules, law, period->offsets, period->offset_count);
    int64_t until = until_tick(book, now_us, within_s);
    if (until <= book->next_tick || weights_sum(&def, book->next_tick, (size_t)(until - book->next_tick)) == 0) {
        return sibu_fault_set(fault, SIBU_NO, "", "这段时间内策略不允许演练，请放宽窗口",
                              "the policy allows no drill in that time: ask for a longer window");
    }
    *bits = window_bits(&def, book->next_tick, until);
    return SIBU_OK;
}

enum sibu_status book_take_surprise(const struct book_subject *subject)
{
    struct book *book = subject->book;
    struct ledger_surprise surprise;
    if (!ledger_surprise_read(subject->row->body, &surprise)) {
        return book_bad_form(subject);
    }
    if (book->rules == NULL || surprise.unit >= book->rules->unit_count) {
        return book_refuse(subject, "没有这个场所", "names a unit that is not there");
    }
    if (surprise.within_s > BOOK_SURPRISE_S_MAX || is_armed(book, book->rules->units[surprise.unit].group)) {
        return book_refuse(subject, "突袭窗口太长，或已经安排了一次",
                           "arms a window that is too long, or a second one");
    }
    book->units[surprise.unit].surprise_until = until_tick(book, subject->row->time_us, surprise.within_s);
    book->counts.surprises++;
    return SIBU_OK;
}

/* An officer starts a drill at once: nothing was drawn about when, and the row says so. */
enum sibu_status book_take_now(const struct book_subject *subject)
{
    struct book *book = subject->book;
    struct ledger_now now;
    if (!ledger_now_read(subject->row->body, &now)) {
        return book_bad_form(subject);
    }
    if (book->rules == NULL || now.unit >= book->rules->unit_count || book->waiting_first < book->waiting_count ||
        book_running_obstacle(book, now.unit, now.unit)[0] != '\0') {
        return book_refuse(subject, "此时不能立即开始", "starts a drill where none can be started");
    }
    book->waiting_count = 1;
    book->waiting_first = 0;
    book->waiting_late = 0;
    book->waiting_part_count = 0;
    book->waiting_tick = draw_tick_index(book->rules->tick_s, subject->row->time_us);
    memcpy(book->waiting_r, now.r, sizeof book->waiting_r);
    draw_root_now(&book->start.who, subject->row->row, now.r, book->waiting_R);
    book->waiting[0] = (struct book_waiting){.unit = now.unit, .gate = DRAW_GATE_NOW};
    book->counts.nows++;
    return SIBU_OK;
}

uint32_t book_missed(const struct book *book, struct ledger_missed *out)
{
    for (uint32_t i = 0; book->rules != NULL && i < book->rules->unit_count; i++) {
        const struct rules_unit *unit = &book->rules->units[i];
        const struct book_period *period = &book->periods[unit->law];
        const struct rules_law *law = &book->rules->laws[unit->law];
        int whole = period->from_tick > book->first_tick;
        if (unit->draws && whole && period->to_tick > period->from_tick && book->next_tick >= period->to_tick &&
            !book->units[i].missed && book->units[i].starts < law->least) {
            *out = (struct ledger_missed){.unit = i, .starts = book->units[i].starts, .least = law->least};
            return i;
        }
    }
    return SIBU_NONE;
}

enum sibu_status book_take_missed(const struct book_subject *subject)
{
    struct book *book = subject->book;
    struct ledger_missed missed, due;
    if (!ledger_missed_read(subject->row->body, &missed)) {
        return book_bad_form(subject);
    }
    if (book_missed(book, &due) == SIBU_NONE || due.unit != missed.unit || due.starts != missed.starts ||
        due.least != missed.least) {
        return book_refuse(subject, "并没有少演练", "says that drills are missing that are not");
    }
    book->units[missed.unit].missed = 1;
    book->counts.missed++;
    return book_enter_next_rules(book, subject->fault);
}
