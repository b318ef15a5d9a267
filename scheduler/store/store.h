/* What the server must not forget: people and their addresses, the draw's ledger, drills, alerts waiting to go out,
 * and every answer. One interface; SQLite behind it, or PostgreSQL, where several servers share one database
 * (docs/store.md). Write means: on disk when the call returns.
 *
 * Events, deliveries and responses are the record's rows (sibu/record.h); the record of a drill follows the store by
 * sequence number, so a restart at any moment goes on where it was. The rows of each kind of a drill have the sequence
 * numbers 1, 2, 3 ... without a gap: after reading `count` rows behind `after`, the last one known is after + count.
 * Thread safe: calls are serialised inside. Lists and strings given out live in the caller's arena; a NULL string given
 * in counts as "".
 *
 * Besides what stands at each function every call may return: SIBU_IO where the disk is full, the file cannot be written
 * or another program kept it locked for 5 s (nothing was kept; another try may succeed) or the database does not answer (the
 * next call connects again; where that came as the server confirmed a write it may have been kept), SIBU_LIMIT where a value is
 * larger than STORE_VALUE_BYTES_MAX, SIBU_NO_MEMORY, SIBU_BAD_INPUT where a value breaks a rule of the schema. No fault
 * holds a value of a person.
 */
#pragma once
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/memory.h"
#include "sibu/record.h"

#define STORE_VALUE_BYTES_MAX (4 << 20) /* of one string or document */
#define STORE_ROWS_MAX 1000000 /* of one list: more are refused with SIBU_LIMIT */

struct store;
struct store_alert; /* store_outbox.h */
struct store_claim; /* store_claims.h */
struct store_stand; /* store_follow.h */

/* Opens or creates the database file (mode 0600) at a path, or the tables in PostgreSQL at "postgresql://...", and brings an
 * older schema to the present one. Refuses with SIBU_BAD_INPUT, changing nothing: a newer schema, a database that is not
 * ours, an address with a password in it. */
SIBU_MUST_USE enum sibu_status store_open(struct store **out, const char *where, struct sibu_fault *fault);
void store_close(struct store *store); /* NULL is allowed */

