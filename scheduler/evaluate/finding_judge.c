/* What a drill does to the ledger of findings and grades, and what comes overdue: see finding_book.h. Pure. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "evaluate/finding_book.h"
#include "sibu/catalogue.h"

struct judging {
    struct finding_rows *out;
    struct store_finding_row *items; /* with room for all */
    const struct finding_rules *rules;
    const struct finding_drill *drill;
    int failed; /* 1: out of memory */
};

static const char *keep(struct judging *judging, struct sibu_text *text)
{
    const char *kept =
        sibu_text_ok(text) ? sibu_arena_text(&judging->out->arena, sibu_text_get(text), text->length) : NULL;
    sibu_text_clear(text);
    judging->failed |= kept == NULL;
    return kept != NULL ? kept : "";
}

/* The sentence in both languages. */
static void say(struct judging *judging, struct store_finding_row *row, enum sibu_say_id id, const char *const *values,
                int count)
{
    struct sibu_text zh = {0}, en = {0};
    sibu_say_with(&zh, SIBU_ZH, id, values, count);
    sibu_say_with(&en, SIBU_EN, id, values, count);
    row->zh = keep(judging, &zh);
    row->en = keep(judging, &en);
}

static struct store_finding_row *begin(struct judging *judging, const char *event)
{
    struct store_finding_row *row = &judging->items[judging->out->count++];
    *row = (struct store_finding_row){.time_us = judging->drill->time_us,
                                      .site = judging->drill->site,
                                      .kind = "",
                                      .place = "",
                                      .event = event,
                                      .who = "system",
                                      .drill = judging->drill->drill,
                                      .mark = "",
                                      .owner = "",
                                      .zh = "",
                                      .en = "",
                                      .file = ""};
    return row;
}

/* One name in both languages, since a row has one owner. */
static const char *owner_of(struct judging *judging, const struct finding_rule *rule)
{
    struct sibu_text text = {0};
    sibu_text_addf(&text, "%s / %s", rule->owner.in[SIBU_ZH], rule->owner.in[SIBU_EN]);
    return keep(judging, &text);
}

static const struct finding_item *find_item(const struct finding_book *book, const struct finding_look *look)
{
    for (size_t i = 0; i < book->count; i++) {
        if (strcmp(book->items[i].kind, finding_kind_name(look->kind)) == 0 &&
            strcmp(book->items[i].place, look->place) == 0) {
            return &book->items[i];
        }
    }
    return NULL;
}

/* The due time of what is seen: by its severity from now on; while it is open never later than it was. */
static int64_t due_of(const struct judging *judging, const struct finding_look *look, const struct finding_item *item)
{
    int64_t due_us = judging->drill->time_us + judging->rules->days[look->severity] * FINDING_DAY_US;
    int is_open = item != NULL && !item->closed;
    int is_no_graver = is_open && look->severity <= item->severity;
    return is_no_graver || (is_open && item->due_us < due_us) ? item->due_us : due_us;
}

static void see(struct judging *judging, const struct finding_look *look, const struct finding_item *item)
{
    const char *event = item == NULL ? "opened" : item->closed ? "reopened" : "seen";
    struct store_finding_row *row = begin(judging, event);
    struct sibu_text zh = {0}, en = {0};
    row->kind = finding_kind_name(look->kind);
    row->place = look->place;
    row->mark = finding_severity_name(look->severity);
    row->due_us = due_of(judging, look, item);
    row->owner = item != NULL ? item->owner : owner_of(judging, &judging->rules->kinds[look->kind]);
    finding_say(look, judging->drill->plan, SIBU_ZH, &zh);
    finding_say(look, judging->drill->plan, SIBU_EN, &en);
    row->zh = keep(judging, &zh);
    row->en = keep(judging, &en);
}

/* What was found before, and this drill did not show: mended, as far as it could be seen. What was closed and confirmed
 * before is not told of again. */
