/* PostgreSQL behind the store: a database that other servers use too. See query.h for what each function of a driver does.
 *
 * Depends on libpq. Transactions read what is committed (READ COMMITTED); what a rule rests on is locked before it is read
 * (query.h, invariant 5), so that nothing need be tried again. A lock that is not had within 5 s gives up, as SQLite does; a
 * transaction whose process stands still for 30 s is ended by the server, so that it holds up nobody. A prepared statement
 * is prepared once for each connection; a lost connection is made again at the next call.
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "sibu/text.h"
#include "store/postgres.h"
#include "store/query.h"

#define WIPE_WAIT_MS 5000 /* as long as for a lock */
#define WIPE_LOOK_MS 20

/* Every statement of the rooms has an index that it goes by, and gets few rows of many. Left to itself the planner, which knows nothing
 * yet of a new table, or counts rows that wait by those that waited once, reads and hashes whole tables for each handful. */
static const char SESSION[] =
    "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_sort = off; SET jit = off;"
    " SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '30s';"
    " SET client_min_messages = 'error'; SET default_transaction_isolation = 'read committed';"
    " SELECT pg_advisory_lock_shared(1397309012, hashtext(current_schema()))"; /* to the session's end: see alone */

/* SQLSTATE, whole or its class, and what it means; what is not here has failed. */
static const struct meaning {
    const char *state;
    enum store_failure failure;
} MEANINGS[] = {
    {"23502", STORE_MISSING},   {"23", STORE_RULE},       {"22", STORE_RULE},       {"P0001", STORE_RULE},
    {"55P03", STORE_BUSY},      {"40", STORE_BUSY},       {"57014", STORE_BUSY},    {"53100", STORE_FULL},
    {"53200", STORE_NO_MEMORY}, {"54", STORE_TOO_LARGE},  {"57P", STORE_CUT_OFF},   {"08", STORE_CUT_OFF},
    {"25P03", STORE_CUT_OFF},   {"XX001", STORE_DAMAGED}, {"XX002", STORE_DAMAGED},
};

/* The first line of what the server said of its connection: it names host, user and database, and no password. */
static void note_connection(struct store *store)
{
    struct postgres *postgres = store->connection;
    const char *said = PQerrorMessage(postgres->connection);
    (void)snprintf(store->said, sizeof store->said, "%.*s", (int)strcspn(said, "\r\n"), said);
}

/* Notes the code and the rule by name, never the message: that may hold a value. */
static enum store_failure failure_of(struct store *store, const PGresult *result)
{
    struct postgres *postgres = store->connection;
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *rule = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    if (state == NULL || PQstatus(postgres->connection) != CONNECTION_OK) {
        note_connection(store);
        return STORE_CUT_OFF;
    }
    (void)snprintf(store->said, sizeof store->said, "SQLSTATE %s%s%s", state, rule != NULL ? ", " : "",
                   rule != NULL ? rule : "");
    for (size_t i = 0; i < sizeof MEANINGS / sizeof MEANINGS[0]; i++) {
        if (strncmp(state, MEANINGS[i].state, strlen(MEANINGS[i].state)) == 0) {
            return MEANINGS[i].failure;
        }
    }
    return STORE_FAILED;
}

static int is_good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

static enum store_failure run(struct store *store, const char *sql)
{
    struct postgres *postgres = store->connection;
    PGresult *result = PQexec(postgres->connection, sql);
    enum store_failure failure = is_good(result) ? STORE_FINE : failure_of(store, result);
    if (failure == STORE_FINE && strcmp(sql, "COMMIT") == 0 && strcmp(PQcmdStatus(result), "COMMIT") != 0) {
        (void)snprintf(store->said, sizeof store->said, "%s", PQcmdStatus(result)); /* a statement of it had failed */
        failure = STORE_FAILED;
    }
    PQclear(result);
    return failure;
}

/* What PQexecPrepared takes. */
struct given {
    const char *values[STORE_VALUES_MAX];
    int lengths[STORE_VALUES_MAX], formats[STORE_VALUES_MAX];
    Oid types[STORE_VALUES_MAX];
    uint32_t integers[STORE_VALUES_MAX][2]; /* the upper half first, each as the network has it */
};

