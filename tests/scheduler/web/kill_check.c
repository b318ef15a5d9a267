/* What must hold of a run's database and records, however often its servers were killed. See kill.h. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "draw/book.h"
#include "kill.h"
#include "sibu/record.h"
#include "store/ledger_file.h"

/* Each counts what breaks its law. */
struct law {
    const char *name, *sql;
};

#define TICKS                                                                                                            \
    "(SELECT row, body ->> 'tick' AS a, (body ->> 'tick') + 1 AS b FROM ledger WHERE kind IN ('tick', 'link') UNION ALL" \
    " SELECT row, body ->> 'from_tick', body ->> 'to_tick' FROM ledger WHERE kind = 'skip')"
#define ACTS                                                                                                               \
    "(SELECT row, body ->> 'tick' AS tick, body ->> 'drill' AS id, body ->> 'reason' AS reason, body ->> 'asked' AS asked" \
    " FROM ledger WHERE kind = 'drill')"

static const struct law LAWS[] = {
    {"rows are numbered without a hole", "SELECT count(*) <> max(row) OR min(row) <> 1 FROM ledger"},
    {"no tick is drawn twice, none is left out",
     "SELECT count(*) FROM (SELECT a, b, lag(b) OVER (ORDER BY row) AS before FROM " TICKS ")"
     " WHERE a >= b OR a <> before"},
    {"the first tick is the one from which the rules hold",
     "SELECT (SELECT min(a) FROM " TICKS ") <> (SELECT body ->> 'from_tick' FROM ledger WHERE kind = 'rules')"},
    {"the rules are written once", "SELECT count(*) <> 1 FROM ledger WHERE kind = 'rules'"},
    {"no tick is drawn before or after its time, and one that others have a part in not before it",
     "SELECT count(*) FROM ledger WHERE (kind = 'tick' AND time_us / 60000000 <> body ->> 'tick')"
     " OR (kind IN ('open', 'link') AND time_us / 60000000 < body ->> 'tick')"},
    {"ticks are skipped only before the first one that a server draws",
     "SELECT count(*) FROM ledger s WHERE kind = 'skip' AND EXISTS (SELECT 1 FROM ledger t WHERE t.kind = 'tick'"
     " AND t.row < s.row AND t.row > (SELECT max(o.row) FROM ledger o WHERE o.kind = 'start' AND o.row < s.row))"},
    {"each start has one row that says what became of it, before the next tick",
     "SELECT count(*) FROM (SELECT row, body ->> 'tick' AS tick, body ->> 'starts' AS starts,"
     " lead(row, 1, 1 << 60) OVER (ORDER BY row) AS next FROM ledger WHERE kind IN ('tick', 'link')) t WHERE starts <>"
     " (SELECT count(*) FROM ledger d WHERE d.kind = 'drill' AND d.row > t.row AND d.row < t.next"
     " AND d.body ->> 'tick' = t.tick AND d.body ->> 'asked' <> 'n')"},
    {"each drill at once has one such row too",
     "SELECT (SELECT count(*) FROM ledger WHERE kind = 'now') <> (SELECT count(*) FROM " ACTS " WHERE asked = 'n')"},
    {"what is not held says why", "SELECT count(*) FROM " ACTS " WHERE (id = '') = (reason = '')"},
    {"each held drill is in the store once", "SELECT count(*) FROM " ACTS " a WHERE id <> '' AND"
                                             " (SELECT count(*) FROM drill d WHERE d.id = a.id) <> 1"},
    {"each drill in the store is held once", "SELECT count(*) FROM drill d WHERE"
                                             " (SELECT count(*) FROM " ACTS " a WHERE a.id = d.id) <> 1"},
    {"a drill begins in the tick that started it",
     "SELECT count(*) FROM drill d JOIN " ACTS " a ON a.id = d.id WHERE d.t0_us / 60000000 <> a.tick"},
    {"a drill is the one that its tick's bytes give",
     "SELECT count(*) FROM drill d JOIN " ACTS " a ON a.id = d.id WHERE a.asked <> 'n' AND NOT EXISTS (SELECT 1 FROM"
     " ledger t WHERE t.body ->> 'tick' = a.tick AND ((t.kind = 'tick' AND t.body ->> 'r' = d.draw ->> '$.tick.r') OR"
     " (t.kind = 'link' AND t.body ->> 'link' = d.draw ->> '$.tick.parts[0]')))"},
    {"a drill's first alert is filed once, and first",
     "SELECT count(*) FROM drill d WHERE 1 <> (SELECT count(*) FROM alert a WHERE a.drill = d.key"
     " AND a.xml LIKE '%<status>Exercise</status>%<msgType>Alert</msgType>%') OR 1 <> (SELECT count(*) FROM alert a WHERE a.drill = d.key"
     " AND a.sequence = 1 AND a.xml LIKE '%<status>Exercise</status>%<msgType>Alert</msgType>%')"},
    {"each alert is for each person once, the first for all that are expected",
     "SELECT count(*) FROM (SELECT count(*) AS n FROM outbox GROUP BY alert, person HAVING n <> 1 UNION ALL"
     " SELECT 1 FROM alert a WHERE sequence = 1 AND (SELECT count(*) FROM outbox o WHERE o.alert = a.key) <>"
     " (SELECT count(*) FROM participant p WHERE p.drill = a.drill AND p.expected = 1))"},
    {"each end of a drill is told, and told once",
     "SELECT count(*) FROM drill d WHERE (SELECT count(*) FROM event e WHERE e.drill = d.key AND e.kind IN ('all-clear',"
     " 'abort', 'real-emergency')) <> (SELECT count(*) FROM alert a WHERE a.drill = d.key AND a.ends_earlier = 1)"},
    {"each drill is over", "SELECT count(*) FROM drill WHERE state <> 'closed' OR end_us = 0"},
    {"each drill has one row of its end, behind that of its begin",
     "SELECT count(*) FROM drill d WHERE 1 <> (SELECT count(*) FROM ledger e JOIN " ACTS " a ON a.id = d.id WHERE"
     " e.kind = 'end' AND e.body ->> 'drill' = d.id AND e.row > a.row)"},
    {"no other drill ends", "SELECT (SELECT count(*) FROM ledger WHERE kind = 'end') <> (SELECT count(*) FROM drill)"},
    {"no drill is held while another runs",
     "SELECT count(*) FROM (SELECT kind, lag(kind) OVER (ORDER BY row) AS before FROM ledger WHERE kind = 'end'"
     " OR (kind = 'drill' AND body ->> 'drill' <> '')) WHERE kind = before"},
    {"each drawn drill and each end is an event once",
     "SELECT count(*) FROM (SELECT count(*) AS n FROM event WHERE kind IN ('drawn', 'running', 'all-clear', 'abort',"
     " 'closed') GROUP BY drill, kind HAVING n <> 1)"},
    {"the last row has a head", "SELECT (SELECT max(size) FROM ledger_head) <> (SELECT max(row) FROM ledger)"},
    {"one head of those that are not kept stands", "SELECT count(*) > 1 FROM ledger_head WHERE kept = 0"},
};

