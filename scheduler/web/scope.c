/* What a caller's account reaches: see scope.h. */
#include "web/scope.h"

#include <string.h>

#include "store/store_history.h"
#include "web/route.h"
#include "web/session.h"

static const struct organisation *tree_of(const struct server *server)
{
    return server->def.plan->organisation;
}

int scope_is_whole(const struct http_request *request)
{
    return request->caller == NULL || request->caller->branch[0] == '\0';
}

/* Whether what stands at this branch of the tree is reached by who has `top`. */
static int reaches(const struct organisation *tree, const char *top, uint32_t branch)
{
    if (top[0] == '\0') {
        return 1;
    }
    uint32_t at = organisation_find_branch(tree, top);
    return at != SIBU_NONE && organisation_is_below(tree, branch, at);
}

int scope_site(const struct server *server, const struct http_request *request, const char *site)
{
    return scope_is_whole(request) ||
           reaches(tree_of(server), request->caller->branch, organisation_branch_of(tree_of(server), site));
}

int scope_index(const struct server *server, const struct http_request *request, uint32_t index)
{
    return scope_site(server, request, server->def.plan->sites[index].site->id);
}

int scope_branch(const struct server *server, const struct http_request *request, const char *branch)
{
    uint32_t at = organisation_find_branch(tree_of(server), branch);
    if (branch[0] != '\0' && at == SIBU_NONE) {
        return 0;
    }
    return scope_is_whole(request) || (at != SIBU_NONE && reaches(tree_of(server), request->caller->branch, at));
}

/* Whether the unit of the rules is one of those that are meant, or a site of one that is. */
static int is_meant(const struct rules *rules, uint32_t index, const char *unit)
{
    const struct rules_unit *it = &rules->units[index];
    return it->id[0] != '*' &&
           (unit[0] == '\0' || strcmp(it->id, unit) == 0 || strcmp(rules->groups[it->group].id, unit) == 0);
}

int scope_covers(struct server *server, const char *branch, const char *unit)
{
    const struct organisation *tree = tree_of(server);
    int any = 0, all = 1;
    pthread_mutex_lock(&server->draw_mutex);
    const struct rules *rules = book_rules(server->book);
    for (uint32_t i = 0; rules != NULL && i < rules->unit_count; i++) {
        if (is_meant(rules, i, unit)) {
            any = 1;
            all &= reaches(tree, branch, organisation_branch_of(tree, rules->units[i].id));
        }
    }
    pthread_mutex_unlock(&server->draw_mutex);
    return any && all;
}

/* Whether the caller reaches the drill's site; `drill`: its number, or a site's id. */
static int reaches_drill(struct server *server, struct http_request *request, const char *drill)
{
    struct store_drill found;
    struct sibu_fault ignored;
    if (plan_find_site(server->def.plan, drill) != SIBU_NONE) {
        return scope_site(server, request, drill);
    }
    return store_drill_by_id(server->store, drill, &request->arena, &found, &ignored) == SIBU_OK &&
           scope_site(server, request, found.site);
}

/* A parameter that is not there, or empty, names nothing. */
static int fits(struct server *server, struct http_request *request, const char *drill, const char *site)
{
    return (drill == NULL || drill[0] == '\0' || reaches_drill(server, request, drill)) &&
           (site == NULL || site[0] == '\0' || scope_site(server, request, site));
}

int scope_names_fit(struct server *server, struct http_request *request)
{
    int is_form = strcmp(request->method, "POST") == 0 && !route_is_api(request->path);
    return fits(server, request, http_query(request, "drill"), http_query(request, "site")) &&
           (!is_form || fits(server, request, http_form(request, "drill"), http_form(request, "site")));
}

enum sibu_status scope_drills(struct server *server, struct http_request *request, struct drill_brief **items,
                              size_t *count, struct sibu_fault *fault)
{
    size_t kept = 0;
    enum sibu_status status = drill_list(server->drill, &request->arena, items, count, fault);
    for (size_t i = 0; status == SIBU_OK && i < *count; i++) {
        if (scope_index(server, request, (*items)[i].site)) {
            (*items)[kept++] = (*items)[i];
        }
    }
    *count = kept;
    return status;
}

/* The only one that the caller reaches; NULL: none, or several. */
static enum sibu_status find_only(struct server *server, struct http_request *request, const char **which,
                                  struct sibu_fault *fault)
{
    struct drill_brief *items = NULL;
    size_t count = 0;
    enum sibu_status status = scope_drills(server, request, &items, &count, fault);
    *which = status == SIBU_OK && count == 1 ? items[0].id : NULL;
    return status;
}

enum sibu_status scope_look(struct server *server, struct http_request *request, const char *which,
                            struct drill_view *out, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    if (scope_is_whole(request)) {
        return drill_look(server->drill, which, &request->arena, out, fault);
    }
    *out = (struct drill_view){.running = 0};
    if (which == NULL || which[0] == '\0') {
        status = find_only(server, request, &which, fault);
    }
    if (status == SIBU_OK && which != NULL) {
        status = drill_look(server->drill, which, &request->arena, out, fault);
    }
    if (status == SIBU_OK && out->running && !scope_index(server, request, out->site)) {
        *out = (struct drill_view){.running = 0};
    }
    return status;
}

enum sibu_status scope_past(struct server *server, struct http_request *request, struct store_drill **items,
                            size_t *count, struct sibu_fault *fault)
{
    size_t kept = 0;
    enum sibu_status status = store_drills(server->store, &request->arena, items, count, fault);
    for (size_t i = 0; status == SIBU_OK && i < *count; i++) {
        if (scope_site(server, request, (*items)[i].site)) {
            (*items)[kept++] = (*items)[i];
        }
    }
    *count = kept;
    return status;
}

enum sibu_status scope_past_one(struct server *server, struct http_request *request, const char *id,
                                struct store_drill *out, struct sibu_fault *fault)
{
    enum sibu_status status = store_drill_by_id(server->store, id, &request->arena, out, fault);
    if (status == SIBU_OK && !scope_site(server, request, out->site)) {
        *out = (struct store_drill){.key = 0};
        return sibu_fault_set(fault, SIBU_NO, "drill", "没有这次演练", "there is no such drill");
    }
    return status;
}

size_t scope_people(const struct server *server, const struct http_request *request, struct store_person *people,
                    size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (scope_site(server, request, people[i].site)) {
            people[kept++] = people[i];
        }
    }
    return kept;
}
