/* A drill's messages: see announce.h. */
#include "drill/announce.h"

#include <stdio.h>
#include <string.h>

#include "draw/head.h"
#include "drill/drive.h"

/* An alert is of no use once the drill is over; the messages that end a drill stay true for an hour. */
static const int64_t END_VALID_US = 3600 * (int64_t)1000000;

#define PLACES_MAX 32

/* The message and the lists that it points to. */
struct draft {
    struct alert alert;
    struct alert_place zones[1], musters[PLACES_MAX];
    struct alert_earlier earlier[LIVE_ALERTS_MAX];
    int spares_arrived;
    const struct store_way *ways; /* the host's */
    size_t way_count;
    char ledger[HEAD_SHORT_BYTES];
};

/* The server may have been started again without the family's file: then it goes by its id, without any words of its own. */
static void fill_family(struct alert *alert, const struct sibu_families *families, const char *id)
{
    uint32_t at = sibu_families_find(families, id);
    struct sibu_family bare = {.id = id, .cap_category = "", .ask = SIBU_ASK_EVACUATE, .name = {.in = {id, id}}};
    const struct sibu_family *family = at != SIBU_NONE ? &families->items[at] : &bare;
    alert->family = family->id;
    alert->category = family->cap_category;
    alert->ask = sibu_ask_name(family->ask);
    alert->hazard = family->name;
    alert->headline = family->headline;
    alert->instruction = family->instruction;
    alert->avoid = family->avoid;
}

/* The server may have been started again on a plan without the zone: then it goes by its id. An end, or a real emergency, is said
 * all the same. */
static void fill_places(struct draft *draft, const struct live *live, const struct sibu_site *site)
{
    const char *id = live->drill.zone;
    uint32_t zone = sibu_site_find_zone(site, id);
    draft->zones[0] = (struct alert_place){
        .id = id, .name = zone != SIBU_NONE ? site->zones[zone].name : (struct sibu_name){.in = {id, id}}};
    draft->alert.zone_count = 1;
    for (uint32_t i = 0; i < site->muster_count && i < PLACES_MAX; i++) {
        draft->musters[i] = (struct alert_place){.id = site->musters[i].id, .name = site->musters[i].name};
        draft->alert.muster_count = i + 1;
    }
    draft->alert.zones = draft->zones;
    draft->alert.musters = draft->musters;
}

static void fill_earlier(struct draft *draft, const struct live *live)
{
    for (uint32_t i = 0; i < live->alert_count; i++) {
        draft->earlier[i] =
            (struct alert_earlier){.identifier = live->alerts[i].identifier, .sent_us = live->alerts[i].sent_us};
    }
    draft->alert.earlier = draft->earlier;
    draft->alert.earlier_count = live->alert_count;
}

static void fill_draft(struct draft *draft, const struct live *live, const struct drill_host_def *def,
                       enum alert_kind kind)
{
    const struct plan_site *site = &def->plan->sites[live->site];
    struct alert *alert = &draft->alert;
    memset(draft, 0, sizeof *draft);
    draft->ways = def->ways;
    draft->way_count = def->way_count;
    alert->kind = kind;
    alert->drill = live->drill.id;
    alert->number = live->alert_count + 1;
    alert->site = (struct alert_place){.id = site->site->id, .name = site->site->name};
    fill_family(alert, def->plan->families, live->drill.family);
    alert->polygon = "";
    alert->base_url = def->base_url;
    if (kind == ALERT_START) {
        head_short_of(live->drill.draw, strlen(live->drill.draw), draft->ledger);
        alert->ledger = draft->ledger;
    }
    fill_places(draft, live, site->site);
    fill_earlier(draft, live);
}

/* What is true only as long as the drill runs. */
static int while_it_runs(enum alert_kind kind)
{
    return kind == ALERT_START || kind == ALERT_UPDATE;
}

static void fill_times(struct draft *draft, const struct live *live, const struct drill_host_def *def, int64_t now_us)
{
    const struct plan_site *site = &def->plan->sites[live->site];
    draft->alert.utc_offset_s = zone_offset_s(site->zone, now_us);
    draft->alert.sent_us = now_us;
    draft->alert.expires_us = now_us + END_VALID_US;
    if (while_it_runs(draft->alert.kind)) {
        draft->alert.expires_us = live->drill.t0_us + def->plan->policy->limit_s * 1000000;
    }
}

