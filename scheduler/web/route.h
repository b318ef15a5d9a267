/* Which handler answers which request, and who may ask. A plain table, in route.c.
 *
 * A handler reads the request, calls one function, writes the answer. Paths may end in a star: the rest is the handler's.
 */
#pragma once
#include "web/http.h"
#include "web/server_state.h"

enum route_role { ROUTE_ANYBODY, ROUTE_OFFICER }; /* an officer shows the key as a bearer */

struct route {
    const char *method, *path;
    enum route_role role;
    void (*answer)(struct server *server, struct http_request *request, struct http_answer *answer);
};

/* Answers a request by the table: 404 where nothing is there, 405 for another method, 401 where the key is missing. */
void route_answer(void *server, struct http_request *request, struct http_answer *answer);

/* The handlers, by room. */
void api_health(struct server *server, struct http_request *request, struct http_answer *answer);
void api_answer(struct server *server, struct http_request *request, struct http_answer *answer);
void api_check_in(struct server *server, struct http_request *request, struct http_answer *answer);
void api_people(struct server *server, struct http_request *request, struct http_answer *answer);
void api_site(struct server *server, struct http_request *request, struct http_answer *answer);
void api_addresses(struct server *server, struct http_request *request, struct http_answer *answer);
void api_muster(struct server *server, struct http_request *request, struct http_answer *answer);
void api_sightings(struct server *server, struct http_request *request, struct http_answer *answer);
void api_surprise(struct server *server, struct http_request *request, struct http_answer *answer);
void api_statistics(struct server *server, struct http_request *request, struct http_answer *answer);
void page_statistics(struct server *server, struct http_request *request, struct http_answer *answer);
void api_now(struct server *server, struct http_request *request, struct http_answer *answer);
void api_stop(struct server *server, struct http_request *request, struct http_answer *answer);
void page_worker(struct server *server, struct http_request *request, struct http_answer *answer);
void page_worker_post(struct server *server, struct http_request *request, struct http_answer *answer);
void page_board(struct server *server, struct http_request *request, struct http_answer *answer);
void page_board_post(struct server *server, struct http_request *request, struct http_answer *answer);
void page_sign_in(struct server *server, struct http_request *request, struct http_answer *answer);
void page_sign_out(struct server *server, struct http_request *request, struct http_answer *answer);
void page_style(struct server *server, struct http_request *request, struct http_answer *answer);
