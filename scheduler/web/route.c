/* The table of routes: see route.h. */
#include "web/route.h"

#include <string.h>

#include "web/origin.h"
#include "web/page.h"
#include "web/scope.h"

/* What costs nothing is never refused for being asked for too often: all that a person in danger does, the button that ends a
 * drill, and what is at hand anyway. */
static const struct route ROUTES[] = {
    {"GET", "/healthz", RIGHT_ANYBODY, ROUTE_OPEN, api_health, 0, 0},
    {"GET", "/readyz", RIGHT_ANYBODY, ROUTE_OPEN, api_ready, 0, 0},
    {"GET", "/openapi.json", RIGHT_ANYBODY, ROUTE_OPEN, page_asset, 0, 0},
    {"GET", "/metrics", RIGHT_METRICS, ROUTE_WHOLE, api_metrics, 0, 1},
    {"POST", "/v1/answer", RIGHT_ANYBODY, ROUTE_OPEN, api_answer, 0, 0},
    {"POST", "/v1/check-in", RIGHT_ANYBODY, ROUTE_OPEN, api_check_in, 0, 0},
    {"GET", "/v1/time", RIGHT_ANYBODY, ROUTE_OPEN, api_time, 0, 0},
    {"GET", "/v1/people", RIGHT_PEOPLE, ROUTE_SITES, api_people, 0, ROUTE_DEAR},
    {"GET", "/v1/site", RIGHT_BOARD, ROUTE_SITES, api_site, 0, 1},
    {"POST", "/v1/site", RIGHT_RULES, ROUTE_SITES, api_site_look, ROUTE_LIST_BYTES, ROUTE_DEAREST},
    {"PUT", "/v1/site", RIGHT_RULES, ROUTE_SITES, api_site_keep, 0, ROUTE_DEAREST},
    {"PUT", "/v1/addresses", RIGHT_PEOPLE, ROUTE_SITES, api_addresses, ROUTE_LIST_BYTES, ROUTE_DEAREST},
    {"GET", "/v1/muster", RIGHT_BOARD, ROUTE_SITES, api_muster, 0, 1},
    {"GET", "/v1/record", RIGHT_BOARD, ROUTE_SITES, api_record, 0, ROUTE_DEAR},
    {"POST", "/v1/sightings", RIGHT_GATES, ROUTE_SITES, api_sightings, ROUTE_LIST_BYTES, 0},
    {"POST", "/v1/surprise", RIGHT_DRILLS, ROUTE_SITES, api_surprise, 0, ROUTE_DEAR},
    {"POST", "/v1/now", RIGHT_DRILLS, ROUTE_SITES, api_now, 0, ROUTE_DEAR},
    {"POST", "/v1/stop", RIGHT_REAL_EMERGENCY, ROUTE_SITES, api_stop, 0, 0}, /* the gentler ways ask for more */
    {"GET", "/w/*/events", RIGHT_ANYBODY, ROUTE_OPEN, api_events, 0, 0},
    {"GET", "/w/*/state", RIGHT_ANYBODY, ROUTE_OPEN, api_state, 0, 0},
    {"GET", "/w/*/manifest.json", RIGHT_ANYBODY, ROUTE_OPEN, page_manifest, 0, 0},
    {"GET", "/w/*/push-key", RIGHT_ANYBODY, ROUTE_OPEN, api_push_key, 0, 0},
    {"POST", "/w/*/push", RIGHT_ANYBODY, ROUTE_OPEN, api_push_put, 0, 0},
    {"DELETE", "/w/*/push", RIGHT_ANYBODY, ROUTE_OPEN, api_push_forget, 0, 0},
    {"POST", "/w/*/seen", RIGHT_ANYBODY, ROUTE_OPEN, api_seen, 0, 0},
    {"GET", "/w/*", RIGHT_ANYBODY, ROUTE_OPEN, page_worker, 0, 0},
    {"GET", "/c/*", RIGHT_ANYBODY, ROUTE_OPEN, page_code, 0, 0},
    {"POST", "/c/*", RIGHT_ANYBODY, ROUTE_OPEN, page_code_post, 0, 0},
    {"GET", "/wall/*", RIGHT_ANYBODY, ROUTE_OPEN, page_wall, 0, 1},
    {"GET", "/points", RIGHT_BOARD, ROUTE_SITES, page_points, 0, 1},
    {"GET", "/points/print", RIGHT_BOARD, ROUTE_SITES, page_points_print, 0, ROUTE_DEAR},
    {"GET", "/tick", RIGHT_TICK_OFF, ROUTE_SITES, page_tick, 0, 0},
    {"POST", "/tick", RIGHT_TICK_OFF, ROUTE_SITES, page_tick_post, 0, 0},
    {"GET", "/app.js", RIGHT_ANYBODY, ROUTE_OPEN, page_asset, 0, 0},
    {"GET", "/sw.js", RIGHT_ANYBODY, ROUTE_OPEN, page_asset, 0, 0},
    {"GET", "/board.js", RIGHT_ANYBODY, ROUTE_OPEN, page_asset, 0, 0},
    {"GET", "/wall.js", RIGHT_ANYBODY, ROUTE_OPEN, page_asset, 0, 0},
    {"GET", "/icon.svg", RIGHT_ANYBODY, ROUTE_OPEN, page_asset, 0, 0},
    {"GET", "/icon-192.png", RIGHT_ANYBODY, ROUTE_OPEN, page_asset, 0, 0},
    {"GET", "/icon-512.png", RIGHT_ANYBODY, ROUTE_OPEN, page_asset, 0, 0},
    {"POST", "/w/*", RIGHT_ANYBODY, ROUTE_OPEN, page_worker_post, 0, 0},
    {"GET", "/", RIGHT_ANYBODY, ROUTE_OPEN, page_home, 0, 1},
    {"POST", "/", RIGHT_BOARD, ROUTE_SITES, page_board_post, 0, 0}, /* each button has its own right */
    {"GET", "/sign-in", RIGHT_ANYBODY, ROUTE_OPEN, page_sign_in, 0, 0},
    {"POST", "/sign-in", RIGHT_ANYBODY, ROUTE_OPEN, page_sign_in_post, 0, 0},
    {"POST", "/sign-out", RIGHT_SIGNED_IN, ROUTE_OPEN, page_sign_out, 0, 0},
    {"GET", "/join/*", RIGHT_ANYBODY, ROUTE_OPEN, page_join, 0, 1},
    {"POST", "/join/*", RIGHT_ANYBODY, ROUTE_OPEN, page_join_post, 0, ROUTE_DEAREST},
    {"GET", "/password", RIGHT_SIGNED_IN, ROUTE_OPEN, page_password, 0, 1},
    {"POST", "/password", RIGHT_SIGNED_IN, ROUTE_OPEN, page_password_post, 0, ROUTE_DEAREST},
    {"GET", "/accounts", RIGHT_ACCOUNTS, ROUTE_SITES, page_accounts, 0, 1},
    {"POST", "/accounts", RIGHT_ACCOUNTS, ROUTE_SITES, page_accounts_post, 0, 1},
    {"GET", "/audit", RIGHT_AUDIT, ROUTE_WHOLE, page_audit, 0, ROUTE_DEAR},
    {"GET", "/v1/audit", RIGHT_AUDIT, ROUTE_WHOLE, api_audit, 0, ROUTE_DEAR},
    {"GET", "/roster", RIGHT_PEOPLE, ROUTE_SITES, page_roster, 0, ROUTE_DEAR},
    {"POST", "/roster", RIGHT_PEOPLE, ROUTE_SITES, page_roster_post, ROUTE_LIST_BYTES, ROUTE_DEAR},
    {"GET", "/policy", RIGHT_RULES, ROUTE_WHOLE, page_policy, 0, ROUTE_DEAR},
    {"POST", "/policy", RIGHT_RULES, ROUTE_WHOLE, page_policy_post, ROUTE_LIST_BYTES, ROUTE_DEAR},
    {"GET", "/site", RIGHT_RULES, ROUTE_SITES, page_site, 0, ROUTE_DEAR},
    {"POST", "/site", RIGHT_RULES, ROUTE_SITES, page_site_post, ROUTE_LIST_BYTES, ROUTE_DEAREST},
    {"GET", "/v1/roster", RIGHT_PEOPLE, ROUTE_SITES, api_roster, 0, ROUTE_DEAR},
    {"POST", "/v1/roster", RIGHT_PEOPLE, ROUTE_SITES, api_roster_look, ROUTE_LIST_BYTES, ROUTE_DEAR},
    {"PUT", "/v1/roster", RIGHT_PEOPLE, ROUTE_SITES, api_roster_keep, 0, ROUTE_DEAR},
    {"GET", "/v1/policy", RIGHT_RULES, ROUTE_WHOLE, api_policy, 0, ROUTE_DEAR},
    {"POST", "/v1/policy", RIGHT_RULES, ROUTE_WHOLE, api_policy_look, ROUTE_LIST_BYTES, ROUTE_DEAR},
    {"PUT", "/v1/policy", RIGHT_RULES, ROUTE_WHOLE, api_policy_keep, 0, ROUTE_DEAR},
    {"GET", "/sheet", RIGHT_EVALUATE, ROUTE_SITES, page_sheet, 0, ROUTE_DEAR},
    {"POST", "/sheet", RIGHT_EVALUATE, ROUTE_SITES, page_sheet_post, ROUTE_SHEET_BYTES, ROUTE_DEAR},
    {"GET", "/report", RIGHT_REPORTS, ROUTE_SITES, page_report, 0, ROUTE_DEAR},
    {"POST", "/report", RIGHT_DRILLS, ROUTE_SITES, page_report_post, 0, ROUTE_DEAREST},
    {"GET", "/report/file", RIGHT_REPORTS, ROUTE_SITES, page_report_file, 0, ROUTE_DEAREST},
    {"GET", "/findings", RIGHT_FINDINGS, ROUTE_SITES, page_findings, 0, ROUTE_DEAR},
    {"POST", "/findings", RIGHT_MEND, ROUTE_SITES, page_findings_post, 0, ROUTE_DEAR},
    {"GET", "/v1/findings", RIGHT_FINDINGS, ROUTE_SITES, api_findings, 0, ROUTE_DEAR},
    {"POST", "/v1/findings", RIGHT_MEND, ROUTE_SITES, api_findings_post, 0, ROUTE_DEAR},
    {"GET", "/style.css", RIGHT_ANYBODY, ROUTE_OPEN, page_style, 0, 0},
    {"GET", "/v1/statistics", RIGHT_STATISTICS, ROUTE_SITES, api_statistics, 0, ROUTE_DEAREST},
    {"GET", "/statistics", RIGHT_STATISTICS, ROUTE_SITES, page_statistics, 0, ROUTE_DEAREST},
    {"GET", "/v1/reachability", RIGHT_PEOPLE, ROUTE_SITES, api_reachability, 0, ROUTE_DEAREST},
    {"GET", "/reachability", RIGHT_PEOPLE, ROUTE_SITES, page_reachability, 0, ROUTE_DEAREST},
    {"GET", "/v1/evidence", RIGHT_BOARD, ROUTE_SITES, api_evidence, 0, ROUTE_DEAREST},
    {"GET", "/evidence", RIGHT_BOARD, ROUTE_SITES, page_evidence, 0, ROUTE_DEAREST},
    {"GET", "/v1/feeds", RIGHT_PEOPLE, ROUTE_WHOLE, api_feeds, 0, 1},
    {"POST", "/v1/feeds", RIGHT_PEOPLE, ROUTE_WHOLE, api_feeds_renew, 0, 1},
    {"GET", "/feed/exercise.atom", RIGHT_ANYBODY, ROUTE_OPEN, feed_exercise, 0, 1},
    {"GET", "/feed/actual.atom", RIGHT_ANYBODY, ROUTE_OPEN, feed_actual, 0, 1},
    {"GET", "/feed/*.xml", RIGHT_ANYBODY, ROUTE_OPEN, feed_message, 0, 1},
};