static void give(struct given *given, int i, const struct store_value *value)
{
    static const Oid TYPES[] = {[STORE_INTEGER] = 20, [STORE_TEXT] = 25, [STORE_BYTES] = 17}; /* int8, text, bytea */
    given->types[i] = TYPES[value->kind];
    given->formats[i] = 1;
    given->values[i] = value->bytes;
    given->lengths[i] = value->length;
    if (value->kind == STORE_INTEGER) {
        given->integers[i][0] = htonl((uint32_t)((uint64_t)value->integer >> 32));
        given->integers[i][1] = htonl((uint32_t)((uint64_t)value->integer & 0xffffffff));
        given->values[i] = (const char *)given->integers[i];
        given->lengths[i] = 8;
    }
}

/* The statement's name on the server, prepared on this connection. */
static enum store_failure prepare(struct store_query *query, const struct given *given, char name[16])
{
    struct postgres *postgres = query->store->connection;
    struct store_statement *statement = query->statement;
    (void)snprintf(name, 16, "s%d", (int)(statement - query->store->statements));
    if (statement->prepared == postgres) {
        return STORE_FINE;
    }
    struct sibu_text sql = {.max_length = 0};
    postgres_statement(statement->sql, &sql);
    PGresult *result = sibu_text_ok(&sql)
                           ? PQprepare(postgres->connection, name, sibu_text_get(&sql), query->put, given->types)
                           : NULL;
    enum store_failure failure = is_good(result) ? STORE_FINE : failure_of(query->store, result);
    statement->prepared = failure == STORE_FINE ? postgres : NULL;
    sibu_text_clear(&sql);
    PQclear(result);
    return failure;
}

static enum store_failure start(struct store_query *query)
{
    struct postgres *postgres = query->store->connection;
    struct given given;
    char name[16];
    for (int i = 0; i < query->put; i++) {
        give(&given, i, &query->values[i]);
    }
    enum store_failure failure = prepare(query, &given, name);
    if (failure != STORE_FINE) {
        return failure;
    }
    query->row = -1;
    if (query->is_streamed) {
        int sent = PQsendQueryPrepared(postgres->connection, name, query->put, given.values, given.lengths,
                                       given.formats, 1) &&
                   PQsetSingleRowMode(postgres->connection);
        return sent ? STORE_FINE : failure_of(query->store, NULL);
    }
    PGresult *result =
        PQexecPrepared(postgres->connection, name, query->put, given.values, given.lengths, given.formats, 1);
    query->rows = result;
    return is_good(result) ? STORE_FINE : failure_of(query->store, result);
}

/* One row more of a query that is streamed. */
static int next_of_stream(struct store_query *query)
{
    struct postgres *postgres = query->store->connection;
    PQclear(query->rows);
    PGresult *result = PQgetResult(postgres->connection);
    query->rows = result;
    query->row = 0;
    if (result == NULL || PQresultStatus(result) == PGRES_SINGLE_TUPLE) {
        return result != NULL;
    }
    query->failure = is_good(result) ? STORE_FINE : failure_of(query->store, result);
    return 0;
}

/* What is left of a stream: the connection takes nothing else before. */
static void end_stream(struct store_query *query)
{
    struct postgres *postgres = query->store->connection;
    if (query->rows != NULL && PQresultStatus(query->rows) == PGRES_SINGLE_TUPLE) {
        PGcancel *cancel = PQgetCancel(postgres->connection);
        char said[64];
        (void)PQcancel(cancel, said, sizeof said);
        PQfreeCancel(cancel);
    }
    for (PGresult *rest = PQgetResult(postgres->connection); rest != NULL; rest = PQgetResult(postgres->connection)) {
        PQclear(rest);
    }
}

static int64_t number_of(const char *digits)
{
    int64_t number = 0;
    for (; *digits >= '0' && *digits <= '9'; digits++) {
        number = number * 10 + (*digits - '0');
    }
    return number;
}

static int next(struct store_query *query)
{
    if (query->is_streamed) {
        return next_of_stream(query);
    }
    query->row++;
    int has_row = query->row < PQntuples(query->rows);
    if (!has_row) {
        query->changed = number_of(PQcmdTuples(query->rows));
    }
    return has_row;
}

/* A number of 1 (a truth), 4 or 8 bytes, the highest first. */
static int64_t integer(const struct store_query *query, int column)
{
    const unsigned char *value = (const unsigned char *)PQgetvalue(query->rows, query->row, column);
    int length = PQgetisnull(query->rows, query->row, column) ? 0 : PQgetlength(query->rows, query->row, column);
    uint64_t number = length > 0 && (value[0] & 0x80) != 0 ? UINT64_MAX : 0;
    for (int i = 0; i < length; i++) {
        number = number << 8 | value[i];
    }
    return (int64_t)number;
}

