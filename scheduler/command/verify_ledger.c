/* A ledger checked row by row, with its heads: see verify_ledger.h. */
#include "command/verify_ledger.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "command/verify_modes.h"
#include "sibu/catalogue.h"
#include "sibu/random.h"
#include "store/ledger_file.h"

struct checking {
    struct book *book;
    const struct ledger_watch *watch;
    struct ledger_verdict *out;
    int64_t failed; /* the row that failed and is not acknowledged yet; 0: none */
    uint8_t previous[SIBU_HASH_BYTES]; /* stored hash of the last row */
    struct sibu_fault first; /* the first fault of all */
    int has_fault;
};

static void keep_fault(struct checking *checking, const struct sibu_fault *fault)
{
    if (!checking->has_fault) {
        checking->first = *fault;
        checking->has_fault = 1;
    }
}

/* Behind a row that failed only a "damage" row that names it leads on. */
static void pass_over(struct checking *checking, const struct ledger_row *row)
{
    struct ledger_damage damage;
    struct sibu_fault why;
    if (strcmp(row->kind, "damage") == 0 && ledger_damage_read(row->body, &damage) && damage.row == checking->failed) {
        book_resume(checking->book, row->row, checking->previous);
        if (book_take(checking->book, row, &why) == SIBU_OK) {
            checking->failed = 0;
            checking->out->acknowledged++;
            return;
        }
    }
    book_pass(checking->book, row->hash);
}

static enum sibu_status take_row(void *data, const struct store_ledger_row *from, struct sibu_fault *fault)
{
    struct checking *checking = data;
    struct ledger_row row = {.row = from->row, .time_us = from->time_us, .kind = from->kind, .body = from->body};
    memcpy(row.hash, from->hash, sizeof row.hash);
    enum sibu_status status = SIBU_OK;
    checking->watch->look(checking->watch->data, checking->book, &row);
    if (checking->failed != 0) {
        pass_over(checking, &row);
    } else {
        status = book_take(checking->book, &row, fault);
    }
    if (status == SIBU_NO) {
        keep_fault(checking, fault);
        book_pass(checking->book, row.hash);
        checking->failed = row.row;
        status = SIBU_OK;
    }
    memcpy(checking->previous, row.hash, sizeof checking->previous);
    return status;
}

static enum sibu_status take_head(void *data, int64_t size, const char *note, struct sibu_fault *fault)
{
    struct checking *checking = data;
    if (checking->failed != 0) {
        return SIBU_OK; /* the damage stands before it */
    }
    enum sibu_status status = book_check_head(checking->book, size, note, fault);
    if (status == SIBU_NO) {
        keep_fault(checking, fault);
        return SIBU_OK;
    }
    return status;
}

/* The last row must be closed by a signed head, or what stands behind the last one is anybody's. */
static void check_end(struct checking *checking)
{
    const struct book_counts *counts = book_counts(checking->book);
    struct sibu_fault fault;
    char place[64];
    checking->out->has_open_end = counts->head_row != counts->rows;
    if (checking->out->has_open_end && !checking->has_fault) {
        (void)snprintf(place, sizeof place, "ledger:%" PRId64, counts->rows);
        (void)sibu_fault_set(&fault, SIBU_NO, place, "最后一行没有签名的账本头：末尾可能被换过",
                             "no signed head closes the last row: the end may have been replaced");
        keep_fault(checking, &fault);
    }
}

/* From the store, or from the file at `path` where that is NULL. */
static enum sibu_status check(struct store *store, const char *path, const struct ledger_watch *watch,
                              struct ledger_verdict *out, struct sibu_fault *fault)
{
    struct checking checking = {.watch = watch, .out = out};
    struct ledger_sink sink = {take_row, take_head, &checking};
    memset(out, 0, sizeof *out);
    enum sibu_status status = book_open(&checking.book, fault);
    if (status == SIBU_OK) {
        status = store != NULL ? store_ledger_give(store, &sink, fault) : ledger_file_read(path, &sink, fault);
    }
    if (status == SIBU_NO) {
        keep_fault(&checking, fault);
        status = SIBU_OK;
    }
    if (status == SIBU_OK) {
        watch->look(watch->data, checking.book, NULL);
        check_end(&checking);
        out->counts = *book_counts(checking.book);
    }
    if (status == SIBU_OK && checking.has_fault) {
        *fault = checking.first;
        fault->status = status = SIBU_NO;
    }
    book_close(checking.book);
    return status;
}

enum sibu_status verify_ledger(const char *path, const struct ledger_watch *watch, struct ledger_verdict *out,
                               struct sibu_fault *fault)
{
    return check(NULL, path, watch, out, fault);
}

enum sibu_status verify_ledger_store(struct store *store, const struct ledger_watch *watch, struct ledger_verdict *out,
                                     struct sibu_fault *fault)
{
    return check(store, NULL, watch, out, fault);
}

double verify_two_sided_p(double z)
{
    /* Abramowitz and Stegun 26.2.17: the tail of the normal distribution, absolute error below 7.5e-8. */
    static const double B[] = {0.319381530, -0.356563782, 1.781477937, -1.821255978, 1.330274429};
    double a = z < 0.0 ? -z : z;
    double t = 1.0 / (1.0 + 0.2316419 * a);
    double sum = 0.0;
    for (int i = 4; i >= 0; i--) {
        sum = (sum + B[i]) * t;
    }
    double p = 2.0 * 0.3989422804014327 * sibu_exp(-0.5 * a * a) * sum;
    return p < 1.0 ? p : 1.0;
}

/* How likely chance alone makes a count as far from `expected` as this one: Poisson's tails, for what is seldom; of many
 * rare starts the sum is Poisson's as nearly as matters. From 100 expected on the normal distribution serves. */
