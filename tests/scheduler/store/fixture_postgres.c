/* The fixture's database where the store stands in PostgreSQL: a schema of its own on a server that postgres.sh started. */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "store/postgres.h"

/* Runs SQL; its one value or -1 into *value, where that is not NULL. */
static int run(const char *url, const char *sql, int64_t *value)
{
    struct sibu_text text = {.max_length = 0};
    PGconn *outside = PQconnectdb(url);
    if (PQstatus(outside) != CONNECTION_OK) {
        fail_msg("no PostgreSQL server for the tests: %s", PQerrorMessage(outside));
    }
    postgres_statement(sql, &text);
    PGresult *result = PQexec(outside, sibu_text_get(&text));
    int done = PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;
    if (value != NULL) {
        assert_true(done);
        *value = PQntuples(result) > 0 ? strtoll(PQgetvalue(result, 0, 0), NULL, 10) : -1;
    }
    sibu_text_clear(&text);
    PQclear(result);
    PQfinish(outside);
    return done;
}

static void read_server(const struct fixture *fixture, char url[200])
{
    char path[400];
    const char *build = getenv("SIBU_BUILD");
    (void)snprintf(path, sizeof path, "%s/%s.url", build != NULL ? build : ".",
                   fixture->is_apart ? "apart" : "postgres");
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        fail_msg("%s is missing: no PostgreSQL server was started for the tests", path);
    }
    assert_non_null(fgets(url, 200, file));
    assert_int_equal(fclose(file), 0);
}

void fixture_postgres_open(struct fixture *fixture)
{
    char server[200], sql[100];
    read_server(fixture, server);
    const char *name = strrchr(fixture->folder, '-') + 1; /* as mkdtemp made it */
    (void)snprintf(sql, sizeof sql, "CREATE SCHEMA \"t_%s\"", name);
    assert_true(run(server, sql, NULL));
    (void)snprintf(fixture->path, sizeof fixture->path,
                   "%s&options=-csearch_path%%3D%%22t_%s%%22&application_name=t_%s", server, name, name);
}

void fixture_postgres_close(struct fixture *fixture)
{
    char server[200], sql[100];
    read_server(fixture, server);
    (void)snprintf(sql, sizeof sql, "SET client_min_messages = error; DROP SCHEMA \"t_%s\" CASCADE",
                   strrchr(fixture->folder, '-') + 1);
    assert_true(run(server, sql, NULL));
}

int fixture_postgres_sql(const struct fixture *fixture, const char *sql)
{
    return run(fixture->path, sql, NULL);
}

int64_t fixture_postgres_number(const struct fixture *fixture, const char *sql)
{
    int64_t value = -1;
    (void)run(fixture->path, sql, &value);
    return value;
}

void fixture_postgres_files(const struct fixture *fixture, char *out, size_t size)
{
    char server[200];
    read_server(fixture, server);
    /* 5: the database "postgres" */
    (void)snprintf(out, size, "%s/data/base/5", strstr(server, "host=") + strlen("host="));
}
