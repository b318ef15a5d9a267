/* A small drill as a table, and the record made of it: for tests whose numbers are worked out by hand.
 */
#pragma once
#include "sibu/record.h"

#define TABLE_T0_US INT64_C(1795475400000000) /* 2026-11-23T23:10:00Z */
#define TABLE_NONE (-1.0)

/* One person: times in seconds after T0, TABLE_NONE where it did not happen. */
struct table_person {
    const char *id, *zone;
    int expected;
    double alerted_s, acknowledged_s, started_s, out_s, checked_in_s;
    double help_s, cannot_s;
    const char *exit, *muster;
};

/* Eight people, six of them expected, in zones Z1 and Z2; ends by all-clear at 300 s, closed at 330 s. */
extern const struct table_person TABLE[];
extern const size_t TABLE_COUNT;

/* A record with the table's rows, at a path of its own under the folder for temporary files. */
struct sibu_record *table_record(char path[64]);
/* One without rows. */
struct sibu_record *table_empty(char path[64]);
/* Closes and removes it. */
void table_clear(struct sibu_record *record, const char *path);
/* A row more. */
void table_event(struct sibu_record *record, double at_s, const char *kind, uint32_t person, const char *place);
void table_response(struct sibu_record *record, double at_s, uint32_t person, const char *kind, const char *place);
void table_delivery(struct sibu_record *record, double at_s, uint32_t person, int attempt, const char *fault);

/* The same with more to say: for drills of other tables. */
struct table_who {
    const char *zone, *shift, *role;
    int expected;
};
void table_someone(struct sibu_record *record, uint32_t number, const struct table_who *who);
void table_told(struct sibu_record *record, double at_s, const char *kind, uint32_t person, const char *detail);
struct table_attempt {
    double from_s, to_s;
    const char *channel, *fault; /* fault "": accepted */
};
void table_attempt(struct sibu_record *record, uint32_t person, const struct table_attempt *attempt);
