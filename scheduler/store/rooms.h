/* Inside the store: what one room of it asks of another, inside the transaction that runs. */
#pragma once
#include "store/query.h"

/* How long a session is kept that is not seen: a week, in microseconds. */
#define STORE_SESSION_US "604800000000"
/* What stands in place of an alert to wardens once somebody whom it named is forgotten. */
#define STORE_UNNAMED "<forgotten/>"
/* The age of a row among all rows of its table, whatever their site: what keys are sorted by. PostgreSQL's keys have the
 * number of the site before the lower 32 bits. */
#define STORE_AGE(key) key "/*+ & 4294967295*/"
/* The database's clock in microseconds since 1970: of the moment, not of the transaction's beginning. */
#define STORE_NOW                                                                                                      \
    "/*-*/CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000/*-*/"                                      \
    "/*+(extract(epoch FROM clock_timestamp()) * 1000000)::bigint*/"
/* Reads a person from the columns that stand from `column` on, in the order of STORE_PERSON_COLUMNS. */
#define STORE_PERSON_COLUMNS                                                                                           \
    "h.key, h.site, h.id, h.name, h.name_en, h.zone, h.shift, h.role, h.language, h.pace, h.token," STORE_ADDRESS(     \
        "url") "," STORE_ADDRESS("email") "," STORE_ADDRESS("phone") ", h.listed"
#define STORE_ADDRESS(kind)                                                                                                            \
    " coalesce((SELECT value FROM address WHERE /*+address.site_no = h.site_no AND*/ address.person = h.key AND address.kind = '" kind \
    "'), '')"
void store_person_read(struct store_query *query, int column, struct sibu_arena *arena, struct store_person *person);
/* Adds an event inside a transaction. */
SIBU_MUST_USE enum sibu_status store_event_add(struct store *store, int64_t drill,
                                               const struct sibu_record_event *event, struct sibu_fault *fault);
/* Adds an alert, with its event and its outbox rows, inside a transaction. */
SIBU_MUST_USE enum sibu_status store_alert_add(struct store *store, int64_t drill, const struct store_alert *alert,
                                               struct sibu_fault *fault);
/* Who has answered needs no later steps. Inside a transaction. */
SIBU_MUST_USE enum sibu_status store_outbox_answered(struct store *store, int64_t drill, uint32_t person,
                                                     struct sibu_fault *fault);
/* What the roster says of a person's address; "" takes it away. Inside a transaction. */
SIBU_MUST_USE enum sibu_status store_address_set(struct store *store, int64_t person, const char *kind,
                                                 const char *value, struct sibu_fault *fault);
/* The drills that a query gives, by key and record: its first two columns. Takes the lock. */
SIBU_MUST_USE enum sibu_status store_drills_where(struct store *store, const char *sql, struct sibu_arena *arena,
                                                  struct store_drill **items, size_t *count, struct sibu_fault *fault);
/* The state of the drill `d`, and how it ended, as in struct store_drill. */
#define STORE_STATE "CASE WHEN d.state = 'closed' OR d.stage = '' THEN d.state ELSE d.stage END"
#define STORE_ENDED "CASE WHEN d.state IN ('all-clear', 'abort', 'real-emergency') THEN d.state ELSE '' END"
/* SIBU_NO where the drill does not stand so (store_follow.h); NULL: SIBU_OK. Inside a transaction that has locked its row. */
struct store_stand;
SIBU_MUST_USE enum sibu_status store_stand_check(struct store *store, int64_t drill, const struct store_stand *stand,
                                                 struct sibu_fault *fault);
/* SIBU_NO, with a fault, where the drill is closed or there is none with this key. Inside a transaction. */
SIBU_MUST_USE enum sibu_status store_drill_check_open(struct store *store, int64_t drill, struct sibu_fault *fault);
/* Adds a row to the audit trail inside a transaction. */
SIBU_MUST_USE enum sibu_status store_audit_add(struct store *store, const struct store_audit *row,
                                               struct sibu_fault *fault);