static struct store_bytes bytes(const struct store_query *query, int column)
{
    if (PQgetisnull(query->rows, query->row, column)) {
        return (struct store_bytes){NULL, 0};
    }
    return (struct store_bytes){PQgetvalue(query->rows, query->row, column),
                                (size_t)PQgetlength(query->rows, query->row, column)};
}

static const char *name(const struct store_query *query, int column)
{
    return PQfname(query->rows, column);
}

static void end(struct store_query *query)
{
    if (query->is_streamed && query->is_started) {
        end_stream(query);
    }
    PQclear(query->rows);
    query->rows = NULL;
}

static int is_within(struct store *store)
{
    struct postgres *postgres = store->connection;
    PGTransactionStatusType status = PQtransactionStatus(postgres->connection);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

static enum store_failure ready(struct store *store)
{
    struct postgres *postgres = store->connection;
    if (PQstatus(postgres->connection) == CONNECTION_OK) {
        return STORE_FINE;
    }
    for (size_t i = 0; i < STORE_STATEMENTS_MAX; i++) {
        store->statements[i].prepared = NULL;
    }
    PQreset(postgres->connection);
    if (PQstatus(postgres->connection) != CONNECTION_OK) {
        note_connection(store);
        return STORE_CUT_OFF;
    }
    return run(store, SESSION);
}

/* A row of its own for each name, which this transaction has changed. */
static enum store_failure hold(struct store *store, const char *held)
{
    struct store_query query = store_query(store, "INSERT INTO hold (name) VALUES (?1)"
                                                  " ON CONFLICT (name) DO UPDATE SET name = excluded.name");
    store_put_text(&query, held);
    (void)store_step(&query);
    end(&query);
    return query.failure;
}

/* One number out of the database's own tables. */
static enum store_failure ask(struct store *store, const char *sql, int64_t *out)
{
    struct postgres *postgres = store->connection;
    PGresult *result = PQexec(postgres->connection, sql);
    enum store_failure failure = is_good(result) ? STORE_FINE : failure_of(store, result);
    *out = failure == STORE_FINE && PQntuples(result) > 0 ? number_of(PQgetvalue(result, 0, 0)) : 0;
    PQclear(result);
    return failure;
}

/* Until no transaction is left that still sees what was deleted before now: for what it sees, VACUUM leaves the old rows where
 * they are. Those are the snapshots in this database, and whatever has begun to write in any database of the server, since
 * no snapshot taken beside it, VACUUM's own neither, is younger than it. *busy: one is left after WIPE_WAIT_MS. */
static enum store_failure wait_for_readers(struct store *store, int *busy)
{
    char sql[600];
    int64_t present = 0;
    enum store_failure failure = ask(store, "SELECT (pg_current_xact_id()::xid)::text", &present);
    (void)snprintf(sql, sizeof sql,
                   "SELECT (SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND"
                   " ((datname = current_database() AND age(backend_xmin) >= age('%" PRId64 "'::xid)) OR"
                   " age(backend_xid) >= age('%" PRId64 "'::xid)))"
                   " + (SELECT count(*) FROM pg_prepared_xacts)",
                   present, present);
    *busy = 1;
    for (int waited_ms = 0; failure == STORE_FINE && *busy && waited_ms <= WIPE_WAIT_MS; waited_ms += WIPE_LOOK_MS) {
        int64_t readers = 0;
        failure = ask(store, sql, &readers);
        *busy = readers > 0;
        if (*busy) {
            (void)nanosleep(&(struct timespec){0, WIPE_LOOK_MS * 1000000L}, NULL);
        }
    }
    return failure;
}

/* The tables that hold anything of a person, written anew: the old files go. */
static enum store_failure wipe(struct store *store, int *busy)
{
    static const char *const SQL[] = {"VACUUM (FULL, ANALYZE) person", "VACUUM (FULL, ANALYZE) address",
                                      "VACUUM (FULL, ANALYZE) proof", "VACUUM (FULL, ANALYZE) opening",
                                      "VACUUM (FULL, ANALYZE) alert"};
    enum store_failure failure = wait_for_readers(store, busy);
    for (size_t i = 0; i < sizeof SQL / sizeof SQL[0] && failure == STORE_FINE && !*busy; i++) {
        failure = run(store, SQL[i]);
    }
    if (failure == STORE_FINE && !*busy) {
        failure = wait_for_readers(store, busy); /* of the old statistics, which ANALYZE has replaced */
    }
    return failure == STORE_FINE && !*busy ? run(store, "VACUUM pg_statistic") : failure;
}

static enum store_failure tidy(struct store *store)
{
    (void)store;
    return STORE_FINE;
}

/* Every session holds the lock of its schema shared. One that has just been closed may take a moment to be gone. */
static enum store_failure alone(struct store *store, int *is_alone)
{
    enum store_failure failure = run(store, "SET lock_timeout = '1s'");
    if (failure != STORE_FINE) {
        return failure;
    }
    failure = run(store, "SELECT pg_advisory_lock(1397309012, hashtext(current_schema()))");
    *is_alone = failure == STORE_FINE;
    if (failure == STORE_FINE || failure == STORE_BUSY) {
        failure = run(store, "SET lock_timeout = '5s'");
    }
    return failure;
}

static void shut(struct store *store)
{
    struct postgres *postgres = store->connection;
    if (postgres != NULL) {
        PQfinish(postgres->connection);
        sibu_array_free(postgres);
    }
}

static const struct store_driver POSTGRES = {
    .is_far = 1,
    .begin = "BEGIN",
    .begin_still = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    .run = run,
    .start = start,
    .next = next,
    .integer = integer,
    .bytes = bytes,
    .name = name,
    .end = end,
    .is_within = is_within,
    .ready = ready,
    .hold = hold,
    .wipe = wipe,
    .tidy = tidy,
    .alone = alone,
    .close = shut,
};

/* Notices go nowhere: standard error is the server's log. */
static void ignore(void *data, const PGresult *notice)
{
    (void)data;
    (void)notice;
}

/* Is it an address, and one without a password? A command line is read by everybody on the machine. */
static enum sibu_status check_address(struct store *store, const char *url, struct sibu_fault *fault)
{
    int has_password = 0;
    PQconninfoOption *options = PQconninfoParse(url, NULL);
    if (options == NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, store->path, "数据库地址写得不对：postgresql://主机:端口/库名",
                              "this is not an address of a database: postgresql://HOST:PORT/NAME");
    }
    for (const PQconninfoOption *option = options; option->keyword != NULL; option++) {
        has_password |= option->val != NULL && option->val[0] != '\0' &&
                        (strcmp(option->keyword, "password") == 0 || strcmp(option->keyword, "sslpassword") == 0);
    }
    PQconninfoFree(options);
    return !has_password ? SIBU_OK
                         : sibu_fault_set(fault, SIBU_BAD_INPUT, store->path,
                                          "地址里不能写密码：请放在 PGPASSFILE 文件或 pg_service.conf 里",
                                          "the address must not hold a password: put it into the file that PGPASSFILE"
                                          " names, or into pg_service.conf");
}

