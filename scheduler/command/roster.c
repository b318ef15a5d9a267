/* sibu roster check: every fault of a roster in one run, or what the roster holds. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "command/command.h"
#include "draw/policy.h"
#include "roster/roster.h"
#include "sibu/catalogue.h"

#define FILE_BYTES_MAX ((size_t)64 << 20)
#define SHIFTS_MAX (POLICY_SHIFTS_MAX + 2)

static const struct command_option OPTIONS[] = {
    {"site", "FILE", {"场所文件：核对区域", "the site's file: its zones are checked"}},
    {"policy", "FILE", {"规则文件：核对班次", "the policy: its shifts are checked"}},
    {NULL, NULL, {NULL, NULL}},
};

/* What the roster is checked against. */
struct subject {
    struct command_call *call;
    struct sibu_text bytes;
    struct sibu_site *site;
    struct policy *policy;
    const char *shifts[SHIFTS_MAX]; /* ends with NULL */
    struct roster_source source;
};

static enum sibu_status open_site(struct subject *subject, const char *path, struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    enum sibu_status status = file_read(path, FILE_BYTES_MAX, &text, fault);
    if (status == SIBU_OK) {
        status = sibu_site_open(&subject->site, path, sibu_text_get(&text), text.length, fault);
    }
    sibu_text_clear(&text);
    subject->source.site = subject->site;
    return status;
}

static enum sibu_status open_policy(struct subject *subject, const char *path, struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    enum sibu_status status = file_read(path, FILE_BYTES_MAX, &text, fault);
    if (status == SIBU_OK) {
        status = policy_open(&subject->policy, path, sibu_text_get(&text), text.length, fault);
    }
    sibu_text_clear(&text);
    if (status != SIBU_OK) {
        return status;
    }
    for (uint32_t i = 0; i < subject->policy->shift_count && i + 1 < SHIFTS_MAX; i++) {
        subject->shifts[i] = subject->policy->shifts[i].id;
    }
    subject->source.shifts = subject->shifts;
    return SIBU_OK;
}

static enum sibu_status open_subject(struct subject *subject, struct sibu_fault *fault)
{
    const char *path = subject->call->arguments[0];
    const char *site = command_value(subject->call, "site");
    const char *policy = command_value(subject->call, "policy");
    enum sibu_status status = file_read(path, FILE_BYTES_MAX, &subject->bytes, fault);
    subject->source.name = path;
    subject->source.bytes = sibu_text_get(&subject->bytes);
    subject->source.length = subject->bytes.length;
    if (status == SIBU_OK && site != NULL) {
        status = open_site(subject, site, fault);
    }
    return status == SIBU_OK && policy != NULL ? open_policy(subject, policy, fault) : status;
}

static void close_subject(struct subject *subject)
{
    policy_close(subject->policy);
    sibu_site_close(subject->site);
    sibu_text_clear(&subject->bytes);
}

static void add_faults_json(struct sibu_text *out, const char *path, const struct sibu_fault_list *list)
{
    sibu_text_add(out, "{\"roster\":");
    sibu_text_add_json(out, path);
    sibu_text_add(out, ",\"ok\":false,\"faults\":");
    roster_faults_json(list, out);
    sibu_text_add(out, "}\n");
}

static void say(struct sibu_text *out, enum sibu_language language, enum sibu_say_id id, const char *a, const char *b)
{
    const char *values[] = {a, b};
    sibu_say_with(out, language, id, values, 2);
}

/* As many lines as there are faults; several are counted. As JSON they are the answer. */
static int answer_faults(const struct subject *subject, const struct sibu_fault_list *list)
{
    struct sibu_text out = {0};
    enum sibu_language language = subject->call->language;
    if (subject->call->json) {
        add_faults_json(&out, subject->source.name, list);
    } else {
        char count[32];
        (void)snprintf(count, sizeof count, "%zu", list->count);
        for (size_t i = 0; i < list->count; i++) {
            sibu_text_addf(&out, "%s: %s\n", list->items[i].place, list->items[i].what[language]);
        }
        if (list->count > 1) {
            say(&out, language, SIBU_SAY_ROSTER_BAD, count, "");
            sibu_text_add(&out, "\n");
        }
        return command_fail_all(subject->call, &out);
    }
    int exit_status = command_answer(subject->call, &out);
    return exit_status == 0 ? 2 : exit_status;
}