static void check_laws(const struct kill_look *look)
{
    for (size_t i = 0; i < sizeof LAWS / sizeof LAWS[0]; i++) {
        int64_t broken = kill_look_number(look, LAWS[i].sql);
        if (broken != 0) {
            fail_msg("not so: %s (%lld)", LAWS[i].name, (long long)broken);
        }
    }
}

static enum sibu_status take_row(void *data, const struct store_ledger_row *from, struct sibu_fault *fault)
{
    struct ledger_row row = {.row = from->row, .time_us = from->time_us, .kind = from->kind, .body = from->body};
    memcpy(row.hash, from->hash, sizeof row.hash);
    return book_take(data, &row, fault);
}

static enum sibu_status take_head(void *data, int64_t size, const char *note, struct sibu_fault *fault)
{
    return book_check_head(data, size, note, fault);
}

/* Chain, draws and heads, to the very last row. */
static void check_ledger(const char *folder)
{
    struct book *book = NULL;
    struct sibu_fault fault = {0};
    char path[4200];
    (void)snprintf(path, sizeof path, "%s/sibu.db", folder);
    assert_int_equal(book_open(&book, &fault), SIBU_OK);
    struct ledger_sink sink = {take_row, take_head, book};
    if (ledger_file_read(path, &sink, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    assert_int_equal(book_counts(book)->head_row, book_counts(book)->rows);
    assert_true(book_counts(book)->rows > 0);
    assert_false(book_running(book));
    book_close(book);
}

static void check_record(const struct kill_look *look, const char *path, const char *id)
{
    struct sibu_record *record = NULL;
    struct sibu_fault fault = {0};
    struct sibu_record_counts counts;
    struct sibu_arena arena = {0};
    uint8_t fingerprint[32];
    const char *bytes = NULL;
    size_t length = 0;
    char sql[256];
    if (sibu_record_open(&record, path, &fault) != SIBU_OK || sibu_record_verify(record, &fault) != SIBU_OK ||
        sibu_record_fingerprint(record, fingerprint, &fault) != SIBU_OK ||
        sibu_record_count(record, &counts, &fault) != SIBU_OK ||
        sibu_record_document(record, "evaluation", &arena, &bytes, &length, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    assert_non_null(bytes);
    (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM event e JOIN drill d ON d.key = e.drill WHERE d.id = '%s'",
                   id);
    assert_int_equal(kill_look_number(look, sql), counts.events);
    sibu_arena_clear(&arena);
    sibu_record_close(record);
}

/* Each drill has its record: whole, evaluated, sealed, with its page; and nothing else lies there. */
static void check_records(const struct kill_look *look, const char *folder)
{
    char path[4200], id[32];
    int64_t records = 0, pages = 0;
    (void)snprintf(path, sizeof path, "%s/records", folder);
    DIR *files = opendir(path);
    assert_non_null(files);
    for (const struct dirent *it = readdir(files); it != NULL; it = readdir(files)) {
        size_t length = strlen(it->d_name);
        if (length == strlen("2026-000001.drill") && strcmp(it->d_name + 11, ".drill") == 0) {
            (void)snprintf(path, sizeof path, "%s/records/%.32s", folder, it->d_name);
            (void)snprintf(id, sizeof id, "%.11s", it->d_name);
            check_record(look, path, id);
            records++;
        }
        pages += length > 5 && strcmp(it->d_name + length - 5, ".html") == 0;
    }
    closedir(files);
    assert_int_equal(records, kill_look_number(look, "SELECT count(*) FROM drill"));
    assert_int_equal(pages, records);
}

void kill_check(const struct kill_look *look, const char *folder)
{
    check_laws(look);
    check_ledger(folder);
    check_records(look, folder);
}