static void tell(struct judging *judging, const struct finding_item *item, int measured)
{
    if (item->closed && item->word == FINDING_MENDED) {
        return;
    }
    const char *const values[] = {judging->drill->drill};
    struct store_finding_row *row = begin(judging, measured ? "mended" : "unknown");
    row->kind = item->kind;
    row->place = item->place;
    row->mark = finding_severity_name(item->severity);
    row->owner = item->owner;
    row->due_us = item->due_us;
    say(judging, row, measured ? SIBU_SAY_FINDING_WAS_MENDED : SIBU_SAY_FINDING_WAS_UNKNOWN, values, 1);
}

/* 1: looked at; *seen tells whether it was there. */
static int was_looked_at(const struct finding_looks *looks, const struct finding_item *item, int *seen)
{
    *seen = 0;
    for (size_t i = 0; i < looks->count; i++) {
        const struct finding_look *look = &looks->items[i];
        if (strcmp(finding_kind_name(look->kind), item->kind) == 0 && strcmp(look->place, item->place) == 0) {
            *seen = look->severity != FINDING_NONE;
            return 1;
        }
    }
    return 0;
}

static void points_text(char out[16], int32_t hundredths)
{
    (void)snprintf(out, 16, "%.1f", hundredths / 100.0);
}

/* The grade's row: first the site file's own, where it is another than the one counted from. */
static void grade(struct judging *judging, const struct finding_book *book, const struct finding_looks *looks)
{
    const struct grade_rule *rule = &judging->rules->grades;
    const struct finding_grade *known = finding_book_grade(book, judging->drill->site);
    struct finding_grade now = {.base = judging->drill->base, .grade = judging->drill->base};
    const char *letter[4] = {"A", "B", "C", "D"};
    char drills[16], score_text[16], mean_text[16];
    int32_t mean = -1, score = grade_score(rule, &looks->figures);
    if (known != NULL && known->base == now.base) {
        now = *known;
    } else if (known != NULL) {
        const char *const values[] = {letter[now.base - 'A']};
        struct store_finding_row *row = begin(judging, "graded");
        row->kind = FINDING_GRADE_KIND;
        row->place = row->mark = letter[now.base - 'A'];
        row->value = -1;
        say(judging, row, SIBU_SAY_FINDING_GRADE_BASE, values, 1);
    }
    if (score < 0) {
        return;
    }
    int32_t scores[GRADE_DRILLS_MAX + 1];
    memcpy(scores, now.scores, sizeof now.scores);
    scores[now.score_count] = score;
    char next = grade_next(rule, now.base, now.grade, scores, now.score_count + 1, &mean);
    struct store_finding_row *row = begin(judging, "graded");
    row->kind = FINDING_GRADE_KIND;
    row->place = letter[now.base - 'A'];
    row->mark = letter[next - 'A'];
    row->value = score;
    (void)snprintf(drills, sizeof drills, "%" PRIu32, rule->drills);
    points_text(score_text, score);
    points_text(mean_text, mean);
    const char *const values[] = {judging->drill->drill, score_text, drills,
                                  letter[next - 'A'],    mean_text,  letter[now.grade - 'A']};
    say(judging, row,
        mean < 0            ? SIBU_SAY_FINDING_GRADE_FIRST
        : next == now.grade ? SIBU_SAY_FINDING_GRADE_STAYS
                            : SIBU_SAY_FINDING_GRADE_MOVES,
        values, 6);
}

static void tell_drill(struct judging *judging, const struct finding_looks *looks)
{
    char looked[16], found[16];
    size_t count = 0;
    for (size_t i = 0; i < looks->count; i++) {
        count += looks->items[i].severity != FINDING_NONE ? 1 : 0;
    }
    (void)snprintf(looked, sizeof looked, "%zu", looks->count);
    (void)snprintf(found, sizeof found, "%zu", count);
    const char *const values[] = {judging->drill->drill, looked, found};
    struct store_finding_row *row = begin(judging, "drilled");
    row->value = (int64_t)looks->count;
    say(judging, row, looks->judged ? SIBU_SAY_FINDING_DRILLED : SIBU_SAY_FINDING_DRILLED_NONE, values, 3);
}

