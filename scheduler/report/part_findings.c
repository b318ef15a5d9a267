/* What the drill showed that must be mended: each a sentence with its evidence, who mends it and by when. See part.h. */
#include <inttypes.h>
#include <stdio.h>

#include "report/find.h"
#include "report/part.h"

#define DATE_BYTES 10

/* The day on the site's wall. */
static void say_day(struct sibu_text *out, const struct part *part, int64_t time_us)
{
    struct sibu_text time = {0};
    say_date_and_time(&time, time_us, part->report->draw.offset_s);
    sibu_text_add_bytes(out, sibu_text_get(&time), time.length < DATE_BYTES ? time.length : DATE_BYTES);
    sibu_text_clear(&time);
}

static void add_day(const struct part *part, int64_t time_us)
{
    struct sibu_text day = {0};
    say_day(&day, part, time_us);
    part_words(part, DOCUMENT_CELL, 0, sibu_text_get(&day));
    sibu_text_clear(&day);
}

static void add_severity(const struct part *part, enum finding_severity severity)
{
    part_words(part, DOCUMENT_CELL, severity == FINDING_CRITICAL ? DOCUMENT_BAD : 0,
               sibu_say(part->language, finding_say_severity(severity)));
}

/* Whether earlier drills had left it, where the record says what they left. */
static void add_before(const struct part *part, const struct finding_look *look)
{
    const struct earlier_finding *before = find_before(part->report, look);
    struct sibu_text due = {0};
    char times[16];
    if (!part->report->earlier.known) {
        return;
    }
    part_open(part, DOCUMENT_SMALL, 0);
    if (before == NULL) {
        part_say(part, SIBU_SAY_JUDGEMENT_NEW);
    } else {
        say_day(&due, part, before->due_us);
        (void)snprintf(times, sizeof times, "%" PRIu32, before->times + 1);
        const char *const values[] = {before->opened_by, times, sibu_text_get(&due)};
        part_say_values(part, before->closed ? SIBU_SAY_JUDGEMENT_AGAIN_CLOSED : SIBU_SAY_JUDGEMENT_AGAIN_OPEN, values,
                        3);
    }
    part_close(part, DOCUMENT_SMALL);
    sibu_text_clear(&due);
}

static void add_finding(const struct part *part, const struct finding_look *look)
{
    const struct finding_rule *rule = &part->report->findings.rules.kinds[look->kind];
    struct sibu_text sentence = {0};
    finding_say(look, part->report->site, part->language, &sentence);
    part_open(part, DOCUMENT_ROW, 0);
    add_severity(part, look->severity);
    part_open(part, DOCUMENT_CELL, 0);
    part_text(part, sibu_text_get(&sentence));
    add_before(part, look);
    part_close(part, DOCUMENT_CELL);
    part_words(part, DOCUMENT_CELL, 0, rule->owner.in[part->language]);
    add_day(part, find_due_us(part->report, look));
    part_end_row(part);
    sibu_text_clear(&sentence);
}

/* Heads those of one kind and severity: what to do, by which rule they are findings, how many they are, in how many days. */
static void add_kind(const struct part *part, const struct finding_look *look, size_t count)
{
    struct sibu_text rule = {0};
    char days[16];
    const char *const values[] = {days};
    (void)snprintf(days, sizeof days, "%" PRId32, part->report->findings.rules.days[look->severity]);
    finding_say_rule(look, &part->report->findings.rules, part->language, &rule);
    part_open(part, DOCUMENT_ROW, DOCUMENT_STRONG);
    add_severity(part, look->severity);
    part_open(part, DOCUMENT_CELL, 0);
    part_say(part, finding_say_advice(look->kind));
    part_words(part, DOCUMENT_SMALL, 0, sibu_text_get(&rule));
    part_close(part, DOCUMENT_CELL);
    part_open(part, DOCUMENT_CELL, 0);
    part_say_count(part, SIBU_SAY_JUDGEMENT_KIND_COUNT, count);
    part_close(part, DOCUMENT_CELL);
    part_open(part, DOCUMENT_CELL, 0);
    part_say_values(part, SIBU_SAY_JUDGEMENT_DUE_DAYS, values, 1);
    part_close(part, DOCUMENT_CELL);
    part_end_row(part);
    sibu_text_clear(&rule);
}

/* How many from here on are of the same kind and as grave: they stand together. */
static size_t count_alike(const struct report_findings *findings, size_t from)
{
    size_t to = from;
    while (to < findings->count && findings->found[to]->kind == findings->found[from]->kind &&
           findings->found[to]->severity == findings->found[from]->severity) {
        to++;
    }
    return to - from;
}

static void add_looked(const struct part *part)
{
    const struct report_findings *findings = &part->report->findings;
    char looked[24], found[24];
    const char *const values[] = {looked, found};
    (void)snprintf(looked, sizeof looked, "%zu", findings->looks.count);
    (void)snprintf(found, sizeof found, "%zu", findings->count);
    part_open(part, DOCUMENT_PARAGRAPH, 0);
    part_say_values(part, findings->count > 0 ? SIBU_SAY_JUDGEMENT_FINDINGS_LOOKED : SIBU_SAY_JUDGEMENT_FINDINGS_NONE,
                    values, 2);
    part_close(part, DOCUMENT_PARAGRAPH);
}