static double count_p(int64_t found, double expected, double variance)
{
    if (expected <= 0.0) {
        return 1.0;
    }
    if (expected > 100.0) {
        return verify_two_sided_p(((double)found - expected) / __builtin_sqrt(variance));
    }
    double term = sibu_exp(-expected);
    double below = 0.0; /* P(N < found) */
    for (int64_t n = 0; n < found; n++) {
        below += term;
        term *= expected / (double)(n + 1);
    }
    double up = 1.0 - below;
    double down = below + term;
    double p = 2.0 * (up < down ? up : down);
    return p < 1.0 ? (p > 0.0 ? p : 0.0) : 1.0;
}

static double z_of(double value, double expected, double variance)
{
    return variance > 0.0 ? (value - expected) / __builtin_sqrt(variance) : 0.0;
}

static void put(char out[32], double value)
{
    (void)snprintf(out, 32, "%.4g", value);
}

static void say(const struct command_call *call, struct sibu_text *text, enum sibu_say_id id, const double *values,
                int count)
{
    char numbers[6][32];
    const char *places[6];
    for (int i = 0; i < count && i < 6; i++) {
        put(numbers[i], values[i]);
        places[i] = numbers[i];
    }
    sibu_say_with(text, call->language, id, places, count);
    sibu_text_add(text, "\n");
}

void verify_ledger_words(const struct command_call *call, const char *path, const struct ledger_verdict *verdict,
                         struct sibu_text *text)
{
    const struct book_counts *c = &verdict->counts;
    char rows[32], ticks[32], heads[32];
    (void)snprintf(rows, sizeof rows, "%" PRId64, c->rows);
    (void)snprintf(ticks, sizeof ticks, "%" PRId64, c->ticks);
    (void)snprintf(heads, sizeof heads, "%" PRId64, c->heads);
    sibu_say_with(text, call->language, SIBU_SAY_LEDGER_WHOLE, (const char *[]){path, rows, ticks, heads}, 4);
    sibu_text_add(text, "\n");
    say(call, text, SIBU_SAY_LEDGER_DRILLS,
        (const double[]){(double)c->starts, (double)c->held, (double)c->not_held, (double)c->aborted,
                         (double)c->surprises, (double)c->nows},
        6);
    if (c->skipped > 0) {
        say(call, text, SIBU_SAY_LEDGER_SKIPPED, (const double[]){(double)c->skipped}, 1);
    }
    if (c->late > 0) {
        say(call, text, SIBU_SAY_LEDGER_LATE, (const double[]){(double)c->late}, 1);
    }
    if (c->not_held_limit > 0) {
        say(call, text, SIBU_SAY_LEDGER_LIMIT, (const double[]){(double)c->not_held_limit}, 1);
    }
    if (c->missed > 0) {
        say(call, text, SIBU_SAY_LEDGER_MISSED, (const double[]){(double)c->missed}, 1);
    }
    if (c->closed_ticks > 0) {
        say(call, text, SIBU_SAY_LEDGER_CLOSED,
            (const double[]){(double)c->closed_ticks, (double)c->open_ticks, (double)c->closed_fired,
                             c->closed_expected, count_p(c->closed_fired, c->closed_expected, c->closed_variance)},
            5);
    }
    if (c->surprisal_variance > 0.0) {
        double z = z_of(c->surprisal, c->surprisal_expected, c->surprisal_variance);
        say(call, text, SIBU_SAY_LEDGER_CHANCE, (const double[]){z, verify_two_sided_p(z)}, 2);
    }
    verify_modes_words(call, c, text);
}

void verify_ledger_json(const struct ledger_verdict *verdict, struct sibu_text *text)
{
    const struct book_counts *c = &verdict->counts;
    double z = z_of(c->surprisal, c->surprisal_expected, c->surprisal_variance);
    sibu_text_addf(text,
                   ",\"mode\":\"%s\",\"rows\":%" PRId64 ",\"ticks\":%" PRId64 ",\"skipped\":%" PRId64
                   ",\"starts\":%" PRId64 ",\"drills\":%" PRId64 ",\"not_held\":%" PRId64
                   ",\"not_held_by\":{\"running\":%" PRId64 ",\"limit\":%" PRId64 ",\"budget\":%" PRId64
                   ",\"nobody\":%" PRId64 ",\"stopped\":%" PRId64 ",\"late\":%" PRId64 "},\"aborted\":%" PRId64,
                   verify_mode(c), c->rows, c->ticks, c->skipped, c->starts, c->held, c->not_held, c->not_held_running,
                   c->not_held_limit, c->not_held_budget, c->not_held_nobody, c->not_held_stopped, c->not_held_late,
                   c->aborted);
    sibu_text_addf(text,
                   ",\"surprises\":%" PRId64 ",\"nows\":%" PRId64 ",\"missed\":%" PRId64 ",\"late\":%" PRId64
                   ",\"heads\":%" PRId64 ",\"acknowledged\":%" PRId64,
                   c->surprises, c->nows, c->missed, c->late, c->heads, verdict->acknowledged);
    sibu_text_addf(text,
                   ",\"interlocks\":{\"open\":%" PRId64 ",\"closed\":%" PRId64 ",\"starts\":%" PRId64
                   ",\"starts_expected\":%.6g,\"p\":%.4g},\"surprisal_z\":%.4g,\"surprisal_p\":%.4g",
                   c->open_ticks, c->closed_ticks, c->closed_fired, c->closed_expected,
                   count_p(c->closed_fired, c->closed_expected, c->closed_variance), z, verify_two_sided_p(z));
    verify_modes_json(c, text);
}
