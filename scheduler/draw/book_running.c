/* The drills that run, and whether another may begin beside them: see book.h. Pure. */
#include <stdio.h>
#include <string.h>

#include "draw/book_part.h"

uint32_t book_running(const struct book *book)
{
    return book->running_count;
}

const char *book_running_drill(const struct book *book, uint32_t index)
{
    return index < book->running_count ? book->running[index].drill : "";
}

/* The index of the drill with this number; SIBU_NONE: it does not run. */
static uint32_t find_run(const struct book *book, const char *drill)
{
    for (uint32_t i = 0; i < book->running_count; i++) {
        if (strcmp(book->running[i].drill, drill) == 0) {
            return i;
        }
    }
    return SIBU_NONE;
}

int book_run_begin(struct book *book, const char *drill, uint32_t site)
{
    if (book->running_count == POLICY_CONCURRENT_MAX || find_run(book, drill) != SIBU_NONE) {
        return 0;
    }
    struct book_run *run = &book->running[book->running_count++];
    (void)snprintf(run->drill, sizeof run->drill, "%s", drill);
    run->site = site;
    return 1;
}

int book_run_end(struct book *book, const char *drill)
{
    uint32_t at = find_run(book, drill);
    if (at == SIBU_NONE) {
        return 0;
    }
    book->running_count--;
    memmove(&book->running[at], &book->running[at + 1], (book->running_count - at) * sizeof book->running[0]);
    return 1;
}

void book_run_move(struct book *book, const struct rules *to)
{
    for (uint32_t i = 0; i < book->running_count; i++) {
        struct book_run *run = &book->running[i];
        run->site = run->site != SIBU_NONE ? rules_find_unit(to, book->rules->units[run->site].id) : SIBU_NONE;
    }
}

static int runs_at_site(const struct book *book, uint32_t site)
{
    for (uint32_t i = 0; i < book->running_count; i++) {
        if (book->running[i].site == site) {
            return 1;
        }
    }
    return 0;
}

int book_runs_at(const struct book *book, uint32_t unit)
{
    const struct rules *rules = book->rules;
    int any = 0;
    if (book->running_count == 0 || rules->units[unit].id[0] != '*') {
        return runs_at_site(book, unit);
    }
    for (uint32_t i = 0; i < rules->unit_count; i++) {
        if (rules->units[i].group == rules->units[unit].group && rules->units[i].id[0] != '*') {
            any = 1;
            if (!runs_at_site(book, i)) {
                return 0;
            }
        }
    }
    return any;
}

/* Whether as many run, in the installation or in the group, as may. */
static int is_full(const struct book *book, uint32_t group)
{
    uint32_t most = book->rules->groups[group].concurrent;
    uint32_t count = 0;
    for (uint32_t i = 0; i < book->running_count; i++) {
        uint32_t site = book->running[i].site;
        count += site != SIBU_NONE && book->rules->units[site].group == group;
    }
    return book->running_count >= book->rules->concurrent || (most > 0 && count >= most);
}

const char *book_running_obstacle(const struct book *book, uint32_t unit, uint32_t site)
{
    if (book_runs_at(book, site)) {
        return BOOK_DRILL_RUNS;
    }
    return is_full(book, book->rules->units[unit].group) ? BOOK_LIMIT : "";
}

enum sibu_status book_running_fault(const struct book *book, uint32_t unit, struct sibu_fault *fault)
{
    if (book_runs_at(book, unit)) {
        return sibu_fault_set(fault, SIBU_NO, "", "已有演练在进行", "a drill is running already");
    }
    return sibu_fault_set(
        fault, SIBU_NO, "", "同时进行的演练已达上限（策略的 concurrent），请等一次结束",
        "as many drills run as may at one time (\"concurrent\" of the policy): wait until one has ended");
}
