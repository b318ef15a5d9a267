/* The table of routes: see route.h. */
#include "web/route.h"

#include <string.h>

#include "web/session.h"

static const struct route ROUTES[] = {
    {"GET", "/healthz", ROUTE_ANYBODY, api_health},
    {"POST", "/v1/answer", ROUTE_ANYBODY, api_answer},
    {"POST", "/v1/check-in", ROUTE_ANYBODY, api_check_in},
    {"GET", "/v1/people", ROUTE_OFFICER, api_people},
    {"GET", "/v1/site", ROUTE_OFFICER, api_site},
    {"PUT", "/v1/addresses", ROUTE_OFFICER, api_addresses},
    {"GET", "/v1/muster", ROUTE_OFFICER, api_muster},
    {"POST", "/v1/sightings", ROUTE_OFFICER, api_sightings},
    {"POST", "/v1/surprise", ROUTE_OFFICER, api_surprise},
    {"POST", "/v1/now", ROUTE_OFFICER, api_now},
    {"POST", "/v1/stop", ROUTE_OFFICER, api_stop},
    {"GET", "/w/*", ROUTE_ANYBODY, page_worker},
    {"POST", "/w/*", ROUTE_ANYBODY, page_worker_post},
    {"GET", "/", ROUTE_ANYBODY, page_board},
    {"POST", "/", ROUTE_ANYBODY, page_board_post},
    {"POST", "/sign-in", ROUTE_ANYBODY, page_sign_in},
    {"POST", "/sign-out", ROUTE_ANYBODY, page_sign_out},
    {"GET", "/style.css", ROUTE_ANYBODY, page_style},
    {"GET", "/v1/statistics", ROUTE_OFFICER, api_statistics},
    {"GET", "/statistics", ROUTE_ANYBODY, page_statistics},
};

static int path_fits(const char *pattern, const char *path)
{
    size_t length = strlen(pattern);
    if (pattern[length - 1] == '*') {
        return strncmp(pattern, path, length - 1) == 0;
    }
    return strcmp(pattern, path) == 0;
}

void route_answer(void *data, struct http_request *request, struct http_answer *answer)
{
    struct server *server = data;
    int path_known = 0;
    for (size_t i = 0; i < sizeof ROUTES / sizeof ROUTES[0]; i++) {
        if (!path_fits(ROUTES[i].path, request->path)) {
            continue;
        }
        path_known = 1;
        if (strcmp(ROUTES[i].method, request->method) != 0) {
            continue;
        }
        if (ROUTES[i].role == ROUTE_OFFICER && !session_is_officer(server, request)) {
            http_answer_no(answer, 401, "show the officer's key: Authorization: Bearer KEY");
            return;
        }
        ROUTES[i].answer(server, request, answer);
        return;
    }
    http_answer_no(answer, path_known ? 405 : 404, path_known ? "not with this method" : "there is nothing here");
}
