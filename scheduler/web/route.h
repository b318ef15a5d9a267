/* Which handler answers which request, and who may ask. A plain table, in route.c.
 *
 * A handler reads the request, calls one function, writes the answer. Paths may have one star: what stands there is the handler's.
 */
#pragma once
#include "web/http.h"
#include "web/role.h"
#include "web/server_state.h"

/* How far who has a branch of the organisation gets (scope.h). What is not said is of the whole. */
enum route_sight {
    ROUTE_WHOLE = 0, /* tells of all sites or none: only who has no branch */
    ROUTE_SITES, /* of the caller's sites alone: parameters are looked at here, lists and bodies by the handler */
    ROUTE_OPEN /* of no site, or of whoever has the link */
};
struct route {
    const char *method, *path;
    enum right right; /* that the caller must have */
    enum route_sight sight;
    void (*answer)(struct server *server, struct http_request *request, struct http_answer *answer);
    size_t body_bytes_max; /* for whoever has the right; 0: ROUTE_BODY_BYTES, as for everybody else */
    uint32_t cost; /* tokens (door.c); 0: never refused for being asked for too often */
};
#define ROUTE_BODY_BYTES ((size_t)64 << 10) /* a form and a phone's answer have a few hundred */
#define ROUTE_DEAR 20 /* tokens: reads or makes something for many */
#define ROUTE_DEAREST 50 /* reads all records, or works a password out */
#define ROUTE_SHEET_BYTES ((size_t)512 << 10) /* some 40 notes of 1,000 bytes, with three characters for each */
#define ROUTE_LIST_BYTES                                                                                               \
    ((size_t)4 << 20) /* an officer's list of 10,000 addresses, a roster of as many people, a site of 100,000 points */

/* Answers a request by the table: 404 where nothing is there, 405 for another method, and which there are. Who has not signed in gets 401 from the
 * API, a page to sign in instead of another, and 403 with it for what they post; who has not the right, or posts without the
 * session's secret, 403; who asks too often for what costs something, 429. */
