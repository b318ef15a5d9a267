/* What a running server holds. Inside web/ only; the outside sees server.h. */
#pragma once
#include <pthread.h>

#include "draw/book_proof.h"
#include "draw/note.h"
#include "evaluate/evaluation.h"
#include "evaluate/rating_rules.h"
#include "notify/channels.h"
#include "notify/notify.h"
#include "notify/push_vapid.h"
#include "store/store_ledger.h"
#include "store/store_reach.h"
#include "web/code.h"
#include "web/door.h"
#include "web/draft.h"
#include "web/http.h"
#include "web/node.h"
#include "web/ready.h"
#include "web/server.h"
#include "web/server_proof.h"

#define SERVER_KEY_BYTES 44 /* 43 characters and NUL */

/* How far the ledger in the store has been read into the book. */
struct server_reading {
    int64_t after; /* rows */
    uint8_t previous[SIBU_HASH_BYTES]; /* stored hash of the last one */
    int64_t failed; /* the row that failed first and is not acknowledged yet; 0: none */
    struct sibu_fault fault; /* its fault */
};

struct server {
    struct server_def def;
    char folder[4096], base_url[256];
    char officer_key[SERVER_KEY_BYTES],
        metrics_key[SERVER_KEY_BYTES]; /* metrics_key: opens /metrics and nothing else */
    uint8_t code_secret[CODE_SECRET_BYTES]; /* of the codes of assembly points */
    struct store *store;
    struct node *node; /* NULL: the only server on the store */
    int64_t turn_us; /* monotonic: no look before whether nobody draws */
    struct notify *notify;
    struct drill_host *drill;
    struct http_server *http;
    struct http_counts counts;
    struct store_way ways[CHANNELS_MAX]; /* on which alerts go; none: the post to each person's url */
    size_t way_count;
    struct vapid_key push_key;
    int has_push;
    struct openings *openings; /* see server_reach.c */
    struct feeds *feeds;
    struct rating_rules *rating; /* by which drills that begin from here on are rated, and their file's bytes */
    struct sibu_text rating_bytes;
    struct sibu_text finding_bytes; /* likewise of the rules of findings */
    struct interlock_watch *interlocks; /* asked over HTTP; NULL: none is */
    const struct policy_interlock *interlocks_asked[POLICY_INTERLOCKS_MAX];
    const struct zone *interlock_zones[POLICY_INTERLOCKS_MAX];
    struct topic_watch *topics; /* heard over MQTT; NULL: none is */
    const char *topics_heard[POLICY_INTERLOCKS_MAX];
    size_t topics_count;
    struct streams *streams; /* of events, one channel for each site of the plan */
    char (*told)[STREAM_ID_BYTES]; /* the last event of each; the clock's thread alone */
    char *grades; /* of the plan's sites by their drills when the server started; 0: none yet (server_findings.c) */
    int64_t findings_us; /* when overdue findings are looked for next; the clock's thread alone */
    int64_t retention_us; /* when who left is looked for next; the clock's thread alone */
    uint16_t port;
    pthread_mutex_t change_mutex; /* held while a roster or policy is looked at or kept (change.h) */
    struct drafts *drafts;
    struct door door; /* these two guard themselves */
    struct ready ready;
    pthread_mutex_t draw_mutex; /* guards what follows: the draw's state */
    struct draw_installation who;
    struct note_signer signer; /* of the ledger's heads */
    int64_t row_us; /* the time of the rows that are being written: the clock is read once for what belongs together */
    struct book *book; /* where the ledger in the store has led to */
    struct server_reading reading;
    struct store_claim turn; /* of several servers: a copy of "tick" while this one draws */
    int draws; /* 1: the rows that are made now are made under `turn` */
    int overtaken; /* 1: the last row was not kept, since others have added to the ledger, or draw by now */
    struct server_proof proof;
};

