/* How long a tick over 3,000 sites takes, and how long it takes to verify a year of one-minute ticks of a site.
 *
 * Both go through the book, as the server and `sibu verify` do, on a ledger that is made here with bytes of a seed. The
 * references: 3,000 keyed hashes, which is the randomness alone; and the chain of hashes over the year's rows alone.
 * Depends on: draw/book.h, draw/note.h, memory.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "bench/bench.h"
#include "draw/book.h"
#include "draw/note.h"
#include "sibu/random.h"

#define SITES 3000u
#define LAWS 40u
#define TICKS_TIMED 200u
#define YEAR_TICKS 525600
#define BEGIN_S INT64_C(1767196800) /* 2026-01-01 00:00 at UTC+8 */
#define HEAD_EACH 256
#define SECOND_US INT64_C(1000000)

/* A ledger being made: rows go through one book, or through two. */
struct scribe {
    struct book *writer;
    struct book *reader; /* whose time is taken; NULL: none */
    double reader_s, chain_s;
    struct note_signer signer;
    int64_t tick_s;
    int64_t time_us;
    struct sibu_fault *fault;
};

static double seconds_since(int64_t from_us)
{
    return (double)(clock_monotonic_us() - from_us) * 1e-6;
}

/* The row's head as the server would sign it. */
static void sign(struct scribe *scribe, char note[NOTE_MAX])
{
    struct note all = {.count = 0};
    char line[NOTE_LINE_MAX];
    (void)snprintf(all.checkpoint.origin, sizeof all.checkpoint.origin, "%s", scribe->signer.key.name);
    all.checkpoint.head = book_head(scribe->writer);
    note_sign(&scribe->signer, &all.checkpoint, 0, line);
    (void)note_add_line(&all, line);
    note_write(note, &all);
}

static enum sibu_status read_row(struct scribe *scribe, const struct ledger_row *row)
{
    char note[NOTE_MAX];
    uint8_t hash[SIBU_HASH_BYTES];
    int64_t from_us = clock_monotonic_us();
    ledger_hash(row, book_hash(scribe->reader), hash);
    scribe->chain_s += seconds_since(from_us);
    int heads = row->row % HEAD_EACH == 0;
    if (heads) {
        sign(scribe, note);
    }
    from_us = clock_monotonic_us();
    enum sibu_status status = book_take(scribe->reader, row, scribe->fault);
    if (status == SIBU_OK && heads) {
        status = book_check_head(scribe->reader, row->row, note, scribe->fault);
    }
    scribe->reader_s += seconds_since(from_us);
    return status;
}

static enum sibu_status put(struct scribe *scribe, const char *kind, struct sibu_text *body)
{
    struct ledger_row row = {.row = book_counts(scribe->writer)->rows + 1,
                             .time_us = scribe->time_us,
                             .kind = kind,
                             .body = sibu_text_get(body)};
    ledger_hash(&row, book_hash(scribe->writer), row.hash);
    enum sibu_status status = book_take(scribe->writer, &row, scribe->fault);
    if (status == SIBU_OK && scribe->reader != NULL) {
        status = read_row(scribe, &row);
    }
    sibu_text_clear(body);
    return status;
}

static enum sibu_status put_start(struct scribe *scribe)
{
    struct ledger_start start = {.who = {{1, 2, 3}, 1}, .seeded = 1};
    static const uint8_t SEED[NOTE_SEED_BYTES] = {7};
    struct sibu_text body = {0};
    char name[64];
    book_origin(&start, name);
    (void)note_signer_init(&scribe->signer, name, NOTE_LOG, SEED);
    memcpy(start.key, scribe->signer.key.public_key, sizeof start.key);
    ledger_start_body(&body, &start);
    return put(scribe, "start", &body);
}

/* Rules of `sites` sites: always open, or on working days more than at night; each law has other weights. */
struct crowd {
    uint32_t sites, laws;
    int64_t tick_s;
};

static void add_laws(struct sibu_text *out, const struct crowd *crowd)
{
    for (uint32_t i = 0; i < crowd->laws; i++) {
        sibu_text_addf(out,
                       "%s{\"law\":\"max-entropy\",\"period\":\"half-year\",\"least\":1,\"most\":8,\"mean\":2,"
                       "\"gap_ticks\":%lld,\"timezone\":\"Asia/Shanghai\",\"windows\":[[0,7200,%u],[7200,10080,%u]],"
                       "\"never\":[],\"closed\":[]}",
                       i > 0 ? "," : "", (long long)(14 * INT64_C(86400) / crowd->tick_s), 1000u + i, 500u + 7u * i);
    }
}