void route_answer(void *server, struct http_request *request, struct http_answer *answer);
/* How large the request's body may be, by the table and by who asks: found out before any of it is kept. */
size_t route_limit(void *server, struct http_request *request);
/* Whether its answer keeps nobody waiting: by the handler. */
int route_is_quick(void *server, const struct http_request *request);
/* Whether programs ask for this path: they are refused in JSON, and never sent to a page. */
int route_is_api(const char *path);
/* The table, for a test that goes through all of it. */
const struct route *route_table(size_t *count);
/* The handlers, by room. */
void api_health(struct server *server, struct http_request *request, struct http_answer *answer);
void api_ready(struct server *server, struct http_request *request, struct http_answer *answer);
void api_metrics(struct server *server, struct http_request *request, struct http_answer *answer);
void api_answer(struct server *server, struct http_request *request, struct http_answer *answer);
void api_time(struct server *server, struct http_request *request, struct http_answer *answer);
void api_check_in(struct server *server, struct http_request *request, struct http_answer *answer);
void api_people(struct server *server, struct http_request *request, struct http_answer *answer);
void api_site(struct server *server, struct http_request *request, struct http_answer *answer);
void api_site_look(struct server *server, struct http_request *request, struct http_answer *answer);
void api_site_keep(struct server *server, struct http_request *request, struct http_answer *answer);
void api_addresses(struct server *server, struct http_request *request, struct http_answer *answer);
/* What is in force, what another would change, and to keep that one: GET, POST, PUT. */
void api_roster(struct server *server, struct http_request *request, struct http_answer *answer);
void api_roster_look(struct server *server, struct http_request *request, struct http_answer *answer);
void api_roster_keep(struct server *server, struct http_request *request, struct http_answer *answer);
void api_policy(struct server *server, struct http_request *request, struct http_answer *answer);
void api_policy_look(struct server *server, struct http_request *request, struct http_answer *answer);
void api_policy_keep(struct server *server, struct http_request *request, struct http_answer *answer);
void api_muster(struct server *server, struct http_request *request, struct http_answer *answer);
void api_record(struct server *server, struct http_request *request, struct http_answer *answer);
void api_sightings(struct server *server, struct http_request *request, struct http_answer *answer);
void api_surprise(struct server *server, struct http_request *request, struct http_answer *answer);
void api_statistics(struct server *server, struct http_request *request, struct http_answer *answer);
void page_statistics(struct server *server, struct http_request *request, struct http_answer *answer);
void api_now(struct server *server, struct http_request *request, struct http_answer *answer);
void api_stop(struct server *server, struct http_request *request, struct http_answer *answer);
void api_events(struct server *server, struct http_request *request, struct http_answer *answer);
void api_state(struct server *server, struct http_request *request, struct http_answer *answer);
void page_manifest(struct server *server, struct http_request *request, struct http_answer *answer);
void page_worker(struct server *server, struct http_request *request, struct http_answer *answer);
void page_worker_post(struct server *server, struct http_request *request, struct http_answer *answer);
/* GET /: the first page that the caller may see, or the way in. */
void page_home(struct server *server, struct http_request *request, struct http_answer *answer);
void page_board(struct server *server, struct http_request *request, struct http_answer *answer);
void page_board_post(struct server *server, struct http_request *request, struct http_answer *answer);
void page_roster(struct server *server, struct http_request *request, struct http_answer *answer);
void page_roster_post(struct server *server, struct http_request *request, struct http_answer *answer);
void page_site(struct server *server, struct http_request *request, struct http_answer *answer);
void page_site_post(struct server *server, struct http_request *request, struct http_answer *answer);
void page_policy(struct server *server, struct http_request *request, struct http_answer *answer);
void page_policy_post(struct server *server, struct http_request *request, struct http_answer *answer);
void page_sign_in(struct server *server, struct http_request *request, struct http_answer *answer);
void page_sign_in_post(struct server *server, struct http_request *request, struct http_answer *answer);
void page_sign_out(struct server *server, struct http_request *request, struct http_answer *answer);
void page_join(struct server *server, struct http_request *request, struct http_answer *answer);
void page_join_post(struct server *server, struct http_request *request, struct http_answer *answer);
void page_password(struct server *server, struct http_request *request, struct http_answer *answer);
void page_password_post(struct server *server, struct http_request *request, struct http_answer *answer);
void page_accounts(struct server *server, struct http_request *request, struct http_answer *answer);
void page_accounts_post(struct server *server, struct http_request *request, struct http_answer *answer);
void page_audit(struct server *server, struct http_request *request, struct http_answer *answer);
void api_audit(struct server *server, struct http_request *request, struct http_answer *answer);
void api_push_key(struct server *server, struct http_request *request, struct http_answer *answer);
void api_push_put(struct server *server, struct http_request *request, struct http_answer *answer);
void api_push_forget(struct server *server, struct http_request *request, struct http_answer *answer);
void api_seen(struct server *server, struct http_request *request, struct http_answer *answer);
void api_reachability(struct server *server, struct http_request *request, struct http_answer *answer);
void page_reachability(struct server *server, struct http_request *request, struct http_answer *answer);
void api_evidence(struct server *server, struct http_request *request, struct http_answer *answer);
void page_evidence(struct server *server, struct http_request *request, struct http_answer *answer);
void api_feeds(struct server *server, struct http_request *request, struct http_answer *answer);
void api_feeds_renew(struct server *server, struct http_request *request, struct http_answer *answer);
void feed_exercise(struct server *server, struct http_request *request, struct http_answer *answer);
void feed_actual(struct server *server, struct http_request *request, struct http_answer *answer);
void feed_message(struct server *server, struct http_request *request, struct http_answer *answer);
void page_findings(struct server *server, struct http_request *request, struct http_answer *answer);
void page_findings_post(struct server *server, struct http_request *request, struct http_answer *answer);
void api_findings(struct server *server, struct http_request *request, struct http_answer *answer);
void api_findings_post(struct server *server, struct http_request *request, struct http_answer *answer);
void page_sheet(struct server *server, struct http_request *request, struct http_answer *answer);
void page_sheet_post(struct server *server, struct http_request *request, struct http_answer *answer);
void page_report(struct server *server, struct http_request *request, struct http_answer *answer);
void page_report_post(struct server *server, struct http_request *request, struct http_answer *answer);
void page_report_file(struct server *server, struct http_request *request, struct http_answer *answer);
void page_style(struct server *server, struct http_request *request, struct http_answer *answer);
/* Not routes, but what stands in the place of one: for who has not signed in, and for who may not. */
void page_signed_out(struct server *server, struct http_request *request, struct http_answer *answer);
/* In the place of a refusal in JSON, for who reads pages: what it means, in their language, with the same status. */
void page_instead(struct http_request *request, struct http_answer *answer);
/* answer->retry_s says for how long. */
void page_too_often(struct http_request *request, struct http_answer *answer);
void page_refused(struct server *server, struct http_request *request, struct http_answer *answer);
void page_code(struct server *server, struct http_request *request, struct http_answer *answer);
void page_code_post(struct server *server, struct http_request *request, struct http_answer *answer);
void page_wall(struct server *server, struct http_request *request, struct http_answer *answer);
void page_points(struct server *server, struct http_request *request, struct http_answer *answer);
void page_points_print(struct server *server, struct http_request *request, struct http_answer *answer);
void page_tick(struct server *server, struct http_request *request, struct http_answer *answer);
void page_tick_post(struct server *server, struct http_request *request, struct http_answer *answer);
void page_asset(struct server *server, struct http_request *request, struct http_answer *answer);