/* How many people have the shift, role or pace of this word. */
typedef const char *word_of(const struct roster_person *person, enum sibu_language language);

static const char *shift_of(const struct roster_person *person, enum sibu_language language)
{
    (void)language; /* as the policy names it */
    return person->shift;
}

static const char *role_of(const struct roster_person *person, enum sibu_language language)
{
    static const enum sibu_say_id IDS[] = {SIBU_SAY_ROSTER_ROLE_WORKER, SIBU_SAY_ROSTER_ROLE_WARDEN,
                                           SIBU_SAY_ROSTER_ROLE_CONTRACTOR, SIBU_SAY_ROSTER_ROLE_VISITOR};
    return sibu_say(language, IDS[person->role]);
}

static const char *pace_of(const struct roster_person *person, enum sibu_language language)
{
    static const enum sibu_say_id IDS[] = {SIBU_SAY_ROSTER_PACE_FAST, SIBU_SAY_ROSTER_PACE_NORMAL,
                                           SIBU_SAY_ROSTER_PACE_SLOW, SIBU_SAY_ROSTER_PACE_IMPAIRED,
                                           SIBU_SAY_ROSTER_PACE_WHEELCHAIR};
    return sibu_say(language, IDS[person->pace]);
}

static int seen_before(const struct roster *roster, size_t person, word_of *word)
{
    for (size_t i = 0; i < person; i++) {
        if (strcmp(word(&roster->people[i], SIBU_EN), word(&roster->people[person], SIBU_EN)) == 0) {
            return 1;
        }
    }
    return 0;
}

static size_t count_of(const struct roster *roster, size_t person, word_of *word)
{
    size_t count = 0;
    for (size_t i = person; i < roster->count; i++) {
        count += strcmp(word(&roster->people[i], SIBU_EN), word(&roster->people[person], SIBU_EN)) == 0;
    }
    return count;
}

/* "day 404, night 84" or {"day":404,"night":84}, in the order in which the words appear. */
static void add_counts(struct sibu_text *out, const struct subject *subject, const struct roster *roster, word_of *word)
{
    enum sibu_language language = subject->call->json ? SIBU_EN : subject->call->language; /* JSON has stable keys */
    int first = 1;
    for (size_t i = 0; i < roster->count; i++) {
        if (seen_before(roster, i, word)) {
            continue;
        }
        size_t count = count_of(roster, i, word);
        if (subject->call->json) {
            sibu_text_add(out, first ? "" : ",");
            sibu_text_add_json(out, word(&roster->people[i], language));
            sibu_text_addf(out, ":%zu", count);
        } else {
            char number[32];
            (void)snprintf(number, sizeof number, "%zu", count);
            sibu_text_add(out, first ? "" : sibu_say(language, SIBU_SAY_ROSTER_COMMA));
            say(out, language, SIBU_SAY_ROSTER_COUNT, word(&roster->people[i], language), number);
        }
        first = 0;
    }
}

static size_t count_without_url(const struct roster *roster)
{
    size_t count = 0;
    for (size_t i = 0; i < roster->count; i++) {
        count += roster->people[i].url[0] == '\0';
    }
    return count;
}

static int has_warden(const struct roster *roster, size_t person)
{
    for (size_t i = 0; i < roster->count; i++) {
        const struct roster_person *it = &roster->people[i];
        if (it->role == ROSTER_WARDEN && strcmp(it->zone, roster->people[person].zone) == 0) {
            return 1;
        }
    }
    return 0;
}

static const char *zone_of(const struct roster_person *person, enum sibu_language language)
{
    (void)language;
    return person->zone;
}

/* The zones with people and no warden, as words or as JSON strings; `head` goes before the first. */
static void add_unled_zones(struct sibu_text *out, const struct subject *subject, const struct roster *roster,
                            const char *head)
{
    int first = 1;
    for (size_t i = 0; i < roster->count; i++) {
        if (seen_before(roster, i, zone_of) || has_warden(roster, i)) {
            continue;
        }
        sibu_text_add(out, first ? head : ",");
        if (subject->call->json) {
            sibu_text_add_json(out, roster->people[i].zone);
        } else {
            sibu_text_addf(out, " %s", roster->people[i].zone);
        }
        first = 0;
    }
    sibu_text_add(out, !first && !subject->call->json ? "\n" : "");
}