static void add_table(const struct part *part)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_JUDGEMENT_SEVERITY, SIBU_SAY_JUDGEMENT_FINDING,
                                             SIBU_SAY_JUDGEMENT_OWNER, SIBU_SAY_JUDGEMENT_DUE};
    const struct report_findings *findings = &part->report->findings;
    part_table(part, "plan-of-work", HEADS, 4, 0);
    for (size_t from = 0, count = 0; from < findings->count; from += count) {
        count = count_alike(findings, from);
        add_kind(part, findings->found[from], count);
        for (size_t i = from; i < from + count; i++) {
            add_finding(part, findings->found[i]);
        }
    }
    part_end_table(part);
    part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_JUDGEMENT_FINDINGS_NOTE);
}

static enum sibu_say_id word_of(const struct part *part, const struct earlier_finding *before)
{
    return find_word(part->report, before) == FINDING_UNKNOWN ? SIBU_SAY_JUDGEMENT_WORD_UNKNOWN
           : before->closed                                   ? SIBU_SAY_JUDGEMENT_WORD_CONFIRMED
                                                              : SIBU_SAY_JUDGEMENT_WORD_MENDED;
}

/* What was left and is not in the table of this drill. */
static void add_left(const struct part *part, const struct earlier_finding *before)
{
    char times[16];
    const char *const values[] = {before->seen_by, times};
    (void)snprintf(times, sizeof times, "%" PRIu32, before->times);
    part_open(part, DOCUMENT_ROW, 0);
    add_severity(part, before->severity);
    part_open(part, DOCUMENT_CELL, 0);
    part_text(part, before->words.in[part->language]);
    part_open(part, DOCUMENT_SMALL, 0);
    part_say_values(part, SIBU_SAY_JUDGEMENT_BEFORE_SEEN_BY, values, 2);
    part_close(part, DOCUMENT_SMALL);
    part_close(part, DOCUMENT_CELL);
    part_sentence(part, DOCUMENT_CELL, word_of(part, before));
    add_day(part, before->due_us);
    part_end_row(part);
}

static void add_left_table(const struct part *part)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_JUDGEMENT_SEVERITY, SIBU_SAY_JUDGEMENT_BEFORE_SHOWED,
                                             SIBU_SAY_JUDGEMENT_BEFORE_NOW, SIBU_SAY_JUDGEMENT_DUE};
    const struct earlier *earlier = &part->report->earlier;
    part_table(part, "plan-of-work", HEADS, 4, 0);
    for (size_t i = 0; i < earlier->finding_count; i++) {
        if (find_word(part->report, &earlier->findings[i]) != FINDING_SEEN) {
            add_left(part, &earlier->findings[i]);
        }
    }
    part_end_table(part);
}

/* What earlier drills had left, and what this one says of it. */
static void add_earlier(const struct part *part)
{
    const struct earlier *earlier = &part->report->earlier;
    char counts[4][24];
    const char *const values[] = {counts[0], counts[1], counts[2], counts[3]};
    size_t of_word[FINDING_UNKNOWN + 1] = {0};
    part_sentence(part, DOCUMENT_SUBHEADING, SIBU_SAY_JUDGEMENT_BEFORE_TITLE);
    for (size_t i = 0; i < earlier->finding_count; i++) {
        of_word[find_word(part->report, &earlier->findings[i])]++;
    }
    if (earlier->finding_count == 0) {
        part_sentence(part, DOCUMENT_PARAGRAPH, SIBU_SAY_JUDGEMENT_BEFORE_NONE);
        return;
    }
    (void)snprintf(counts[0], sizeof counts[0], "%zu", earlier->finding_count);
    for (size_t i = FINDING_SEEN; i <= FINDING_UNKNOWN; i++) {
        (void)snprintf(counts[i + 1], sizeof counts[i + 1], "%zu", of_word[i]);
    }
    part_open(part, DOCUMENT_PARAGRAPH, 0);
    part_say_values(part, SIBU_SAY_JUDGEMENT_BEFORE_COUNTED, values, 4);
    part_close(part, DOCUMENT_PARAGRAPH);
    if (of_word[FINDING_SEEN] < earlier->finding_count) {
        add_left_table(part);
    }
    if (earlier->findings_left_out > 0) {
        part_open(part, DOCUMENT_NOTE, 0);
        part_say_count(part, SIBU_SAY_JUDGEMENT_BEFORE_LEFT_OUT, earlier->findings_left_out);
        part_close(part, DOCUMENT_NOTE);
    }
}

void part_findings(const struct part *part)
{
    const struct report_findings *findings = &part->report->findings;
    part_section(part, SIBU_SAY_JUDGEMENT_FINDINGS_TITLE);
    if (!findings->known || !findings->looks.judged) {
        part_sentence(part, DOCUMENT_PARAGRAPH,
                      findings->known ? SIBU_SAY_JUDGEMENT_FINDINGS_NOT_JUDGED : SIBU_SAY_JUDGEMENT_FINDINGS_NO_RULES);
    } else {
        add_looked(part);
        if (findings->count > 0) {
            add_table(part);
        }
    }
    if (findings->known && part->report->earlier.known) {
        add_earlier(part);
    }
    part_end_section(part);
}