/* server_ledger.c: the ledger in the store and the book. */
/* Reads the ledger into the book. SIBU_NO where it is damaged and nobody has acknowledged that, naming the row. */
SIBU_MUST_USE enum sibu_status ledger_read(struct server *server, struct sibu_fault *fault);
/* The signed head of so many rows. */
void ledger_sign(const struct server *server, const struct tree_head *head, char note[NOTE_MAX]);
/* Reads the clock for the rows that follow. */
void ledger_mark_time(struct server *server);
/* Makes the next row, keeps it, takes it into the book. On disk when it returns. Of several servers: SIBU_NO with
 * server->overtaken where another row came first; the book says nothing of that yet (ledger_again). */
SIBU_MUST_USE enum sibu_status ledger_put(struct server *server, const char *kind, const struct sibu_text *body,
                                          struct sibu_fault *fault);

/* Reads what other servers have added. Nothing where this is the only one. SIBU_NO where that is damaged. */
SIBU_MUST_USE enum sibu_status ledger_follow(struct server *server, struct sibu_fault *fault);
/* Whether to decide and write again: *status is that of a write that was overtaken, what came between has been read
 * since, and *tries, which begins with LEDGER_TRIES, is not used up. */
#define LEDGER_TRIES 8
int ledger_again(struct server *server, int *tries, enum sibu_status *status, struct sibu_fault *fault);

/* server_draw.c: the draw as the server runs it. */
/* Reads the ledger, and writes its "start" row and, where they are new, the rules. */
SIBU_MUST_USE enum sibu_status server_draw_open(struct server *server, struct sibu_fault *fault);
/* Draws the tick that the clock is in, where it has not been drawn yet. */
SIBU_MUST_USE enum sibu_status server_draw_step(struct server *server, struct server_news *news,
                                                struct sibu_fault *fault);
/* 32 bytes: the kernel's, or those of a demonstration's seed for this purpose and number. */
void server_random(const struct server *server, const char *purpose, int64_t number, uint8_t out[32]);

/* server_act.c: what becomes of starts. */
/* Files each start that waits as held or not. `late` NULL: it is held now, where nothing stands against it. Else its moment
 * has passed: it is held where the store has its drill, and not for this reason where it has not; but of several servers a
 * start of the tick that the clock is in is held still, whoever drew it. */
#define SERVER_STOPPED "the server stopped"
#define SERVER_FAILED "it could not begin"
SIBU_MUST_USE enum sibu_status server_act(struct server *server, const char *late, struct server_news *news,
                                          struct sibu_fault *fault);
/* Writes the "end" row of a drill that is closed, and runs by the ledger, and the row of its result. */
SIBU_MUST_USE enum sibu_status server_file_end(struct server *server, const struct store_drill *drill,
                                               struct sibu_fault *fault);

/* server_result.c: results of drills, and what they move. */
/* Writes the "result" row of each ended drill that still has none. */
SIBU_MUST_USE enum sibu_status server_file_results(struct server *server, struct sibu_fault *fault);
/* The text of the ledger's own rules, moved by the results: a server among several need not have the policy that wrote
 * them. The caller clears it. */
SIBU_MUST_USE enum sibu_status server_moves_text(const struct server *server, struct sibu_text *out,
                                                 struct sibu_fault *fault);
/* The text of the plan's rules: with the moves of those that wait where only moves would differ from them, else with those
 * that the results give. The caller clears it. */
SIBU_MUST_USE enum sibu_status server_rules_text(const struct server *server, struct sibu_text *out,
                                                 struct sibu_fault *fault);
/* The weights of the plan's sites in the draw of a group's unit by the rules in force, moves and all; 0 for sites that
 * these do not have in the group. NULL: out of memory. */
double *server_site_weights(const struct server *server, uint32_t unit, struct sibu_arena *arena);

/* server_channels.c: the ways of the channels file, and the key of Web Push. */
SIBU_MUST_USE enum sibu_status server_channels_open(struct server *server, struct sibu_fault *fault);
/* After that: the notifier. */
SIBU_MUST_USE enum sibu_status server_notify_open(struct server *server, struct sibu_fault *fault);

