/* People named, or not: see names.h. */
#include "report/names.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

#define DIGITS_BYTES 6 /* of the HMAC that become a pseudonym */
#define PSEUDONYM_BYTES (2 + 2 * DIGITS_BYTES + 1)

static const char *const WORDS[REPORT_NAMES_MODES] = {"ids", "shown", "pseudonyms"};

const char *report_names_word(enum report_names names)
{
    return WORDS[names];
}

int report_names_find(const char *word, enum report_names *out)
{
    for (size_t i = 0; i < REPORT_NAMES_MODES; i++) {
        if (strcmp(WORDS[i], word) == 0) {
            *out = (enum report_names)i;
            return 1;
        }
    }
    return 0;
}

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static void add_line(crypto_auth_hmacsha256_state *state, const char *text)
{
    crypto_auth_hmacsha256_update(state, (const uint8_t *)text, strlen(text));
    crypto_auth_hmacsha256_update(state, (const uint8_t *)"\n", 1);
}

/* The pseudonym, in the report's arena; NULL: out of memory. `kind` 'P' for people, 'A' for accounts. */
static const char *make_pseudonym(struct report *report, const uint8_t *key, char kind, const char *id)
{
    crypto_auth_hmacsha256_state state;
    uint8_t hash[crypto_auth_hmacsha256_BYTES];
    char digits[2 * DIGITS_BYTES + 1], text[PSEUDONYM_BYTES], t0[24];
    const char of[2] = {kind, '\0'};
    (void)snprintf(t0, sizeof t0, "%" PRId64, report->evaluation.t0_us);
    crypto_auth_hmacsha256_init(&state, key, REPORT_NAMES_KEY_BYTES);
    add_line(&state, "sibu-pseudonym/v1");
    add_line(&state, report->draw.drill);
    add_line(&state, report->draw.hash);
    add_line(&state, t0);
    add_line(&state, of);
    add_line(&state, id);
    crypto_auth_hmacsha256_final(&state, hash);
    sibu_hex(digits, hash, DIGITS_BYTES);
    (void)snprintf(text, sizeof text, "%c-%s", kind, digits);
    sodium_memzero(hash, sizeof hash);
    sodium_memzero(&state, sizeof state);
    return sibu_arena_text(&report->arena, text, strlen(text));
}

static int compare_listed(const void *a, const void *b)
{
    const struct report_listed *left = a, *right = b;
    int order = strcmp(left->id, right->id);
    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

/* By zone, then pseudonym. */
static int compare_missing(const void *a, const void *b)
{
    const struct report_lost *left = a, *right = b;
    int order = strcmp(left->person->zone, right->person->zone);
    return order != 0 ? order : strcmp(left->id, right->id);
}

static enum sibu_status reorder_missing(struct report *report, struct sibu_fault *fault)
{
    struct evaluation *evaluation = &report->evaluation;
    size_t count = evaluation->missing_count;
    struct report_lost *lost = sibu_arena_take(&report->arena, count + 1, sizeof *lost);
    const struct evaluation_person **missing = sibu_arena_take(&report->arena, count + 1, sizeof *missing);
    if (lost == NULL || missing == NULL) {
        return no_memory(fault);
    }
    for (size_t i = 0; i < count; i++) {
        lost[i].person = evaluation->missing[i];
        lost[i].id = report->naming.ids[lost[i].person - evaluation->people];
    }
    qsort(lost, count, sizeof *lost, compare_missing);
    for (size_t i = 0; i < count; i++) {
        missing[i] = lost[i].person;
    }
    evaluation->missing = missing;
    return SIBU_OK;
}

static enum sibu_status hide_people(struct report *report, const uint8_t *key, struct sibu_fault *fault)
{
    const struct evaluation *evaluation = &report->evaluation;
    size_t count = evaluation->people_count;
    const char **ids = sibu_arena_take(&report->arena, count + 1, sizeof *ids);
    struct report_listed *listed = sibu_arena_take(&report->arena, count + 1, sizeof *listed);
    if (ids == NULL || listed == NULL) {
        return no_memory(fault);
    }
    for (size_t i = 0; i < count; i++) {
        ids[i] = make_pseudonym(report, key, 'P', evaluation->people[i].id);
        if (ids[i] == NULL) {
            return no_memory(fault);
        }
        listed[i] = (struct report_listed){ids[i], i};
    }
    qsort(listed, count, sizeof *listed, compare_listed);
    report->naming.ids = ids;
    report->naming.listed = listed;
    return reorder_missing(report, fault);
}

static enum sibu_status hide_accounts(struct report *report, const uint8_t *key, struct sibu_fault *fault)
{
    const struct evaluation *evaluation = &report->evaluation;
    const char **accounts = sibu_arena_take(&report->arena, evaluation->sweep_count + 1, sizeof *accounts);
    for (size_t i = 0; accounts != NULL && i < evaluation->sweep_count; i++) {
        accounts[i] = make_pseudonym(report, key, 'A', evaluation->sweeps[i].by);
        if (accounts[i] == NULL) {
            return no_memory(fault);
        }
    }
    report->naming.accounts = accounts;
    return accounts != NULL ? SIBU_OK : no_memory(fault);
}

/* Names as the record has them: its people stand in the order of the evaluation's. */
static enum sibu_status read_names(struct report *report, struct sibu_record *record, struct sibu_fault *fault)
{
    size_t wanted = report->evaluation.people_count;
    struct sibu_record_person *people = NULL;
    size_t count = 0;
    enum sibu_status status = sibu_record_people(record, &report->arena, &people, &count, fault);
    if (status != SIBU_OK) {
        return status;
    }
    const char **names = sibu_arena_take(&report->arena, wanted + 1, sizeof *names);
    if (names == NULL) {
        return no_memory(fault);
    }
    for (size_t i = 0; i < wanted; i++) {
        int is_same = i < count && people[i].number == report->evaluation.people[i].number;
        names[i] = is_same ? people[i].name : "";
    }
    report->naming.names = names;
    return SIBU_OK;
}

enum sibu_status report_name(struct report *report, struct sibu_record *record, enum report_names names,
                             const uint8_t *key, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    if (names == REPORT_NAMES_SHOWN) {
        status = read_names(report, record, fault);
    } else if (names == REPORT_NAMES_PSEUDONYMS) {
        status = hide_people(report, key, fault);
        if (status == SIBU_OK) {
            status = hide_accounts(report, key, fault);
        }
    }
    report->naming.mode = names;
    return status;
}

struct report_person report_person(const struct report *report, size_t index)
{
    const struct report_naming *naming = &report->naming;
    if (naming->mode == REPORT_NAMES_PSEUDONYMS) {
        return (struct report_person){.id = naming->ids[index], .name = ""};
    }
    return (struct report_person){.id = report->evaluation.people[index].id,
                                  .name = naming->mode == REPORT_NAMES_SHOWN ? naming->names[index] : "",
                                  .has_number = 1};
}

size_t report_person_at(const struct report *report, size_t n)
{
    return report->naming.mode == REPORT_NAMES_PSEUDONYMS ? report->naming.listed[n].index : n;
}

const char *report_account(const struct report *report, size_t n)
{
    return report->naming.mode == REPORT_NAMES_PSEUDONYMS ? report->naming.accounts[n]
                                                          : report->evaluation.sweeps[n].by;
}
