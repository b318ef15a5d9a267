/* GET, POST and PUT of /v1/roster and /v1/policy, POST and PUT of /v1/site: what is in force, what another text would change, and to keep it. No name, no
 * address in full. See route.h, change.h. */
#include <stdio.h>

#include "web/change.h"
#include "web/route.h"
#include "web/scope.h"
#include "web/session.h"

static void add_hash(struct sibu_text *out, const char *key, const uint8_t sha256[32])
{
    char hash[DRAFT_HASH_BYTES];
    sibu_hex(hash, sha256, 32);
    sibu_text_addf(out, "\"%s\":\"%s\"", key, hash);
}

/* The site that ?site= names; where there is one alone it need not be named. NULL where there is none: answered then. */
static const struct plan_site *find_site(const struct server *server, const struct http_request *request,
                                         struct http_answer *answer)
{
    const struct plan *plan = server->def.plan;
    const char *id = http_query(request, "site");
    uint32_t index = id != NULL ? plan_find_site(plan, id) : plan->site_count == 1 ? 0 : SIBU_NONE;
    if (index == SIBU_NONE || !scope_index(server, request, index)) {
        http_answer_no(answer, 400, "?site= names no site");
        return NULL;
    }
    return &plan->sites[index];
}

/* What is kept for the next start, and the object's end. False: it could not be found out, and is answered. */
static int end_in_force(const struct server *server, enum kept_kind kind, const char *site, struct http_answer *answer)
{
    char pending[DRAFT_HASH_BYTES];
    struct sibu_fault fault;
    if (change_pending(server, kind, site, pending, &fault) != SIBU_OK) {
        sibu_text_clear(&answer->body);
        http_answer_fault(answer, &fault);
        return 0;
    }
    sibu_text_add(&answer->body, ",\"next_start\":");
    if (pending[0] != '\0') {
        sibu_text_add_json(&answer->body, pending);
    } else {
        sibu_text_add(&answer->body, "null");
    }
    sibu_text_add(&answer->body, "}");
    return 1;
}

void api_roster(struct server *server, struct http_request *request, struct http_answer *answer)
{
    const struct plan_site *at = find_site(server, request, answer);
    struct sibu_text *out = &answer->body;
    if (at == NULL) {
        return;
    }
    answer->status = 200;
    sibu_text_add(out, "{\"site\":");
    sibu_text_add_json(out, at->site->id);
    sibu_text_addf(out, ",\"people\":%zu,\"kept\":%s,", at->roster->count, at->roster_kept ? "true" : "false");
    add_hash(out, "sha256", at->roster_sha256);
    if (end_in_force(server, KEPT_ROSTER, at->site->id, answer)) {
        sibu_text_add(out, "\n");
    }
}

static int add_site(const struct server *server, const struct plan_site *at, struct http_answer *answer)
{
    struct sibu_text *out = &answer->body;
    sibu_text_add(out, "{\"site\":");
    sibu_text_add_json(out, at->site->id);
    sibu_text_addf(out, ",\"grade\":\"%c\",\"people\":%zu,", at->site->grade, at->roster->count);
    add_hash(out, "hash", at->site->hash);
    sibu_text_addf(out, ",\"kept\":%s,", at->site_kept ? "true" : "false");
    add_hash(out, "sha256", at->site_sha256);
    return end_in_force(server, KEPT_SITE, at->site->id, answer);
}

void api_policy(struct server *server, struct http_request *request, struct http_answer *answer)
{
    const struct plan *plan = server->def.plan;
    (void)request;
    answer->status = 200;
    sibu_text_addf(&answer->body, "{\"kept\":%s,", plan->policy_kept ? "true" : "false");
    add_hash(&answer->body, "sha256", plan->policy_sha256);
    sibu_text_add(&answer->body, ",\"sites\":[");
    for (uint32_t i = 0; i < plan->site_count; i++) {
        sibu_text_add(&answer->body, i > 0 ? "," : "");
        if (!add_site(server, &plan->sites[i], answer)) {
            return;
        }
    }
    sibu_text_add(&answer->body, "]");
    if (end_in_force(server, KEPT_POLICY, "", answer)) {
        sibu_text_add(&answer->body, "\n");
    }
}

static void add_person(struct sibu_text *out, const struct roster_change *change)
{
    int first = 1;
    sibu_text_add(out, "{\"id\":");
    sibu_text_add_json(out, change->after != NULL ? change->after->id : change->before->id);
    sibu_text_addf(out, ",\"what\":\"%s\",\"columns\":[",
                   change->before == NULL  ? "comes"
                   : change->after == NULL ? "leaves"
                                           : "changes");
    for (int i = 0; i < ROSTER_COLUMNS; i++) {
        if ((change->fields >> i & 1U) != 0) {
            sibu_text_add(out, first ? "" : ",");
            sibu_text_add_json(out, roster_column_name((enum roster_column)i, SIBU_EN));
            first = 0;
        }
    }
    sibu_text_add(out, "]}");
}

static void add_people(struct sibu_text *out, const struct roster_diff *diff)
{
    sibu_text_addf(out, ",\"comes\":%zu,\"leaves\":%zu,\"changes\":%zu,\"people\":[", diff->come, diff->leave,
                   diff->change);
    for (size_t i = 0; i < diff->count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_person(out, &diff->changes[i]);
    }
    sibu_text_add(out, "]");
}

static void add_members(struct sibu_text *out, const struct policy_diff *diff)
{
    sibu_text_add(out, ",\"members\":[");
    for (size_t i = 0; i < diff->count; i++) {
        sibu_text_add(out, i > 0 ? ",{\"pointer\":" : "{\"pointer\":");
        sibu_text_add_json(out, diff->changes[i].pointer);
        sibu_text_add(out, ",\"before\":");
        sibu_text_add_json(out, diff->changes[i].before);
        sibu_text_add(out, ",\"after\":");
        sibu_text_add_json(out, diff->changes[i].after);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "]");
}

