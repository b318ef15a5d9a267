/* Sheets and signed reports against trail and ledger: see verify_trail.h. */
#include "command/verify_trail.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sibu/memory.h"

#define PAPERS_MAX 1000000

void verify_trail_add(struct verify_trail *trail, const struct verify_paper *paper)
{
    void *items = trail->items;
    if (!sibu_array_reserve(&items, &trail->capacity, trail->count + 1, sizeof *paper, PAPERS_MAX)) {
        trail->out_of_memory = 1;
        return;
    }
    trail->items = items;
    trail->items[trail->count++] = *paper;
    trail->is_sorted = 0;
}

struct verify_paper *verify_trail_find(struct verify_trail *trail, const char *path, const uint8_t *fingerprint)
{
    for (size_t i = 0; i < trail->count; i++) {
        if (strcmp(trail->items[i].path, path) == 0) {
            return &trail->items[i];
        }
    }
    for (size_t i = 0; i < trail->count; i++) {
        if (trail->items[i].is_sealed && memcmp(trail->items[i].fingerprint, fingerprint, SIBU_HASH_BYTES) == 0) {
            return &trail->items[i];
        }
    }
    return NULL;
}

static int compare(const void *a, const void *b)
{
    const struct verify_paper *left = a, *right = b;
    int order = strcmp(left->drill, right->drill);
    return order != 0 ? order : strcmp(left->path, right->path);
}

