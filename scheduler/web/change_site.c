/* Plans of sites that officers bring: see change_site.h. */
#include "web/change_site.h"

#include <stdio.h>
#include <string.h>

#include "notify/siren_plan.h"
#include "sibu/json.h"
#include "web/site_trial.h"

#define PEOPLE_NAMED 5 /* in a fault */
#define PEOPLE_BYTES 160

static enum sibu_status check_id(const struct change_ask *ask, struct sibu_fault *fault)
{
    struct sibu_json *document = NULL;
    const char *id = "";
    enum sibu_status status = sibu_json_open(&document, CHANGE_SITE_NAME, ask->text, ask->length, fault);
    if (status == SIBU_OK) {
        struct sibu_json_value header = sibu_json_member(sibu_json_root(document), "sibu");
        struct sibu_json_value value = sibu_json_member(header, "id");
        id = sibu_json_kind(value) == SIBU_JSON_STRING ? sibu_json_as_string(value) : "";
        if (strcmp(id, ask->site) != 0) {
            status = sibu_fault_set(
                fault, SIBU_BAD_INPUT, CHANGE_SITE_NAME ":/sibu/id",
                "编号是“%.60s”，而它要代替的场所是“%.60s”：编号不能更改",
                "its id is \"%.60s\", and it is to take the place of \"%.60s\": an id stays as it is", id, ask->site);
        }
    }
    sibu_json_close(document);
    return status;
}

enum sibu_status change_site_check(const struct server *server, const struct change_ask *ask,
                                   struct sibu_fault_list *faults, struct sibu_fault *fault)
{
    const struct site_trial_terms terms = SITE_TRIAL_TERMS(server->def.program);
    struct sibu_fault_list found = {NULL, 0, 0};
    enum sibu_status status = SIBU_OK;
    if (ask->is_new) {
        status = site_trial(CHANGE_SITE_NAME, ask->text, ask->length, &terms, &found, fault);
    }
    if (faults != NULL && found.count > 0) {
        *faults = found;
    } else {
        sibu_fault_list_clear(&found);
    }
    return status == SIBU_OK ? check_id(ask, fault) : status;
}

/* "W01, W02, …" */
static size_t name_people(const struct roster *roster, uint32_t zone, char out[PEOPLE_BYTES])
{
    size_t count = 0, length = 0;
    out[0] = '\0';
    for (size_t i = 0; i < roster->count; i++) {
        if (roster->people[i].zone_index != zone) {
            continue;
        }
        if (count < PEOPLE_NAMED) {
            int added =
                snprintf(out + length, PEOPLE_BYTES - length, "%s%.24s", count > 0 ? ", " : "", roster->people[i].id);
            length += added > 0 ? (size_t)added : 0;
        }
        count++;
    }
    if (count > PEOPLE_NAMED) {
        (void)snprintf(out + length, PEOPLE_BYTES - length, ", …");
    }
    return count;
}

/* Each zone of the site as it would be without this text, with somebody in it, that this text has not. */
static void list_zones(const struct plan_site *before, const struct sibu_site *after, struct sibu_fault_list *faults)
{
    char people[PEOPLE_BYTES];
    faults->items = sibu_array_new((size_t)before->site->zone_count + 1, sizeof *faults->items);
    faults->capacity = (size_t)before->site->zone_count + 1;
    for (uint32_t i = 0; faults->items != NULL && i < before->site->zone_count; i++) {
        const struct sibu_zone *zone = &before->site->zones[i];
        size_t count = sibu_site_find_zone(after, zone->id) == SIBU_NONE ? name_people(before->roster, i, people) : 0;
        if (count > 0) {
            (void)sibu_fault_set(
                &faults->items[faults->count++], SIBU_BAD_INPUT, CHANGE_SITE_NAME,
                "没有区域“%.60s”，而花名册上有 %zu 人在那里（%s）：请保留这个区域，或先换一份花名册",
                "leaves out the zone \"%.60s\", where %zu of the roster are (%s): keep the zone, or bring "
                "a roster first that has them elsewhere",
                zone->id, count, people);
        }
    }
}

void change_site_list(const struct server *server, const struct change_ask *ask, struct sibu_fault_list *faults)
{
    struct plan *plan = NULL;
    struct sibu_site *site = NULL;
    struct sibu_fault ignored;
    enum sibu_status status = sibu_site_open(&site, CHANGE_SITE_NAME, ask->text, ask->length, &ignored);
    if (status == SIBU_OK) {
        status = change_next_plan(server, NULL, &plan, &ignored);
    }
    uint32_t index = status == SIBU_OK ? plan_find_site(plan, ask->site) : SIBU_NONE;
    if (index != SIBU_NONE) {
        list_zones(&plan->sites[index], site, faults);
    }
    plan_close(plan);
    sibu_site_close(site);
}

/* A channel of sirens asks more of a site's topics than the site itself does, and without it the next start would fail. */
static enum sibu_status check_sirens(const struct server *server, struct http_request *request,
                                     const struct sibu_site *site, struct sibu_fault *fault)
{
    const struct channels *channels = server->def.channels;
    const char *const *zones = NULL;
    size_t count = 0;
    for (size_t i = 0; channels != NULL && i < channels->count; i++) {
        if (channels->items[i].kind == CHANNEL_MQTT) {
            return siren_zones(site, &request->arena, &zones, &count, fault);
        }
    }
    return SIBU_OK;
}

enum sibu_status change_site_compare(const struct server *server, struct http_request *request, struct change *out,
                                     struct sibu_fault *fault)
{
    const struct plan *plan = server->def.plan;
    const struct sibu_site *before = plan->sites[plan_find_site(plan, out->site)].site;
    const struct sibu_site *after = out->plan->sites[out->index].site;
    if (!site_diff_make(before, after, &request->arena, &out->parts)) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    return check_sirens(server, request, after, fault);
}
