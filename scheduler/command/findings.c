/* sibu findings: what drills showed that must be mended, who mends it by when, and the grades of sites. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "command/findings_open.h"

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

static int is_asked(const struct telling *telling, const struct finding_item *item)
{
    int overdue = finding_is_overdue(item, telling->now_us);
    return (command_value(telling->call, "open") == NULL || !item->closed) &&
           (command_value(telling->call, "overdue") == NULL || overdue);
}

static void add_member(struct sibu_text *out, const char *key, const char *value)
{
    sibu_text_addf(out, ",\"%s\":", key);
    sibu_text_add_json(out, value);
}

static void add_time(struct sibu_text *out, const char *key, int64_t time_us)
{
    char text[32];
    sibu_time_text(text, time_us);
    if (time_us == 0) {
        sibu_text_addf(out, ",\"%s\":null", key);
    } else {
        add_member(out, key, text);
    }
}

static void add_words(struct sibu_text *out, const char *key, const char *zh, const char *en)
{
    sibu_text_addf(out, ",\"%s\":{\"zh\":", key);
    sibu_text_add_json(out, zh);
    add_member(out, "en", en);
    sibu_text_add(out, "}");
}

static void add_item(const struct telling *telling, const struct finding_item *item)
{
    struct sibu_text *out = telling->out;
    sibu_text_addf(out, "{\"id\":%" PRId64, item->id);
    add_member(out, "site", item->site);
    add_member(out, "kind", item->kind);
    add_member(out, "place", item->place);
    add_member(out, "state", item->closed ? "closed" : "open");
    add_member(out, "severity", finding_severity_name(item->severity));
    add_member(out, "owner", item->owner);
    add_time(out, "opened", item->opened_us);
    add_time(out, "due", item->due_us);
    sibu_text_addf(out, ",\"overdue\":%s,\"level\":%d,\"drills\":%u",
                   finding_is_overdue(item, telling->now_us) ? "true" : "false", (int)item->level,
                   (unsigned)item->times);
    add_member(out, "drill", item->drill);
    add_words(out, "finding", item->zh, item->en);
    add_member(out, "last", finding_word_name(item->word));
    add_member(out, "last_drill", item->word_drill);
    add_time(out, "closed", item->closed_us);
    add_member(out, "closed_by", item->closed_by);
    add_member(out, "proof", item->proof);
    add_member(out, "proof_sha256", item->file);
    sibu_text_add(out, "}");
}

static void add_grade(struct sibu_text *out, const struct finding_grade *grade)
{
    sibu_text_add(out, "{\"site\":");
    sibu_text_add_json(out, grade->site);
    sibu_text_addf(out, ",\"grade\":\"%c\",\"site_file\":\"%c\",\"scores\":[", grade->grade, grade->base);
    for (size_t i = 0; i < grade->score_count; i++) {
        sibu_text_addf(out, "%s%.2f", i > 0 ? "," : "", grade->scores[i] / 100.0);
    }
    sibu_text_add(out, "]");
    add_words(out, "why", grade->zh, grade->en);
    sibu_text_add(out, "}");
}

static void tell_json(const struct telling *telling)
{
    const struct finding_book *book = telling->book;
    size_t open = 0, overdue = 0, told = 0;
    sibu_text_add(telling->out, "{\"findings\":[");
    for (size_t i = 0; i < book->count; i++) {
        open += book->items[i].closed ? 0 : 1;
        overdue += finding_is_overdue(&book->items[i], telling->now_us) ? 1 : 0;
        if (is_asked(telling, &book->items[i])) {
            sibu_text_add(telling->out, told++ > 0 ? "," : "");
            add_item(telling, &book->items[i]);
        }
    }
    sibu_text_add(telling->out, "],\"grades\":[");
    for (size_t i = 0; i < book->grade_count; i++) {
        sibu_text_add(telling->out, i > 0 ? "," : "");
        add_grade(telling->out, &book->grades[i]);
    }
    sibu_text_addf(telling->out, "],\"open\":%zu,\"overdue\":%zu}\n", open, overdue);
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
    size_t told = 0;
    for (size_t i = 0; i < book->count; i++) {
        if (is_asked(telling, &book->items[i])) {
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