static enum sibu_status no_memory(struct finding_rows *out, struct sibu_fault *fault)
{
    sibu_arena_clear(&out->arena);
    *out = (struct finding_rows){0};
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

enum sibu_status finding_judge_drill(struct finding_rows *out, const struct finding_book *book,
                                     const struct finding_rules *rules, const struct finding_drill *drill,
                                     const struct finding_looks *looks, struct sibu_fault *fault)
{
    struct judging judging = {.out = out, .rules = rules, .drill = drill};
    *out = (struct finding_rows){0};
    judging.items = sibu_arena_take(&out->arena, looks->count + book->count + 3, sizeof *judging.items);
    if (judging.items == NULL) {
        return no_memory(out, fault);
    }
    tell_drill(&judging, looks);
    for (size_t i = 0; i < looks->count; i++) {
        if (looks->items[i].severity != FINDING_NONE) {
            see(&judging, &looks->items[i], find_item(book, &looks->items[i]));
        }
    }
    for (size_t i = 0; i < book->count; i++) {
        int seen = 0;
        int measured = was_looked_at(looks, &book->items[i], &seen);
        if (!seen) {
            tell(&judging, &book->items[i], measured);
        }
    }
    if (looks->judged && drill->base != 0) {
        grade(&judging, book, looks);
    }
    out->items = judging.items;
    return judging.failed ? no_memory(out, fault) : SIBU_OK;
}

/* How many levels the rules have for so many days overdue. */
static int32_t level_at(const struct finding_rules *rules, const struct finding_item *item, int64_t now_us)
{
    int32_t level = 0;
    for (size_t i = 0; finding_is_overdue(item, now_us) && i < rules->level_count; i++) {
        level += now_us > item->due_us + rules->levels[i].days * FINDING_DAY_US ? 1 : 0;
    }
    return level;
}

static void escalate(struct judging *judging, const struct finding_item *item, int32_t level, int64_t now_us)
{
    const struct finding_level *to = &judging->rules->levels[level - 1];
    char days[24];
    struct sibu_text zh = {0}, en = {0};
    struct store_finding_row *row = &judging->items[judging->out->count++];
    (void)snprintf(days, sizeof days, "%" PRId64, (now_us - item->due_us) / FINDING_DAY_US);
    *row = (struct store_finding_row){.time_us = now_us,
                                      .site = item->site,
                                      .kind = item->kind,
                                      .place = item->place,
                                      .event = "escalated",
                                      .who = "system",
                                      .drill = "",
                                      .mark = finding_severity_name(item->severity),
                                      .owner = item->owner,
                                      .due_us = item->due_us,
                                      .value = level,
                                      .file = ""};
    sibu_say_with(&zh, SIBU_ZH, SIBU_SAY_FINDING_OVERDUE, (const char *const[]){days, to->to.in[SIBU_ZH]}, 2);
    sibu_say_with(&en, SIBU_EN, SIBU_SAY_FINDING_OVERDUE, (const char *const[]){days, to->to.in[SIBU_EN]}, 2);
    row->zh = keep(judging, &zh);
    row->en = keep(judging, &en);
}

enum sibu_status finding_escalate(struct finding_rows *out, const struct finding_book *book,
                                  const struct finding_rules *rules, int64_t now_us, struct sibu_fault *fault)
{
    struct judging judging = {.out = out, .rules = rules};
    *out = (struct finding_rows){0};
    judging.items = sibu_arena_take(&out->arena, book->count, sizeof *judging.items);
    if (judging.items == NULL) {
        return no_memory(out, fault);
    }
    for (size_t i = 0; i < book->count; i++) {
        int32_t level = level_at(rules, &book->items[i], now_us);
        if (level > book->items[i].level) {
            escalate(&judging, &book->items[i], level, now_us);
        }
    }
    out->items = judging.items;
    return judging.failed ? no_memory(out, fault) : SIBU_OK;
}
