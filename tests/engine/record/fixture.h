/* What the tests of records share: a small site of two floors, a place to write, and a filled record.
 */
#pragma once
#include "sibu/record.h"

#define FIXTURE_T0_US INT64_C(1795475400000000)

/* A hall (F1) and an office above it (F2), joined by one stair, and a shed on F1 that no walk reaches. */
const struct sibu_site *fixture_site(void);
/* A fresh path in a folder of this test's own, which fixture_clear removes. */
const char *fixture_path(const char *name);
void fixture_clear(void);
/* Writes a record of three people, six events, four deliveries, five responses, eight frames, and three documents. */
void fixture_fill(struct sibu_record *record);
struct sibu_record *fixture_make(const char *path);
/* Runs SQL on the file as another program would, without our guards; fails the test where SQLite refuses. */
void fixture_tamper(const char *path, const char *sql);
/* Runs SQL and gives SQLite's result code. */
int fixture_try(const char *path, const char *sql);
