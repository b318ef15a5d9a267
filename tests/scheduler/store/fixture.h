/* A store in a folder of its own, with people and a drill in it, for the tests of the store and of what stands on it. With
 * SIBU_TEST_STORE=postgres in the environment it is a schema of its own in the tests' PostgreSQL server instead. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sibu/memory.h"
#include "store/store_outbox.h"

#define FIXTURE_T0_US 1795512600000000 /* 2026-11-24T02:10:00Z */

/* SQL that takes a store back to the version before claims. */
#define FIXTURE_BEFORE_CLAIMS                                                                                          \
    "DROP TABLE claim; DROP TABLE drawn; ALTER TABLE outbox DROP COLUMN owner; ALTER TABLE outbox DROP COLUMN fence;"  \
    "ALTER TABLE drill DROP COLUMN unfolded_us;"

struct fixture {
    char folder[64], path[300]; /* path: the file, or the database's address */
    int is_postgres, is_apart;
    struct store *store;
    struct sibu_arena arena;
    struct sibu_fault fault;
};

/* An empty store. */
void fixture_open(struct fixture *fixture);
/* The same on a server of its own: what wipes waits for all that is written on its server, by other tests too. */
void fixture_open_apart(struct fixture *fixture);
/* Closes the store as if the program had ended, and opens the file again. */
void fixture_reopen(struct fixture *fixture);
/* Closes everything and removes the folder. */
void fixture_close(struct fixture *fixture);
/* Puts `count` people of the site "park" into the store, ids "W001"..., each with the address, and opens a drill in
 * which all of them are expected, numbered from 1. Returns the drill's key. */
int64_t fixture_drill(struct fixture *fixture, size_t count, const char *url);
/* Runs SQL on the database from outside, as another program would, with the marks of store/query.h for what differs; false
 * where it was refused. */
int fixture_sql(const struct fixture *fixture, const char *sql);
/* A number from the database, as another program reads it; -1: there is no row. */
int64_t fixture_number(const struct fixture *fixture, const char *sql);

/* The same in PostgreSQL (fixture_postgres.c). */
void fixture_postgres_open(struct fixture *fixture);
void fixture_postgres_close(struct fixture *fixture);
int fixture_postgres_sql(const struct fixture *fixture, const char *sql);
/* The folder with the files of the server's tables. */
void fixture_postgres_files(const struct fixture *fixture, char *out, size_t size);
int64_t fixture_postgres_number(const struct fixture *fixture, const char *sql);
