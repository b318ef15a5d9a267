/* Results of drills, and that sites are moved by them alone: see book.h and docs/ledger.md. Pure. */
#include <stdio.h>
#include <string.h>

#include "draw/book_part.h"

void book_result_begin(struct book *book, uint32_t site, const char *drill)
{
    struct book_unit *it = &book->units[site];
    (void)snprintf(it->drill, sizeof it->drill, "%s", drill);
    it->result = BOOK_RESULT_LATER;
}

/* The site at which the drill was held last, and whose result is in this state; SIBU_NONE: there is none. */
static uint32_t find(const struct book *book, const char *drill, enum book_result result)
{
    for (uint32_t i = 0; book->rules != NULL && i < book->rules->unit_count; i++) {
        if (book->units[i].result == result && strcmp(book->units[i].drill, drill) == 0) {
            return i;
        }
    }
    return SIBU_NONE;
}

void book_result_end(struct book *book, const char *drill, const char *how)
{
    static const char *const HOWS[] = {"all-clear", "limit"}; /* the others are no measure */
    uint32_t site = find(book, drill, BOOK_RESULT_LATER);
    int counts = 0;
    for (size_t i = 0; i < sizeof HOWS / sizeof HOWS[0]; i++) {
        counts |= strcmp(how, HOWS[i]) == 0;
    }
    if (site != SIBU_NONE) {
        book->units[site].result = counts ? BOOK_RESULT_DUE : BOOK_RESULT_NONE;
    }
}

void book_result_lapse(struct book *book)
{
    for (uint32_t i = 0; i < book->rules->unit_count; i++) {
        struct book_unit *it = &book->units[i];
        it->result = it->result == BOOK_RESULT_DUE ? BOOK_RESULT_NONE : it->result;
    }
}

const char *book_result_due(const struct book *book)
{
    for (uint32_t i = 0; book->rules != NULL && i < book->rules->unit_count; i++) {
        if (book->units[i].result == BOOK_RESULT_DUE) {
            return book->units[i].drill;
        }
    }
    return "";
}

/* A result that the rules in force ask for. */
static int is_owed(const struct book *book, uint32_t unit)
{
    return book->units[unit].result == BOOK_RESULT_DUE && rules_moves(book->rules, unit);
}

enum sibu_status book_result_settled(const struct book_subject *subject, uint32_t site)
{
    const struct book *book = subject->book;
    uint32_t first = site != SIBU_NONE ? site : 0;
    uint32_t end = site != SIBU_NONE ? site + 1 : book->rules->unit_count;
    for (uint32_t i = first; i < end; i++) {
        if (is_owed(book, i)) {
            return book_refuse(subject, "之前结束的演练没有记录其结果",
                               "comes before the result of a drill that ended");
        }
    }
    if (site == SIBU_NONE && book_moves_due(book)) {
        return book_refuse(subject, "演练结果应改变场所的级差，规则却没有改", "is drawn though results move a site");
    }
    return SIBU_OK;
}

static void keep_share(struct book_unit *unit, uint32_t share)
{
    if (unit->share_count == RESULT_KEPT) {
        memmove(unit->shares, unit->shares + 1, (RESULT_KEPT - 1) * sizeof unit->shares[0]);
        unit->share_count--;
    }
    unit->shares[unit->share_count++] = share;
}

enum sibu_status book_take_result(const struct book_subject *subject)
{
    struct book *book = subject->book;
    struct ledger_result result;
    char keep[LEDGER_BODY_MAX];
    if (!ledger_result_read(subject->row->body, &result, keep)) {
        return book_bad_form(subject);
    }
    uint32_t site = find(book, result.drill, BOOK_RESULT_DUE);
    if (site == SIBU_NONE) {
        return book_refuse(subject, "演练未知、未结束、不计结果，或结果已有记录",
                           "tells the result of a drill that has none to tell, or told it");
    }
    if (result.checked_in > result.expected) {
        return book_refuse(subject, "报到人数多于应到人数", "has more people checked in than were expected");
    }
    book->units[site].result = BOOK_RESULT_NONE;
    if (result.expected > 0) {
        keep_share(&book->units[site], result_share(result.expected, result.checked_in));
    }
    return SIBU_OK;
}

static uint32_t find_site(const struct book *book, const char *site)
{
    return book->rules != NULL ? rules_find_unit(book->rules, site) : SIBU_NONE;
}

uint32_t book_results(const struct book *book, const char *site, uint32_t shares[RESULT_KEPT])
{
    uint32_t unit = find_site(book, site);
    if (unit == SIBU_NONE) {
        return 0;
    }
    memcpy(shares, book->units[unit].shares, sizeof book->units[unit].shares);
    return book->units[unit].share_count;
}

int book_move(const struct book *book, const char *site, const struct result_rule *rule)
{
    uint32_t unit = find_site(book, site);
    return unit != SIBU_NONE ? result_move(rule, book->units[unit].shares, book->units[unit].share_count) : 0;
}

int book_moves_follow(const struct book *book, const struct rules *rules)
{
    for (uint32_t i = 0; i < rules->unit_count; i++) {
        const struct rules_unit *unit = &rules->units[i];
        if (rules_moves(rules, i) && unit->moved != book_move(book, unit->id, &rules->groups[unit->group].results)) {
            return 0;
        }
    }
    return 1;
}

int book_moves_due(const struct book *book)
{
    for (uint32_t i = 0; book->next_rules == NULL && book->rules != NULL && i < book->rules->unit_count; i++) {
        const struct rules_unit *unit = &book->rules->units[i];
        const struct book_unit *it = &book->units[i];
        if (rules_moves(book->rules, i) &&
            unit->moved != result_move(&book->rules->groups[unit->group].results, it->shares, it->share_count)) {
            return 1;
        }
    }
    return 0;
}