static enum sibu_status connect_to(struct store *store, const char *url, struct sibu_fault *fault)
{
    static const char *const NAMES[] = {"connect_timeout", "tcp_user_timeout", "fallback_application_name",
                                        "dbname",          "client_encoding",  NULL};
    const char *const values[] = {"5", "10000", "sibu", url, "UTF8", NULL};
    struct postgres *postgres = store->connection;
    postgres->connection = PQconnectdbParams(NAMES, values, 1);
    if (PQstatus(postgres->connection) != CONNECTION_OK) {
        note_connection(store);
        return store_fault(store, STORE_CUT_OFF, fault);
    }
    (void)snprintf(store->path, sizeof store->path, "postgresql:%s:%s/%s", PQhost(postgres->connection),
                   PQport(postgres->connection), PQdb(postgres->connection));
    (void)PQsetNoticeReceiver(postgres->connection, ignore, NULL);
    enum store_failure failure = run(store, SESSION);
    return failure == STORE_FINE ? SIBU_OK : store_fault(store, failure, fault);
}

enum sibu_status store_postgres_open(struct store *store, const char *url, struct sibu_fault *fault)
{
    enum sibu_status status = check_address(store, url, fault);
    if (status != SIBU_OK) {
        return status;
    }
    store->connection = sibu_array_new(1, sizeof(struct postgres));
    if (store->connection == NULL) {
        return store_fault(store, STORE_NO_MEMORY, fault);
    }
    store->driver = &POSTGRES;
    status = connect_to(store, url, fault);
    return status == SIBU_OK ? store_postgres_schema(store, fault) : status;
}
