/* Heads compared: see verify_heads.h. Depends on: book, head. */
#include "command/verify_heads.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sibu/hash.h"
#include "sibu/memory.h"

#define HEADS_MAX 1000000
#define SHOWN 16 /* digits of a head that is named */

static enum sibu_status add(struct verify_heads *heads, const struct verify_head *head, struct sibu_fault *fault)
{
    void *items = heads->items;
    if (!sibu_array_reserve(&items, &heads->capacity, heads->count + 1, sizeof *heads->items, HEADS_MAX)) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    heads->items = items;
    heads->items[heads->count++] = *head;
    return SIBU_OK;
}

enum sibu_status verify_heads_read(struct verify_heads *heads, const struct command_call *call,
                                   struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (int i = 0; i < call->value_count && status == SIBU_OK; i++) {
        struct verify_head head = {.record = NULL};
        if (strcmp(call->value_names[i], "head") != 0) {
            continue;
        }
        if (!head_claim_read(call->values[i], &head.claim)) {
            return sibu_fault_set(fault, SIBU_BAD_INPUT, "--head",
                                  "要“行数:数字”，数字是账本头开头的 %d 到 %d 位十六进制数字，如 1234:1a2b-3c4d",
                                  "takes SIZE:DIGITS, the first %d to %d hexadecimal digits of the head, as in "
                                  "1234:1a2b-3c4d",
                                  HEAD_DIGITS_MIN, HEAD_DIGITS_MAX);
        }
        status = add(heads, &head, fault);
        heads->given++;
    }
    return status;
}

enum sibu_status verify_heads_add(struct verify_heads *heads, const struct tree_head *head, const char *record,
                                  struct sibu_fault *fault)
{
    struct verify_head item = {.claim = {.size = head->size, .count = HEAD_DIGITS_MAX}, .record = record};
    sibu_hex(item.claim.digits, head->root.bytes, sizeof head->root.bytes);
    return add(heads, &item, fault);
}

static int compare_sizes(const void *a, const void *b)
{
    uint64_t left = ((const struct verify_head *)a)->claim.size, right = ((const struct verify_head *)b)->claim.size;
    return left < right ? -1 : left > right;
}

void verify_heads_begin(struct verify_heads *heads)
{
    heads->next = heads->rows = 0;
    for (size_t i = 0; i < heads->count; i++) {
        heads->items[i].reached = 0;
        memset(&heads->items[i].here, 0, sizeof heads->items[i].here);
    }
    if (heads->count > 0) {
        qsort(heads->items, heads->count, sizeof *heads->items, compare_sizes);
    }
}

void verify_heads_look(struct verify_heads *heads, const struct book *book, int is_end)
{
    int asked = heads->next < heads->count && heads->items[heads->next].claim.size == heads->rows;
    if (is_end || asked) {
        heads->last = book_head(book);
    }
    for (; heads->next < heads->count && heads->items[heads->next].claim.size == heads->rows; heads->next++) {
        heads->items[heads->next].reached = 1;
        heads->items[heads->next].here = heads->last;
    }
    heads->rows += is_end ? 0 : 1;
}

static void judge(const struct verify_heads *heads, const struct verify_head *head, struct verify_faults *faults)
{
    struct sibu_fault fault;
    char given[64], here[HEAD_SHORT_BYTES], place[240];
    (void)snprintf(given, sizeof given, "%" PRIu64 ":%.*s", head->claim.size, SHOWN, head->claim.digits);
    if (head->record != NULL) {
        (void)snprintf(place, sizeof place, "%.230s:draw", head->record);
    } else {
        (void)snprintf(place, sizeof place, "ledger:%" PRIu64, head->reached ? head->claim.size : heads->rows);
    }
    if (!head->reached) {
        (void)sibu_fault_set(&fault, SIBU_NO, place, "账本头 %s 之前账本就结束了（共 %" PRIu64 " 行）：缺少行",
                             "the ledger ends before the head %s: it has %" PRIu64 " rows, rows are missing", given,
                             heads->rows);
    } else {
        head_short(&head->here, here);
        (void)sibu_fault_set(&fault, SIBU_NO, place, "账本头应为 %s，本账本在此处是 %s：有两本不同的账",
                             "the head %s was told, and here the ledger's is %s: there are two histories", given, here);
    }
    verify_faults_add(faults, SIBU_NO, &fault);
}

void verify_heads_judge(const struct verify_heads *heads, struct verify_faults *faults)
{
    for (size_t i = 0; i < heads->count; i++) {
        const struct verify_head *head = &heads->items[i];
        if (!head_claim_fits(&head->claim, &head->here)) { /* one that was not reached has no size */
            judge(heads, head, faults);
        }
    }
}

void verify_heads_clear(struct verify_heads *heads)
{
    sibu_array_free(heads->items);
    memset(heads, 0, sizeof *heads);
}
