/* A PostgreSQL server for a measurement: one of its own in a temporary folder, or one that was named.
 *
 * Depends on: bench/program.h, libpq; for one of its own the programs of PostgreSQL 15 or newer (initdb, pg_ctl), for
 * pgbench that. One's own listens on a socket in its folder alone, waits for the disk as the default says (fsync,
 * synchronous_commit), and counts statements (pg_stat_statements). Close it also after a fault. One thread.
 */
#pragma once
#include "sibu/fault.h"

struct database {
    char folder[64]; /* "": the server is another's */
    char programs[256]; /* the folder of PostgreSQL's programs */
    char url[512]; /* of a database that is empty at first */
    char schema[40]; /* in another's server: what was made there, and goes at the end */
};
/* `store`: the address of another's database, in which a schema of the measurement's own is made; NULL: a server of its own. */
SIBU_MUST_USE enum sibu_status database_open(struct database *database, const char *store, struct sibu_fault *fault);
void database_close(struct database *database);
/* Whether a server of one's own could be made here. */
int database_programs(char out[256]);

/* One number by a question that we write ourselves. */
SIBU_MUST_USE enum sibu_status database_number(const struct database *database, const char *sql, double *out,
                                               struct sibu_fault *fault);
/* What the database has done since it was made. */
struct database_work {
    double statements; /* top level; 0 where they are not counted: pg_stat_statements is not there */
    double transactions; /* committed */
    double rows; /* written: added, changed, deleted */
    double wal_bytes; /* what was written ahead */
    double table_bytes; /* of all tables with their indexes, in the schema of Sibu */
};
SIBU_MUST_USE enum sibu_status database_work(const struct database *database, struct database_work *out,
                                             struct sibu_fault *fault);

/* pgbench for `seconds`: each transaction is one INSERT of one row like an answer's into a table with a primary key, prepared,
 * from `clients` connections at once. *per_s: transactions a second. */
SIBU_MUST_USE enum sibu_status database_pgbench(const struct database *database, unsigned clients, unsigned seconds,
                                                double *per_s, struct sibu_fault *fault);
