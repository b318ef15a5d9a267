/* A store in a folder of its own, with people and a drill in it, for the tests of the store and of what stands on it. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sibu/memory.h"
#include "store/store_outbox.h"

#define FIXTURE_T0_US 1795512600000000 /* 2026-11-24T02:10:00Z */

struct fixture {
    char folder[64], path[96];
    struct store *store;
    struct sibu_arena arena;
    struct sibu_fault fault;
};

/* An empty store. */
void fixture_open(struct fixture *fixture);
/* Closes the store as if the program had ended, and opens the file again. */
void fixture_reopen(struct fixture *fixture);
/* Closes everything and removes the folder. */
void fixture_close(struct fixture *fixture);
/* Puts `count` people of the site "park" into the store, ids "W001"..., each with the address, and opens a drill in
 * which all of them are expected, numbered from 1. Returns the drill's key. */
int64_t fixture_drill(struct fixture *fixture, size_t count, const char *url);
/* Runs SQL on the file from outside, as another program would; false where it was refused. */
int fixture_sql(const struct fixture *fixture, const char *sql);
/* A number from the file, as another program reads it; -1: there is no row. */
int64_t fixture_number(const struct fixture *fixture, const char *sql);
