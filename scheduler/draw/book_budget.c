/* Budgets of a group in a month, and of a branch in a month, quarter or half-year: whether they are used up. See book.h. Pure. */
#include "draw/book_part.h"
#include "draw/date.h"

/* Which span of so many calendar months a tick lies in, on the clock of a law; months count from the year 0. */
static int64_t span_of(const struct book *book, uint32_t law, uint32_t months, int64_t tick)
{
    const struct book_period *period = &book->periods[law];
    int64_t time_s = tick * book->rules->tick_s;
    int64_t offset = period->offset_count > 0 ? period->offsets[0].offset_s : 0;
    for (size_t i = 1; i < period->offset_count && period->offsets[i].from_s <= time_s; i++) {
        offset = period->offsets[i].offset_s;
    }
    int64_t wall_s = time_s + offset;
    struct date date = date_of_days(wall_s / 86400 - (wall_s % 86400 < 0));
    return ((int64_t)date.year * 12 + date.month - 1) / months;
}

/* A span of months on the clock of a law. */
struct span {
    uint32_t law, months;
    int64_t number;
};

static struct span span_now(const struct book *book, uint32_t law, uint32_t months)
{
    return (struct span){law, months, span_of(book, law, months, book->waiting_tick)};
}

/* Drills held at the site in the span. */
static int64_t held_at(const struct book *book, uint32_t site, const struct span *span)
{
    const struct book_unit *unit = &book->units[site];
    int64_t kept = unit->held_count < BOOK_HELD_MAX ? unit->held_count : BOOK_HELD_MAX;
    int64_t count = 0;
    for (int64_t k = 0; k < kept; k++) {
        count += span_of(book, span->law, span->months, unit->held[k]) == span->number;
    }
    return count;
}

static int is_group_spent(const struct book *book, uint32_t group)
{
    const struct rules *rules = book->rules;
    uint32_t most = rules->groups[group].most_per_month;
    int64_t count = 0;
    if (most == 0) {
        return 0;
    }
    const struct span month = span_now(book, rules->groups[group].law, 1);
    for (uint32_t i = 0; i < rules->unit_count; i++) {
        if (rules->units[i].group == group && rules->units[i].id[0] != '*') {
            count += held_at(book, i, &month); /* the group's own unit has the same drills once more */
        }
    }
    return count >= most;
}

static int has_site(const struct rules_budget *budget, uint32_t site)
{
    for (uint32_t i = 0; i < budget->site_count; i++) {
        if (budget->sites[i] == site) {
            return 1;
        }
    }
    return 0;
}

static int is_branch_spent(const struct book *book, const struct rules_budget *budget)
{
    const struct span span = span_now(book, budget->law, budget->months);
    int64_t count = 0;
    for (uint32_t i = 0; i < budget->site_count; i++) {
        count += held_at(book, budget->sites[i], &span);
    }
    return count >= budget->most;
}

/* Whether a budget of one of the site's branches is used up. */
int book_site_spent(const struct book *book, uint32_t site)
{
    for (uint32_t i = 0; i < book->rules->budget_count; i++) {
        const struct rules_budget *budget = &book->rules->budgets[i];
        if (has_site(budget, site) && is_branch_spent(book, budget)) {
            return 1;
        }
    }
    return 0;
}

/* Whether no site of the group is left, and a budget is why. */
static int are_all_spent(const struct book *book, uint32_t group)
{
    int any = 0;
    for (uint32_t i = 0; i < book->rules->unit_count; i++) {
        const struct rules_unit *unit = &book->rules->units[i];
        if (unit->group != group || unit->id[0] == '*') {
            continue;
        }
        int is_spent = book_site_spent(book, i);
        if (!is_spent && !book_runs_at(book, i)) {
            return 0;
        }
        any |= is_spent;
    }
    return any;
}

int book_budget_spent(const struct book *book, uint32_t unit, uint32_t site)
{
    uint32_t group = book->rules->units[unit].group;
    int is_open = book->rules->budget_count > 0;
    return is_group_spent(book, group) ||
           (is_open &&
            (book->rules->units[site].id[0] == '*' ? are_all_spent(book, group) : book_site_spent(book, site)));
}