static enum sibu_status put_rules(struct scribe *scribe, const struct crowd *crowd)
{
    struct sibu_text rules = {0};
    struct sibu_text body = {0};
    sibu_text_addf(&rules,
                   "{\"format\":1,\"tick_s\":%lld,\"delay_s\":86400,\"concurrent\":1,\"interlocks\":[],\"laws\":[",
                   (long long)crowd->tick_s);
    add_laws(&rules, crowd);
    sibu_text_add(
        &rules,
        "],\"groups\":[{\"group\":\"all\",\"law\":0,\"interlocks\":0,\"most_per_month\":0,\"concurrent\":0}],\"units\":"
        "[{\"unit\":\"*all\",\"group\":0,\"law\":0,\"draws\":false}");
    for (uint32_t i = 0; i < crowd->sites; i++) {
        sibu_text_addf(&rules, ",{\"unit\":\"site-%u\",\"group\":0,\"law\":%u,\"draws\":true}", (unsigned)i,
                       (unsigned)(i % crowd->laws));
    }
    sibu_text_add(&rules, "]}");
    ledger_rules_body(&body, BEGIN_S / crowd->tick_s, sibu_text_get(&rules));
    sibu_text_clear(&rules);
    return put(scribe, "rules", &body);
}

/* The half-years of 2026 and 2027 at UTC+8, where no clock changes. */
static enum sibu_status put_periods(struct scribe *scribe)
{
    static const int64_t EDGES_S[] = {1767196800, 1782835200, 1798732800, 1814371200};
    enum sibu_status status = SIBU_OK;
    for (uint32_t law = book_period_due(scribe->writer); status == SIBU_OK && law != SIBU_NONE;
         law = book_period_due(scribe->writer)) {
        int64_t now_s = book_next_tick(scribe->writer) * scribe->tick_s;
        size_t half = now_s >= EDGES_S[1] ? (now_s >= EDGES_S[2] ? 2 : 1) : 0;
        struct ledger_period period = {.rules = book_rules_row(scribe->writer),
                                       .law = law,
                                       .from_tick = EDGES_S[half] / scribe->tick_s,
                                       .to_tick = EDGES_S[half + 1] / scribe->tick_s,
                                       .offsets = {{EDGES_S[half], 28800}},
                                       .offset_count = 1};
        struct sibu_text body = {0};
        status = book_period_solve(scribe->writer, &period, scribe->fault);
        ledger_period_body(&body, &period);
        status = status == SIBU_OK ? put(scribe, "period", &body) : status;
        sibu_text_clear(&body);
    }
    return status;
}

/* Every start is held, and ends at once. */
static enum sibu_status put_drills(struct scribe *scribe)
{
    struct draw_tick tick;
    uint32_t unit = 0;
    enum sibu_status status = SIBU_OK;
    while (status == SIBU_OK && book_waiting(scribe->writer, &tick, &unit)) {
        struct sibu_text body = {0};
        struct ledger_drill drill = {.tick = tick.index,
                                     .unit = unit,
                                     .site = unit,
                                     .asked = tick.gate,
                                     .u = tick.u,
                                     .threshold = tick.threshold,
                                     .drill = "2026-000001",
                                     .reason = ""};
        ledger_drill_body(&body, &drill);
        status = put(scribe, "drill", &body);
        struct ledger_end end = {"2026-000001", "all-clear"};
        ledger_end_body(&body, &end);
        status = status == SIBU_OK ? put(scribe, "end", &body) : status;
    }
    return status;
}

/* Draws and writes the next tick. *seconds grows by what drawing it and taking it took. */
static enum sibu_status put_tick(struct scribe *scribe, double *seconds)
{
    struct ledger_tick tick = {.closed = 0};
    struct sibu_text body = {0};
    int64_t index = book_next_tick(scribe->writer);
    scribe->time_us = index * scribe->tick_s * SECOND_US + 5;
    enum sibu_status status = put_periods(scribe);
    sibu_key_of_seed(tick.r, (uint64_t)index);
    int64_t from_us = clock_monotonic_us();
    status = status == SIBU_OK ? book_draw(scribe->writer, &tick, scribe->fault) : status;
    ledger_tick_body(&body, &tick);
    status = status == SIBU_OK ? put(scribe, "tick", &body) : status;
    *seconds += seconds_since(from_us);
    sibu_text_clear(&body);
    return status == SIBU_OK ? put_drills(scribe) : status;
}

