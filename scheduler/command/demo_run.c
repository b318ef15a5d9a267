/* The demonstration's loop: see demo_run.h. */
#include "command/demo_run.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "draw/zone.h"
#include "phones/post.h"

/* A short rest after each tick of the day, so that a person can watch it pass: ten hours take a few seconds. */
static const int64_t TICK_REST_US = 4000;
/* How long after the last word the officer waits before the all clear, in the drill's time. */
static const int64_t QUIET_US = 20 * (int64_t)1000000;
static const int64_t SERVER_STEP_US = 40000;

static enum sibu_status stopped(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO, "", "%s", "%s", "");
}

/* "13:42:07" at the site's zone. */
static void local_time(const struct demo *demo, int64_t time_us, char out[16])
{
    int64_t second = (time_us / 1000000 + zone_offset_s(demo->plan->zone, time_us)) % 86400;
    (void)snprintf(out, 16, "%02d:%02d:%02d", (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
}

static void show(const struct demo *demo, enum sibu_say_id stage, const char *rest)
{
    char line[256];
    (void)snprintf(line, sizeof line, "%s  %s", sibu_say(demo->call->language, stage), rest);
    command_progress(demo->call, line);
}

static enum sibu_status open_parts(struct demo *demo, struct sibu_fault *fault)
{
    struct server_def server = {.plan = demo->plan,
                                .clock = &demo->clock,
                                .folder = demo->def.folder,
                                .address = "127.0.0.1",
                                .seeded = 1,
                                .seed = demo->def.seed,
                                .keeps_record_open = 1};
    enum sibu_status status = server_open(&demo->server, &server, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = post_open(&demo->officer, server_base_url(demo->server), server_officer_key(demo->server), fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct phones_def phones = {.server = server_base_url(demo->server),
                                .officer_key = server_officer_key(demo->server),
                                .address = "127.0.0.1",
                                .clock = &demo->clock,
                                .seed = demo->def.seed,
                                .shares = mind_default()};
    return phones_open(&demo->phones, &phones, fault);
}

/* The officer asks over HTTP, as `sibu surprise` would. */
static enum sibu_status ask_officer(struct demo *demo, const char *path, const char *body, struct sibu_fault *fault)
{
    long http_status = 0;
    struct sibu_text answer = {0};
    struct post_request request = {.method = "POST", .path = path, .body = body, .authorized = 1};
    enum sibu_status status = post_now(demo->officer, &request, &http_status, &answer, fault);
    if (status == SIBU_OK && http_status >= 300) {
        status = sibu_fault_set(fault, SIBU_IO, path, "服务器拒绝（%ld）: %s", "the server refused (%ld): %s",
                                http_status, sibu_text_get(&answer));
    }
    sibu_text_clear(&answer);
    return status;
}

enum sibu_status demo_open(struct demo *demo, const struct command_call *call, const struct demo_def *def,
                           struct sibu_fault *fault)
{
    char body[64];
    memset(demo, 0, sizeof *demo);
    demo->def = *def;
    demo->call = call;
    clock_init_standing(&demo->clock, def->day_us);
    show(demo, SIBU_SAY_DEMO_STAGE_OPEN, "");
    enum sibu_status status = plan_open(&demo->plan, def->policy, fault);
    if (status == SIBU_OK) {
        status = open_parts(demo, fault);
    }
    if (status == SIBU_OK) {
        (void)snprintf(body, sizeof body, "{\"within_s\":%" PRId64 "}", def->day_s);
        status = ask_officer(demo, "/v1/surprise", body, fault);
    }
    return status;
}

void demo_close(struct demo *demo)
{
    phones_close(demo->phones);
    post_close(demo->officer);
    server_close(demo->server);
    plan_close(demo->plan);
    clock_clear(&demo->clock);
}

enum sibu_status demo_pass_day(struct demo *demo, struct sibu_fault *fault)
{
    struct server_news news = {0};
    enum sibu_status status = SIBU_OK;
    int64_t tick_us = demo->plan->policy->tick_s * 1000000;
    int64_t end_us = demo->def.day_us + demo->def.day_s * 1000000;
    for (int64_t time_us = demo->def.day_us; status == SIBU_OK && !news.began; time_us += tick_us) {
        char shown[16];
        if (*demo->call->stop != 0) {
            return stopped(fault);
        }
        if (time_us > end_us) {
            return sibu_fault_set(fault, SIBU_NO, demo->def.policy, "这一天没有抽中演练",
                                  "the day passed without a drill");
        }
        clock_set_us(&demo->clock, time_us);
        local_time(demo, time_us, shown);
        show(demo, SIBU_SAY_DEMO_STAGE_DAY, shown);
        status = server_step(demo->server, &news, fault);
        demo->t0_us = time_us;
        clock_rest(TICK_REST_US);
    }
    return status;
}

static void show_drill(const struct demo *demo, const struct drill_view *view)
{
    char rest[128];
    int64_t age_s = (view->now_us - view->t0_us) / 1000000;
    (void)snprintf(rest, sizeof rest, "%02d:%02d  %s %u / %u", (int)(age_s / 60), (int)(age_s % 60),
                   sibu_say(demo->call->language, SIBU_SAY_PAGE_CHECKED_IN), (unsigned)view->counts.checked_in,
                   (unsigned)view->counts.expected);
    show(demo, view->over ? SIBU_SAY_DEMO_STAGE_CLOSE : SIBU_SAY_DEMO_STAGE_DRILL, rest);
}

/* What the officer does with what the board shows: all clear once nothing has moved for a while. */
static enum sibu_status act_as_officer(struct demo *demo, const struct drill_view *view, int64_t *settled_us,
                                       struct sibu_fault *fault)
{
    struct phones_view phones;
    phones_look(demo->phones, &phones);
    if (!phones.settled || view->waiting_alerts > 0 || view->over) {
        *settled_us = 0;
        return SIBU_OK;
    }
    if (*settled_us == 0) {
        *settled_us = view->now_us;
    }
    return view->now_us - *settled_us < QUIET_US ? SIBU_OK
                                                 : ask_officer(demo, "/v1/stop", "{\"how\":\"all-clear\"}", fault);
}

/* The server's and the officer's share of one turn. */
static enum sibu_status turn(struct demo *demo, struct server_news *news, int64_t *settled_us, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct drill_view view;
    enum sibu_status status = drill_look(server_drill(demo->server), demo->drill, &arena, &view, fault);
    if (status == SIBU_OK && view.running) {
        (void)snprintf(demo->drill, sizeof demo->drill, "%s", view.id);
        (void)snprintf(demo->site, sizeof demo->site, "%s", demo->plan->sites[view.site].site->id);
        show_drill(demo, &view);
        status = act_as_officer(demo, &view, settled_us, fault);
    }
    sibu_arena_clear(&arena);
    return status == SIBU_OK ? server_step(demo->server, news, fault) : status;
}

/* While alerts go out and the phones wake up, a second is a second: their real work must not be counted X-fold. */
static void set_pace(struct demo *demo)
{
    struct phones_view phones;
    if (demo->paced) {
        return;
    }
    phones_look(demo->phones, &phones);
    demo->paced = phones.drill && phones.alerts >= phones.on_site;
    clock_set_speed(&demo->clock, demo->paced ? demo->def.speed : 1.0);
}

enum sibu_status demo_run_drill(struct demo *demo, struct sibu_fault *fault)
{
    struct server_news news = {0};
    enum sibu_status status = SIBU_OK;
    int64_t settled_us = 0;
    int64_t next_us = 0;
    while (status == SIBU_OK && !(news.closed && strstr(news.record, demo->drill) != NULL)) {
        if (*demo->call->stop != 0) {
            return stopped(fault);
        }
        set_pace(demo);
        status = phones_step(demo->phones, 5, fault);
        if (status == SIBU_OK && clock_monotonic_us() >= next_us) {
            next_us = clock_monotonic_us() + SERVER_STEP_US;
            status = turn(demo, &news, &settled_us, fault);
        }
    }
    (void)snprintf(demo->record, sizeof demo->record, "%s", news.record);
    return status;
}