static void add_part(struct sibu_text *out, const struct site_change *change)
{
    int first = 1;
    sibu_text_addf(out, "{\"part\":\"%s\",\"id\":", site_part_name(change->part));
    sibu_text_add_json(out, change->id);
    sibu_text_addf(out, ",\"what\":\"%s\",\"differs\":[", !change->was ? "comes" : !change->is ? "leaves" : "changes");
    for (int i = 0; i < SITE_FIELDS; i++) {
        if ((change->fields >> i & 1U) != 0) {
            sibu_text_addf(out, "%s\"%s\"", first ? "" : ",", site_field_name((enum site_field)i));
            first = 0;
        }
    }
    sibu_text_addf(out, "],\"before\":%.2f,\"after\":%.2f}", change->before, change->after);
}

static void add_parts(struct sibu_text *out, const struct change *change)
{
    const struct site_diff *diff = &change->parts;
    sibu_text_addf(out, ",\"people\":%zu,\"walkable_before_m2\":%.2f,\"walkable_after_m2\":%.2f",
                   change->plan->sites[change->index].roster->count, diff->before_m2, diff->after_m2);
    sibu_text_addf(out, ",\"name_differs\":%s,\"grade_differs\":%s,\"timezone_differs\":%s,\"parts\":[",
                   (diff->whole & SITE_WHOLE_NAME) != 0 ? "true" : "false",
                   (diff->whole & SITE_WHOLE_GRADE) != 0 ? "true" : "false",
                   (diff->whole & SITE_WHOLE_ZONE) != 0 ? "true" : "false");
    for (size_t i = 0; i < diff->count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_part(out, &diff->changes[i]);
    }
    sibu_text_add(out, "]");
}

static void add_faults(struct sibu_text *out, const struct sibu_fault_list *list)
{
    sibu_text_add(out, "{\"ok\":false,\"what\":\"nothing was kept\",\"faults\":");
    roster_faults_json(list, out);
    sibu_text_add(out, "}\n");
}

/* Looks at what was brought, and answers with what it would change. */
static void look(struct server *server, struct http_request *request, struct http_answer *answer, enum kept_kind kind,
                 const char *site)
{
    const struct change_ask ask = {kind, site, request->body, request->body_length, 1};
    struct change change;
    struct sibu_fault fault;
    struct sibu_fault_list faults = {NULL, 0, 0};
    enum sibu_status status = change_bring(server, request, &ask, &change, &faults, &fault);
    if (status == SIBU_OK) {
        answer->status = 200;
        sibu_text_addf(&answer->body, "{\"ok\":true,\"sha256\":\"%s\",\"breaks_surprise\":%s", change.hash,
                       change.breaks ? "true" : "false");
        if (kind == KEPT_ROSTER) {
            add_people(&answer->body, &change.people);
        } else if (kind == KEPT_SITE) {
            add_parts(&answer->body, &change);
        } else {
            add_members(&answer->body, &change.members);
        }
        sibu_text_add(&answer->body, "}\n");
    } else if (faults.count > 0) {
        answer->status = 400;
        add_faults(&answer->body, &faults);
    } else {
        http_answer_fault(answer, &fault);
    }
    sibu_fault_list_clear(&faults);
    change_clear(&change);
}

void api_roster_look(struct server *server, struct http_request *request, struct http_answer *answer)
{
    const struct plan_site *at = find_site(server, request, answer);
    if (at != NULL) {
        look(server, request, answer, KEPT_ROSTER, at->site->id);
    }
}

void api_site_look(struct server *server, struct http_request *request, struct http_answer *answer)
{
    const struct plan_site *at = find_site(server, request, answer);
    if (at != NULL) {
        look(server, request, answer, KEPT_SITE, at->site->id);
    }
}

void api_policy_look(struct server *server, struct http_request *request, struct http_answer *answer)
{
    look(server, request, answer, KEPT_POLICY, "");
}

/* Keeps the one with ?sha256=, or lets it wait for a second person. */
static void keep(struct server *server, struct http_request *request, struct http_answer *answer, enum kept_kind kind,
                 const char *site)
{
    struct draft draft = {.kind = kind};
    struct sibu_fault fault;
    enum change_end end = CHANGE_KEPT;
    const char *hash = http_query(request, "sha256");
    (void)snprintf(draft.hash, sizeof draft.hash, "%s", hash != NULL ? hash : "");
    (void)snprintf(draft.site, sizeof draft.site, "%s", site);
    if (change_do(server, request, &draft, CHANGE_KEEP, &end, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    answer->status = 202; /* in force from the next start on */
    sibu_text_addf(&answer->body, "{\"ok\":true,\"waits\":%s}\n", end == CHANGE_WAITS ? "true" : "false");
}

void api_roster_keep(struct server *server, struct http_request *request, struct http_answer *answer)
{
    const struct plan_site *at = find_site(server, request, answer);
    if (at != NULL) {
        keep(server, request, answer, KEPT_ROSTER, at->site->id);
    }
}

void api_site_keep(struct server *server, struct http_request *request, struct http_answer *answer)
{
    const struct plan_site *at = find_site(server, request, answer);
    if (at != NULL) {
        keep(server, request, answer, KEPT_SITE, at->site->id);
    }
}

void api_policy_keep(struct server *server, struct http_request *request, struct http_answer *answer)
{
    keep(server, request, answer, KEPT_POLICY, "");
}