/* Answered by the thread that has the connection: what people in danger do, what rests until it is on disk, what is told from
 * memory; and the end of a drill, which waits behind nobody's report. */
static void (*const QUICK[])(struct server *server, struct http_request *request, struct http_answer *answer) = {
    api_health,     api_answer, api_check_in,  api_time,    api_stop,  page_board_post,
    api_events,     api_state,  page_manifest, page_worker, page_code, page_code_post,
    page_tick_post, page_asset, api_push_key,  page_style,  api_seen,  page_worker_post,
};

const struct route *route_table(size_t *count)
{
    *count = sizeof ROUTES / sizeof ROUTES[0];
    return ROUTES;
}

/* A star stands for what is there up to the next slash; the last one for all the rest. */
static int path_fits(const char *pattern, const char *path)
{
    const char *star = strchr(pattern, '*');
    if (star == NULL) {
        return strcmp(pattern, path) == 0;
    }
    size_t before = (size_t)(star - pattern), after = strlen(star + 1), length = strlen(path);
    if (length < before + after || strncmp(pattern, path, before) != 0) {
        return 0;
    }
    int is_one = strcspn(path + before, "/") >= length - before - after;
    return after == 0 || (is_one && strcmp(star + 1, path + length - after) == 0);
}

static int begins(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

int route_is_api(const char *path)
{
    return begins(path, "/v1/") || strcmp(path, "/metrics") == 0;
}

/* Forms that come before the sign-in, or from a phone that is known by a cookie, have no secret: this guards them. */
static int is_foreign(const struct server *server, const struct http_request *request)
{
    const struct origin from = {.fetch_site = http_header(request, "Sec-Fetch-Site"),
                                .origin = http_header(request, "Origin"),
                                .host = http_header(request, "Host"),
                                .public_url = server->def.base_url,
                                .is_secure = server->def.tls != NULL};
    return strcmp(request->method, "GET") != 0 && !begins(request->path, "/w/") && !begins(request->path, "/v1/") &&
           origin_is_foreign(&from);
}

/* Whether the caller may; else the answer says why not. */
static int is_allowed(struct server *server, const struct route *route, struct http_request *request,
                      struct http_answer *answer)
{
    int is_api = route_is_api(route->path);
    if (is_foreign(server, request)) {
        http_answer_no(answer, 403, "this was sent from another site");
        return 0;
    }
    if (route->right == RIGHT_ANYBODY) {
        return 1;
    }
    if (request->caller->kind == CALLER_NOBODY && is_api) {
        http_answer_no(answer, 401, "sign in, or show the officer's key: Authorization: Bearer KEY");
        return 0;
    }
    if (request->caller->kind == CALLER_NOBODY) {
        page_signed_out(server, request, answer);
        return 0;
    }
    int is_change = strcmp(request->method, "GET") != 0;
    if (!session_may(request, route->right) ||
        (is_change && request->caller->kind == CALLER_SESSION && !session_form_fits(request))) {
        page_refused(server, request, answer);
        return 0;
    }
    return 1;
}

/* Whether what is asked for lies within the branch of who asks; else the answer says no. */
static int is_in_reach(struct server *server, const struct route *route, struct http_request *request,
                       struct http_answer *answer)
{
    int is_home = strcmp(route->path, "/") == 0;
    if (scope_is_whole(request) || (route->sight == ROUTE_OPEN && !is_home)) {
        return 1;
    }
    if (route->sight == ROUTE_WHOLE) {
        page_refused(server, request, answer);
        return 0;
    }
    if (!scope_names_fit(server, request)) {
        http_answer_no(answer, 404, "there is nothing here");
        return 0;
    }
    return 1;
}

/* Whether it has not been asked for too often; else the answer says for how long not. Who has signed in is counted alone, so
 * that no stranger at the same address keeps them out. */
static int is_in_time(struct server *server, const struct route *route, struct http_request *request,
                      struct http_answer *answer)
{
    char session[2 * SIBU_HASH_BYTES + 1];
    const struct caller *caller = request->caller;
    if (route->cost == 0) {
        return 1;
    }
    sibu_hex(session, caller->hash, sizeof caller->hash);
    const char *key = caller->kind == CALLER_NOBODY    ? request->address
                      : caller->kind == CALLER_SESSION ? session
                                                       : caller->name;
    pthread_mutex_lock(&server->door.mutex);
    int64_t wait_us = rate_take(caller->kind == CALLER_NOBODY ? &server->door.strangers : &server->door.callers, key,
                                route->cost, clock_monotonic_us());
    pthread_mutex_unlock(&server->door.mutex);
    if (wait_us > 0) {
        answer->retry_s = (wait_us + 999999) / 1000000;
        page_too_often(request, answer);
    }
    return wait_us == 0;
}

static void answer_by(struct server *server, const struct route *route, struct http_request *request,
                      struct http_answer *answer)
{
    struct sibu_fault fault;
    if (session_find(server, request, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
    } else if (is_in_time(server, route, request, answer) && is_allowed(server, route, request, answer) &&
               is_in_reach(server, route, request, answer)) {
        route->answer(server, request, answer);
    }
}

/* The first pattern that fits decides, whatever the method; NULL: none does. */
static const char *find_path(const struct http_request *request)
{
    for (size_t i = 0; i < sizeof ROUTES / sizeof ROUTES[0]; i++) {
        if (path_fits(ROUTES[i].path, request->path)) {
            return ROUTES[i].path;
        }
    }
    return NULL;
}

/* The request's route of those with this pattern, or NULL. */
static const struct route *find_route(const struct http_request *request, const char *path)
{
    for (size_t i = 0; path != NULL && i < sizeof ROUTES / sizeof ROUTES[0]; i++) {
        if (strcmp(ROUTES[i].path, path) == 0 && strcmp(ROUTES[i].method, request->method) == 0) {
            return &ROUTES[i];
        }
    }
    return NULL;
}

int route_is_quick(void *data, const struct http_request *request)
{
    (void)data;
    const struct route *route = find_route(request, find_path(request));
    for (size_t i = 0; route != NULL && i < sizeof QUICK / sizeof QUICK[0]; i++) {
        if (route->answer == QUICK[i]) {
            return 1;
        }
    }
    return route == NULL;
}

/* The methods that the pattern has, as the header Allow names them. */
static const char *allowed_methods(struct http_request *request, const char *path)
{
    struct sibu_text text = {0};
    for (size_t i = 0; i < sizeof ROUTES / sizeof ROUTES[0]; i++) {
        if (strcmp(ROUTES[i].path, path) == 0) {
            sibu_text_addf(&text, "%s%s%s", text.length > 0 ? ", " : "", ROUTES[i].method,
                           strcmp(ROUTES[i].method, "GET") == 0 ? ", HEAD" : "");
        }
    }
    const char *kept = sibu_text_ok(&text) ? sibu_arena_text(&request->arena, sibu_text_get(&text), text.length) : NULL;
    sibu_text_clear(&text);
    return kept;
}

/* A refusal in JSON of what a browser was to show; what rests has no body yet. */
static int is_for_no_reader(const struct http_request *request, const struct http_answer *answer)
{
    const char *accepts = http_header(request, "Accept");
    return answer->status >= 400 && answer->type == NULL && answer->body.length > 0 && !route_is_api(request->path) &&
           accepts != NULL && strstr(accepts, "text/html") != NULL;
}

size_t route_limit(void *data, struct http_request *request)
{
    struct sibu_fault fault;
    const struct route *route = find_route(request, find_path(request));
    int takes_more = route != NULL && route->body_bytes_max > ROUTE_BODY_BYTES &&
                     session_find(data, request, &fault) == SIBU_OK && session_may(request, route->right);
    return takes_more ? route->body_bytes_max : ROUTE_BODY_BYTES;
}

void route_answer(void *data, struct http_request *request, struct http_answer *answer)
{
    const char *path = find_path(request);
    const struct route *route = find_route(request, path);
    if (route != NULL) {
        answer_by(data, route, request, answer);
    } else if (path != NULL) {
        answer->allow = allowed_methods(request, path);
        http_answer_no(answer, 405, "not with this method");
    } else {
        http_answer_no(answer, 404, "there is nothing here");
    }
    if (is_for_no_reader(request, answer)) {
        page_instead(request, answer);
    }
}
