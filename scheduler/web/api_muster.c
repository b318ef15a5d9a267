/* GET /v1/muster: a drill as it stands, and which others run, for the board of others and for the command line. See route.h. */
#include <inttypes.h>

#include "web/route.h"
#include "web/scope.h"

static void add_missing(struct sibu_text *out, const struct drill_view *view)
{
    sibu_text_add(out, ",\"missing_people\":[");
    for (size_t i = 0; i < view->missing_count; i++) {
        const struct drill_missing *person = &view->missing[i];
        sibu_text_addf(out, "%s{\"number\":%u,\"id\":", i > 0 ? "," : "", (unsigned)person->number);
        sibu_text_add_json(out, person->id);
        sibu_text_add(out, ",\"zone\":");
        sibu_text_add_json(out, person->zone);
        sibu_text_addf(out, ",\"need_help\":%s,\"last_us\":%" PRId64 "}", person->need_help ? "true" : "false",
                       person->last_us);
    }
    sibu_text_add(out, "]");
}

static void add_musters(struct sibu_text *out, const struct drill_view *view, const struct sibu_site *site)
{
    sibu_text_add(out, ",\"musters\":[");
    for (uint32_t i = 0; i < site->muster_count; i++) {
        sibu_text_add(out, i > 0 ? ",{\"id\":" : "{\"id\":");
        sibu_text_add_json(out, site->musters[i].id);
        sibu_text_addf(out, ",\"count\":%u}", (unsigned)view->at_muster[i]);
    }
    sibu_text_add(out, "]");
}

static void add_updates(struct sibu_text *out, const struct drill_view *view)
{
    sibu_text_add(out, ",\"updates\":[");
    for (size_t i = 0; i < view->update_count; i++) {
        sibu_text_addf(out, "%s{\"time_us\":%" PRId64 ",\"zh\":", i > 0 ? "," : "", view->updates[i].time_us);
        sibu_text_add_json(out, view->updates[i].words.in[SIBU_ZH]);
        sibu_text_add(out, ",\"en\":");
        sibu_text_add_json(out, view->updates[i].words.in[SIBU_EN]);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "]");
}

static void add_drill(struct sibu_text *out, const struct drill_view *view, const struct sibu_site *site)
{
    sibu_text_add(out, "{\"id\":");
    sibu_text_add_json(out, view->id);
    sibu_text_add(out, ",\"site\":");
    sibu_text_add_json(out, site->id);
    sibu_text_add(out, ",\"zone\":");
    sibu_text_add_json(out, view->zone);
    sibu_text_addf(out, ",\"state\":\"%s\",\"t0_us\":%" PRId64 ",\"now_us\":%" PRId64, drill_state_name(view->state),
                   view->t0_us, view->now_us);
    sibu_text_addf(
        out, ",\"expected\":%u,\"acknowledged\":%u,\"checked_in\":%u,\"missing\":%u,\"need_help\":%u,\"cannot\":%u",
        (unsigned)view->counts.expected, (unsigned)view->counts.acknowledged, (unsigned)view->counts.checked_in,
        (unsigned)view->counts.missing, (unsigned)view->counts.need_help, (unsigned)view->counts.cannot);
    sibu_text_addf(out, ",\"doubtful\":%u,\"alerts_waiting\":%zu", (unsigned)view->counts.doubtful,
                   view->waiting_alerts);
    add_missing(out, view);
    add_musters(out, view, site);
    add_updates(out, view);
    sibu_text_add(out, "}");
}

/* Each that runs, in a few words. */
static void add_list(struct sibu_text *out, const struct plan *plan, const struct drill_brief *items, size_t count)
{
    sibu_text_add(out, ",\"drills\":[");
    for (size_t i = 0; i < count; i++) {
        sibu_text_add(out, i > 0 ? ",{\"id\":" : "{\"id\":");
        sibu_text_add_json(out, items[i].id);
        sibu_text_add(out, ",\"site\":");
        sibu_text_add_json(out, plan->sites[items[i].site].site->id);
        sibu_text_addf(out,
                       ",\"state\":\"%s\",\"t0_us\":%" PRId64 ",\"expected\":%u,\"checked_in\":%u,\"missing\":%u"
                       ",\"need_help\":%u}",
                       drill_state_name(items[i].state), items[i].t0_us, (unsigned)items[i].counts.expected,
                       (unsigned)items[i].counts.checked_in, (unsigned)items[i].counts.missing,
                       (unsigned)items[i].counts.need_help);
    }
    sibu_text_add(out, "]");
}

/* "drill": the one that `drill` in the query names by number or site, or the only one; null: no such one, or several and
 * none was named. */
void api_muster(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct drill_view view;
    struct drill_brief *items = NULL;
    size_t count = 0;
    enum sibu_status status = scope_look(server, request, http_query(request, "drill"), &view, &fault);
    if (status == SIBU_OK) {
        status = scope_drills(server, request, &items, &count, &fault);
    }
    if (status != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    answer->status = 200;
    sibu_text_add(&answer->body, "{\"drill\":");
    if (view.running) {
        add_drill(&answer->body, &view, server->def.plan->sites[view.site].site);
    } else {
        sibu_text_add(&answer->body, "null");
    }
    add_list(&answer->body, server->def.plan, items, count);
    sibu_text_add(&answer->body, "}\n");
}
