/* What a caller's account reaches: the sites of its branch of the organisation (organisation.h) and below it. An account
 * without a branch, the keys and nobody reach all; one whose branch is not in the file any more reaches nothing.
 *
 * route.c lets who has a branch no further where the table says that a route is of the whole, and answers 404 where ?drill= or
 * ?site=, or a form's field of that name, leads elsewhere. What is listed, and what a body names, is filtered by its handler.
 */
#pragma once
#include "drill/drill.h"
#include "web/http.h"
#include "web/server_state.h"

int scope_is_whole(const struct http_request *request);
/* Whether the caller reaches the site of this id, whether or not the plan has it still. */
int scope_site(const struct server *server, const struct http_request *request, const char *site);
/* The same of the plan's site at this index. */
int scope_index(const struct server *server, const struct http_request *request, uint32_t index);
/* Whether the branch of this id ("": the whole) is the caller's or lies below it, and is there. */
int scope_branch(const struct server *server, const struct http_request *request, const char *branch);
/* Whether an account of this branch ("": the whole) reaches all sites of a unit that may be drilled: a site or a group by its
 * id; "": of all groups. By the rules in force; 0 where they have no such unit. Takes the draw's lock. */
int scope_covers(struct server *server, const char *branch, const char *unit);
/* Whether query and form of the request name nothing beyond the caller's reach. A store that cannot be read counts as no. */
int scope_names_fit(struct server *server, struct http_request *request);

/* The drills that run at sites that the caller reaches, in the order in which they began (drill_list). */
SIBU_MUST_USE enum sibu_status scope_drills(struct server *server, struct http_request *request,
                                            struct drill_brief **items, size_t *count, struct sibu_fault *fault);
/* The drill that `which` names, or the only one that the caller reaches (drill_look); else out->running is 0. */
SIBU_MUST_USE enum sibu_status scope_look(struct server *server, struct http_request *request, const char *which,
                                          struct drill_view *out, struct sibu_fault *fault);
/* All drills that there were at sites that the caller reaches, the oldest first (store_drills). */
SIBU_MUST_USE enum sibu_status scope_past(struct server *server, struct http_request *request,
                                          struct store_drill **items, size_t *count, struct sibu_fault *fault);
/* One of them by its id. SIBU_NO: there is none, or the caller does not reach it. */
SIBU_MUST_USE enum sibu_status scope_past_one(struct server *server, struct http_request *request, const char *id,
                                              struct store_drill *out, struct sibu_fault *fault);
/* Leaves those of sites that the caller reaches, in their order; returns how many they are. */
size_t scope_people(const struct server *server, const struct http_request *request, struct store_person *people,
                    size_t count);