static void add_good_json(struct sibu_text *out, const struct subject *subject, const struct roster *roster)
{
    static const struct {
        const char *key;
        word_of *word;
    } COUNTS[] = {{"shifts", shift_of}, {"roles", role_of}, {"paces", pace_of}};
    sibu_text_add(out, "{\"roster\":");
    sibu_text_add_json(out, subject->source.name);
    sibu_text_addf(out, ",\"ok\":true,\"people\":%zu,\"without_url\":%zu", roster->count, count_without_url(roster));
    for (size_t i = 0; i < sizeof COUNTS / sizeof COUNTS[0]; i++) {
        sibu_text_addf(out, ",\"%s\":{", COUNTS[i].key);
        add_counts(out, subject, roster, COUNTS[i].word);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, ",\"zones_without_warden\":[");
    add_unled_zones(out, subject, roster, "");
    sibu_text_add(out, "]}\n");
}

static void add_good_words(struct sibu_text *out, const struct subject *subject, const struct roster *roster)
{
    static const struct {
        enum sibu_say_id head;
        word_of *word;
    } COUNTS[] = {
        {SIBU_SAY_ROSTER_BY_SHIFT, shift_of}, {SIBU_SAY_ROSTER_BY_ROLE, role_of}, {SIBU_SAY_ROSTER_BY_PACE, pace_of}};
    enum sibu_language language = subject->call->language;
    char number[32];
    (void)snprintf(number, sizeof number, "%zu", roster->count);
    say(out, language, SIBU_SAY_ROSTER_GOOD, subject->source.name, number);
    sibu_text_add(out, "\n");
    for (size_t i = 0; i < sizeof COUNTS / sizeof COUNTS[0]; i++) {
        sibu_text_add(out, sibu_say(language, COUNTS[i].head));
        add_counts(out, subject, roster, COUNTS[i].word);
        sibu_text_add(out, "\n");
    }
    add_unled_zones(out, subject, roster, sibu_say(language, SIBU_SAY_ROSTER_ZONE_WITHOUT_WARDEN));
    if (count_without_url(roster) > 0) {
        (void)snprintf(number, sizeof number, "%zu", count_without_url(roster));
        say(out, language, SIBU_SAY_ROSTER_WITHOUT_URL, number, "");
        sibu_text_add(out, "\n");
    }
}

static int answer_roster(const struct subject *subject, const struct roster *roster)
{
    struct sibu_text out = {0};
    if (subject->call->json) {
        add_good_json(&out, subject, roster);
    } else {
        add_good_words(&out, subject, roster);
    }
    return command_answer(subject->call, &out);
}

static int check_subject(struct subject *subject)
{
    struct sibu_fault_list list = {NULL, 0, 0};
    struct roster *roster = NULL;
    struct sibu_fault fault;
    int exit_status;
    if (roster_check(&subject->source, &list) != SIBU_OK && list.count > 0) {
        exit_status = answer_faults(subject, &list);
    } else if (roster_open(&roster, &subject->source, &fault) != SIBU_OK) {
        exit_status = command_fail(subject->call, &fault);
    } else {
        exit_status = answer_roster(subject, roster);
    }
    roster_close(roster);
    sibu_fault_list_clear(&list);
    return exit_status;
}

static int run_check(struct command_call *call)
{
    struct subject subject = {.call = call};
    struct sibu_fault fault;
    int exit_status = open_subject(&subject, &fault) == SIBU_OK ? check_subject(&subject) : command_fail(call, &fault);
    close_subject(&subject);
    return exit_status;
}

const struct command COMMAND_ROSTER_CHECK = {
    .name = "roster check",
    .arguments = "FILE",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"列出名册 (CSV) 的所有问题，或说明其中有谁", "list every fault of a roster (CSV), or say who is in it"},
    .options = OPTIONS,
    .run = run_check,
};