/* The first of the drill's papers, or the end. */
static size_t find_drill(struct verify_trail *trail, const char *drill)
{
    size_t from = 0, to = trail->count;
    if (!trail->is_sorted && trail->count > 0) {
        qsort(trail->items, trail->count, sizeof *trail->items, compare);
    }
    trail->is_sorted = 1;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (strcmp(trail->items[middle].drill, drill) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

/* The next part of "2026-000017:3:0123…", up to a colon or the end. False where it does not fit. */
static int take_part(const char **at, char *out, size_t room)
{
    size_t length = strcspn(*at, ":");
    if (length >= room) {
        return 0;
    }
    memcpy(out, *at, length);
    out[length] = '\0';
    *at += length + ((*at)[length] == ':' ? 1 : 0);
    return 1;
}

static void take_sheet(struct verify_trail *trail, const struct store_audit *row)
{
    char drill[72], number[16], digits[2 * SIBU_HASH_BYTES + 1];
    uint8_t hash[SIBU_HASH_BYTES];
    const char *at = row->object;
    if (!take_part(&at, drill, sizeof drill) || !take_part(&at, number, sizeof number) ||
        !take_part(&at, digits, sizeof digits) || !sibu_unhex(hash, sizeof hash, digits)) {
        return; /* the trail is whole: no server of ours wrote it so */
    }
    for (size_t i = find_drill(trail, drill); i < trail->count && strcmp(trail->items[i].drill, drill) == 0; i++) {
        struct verify_paper *paper = &trail->items[i];
        int64_t told = strtoll(number, NULL, 10);
        if (told > paper->told_sheets) {
            paper->told_sheets = told;
            paper->sheets_row = row->row;
            memcpy(paper->told_last, hash, sizeof hash);
        }
    }
}

static void take_signed(struct verify_trail *trail, const struct store_audit *row)
{
    char drill[72], digits[2 * SIBU_HASH_BYTES + 1], key[NOTE_KEY_TEXT_MAX];
    uint8_t hash[SIBU_HASH_BYTES];
    const char *at = row->object;
    if (!take_part(&at, drill, sizeof drill) || !take_part(&at, digits, sizeof digits) ||
        !take_part(&at, key, sizeof key) || !sibu_unhex(hash, sizeof hash, digits)) {
        return;
    }
    for (size_t i = find_drill(trail, drill); i < trail->count && strcmp(trail->items[i].drill, drill) == 0; i++) {
        struct verify_paper *paper = &trail->items[i];
        paper->signed_row = row->row;
        memcpy(paper->told_signed, hash, sizeof hash);
        memcpy(paper->told_key, key, sizeof key);
    }
}

void verify_trail_look(void *data, const struct store_audit *row)
{
    if (strcmp(row->result, "ok") == 0 && strcmp(row->action, "sheet") == 0) {
        take_sheet(data, row);
    } else if (strcmp(row->result, "ok") == 0 && strcmp(row->action, "report-sign") == 0) {
        take_signed(data, row);
    }
}

static void judge_sheets(const struct verify_paper *paper, const struct verify_known *known,
                         struct verify_faults *faults)
{
    struct sibu_fault fault;
    char place[4200];
    int is_wrong = 1;
    (void)snprintf(place, sizeof place, "%.4000s" SHEET_SUFFIX, paper->path);
    if (paper->sheets > 0 && memcmp(paper->sheet_key, known->ledger_key, sizeof known->ledger_key) != 0) {
        (void)sibu_fault_set(&fault, SIBU_NO, place, "答卷的签名密钥不是账本的密钥",
                             "the sheets are signed with another key than the ledger's");
    } else if (!known->has_trail || (paper->sheets == 0 && !known->is_folder)) {
        is_wrong = 0;
    } else if ((int64_t)paper->sheets < paper->told_sheets) {
        (void)sibu_fault_set(&fault, SIBU_NO, place,
                             "这里有 %u 份答卷，而操作记录第 %lld 行记着第 %lld 份：末尾被截掉了",
                             "there are %u sheets here, and row %lld of the audit trail tells of number %lld: the last "
                             "ones were cut off",
                             (unsigned)paper->sheets, (long long)paper->sheets_row, (long long)paper->told_sheets);
    } else if ((int64_t)paper->sheets > paper->told_sheets) {
        (void)sibu_fault_set(&fault, SIBU_NO, place, "这里有 %u 份答卷，操作记录只记着 %lld 份",
                             "there are %u sheets here, and the audit trail tells of %lld", (unsigned)paper->sheets,
                             (long long)paper->told_sheets);
    } else if (paper->sheets > 0 && memcmp(paper->sheet_last, paper->told_last, SIBU_HASH_BYTES) != 0) {
        (void)sibu_fault_set(&fault, SIBU_NO, place, "最后一份答卷不是操作记录第 %lld 行所记的那一份",
                             "the last sheet is not the one of row %lld of the audit trail",
                             (long long)paper->sheets_row);
    } else {
        is_wrong = 0;
    }
    if (is_wrong) {
        verify_faults_add(faults, SIBU_NO, &fault);
    }
}

/* A signature that is here, against the row that tells of it. SIBU_NO where they do not go together. */
static enum sibu_status compare_signed(const struct verify_paper *paper, struct sibu_fault *fault)
{
    if (strcmp(paper->signed_key, paper->told_key) != 0) {
        return sibu_fault_set(fault, SIBU_NO, paper->signature, "签名的密钥是 %s，操作记录第 %lld 行记的是 %s",
                              "it is signed with the key %s, and row %lld of the audit trail tells of %s",
                              paper->signed_key, (long long)paper->signed_row, paper->told_key);
    }
    if (memcmp(paper->signed_hash, paper->told_signed, SIBU_HASH_BYTES) != 0) {
        return sibu_fault_set(fault, SIBU_NO, paper->signature, "不是操作记录第 %lld 行所记的那份签名",
                              "it is not the signature of row %lld of the audit trail", (long long)paper->signed_row);
    }
    return SIBU_OK;
}

static enum sibu_status judge_signed(const struct verify_paper *paper, int is_folder, struct sibu_fault *fault)
{
    char beside[4200];
    if (paper->signature != NULL && paper->signed_row > 0) {
        return paper->signed_key[0] != '\0' ? compare_signed(paper, fault) : SIBU_OK; /* else unreadable, and told of */
    }
    if (paper->signature != NULL && is_folder) {
        return sibu_fault_set(fault, SIBU_NO, paper->signature, "操作记录里没有人为这份报告签名",
                              "by the audit trail nobody has signed this report");
    }
    if (paper->signed_row > 0 && is_folder) {
        (void)snprintf(beside, sizeof beside, "%.4000s" SIGNED_SUFFIX, paper->path);
        return sibu_fault_set(
            fault, SIBU_NO, beside, "操作记录第 %lld 行记着报告已签名，签名却不在这里",
            "row %lld of the audit trail tells that the report was signed, and its signature is not here",
            (long long)paper->signed_row);
    }
    return SIBU_OK;
}

void verify_trail_judge(const struct verify_trail *trail, const struct verify_known *known,
                        struct verify_faults *faults)
{
    struct sibu_fault fault;
    for (size_t i = 0; i < trail->count; i++) {
        const struct verify_paper *paper = &trail->items[i];
        if (paper->is_sound && paper->drill[0] != '\0') {
            judge_sheets(paper, known, faults);
            if (judge_signed(paper, known->has_trail && known->is_folder, &fault) != SIBU_OK) {
                verify_faults_add(faults, SIBU_NO, &fault);
            }
        }
    }
    if (trail->out_of_memory) {
        (void)sibu_fault_set(&fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
        verify_faults_add(faults, SIBU_NO_MEMORY, &fault);
    }
}

void verify_trail_clear(struct verify_trail *trail)
{
    sibu_array_free(trail->items);
    *trail = (struct verify_trail){.count = 0};
}