static enum sibu_status open_scribe(struct scribe *scribe, const struct crowd *crowd, struct sibu_fault *fault)
{
    scribe->fault = fault;
    scribe->tick_s = crowd->tick_s;
    scribe->time_us = BEGIN_S * SECOND_US;
    enum sibu_status status = book_open(&scribe->writer, fault);
    status = status == SIBU_OK ? put_start(scribe) : status;
    return status == SIBU_OK ? put_rules(scribe, crowd) : status;
}

static void close_scribe(struct scribe *scribe)
{
    book_close(scribe->writer);
    book_close(scribe->reader);
}

/* 3,000 keyed hashes: what the randomness of a tick costs by itself. */
static double time_hashes(void)
{
    uint8_t R[32] = {1};
    int64_t from_us = clock_monotonic_us();
    for (unsigned i = 0; i < TICKS_TIMED; i++) {
        R[0] = (uint8_t)i;
        for (unsigned site = 0; site < SITES; site++) {
            R[1] ^= (uint8_t)draw_u(R, "site-1000");
        }
    }
    return seconds_since(from_us);
}

static enum sibu_status bench_ticks(struct bench *bench, struct sibu_fault *fault)
{
    static const char NAME[] = "draw/tick-3000";
    static const struct crowd CROWD = {SITES, LAWS, 600};
    struct scribe scribe = {.reader = NULL};
    double seconds = 0.0;
    if (*bench->stop || !bench_begins(bench, NAME)) {
        return SIBU_OK;
    }
    enum sibu_status status = open_scribe(&scribe, &CROWD, fault);
    double ignored = 0.0;
    status = status == SIBU_OK ? put_tick(&scribe, &ignored) : status; /* with the periods */
    for (unsigned i = 0; i < TICKS_TIMED && status == SIBU_OK && !*bench->stop; i++) {
        status = put_tick(&scribe, &seconds);
    }
    close_scribe(&scribe);
    if (status == SIBU_OK && !*bench->stop) {
        struct bench_result result = {.value = 1000.0 * seconds / TICKS_TIMED,
                                      .unit = "ms a tick of 3000 sites",
                                      .reference = "3000 keyed hashes: the randomness alone",
                                      .reference_value = 1000.0 * time_hashes() / TICKS_TIMED,
                                      .threads = 1};
        (void)snprintf(result.name, sizeof result.name, "%s", NAME);
        result.ratio = result.reference_value / result.value;
        bench_add(bench, &result);
    }
    return status;
}

static enum sibu_status bench_year(struct bench *bench, struct sibu_fault *fault)
{
    static const char NAME[] = "draw/verify-year";
    static const struct crowd CROWD = {1, 1, 60};
    struct scribe scribe = {.reader = NULL};
    double ignored = 0.0;
    if (*bench->stop || !bench_begins(bench, NAME)) {
        return SIBU_OK;
    }
    enum sibu_status status = book_open(&scribe.reader, fault);
    status = status == SIBU_OK ? open_scribe(&scribe, &CROWD, fault) : status;
    for (int i = 0; i < YEAR_TICKS && status == SIBU_OK && !*bench->stop; i++) {
        status = put_tick(&scribe, &ignored);
    }
    close_scribe(&scribe);
    if (status == SIBU_OK && !*bench->stop) {
        struct bench_result result = {.value = scribe.reader_s,
                                      .unit = "s to verify a year of minutes",
                                      .reference = "the chain of hashes over the same rows alone",
                                      .reference_value = scribe.chain_s,
                                      .ratio = scribe.chain_s / scribe.reader_s,
                                      .threads = 1};
        (void)snprintf(result.name, sizeof result.name, "%s", NAME);
        bench_add(bench, &result);
    }
    return status;
}

enum sibu_status bench_ledger(struct bench *bench, struct sibu_fault *fault)
{
    enum sibu_status status = bench_ticks(bench, fault);
    return status == SIBU_OK ? bench_year(bench, fault) : status;
}