/* Small named values. *value is NULL where there is none. */
SIBU_MUST_USE enum sibu_status store_setting(struct store *store, const char *name, struct sibu_arena *arena,
                                             const char **value, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status store_setting_put(struct store *store, const char *name, const char *value,
                                                 struct sibu_fault *fault);

struct store_person {
    int64_t key; /* the store's own, never reused */
    const char *site, *id, *name, *name_en, *zone, *shift, *role, *language, *pace;
    const char *url, *email, *phone; /* where alerts reach the person; "" where there is none */
    const char *token; /* 22 characters, unguessable: the person's own link; given by the store */
    int listed; /* 1 while the roster names this person; given by the store */
};
/* Brings the people of a site to what the roster says: new ones get a token, known ones (by id) keep token and, where the
 * roster gives no url, their url (e-mail and phone are the roster's alone); those no longer listed are kept but marked as gone. Who is as the roster says costs
 * no write. One transaction. SIBU_BAD_INPUT where one id stands twice. */
SIBU_MUST_USE enum sibu_status store_people_import(struct store *store, const char *site,
                                                   const struct store_person *people, size_t count,
                                                   struct sibu_fault *fault);
/* The sites that have anybody listed. */
SIBU_MUST_USE enum sibu_status store_sites(struct store *store, struct sibu_arena *arena, const char ***items,
                                           size_t *count, struct sibu_fault *fault);
/* Those the roster of the site names now, in the order in which they were first imported; site NULL: of all sites. */
SIBU_MUST_USE enum sibu_status store_people(struct store *store, const char *site, struct sibu_arena *arena,
                                            struct store_person **items, size_t *count, struct sibu_fault *fault);
/* SIBU_NO where nobody has this token. Compares in constant time. Those marked as gone have one to the end of the drills that
 * they are in, and no longer. */
SIBU_MUST_USE enum sibu_status store_person_by_token(struct store *store, const char *token, struct sibu_arena *arena,
                                                     struct store_person *out, struct sibu_fault *fault);
/* The key of who has this token, 0 where nobody has it. Compares in constant time. */
SIBU_MUST_USE enum sibu_status store_person_key(struct store *store, const char *token, int64_t *key,
                                                struct sibu_fault *fault);
/* New addresses for many: (site, id) -> url, in one transaction; unknown people are counted in *unknown. Alerts that
 * wait for such an address are due at once: call notify_wake. */
SIBU_MUST_USE enum sibu_status store_addresses_put(struct store *store, const struct store_person *people, size_t count,
                                                   size_t *unknown, struct sibu_fault *fault);

struct store_drill {
    int64_t key;
    const char *id; /* "2026-000017" */
    const char *site, *family, *zone;
    const char
        *state; /* "alerting", "running", "all-clear", "abort", "real-emergency", "mustered", "evaluated", "closed" */
    const char *ended; /* how, from the end on until it is closed: "all-clear", "abort", "real-emergency"; else "" */
    int64_t t0_us, end_us; /* end: when it first left alerting and running; 0 before */
    const char *record; /* path of the .drill file */
    int64_t unfolded_us; /* store_follow.h; given by the store */
    const char *draw; /* the draw document, JSON */
    const struct store_alert *alert; /* its first, for store_drill_open; NULL: none, and where a drill is read */
    const struct store_claim *claim, *turn; /* under which it is opened, and was drawn; NULL likewise */
};
struct store_participant {
    int64_t person; /* key of store_person */
    uint32_t number; /* 1.. in the drill */
    int expected;
    struct store_person who; /* the person as known now; filled by store_participants, not read by store_drill_open */
};
/* Opens a drill with its participants, its first event, "drawn" (at T0, place: the zone), and its first alert, in one
 * transaction; drill->key is filled. state NULL is "alerting". Refused (SIBU_NO) while another drill of the site is not closed,
 * and where the claim was taken over. */
SIBU_MUST_USE enum sibu_status store_drill_open(struct store *store, struct store_drill *drill,
                                                const struct store_participant *people, size_t count,
                                                struct sibu_fault *fault);
/* The drills that are not closed yet, in the order in which they were opened. */
SIBU_MUST_USE enum sibu_status store_drills_open(struct store *store, struct sibu_arena *arena,
                                                 struct store_drill **items, size_t *count, struct sibu_fault *fault);
/* SIBU_NO: there is none with this id. */
SIBU_MUST_USE enum sibu_status store_drill_by_id(struct store *store, const char *id, struct sibu_arena *arena,
                                                 struct store_drill *out, struct sibu_fault *fault);
/* Moves the drill to `state`, writes `event` with that state as its kind, and files the alert that tells of it (NULL: none),
 * in one transaction. Which ways are open is decided by the caller; SIBU_NO only where the drill is closed: nothing is added
 * to it any more but the ends of deliveries under way. Alerts that still wait go on to be delivered until they expire. */
SIBU_MUST_USE enum sibu_status store_drill_state(struct store *store, int64_t drill, const char *state,
                                                 const struct sibu_record_event *event, const struct store_alert *alert,
                                                 struct sibu_fault *fault);
/* The same where several servers drive drills: SIBU_NO too where the claim was taken over or the drill does not stand so any
 * more; nothing is kept then. The time of its event is not before what unfolds is drawn up to. */
struct store_drill_move {
    int64_t drill;
    const char *state;
    const struct sibu_record_event *event;
    const struct store_alert *alert; /* NULL: none */
    const struct store_claim *claim; /* under which the drill is driven ("drill/ID"); NULL: under none */
    const struct store_stand *stand; /* NULL: however it stands */
};
SIBU_MUST_USE enum sibu_status store_drill_move(struct store *store, const struct store_drill_move *move,
                                                struct sibu_fault *fault);
/* In the order of their numbers. */
SIBU_MUST_USE enum sibu_status store_participants(struct store *store, int64_t drill, struct sibu_arena *arena,
                                                  struct store_participant **items, size_t *count,
                                                  struct sibu_fault *fault);
/* T0 of the newest drill of the site (0: there was none) and how many there were; site NULL: of all sites. */
SIBU_MUST_USE enum sibu_status store_last_start(struct store *store, const char *site, int64_t *t0_us, size_t *drills,
                                                struct sibu_fault *fault);

/* Rows of a drill, in order; `after` is the sequence number of the last one known (0: from the first). */
struct store_from {
    int64_t drill, after;
};
SIBU_MUST_USE enum sibu_status store_event_put(struct store *store, int64_t drill,
                                               const struct sibu_record_event *event, struct sibu_fault *fault);
/* Many events in one transaction, in the order given. */
SIBU_MUST_USE enum sibu_status store_events_put(struct store *store, int64_t drill,
                                                const struct sibu_record_event *events, size_t count,
                                                struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status store_events(struct store *store, struct store_from from, struct sibu_arena *arena,
                                            struct sibu_record_event **items, size_t *count, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status store_deliveries(struct store *store, struct store_from from, struct sibu_arena *arena,
                                                struct sibu_record_delivery **items, size_t *count,
                                                struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status store_responses(struct store *store, struct store_from from, struct sibu_arena *arena,
                                               struct sibu_record_response **items, size_t *count,
                                               struct sibu_fault *fault);

/* Keeps what a person told us, and its event (acknowledged, need-help, cannot, check-in), in one transaction. *is_new is
 * 0 where this person has used the key before in the drill: nothing is written then, and *received_us is the time of the
 * first. SIBU_NO where the drill is closed or the person has no part in it. */
SIBU_MUST_USE enum sibu_status store_response_put(struct store *store, int64_t drill,
                                                  const struct sibu_record_response *response, int *is_new,
                                                  int64_t *received_us, struct sibu_fault *fault);
/* The same for many in one transaction, so that one wait for the disk serves all. Each has its own status: SIBU_OK, or
 * SIBU_NO, SIBU_BAD_INPUT or SIBU_LIMIT, which change nothing for the others. Where the call fails nothing was kept. */
struct store_keeping {
    int64_t drill;
    const struct sibu_record_response *response;
    const char *detail; /* of its event, a JSON object; NULL or "": none */
    enum sibu_status status;
    struct sibu_fault fault; /* where the status is not SIBU_OK */
    int is_new;
    int64_t received_us; /* when its key came first; not before what unfolds is drawn up to */
    int64_t sequence; /* of a new one */
};
SIBU_MUST_USE enum sibu_status store_responses_keep(struct store *store, struct store_keeping *items, size_t count,
                                                    struct sibu_fault *fault);
