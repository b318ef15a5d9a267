/* The table of routes: see route.h. */
#include "web/route.h"

#include <string.h>

#include "web/page.h"

static const struct route ROUTES[] = {
    {"GET", "/healthz", RIGHT_ANYBODY, api_health},
    {"POST", "/v1/answer", RIGHT_ANYBODY, api_answer},
    {"POST", "/v1/check-in", RIGHT_ANYBODY, api_check_in},
    {"GET", "/v1/time", RIGHT_ANYBODY, api_time},
    {"GET", "/v1/people", RIGHT_PEOPLE, api_people},
    {"GET", "/v1/site", RIGHT_BOARD, api_site},
    {"PUT", "/v1/addresses", RIGHT_PEOPLE, api_addresses},
    {"GET", "/v1/muster", RIGHT_BOARD, api_muster},
    {"POST", "/v1/sightings", RIGHT_GATES, api_sightings},
    {"POST", "/v1/surprise", RIGHT_DRILLS, api_surprise},
    {"POST", "/v1/now", RIGHT_DRILLS, api_now},
    {"POST", "/v1/stop", RIGHT_REAL_EMERGENCY, api_stop}, /* the gentler ways ask for more */
    {"GET", "/w/*/events", RIGHT_ANYBODY, api_events},
    {"GET", "/w/*/state", RIGHT_ANYBODY, api_state},
    {"GET", "/w/*/manifest.json", RIGHT_ANYBODY, page_manifest},
    {"GET", "/w/*/push-key", RIGHT_ANYBODY, api_push_key},
    {"POST", "/w/*/push", RIGHT_ANYBODY, api_push_put},
    {"DELETE", "/w/*/push", RIGHT_ANYBODY, api_push_forget},
    {"POST", "/w/*/seen", RIGHT_ANYBODY, api_seen},
    {"GET", "/w/*", RIGHT_ANYBODY, page_worker},
    {"GET", "/c/*", RIGHT_ANYBODY, page_code},
    {"POST", "/c/*", RIGHT_ANYBODY, page_code_post},
    {"GET", "/wall/*", RIGHT_ANYBODY, page_wall},
    {"GET", "/points", RIGHT_BOARD, page_points},
    {"GET", "/points/print", RIGHT_BOARD, page_points_print},
    {"GET", "/tick", RIGHT_TICK_OFF, page_tick},
    {"POST", "/tick", RIGHT_TICK_OFF, page_tick_post},
    {"GET", "/app.js", RIGHT_ANYBODY, page_asset},
    {"GET", "/wall.js", RIGHT_ANYBODY, page_asset},
    {"GET", "/icon.svg", RIGHT_ANYBODY, page_asset},
    {"GET", "/icon-192.png", RIGHT_ANYBODY, page_asset},
    {"GET", "/icon-512.png", RIGHT_ANYBODY, page_asset},
    {"POST", "/w/*", RIGHT_ANYBODY, page_worker_post},
    {"GET", "/", RIGHT_ANYBODY, page_home},
    {"POST", "/", RIGHT_BOARD, page_board_post}, /* each button has its own right */
    {"GET", "/sign-in", RIGHT_ANYBODY, page_sign_in},
    {"POST", "/sign-in", RIGHT_ANYBODY, page_sign_in_post},
    {"POST", "/sign-out", RIGHT_SIGNED_IN, page_sign_out},
    {"GET", "/join/*", RIGHT_ANYBODY, page_join},
    {"POST", "/join/*", RIGHT_ANYBODY, page_join_post},
    {"GET", "/password", RIGHT_SIGNED_IN, page_password},
    {"POST", "/password", RIGHT_SIGNED_IN, page_password_post},
    {"GET", "/accounts", RIGHT_ACCOUNTS, page_accounts},
    {"POST", "/accounts", RIGHT_ACCOUNTS, page_accounts_post},
    {"GET", "/audit", RIGHT_AUDIT, page_audit},
    {"GET", "/v1/audit", RIGHT_AUDIT, api_audit},
    {"GET", "/style.css", RIGHT_ANYBODY, page_style},
    {"GET", "/v1/statistics", RIGHT_STATISTICS, api_statistics},
    {"GET", "/statistics", RIGHT_STATISTICS, page_statistics},
    {"GET", "/v1/reachability", RIGHT_PEOPLE, api_reachability},
    {"GET", "/reachability", RIGHT_PEOPLE, page_reachability},
    {"GET", "/v1/evidence", RIGHT_BOARD, api_evidence},
    {"GET", "/evidence", RIGHT_BOARD, page_evidence},
    {"GET", "/v1/feeds", RIGHT_PEOPLE, api_feeds},
    {"POST", "/v1/feeds", RIGHT_PEOPLE, api_feeds_renew},
    {"GET", "/feed/exercise.atom", RIGHT_ANYBODY, feed_exercise},
    {"GET", "/feed/actual.atom", RIGHT_ANYBODY, feed_actual},
    {"GET", "/feed/*.xml", RIGHT_ANYBODY, feed_message},
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

/* Browsers say where a post comes from. Forms that come before the sign-in have no secret yet, so this guards them. */
static int is_foreign(const struct http_request *request)
{
    const char *from = http_header(request, "Sec-Fetch-Site");
    return strcmp(request->method, "GET") != 0 && !begins(request->path, "/w/") && !begins(request->path, "/v1/") &&
           from != NULL && strcmp(from, "same-origin") != 0 && strcmp(from, "none") != 0;
}

/* Whether the caller may; else the answer says why not. */
static int is_allowed(struct server *server, const struct route *route, struct http_request *request,
                      struct http_answer *answer)
{
    int is_api = begins(route->path, "/v1/");
    if (is_foreign(request)) {
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

static void answer_by(struct server *server, const struct route *route, struct http_request *request,
                      struct http_answer *answer)
{
    struct sibu_fault fault;
    if (session_find(server, request, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
    } else if (is_allowed(server, route, request, answer)) {
        route->answer(server, request, answer);
    }
}

void route_answer(void *data, struct http_request *request, struct http_answer *answer)
{
    int path_known = 0;
    for (size_t i = 0; i < sizeof ROUTES / sizeof ROUTES[0]; i++) {
        if (!path_fits(ROUTES[i].path, request->path)) {
            continue;
        }
        path_known = 1;
        if (strcmp(ROUTES[i].method, request->method) == 0) {
            answer_by(data, &ROUTES[i], request, answer);
            return;
        }
    }
    http_answer_no(answer, path_known ? 405 : 404, path_known ? "not with this method" : "there is nothing here");
}
