/* sibu findings: what drills showed that must be mended, who mends it by when, and the grades of sites. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "command/findings_open.h"
#include "evaluate/finding_json.h"

static const struct command_option OPTIONS[] = {
    {"data", "DIR", {"数据目录（默认 $XDG_DATA_HOME/sibu）", "the data folder (default $XDG_DATA_HOME/sibu)"}},
    {"open", NULL, {"只列出未关闭的", "those that are not closed"}},
    {"overdue", NULL, {"只列出逾期的", "those that are overdue"}},
    {"site", "ID", {"只列出这个场所的", "those of this site"}},
    {NULL, NULL, {NULL, NULL}},
};

/* What is told of: the ledger, and which of it. */
struct telling {
    const struct command_call *call;
    const struct finding_book *book;
    int64_t now_us;
    struct sibu_text *out;
};

static struct finding_wanted wanted_of(const struct command_call *call)
{
    return (struct finding_wanted){.open = command_value(call, "open") != NULL,
                                   .overdue = command_value(call, "overdue") != NULL};
}

static void tell_json(const struct telling *telling)
{
    const struct finding_wanted wanted = wanted_of(telling->call);
    finding_book_json(telling->book, &wanted, telling->now_us, telling->out);
}

static void say_line(const struct telling *telling, enum sibu_say_id id, const char *const *values, int count)
{
    sibu_say_with(telling->out, telling->call->language, id, values, count);
    sibu_text_add(telling->out, "\n");
}

/* The day alone, "2026-11-23". */
static void day_text(char out[32], int64_t time_us)
{
    sibu_time_text(out, time_us);
    out[10] = '\0';
}

static void say_state(const struct telling *telling, const struct finding_item *item)
{
    char day[32], level[16];
    day_text(day, item->closed ? item->closed_us : item->due_us);
    (void)snprintf(level, sizeof level, "%d", (int)item->level);
    if (item->closed) {
        say_line(telling, SIBU_SAY_FINDING_LINE_CLOSED, (const char *[]){day, item->closed_by, item->proof}, 3);
    } else if (finding_is_overdue(item, telling->now_us)) {
        say_line(telling, SIBU_SAY_FINDING_LINE_OVERDUE, (const char *[]){day, item->owner, level}, 3);
    } else {
        say_line(telling, SIBU_SAY_FINDING_LINE_DUE, (const char *[]){day, item->owner}, 2);
    }
}

static void say_item(const struct telling *telling, const struct finding_item *item)
{
    static const enum sibu_say_id WORDS[] = {SIBU_SAY_FINDING_LINE_SEEN, SIBU_SAY_FINDING_LINE_MENDED,
                                             SIBU_SAY_FINDING_LINE_UNKNOWN};
    enum sibu_language language = telling->call->language;
    char id[24], times[16];
    (void)snprintf(id, sizeof id, "%" PRId64, item->id);
    (void)snprintf(times, sizeof times, "%u", (unsigned)item->times);
    say_line(telling, SIBU_SAY_FINDING_LINE,
             (const char *[]){id, sibu_say(language, finding_say_severity(item->severity)), item->site,
                              language == SIBU_ZH ? item->zh : item->en},
             4);
    say_state(telling, item);
    say_line(telling, WORDS[item->word], (const char *[]){item->word_drill, times}, 2);
}

static void tell_words(const struct telling *telling)
{
    const struct finding_book *book = telling->book;
    enum sibu_language language = telling->call->language;
    const struct finding_wanted wanted = wanted_of(telling->call);
    size_t told = 0;
    for (size_t i = 0; i < book->count; i++) {
        if (finding_is_wanted(&book->items[i], &wanted, telling->now_us)) {
            say_item(telling, &book->items[i]);
            told++;
        }
    }
    if (told == 0) {
        say_line(telling, SIBU_SAY_FINDING_NONE, NULL, 0);
    }
    for (size_t i = 0; i < book->grade_count; i++) {
        const struct finding_grade *grade = &book->grades[i];
        const char now[] = {grade->grade, '\0'}, base[] = {grade->base, '\0'};
        say_line(telling, SIBU_SAY_FINDING_LINE_GRADE,
                 (const char *[]){grade->site, now, base, language == SIBU_ZH ? grade->zh : grade->en}, 4);
    }
}

static int run(struct command_call *call)
{
    struct findings_open findings;
    struct sibu_text out = {0};
    struct sibu_fault fault;
    enum sibu_status status = findings_open(&findings, call, &fault);
    if (status == SIBU_OK) {
        const struct telling telling = {call, &findings.book, findings_now_us(), &out};
        (call->json ? tell_json : tell_words)(&telling);
    }
    findings_close(&findings);
    return status == SIBU_OK ? command_answer(call, &out) : command_fail(call, &fault);
}

const struct command COMMAND_FINDINGS = {
    .name = "findings",
    .arguments = "",
    .summary = {"演练发现的问题、整改期限和场所等级",
                "what drills showed must be mended, by whom and when; grades of sites"},
    .options = OPTIONS,
    .run = run,
};