/* server_rating.c: reads the rules that drills are rated by. */
SIBU_MUST_USE enum sibu_status server_rating_open(struct server *server, struct sibu_fault *fault);
void server_rating_close(struct server *server);

/* server_reach.c: openings of pages, and the feeds. */
SIBU_MUST_USE enum sibu_status server_reach_open(struct server *server, struct sibu_fault *fault);
void server_reach_close(struct server *server);
/* The person's page was opened or seen; nothing where the person is in no drill. It answers nothing. */
void server_note_opening(struct server *server, const struct drill_person_view *person, enum store_sign sign);

/* server_retention.c: what is kept of people who left their roster. */
/* People of sites that the plan does not have any more left too. What was deleted before is wiped where that takes long. */
SIBU_MUST_USE enum sibu_status server_retention_open(struct server *server, struct sibu_fault *fault);
/* Once in an hour, and few people at a time: forgets those whose time is over. Nothing while a drill runs. */
SIBU_MUST_USE enum sibu_status server_retention_step(struct server *server, struct sibu_fault *fault);
/* server_kept.c: removes rosters that officers brought and that have been in force no more for as long as people are kept. */
SIBU_MUST_USE enum sibu_status server_kept_step(struct server *server, struct sibu_fault *fault);

/* server_findings.c: what drills showed, and the grades of sites. */
/* Checks the rules of findings, and takes the grades that sites have by now. */
SIBU_MUST_USE enum sibu_status server_findings_open(struct server *server, struct sibu_fault *fault);
/* Judges a drill whose record is finished: its findings, what became of earlier ones, its site's grade. Once, whenever the
 * server died in between. */
SIBU_MUST_USE enum sibu_status server_findings_take(struct server *server, const struct store_drill *drill,
                                                    struct sibu_fault *fault);
/* Once in an hour: what is overdue goes up. */
SIBU_MUST_USE enum sibu_status server_findings_step(struct server *server, struct sibu_fault *fault);

/* server_earlier.c: what a record tells of the site's earlier drills. */
/* Keeps the figures of closed drills that have none yet, as far as their records can be read: the newest. */
SIBU_MUST_USE enum sibu_status server_earlier_open(struct server *server, struct sibu_fault *fault);
/* Keeps the figures of a drill that has ended, for those that follow. */
SIBU_MUST_USE enum sibu_status server_earlier_note(struct server *server, const struct store_drill *drill,
                                                   const struct evaluation *evaluation, struct sibu_record *record,
                                                   struct sibu_fault *fault);
/* The document "earlier" of a drill at the site that begins at t0_us; `data` is the server (drill_host_def). */
SIBU_MUST_USE enum sibu_status server_earlier_text(void *data, const char *site, int64_t t0_us, struct sibu_text *out,
                                                   struct sibu_fault *fault);

/* server_interlock.c: begins to ask those that are asked over HTTP and to hear those on MQTT; and ends it. */
SIBU_MUST_USE enum sibu_status server_interlocks_open(struct server *server, struct sibu_fault *fault);
void server_interlocks_close(struct server *server);
/* Which interlocks of the rules in force are closed now, bit by bit. What cannot be read is closed. */
uint32_t server_interlocks(const struct server *server);

/* server_events.c: what phones hear at once: how the drill at their site stands. */
SIBU_MUST_USE enum sibu_status server_events_open(struct server *server, struct sibu_fault *fault);
void server_events_close(struct server *server);
/* Tells the phones of each site where something is new, and sends the beats that are due. */
SIBU_MUST_USE enum sibu_status server_tell(struct server *server, struct sibu_fault *fault);
/* The id of the event that says how a drill stands (its number, the store's number of its last alert, its state), "0" where none
 * runs; and the event's data, one line of JSON, the same for everybody at the site. */
void server_event_id(const struct drill_view *drill, char out[STREAM_ID_BYTES]);
void server_event_data(const struct server *server, const struct drill_view *drill, struct sibu_text *out);