static enum sibu_status write_message(struct draft *draft, struct sibu_text *xml, struct sibu_fault *fault)
{
    enum sibu_status status = cap_write(&draft->alert, xml, fault);
    return status == SIBU_OK ? cap_check("alert", sibu_text_get(xml), xml->length, fault) : status;
}

enum sibu_status announce_rehearse(const struct live *live, const struct drill_host_def *def, int64_t now_us,
                                   struct sibu_fault *fault)
{
    static const enum alert_kind KINDS[] = {ALERT_START, ALERT_ALL_CLEAR, ALERT_ABORT, ALERT_REAL_EMERGENCY};
    struct alert_earlier first = {.identifier = "sibu.rehearsal", .sent_us = now_us};
    struct sibu_text xml = {0};
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0] && status == SIBU_OK; i++) {
        struct draft draft;
        fill_draft(&draft, live, def, KINDS[i]);
        fill_times(&draft, live, def, now_us);
        draft.alert.earlier = &first; /* an end always follows the alert, which is not filed yet */
        draft.alert.earlier_count = KINDS[i] == ALERT_START ? 0 : 1;
        status = write_message(&draft, &xml, fault);
    }
    sibu_text_clear(&xml);
    return status;
}

/* Who was called out must hear of the end wherever the call may have come in; of a real emergency everybody hears at
 * once, on every way that there is. */
static enum store_reach reach_of(enum alert_kind kind)
{
    return while_it_runs(kind) ? STORE_BY_STEPS : kind == ALERT_REAL_EMERGENCY ? STORE_EVERYWHERE : STORE_WHERE_TRIED;
}

static enum sibu_status write_draft(struct draft *draft, int64_t now_us, struct announcement *out,
                                    struct sibu_fault *fault)
{
    enum sibu_status status = write_message(draft, &out->xml, fault);
    cap_identifier(&draft->alert, out->identifier);
    out->alert = (struct store_alert){.identifier = out->identifier,
                                      .xml = sibu_text_get(&out->xml),
                                      .sent_us = now_us,
                                      .expires_us = draft->alert.expires_us,
                                      .ends_earlier = !while_it_runs(draft->alert.kind),
                                      .spares_arrived = draft->spares_arrived,
                                      .reach = reach_of(draft->alert.kind),
                                      .ways = draft->ways,
                                      .way_count = draft->way_count};
    return status;
}

enum sibu_status announce_write(const struct live *live, const struct drill_host_def *def, enum alert_kind kind,
                                int64_t now_us, struct announcement *out, struct sibu_fault *fault)
{
    struct draft draft;
    fill_draft(&draft, live, def, kind);
    fill_times(&draft, live, def, now_us);
    return write_draft(&draft, now_us, out, fault);
}

void announce_filed(struct live *live, const struct announcement *announcement)
{
    live_remember(live, &announcement->alert);
}

void announce_clear(struct announcement *announcement)
{
    sibu_text_clear(&announcement->xml);
}

enum sibu_status announce_update(struct hosted *hosted, const struct announce_news *news, int64_t now_us,
                                 struct sibu_fault *fault)
{
    struct live *live = &hosted->live;
    const struct drill_host_def *def = hosted->def;
    const struct store_stand stand = drive_stand(hosted, -1);
    struct draft draft;
    struct announcement update = {0};
    fill_draft(&draft, live, def, ALERT_UPDATE);
    draft.alert.news = news->news;
    draft.alert.instruction = news->ask;
    draft.alert.lost_exit = news->lost_exit;
    draft.spares_arrived = !news->for_all;
    fill_times(&draft, live, def, now_us);
    enum sibu_status status = write_draft(&draft, now_us, &update, fault);
    update.alert.to_wardens = news->silent != NULL;
    update.alert.named = news->silent;
    update.alert.named_count = news->silent_count;
    update.alert.claim = drive_claim(hosted);
    update.alert.stand = &stand;
    update.alert.of = news->of;
    if (status == SIBU_OK) {
        status = store_alert_put(def->store, live->drill.key, &update.alert, fault);
    }
    if (status == SIBU_OK) {
        announce_filed(live, &update);
    }
    announce_clear(&update);
    return status;
}

void announce_identifier(const struct live *live, const struct drill_host_def *def, uint32_t number,
                         char out[CAP_IDENTIFIER_BYTES])
{
    const struct sibu_site *site = def->plan->sites[live->site].site;
    cap_identifier(
        &(struct alert){.drill = live->drill.id, .number = number, .site = {.id = site->id, .name = site->name}}, out);
}
