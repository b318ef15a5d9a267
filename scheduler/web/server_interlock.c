/* Interlocks: what must not be disturbed, by a file, over HTTP, on an MQTT topic or by the roster. See docs/policy.md.
 *
 * What cannot be read, is empty or says anything but "open" counts as closed. Files and the roster are looked at at every tick,
 * whether a drill could start or not, what is asked over HTTP is asked at a rhythm of its own (interlock_watch.h), and topics
 * are heard all the time (topic_watch.h), so that nothing shows when a drill starts.
 */
#include <string.h>

#include "base/file.h"
#include "notify/topic_watch.h"
#include "web/interlock_watch.h"
#include "web/server_state.h"

#define WORD_BYTES_MAX 4096
#define FILE_BYTES_MAX ((size_t)1 << 20)

/* An interlock of the policy, and the group that it stands in. */
struct found {
    const struct policy_interlock *interlock;
    const struct plan_group *group;
};

static const struct policy_interlock *in_group(const struct plan_group *group, const char *id)
{
    const struct policy_rules *rules = &group->policy->rules;
    for (uint32_t k = 0; k < rules->interlock_count; k++) {
        if (strcmp(rules->interlocks[k].id, id) == 0) {
            return &rules->interlocks[k];
        }
    }
    return NULL;
}

/* What the policy says of the interlock; with NULL where it names none of this id any more. */
static struct found find(const struct plan *plan, const char *id)
{
    struct found found = {0};
    for (uint32_t i = 0; i < plan->policy->group_count && found.interlock == NULL; i++) {
        found = (struct found){in_group(&plan->groups[i], id), &plan->groups[i]};
    }
    return found;
}

static int file_is_open(const struct server *server, const struct found *found)
{
    char path[4096];
    struct sibu_text text = {0};
    struct sibu_fault ignored;
    size_t most = found->interlock->reading == POLICY_WORD ? WORD_BYTES_MAX : FILE_BYTES_MAX;
    file_beside(server->def.plan->path, found->interlock->file, path);
    int open = file_read(path, most, &text, &ignored) == SIBU_OK &&
               interlock_says_open(found->interlock, sibu_text_get(&text), text.length, clock_now_us(server->def.clock),
                                   found->group->zone);
    sibu_text_clear(&text);
    return open;
}

/* The number of the topic, or how many there are where it is not heard. */
static size_t find_topic(const struct server *server, const char *topic)
{
    size_t number = 0;
    while (number < server->topics_count && strcmp(server->topics_heard[number], topic) != 0) {
        number++;
    }
    return number;
}

static int topic_is_open(const struct server *server, const struct found *found)
{
    struct sibu_text words = {0};
    int64_t heard_us = 0;
    size_t number = find_topic(server, found->interlock->topic);
    int open = topic_watch_last(server->topics, number, &words, &heard_us) &&
               clock_monotonic_us() - heard_us <= found->interlock->age_s * 1000000 &&
               interlock_says_open(found->interlock, sibu_text_get(&words), words.length,
                                   clock_now_us(server->def.clock), found->group->zone);
    sibu_text_clear(&words);
    return open;
}

/* Whether nobody is on shift at the site, or enough wardens are. */
static int site_has_wardens(const struct plan *plan, uint32_t site, uint32_t least, int64_t now_us)
{
    const struct roster *roster = plan->sites[site].roster;
    uint32_t wardens = 0;
    int anybody = 0;
    for (size_t i = 0; i < roster->count && wardens < least; i++) {
        int here = plan_expects(plan, site, i, now_us);
        anybody = anybody || here;
        wardens += here && roster->people[i].role == ROSTER_WARDEN;
    }
    return !anybody || wardens >= least;
}

/* Of each group that has the interlock, by what it says itself. */
static int has_wardens(const struct server *server, const char *id)
{
    const struct plan *plan = server->def.plan;
    int64_t now_us = clock_now_us(server->def.clock);
    int enough = 1;
    for (uint32_t site = 0; site < plan->site_count && enough; site++) {
        const struct policy_interlock *interlock = in_group(&plan->groups[plan->sites[site].group], id);
        enough = interlock == NULL || site_has_wardens(plan, site, interlock->wardens, now_us);
    }
    return enough;
}

static int is_open(const struct server *server, const char *id)
{
    struct found found = find(server->def.plan, id);
    if (found.interlock == NULL) {
        return 0;
    }
    if (found.interlock->reading == POLICY_WARDENS) {
        return has_wardens(server, id);
    }
    if (found.interlock->topic[0] != '\0') {
        return topic_is_open(server, &found);
    }
    if (found.interlock->url[0] == '\0') {
        return file_is_open(server, &found);
    }
    return interlock_watch_is_open(server->interlocks, interlock_watch_find(server->interlocks, id));
}

/* Adds it to what is asked or heard, where it is not there yet. */
static void add(struct server *server, struct interlock_watch_def *def, const struct policy_interlock *interlock,
                const struct zone *zone)
{
    if (interlock->topic[0] != '\0' && find_topic(server, interlock->topic) == server->topics_count &&
        server->topics_count < POLICY_INTERLOCKS_MAX) {
        server->topics_heard[server->topics_count++] = interlock->topic;
    }
    for (size_t i = 0; i < def->count; i++) {
        if (strcmp(def->items[i]->id, interlock->id) == 0) {
            return;
        }
    }
    if (interlock->url[0] != '\0' && def->count < POLICY_INTERLOCKS_MAX) {
        server->interlocks_asked[def->count] = interlock;
        server->interlock_zones[def->count++] = zone;
    }
}

/* At the broker that the channels file names for sirens: its first. */
static enum sibu_status hear_topics(struct server *server, struct sibu_fault *fault)
{
    const struct channels *channels = server->def.channels;
    const struct channel *broker = NULL;
    for (size_t i = 0; channels != NULL && i < channels->count && broker == NULL; i++) {
        broker = channels->items[i].kind == CHANNEL_MQTT ? &channels->items[i] : NULL;
    }
    if (broker == NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "interlocks", "topic 需要通道文件中有一个 mqtt 通道",
                              "a topic needs a channel of kind mqtt in the channels file");
    }
    struct topic_watch_def def = {.host = broker->mqtt.host,
                                  .port = broker->mqtt.port,
                                  .tls = broker->mqtt.tls,
                                  .user = broker->mqtt.user,
                                  .password = broker->mqtt.password,
                                  .ca_file = broker->mqtt.ca_file,
                                  .topics = server->topics_heard,
                                  .count = server->topics_count};
    return topic_watch_open(&server->topics, &def, fault);
}

enum sibu_status server_interlocks_open(struct server *server, struct sibu_fault *fault)
{
    const struct plan *plan = server->def.plan;
    struct interlock_watch_def def = {.items = server->interlocks_asked,
                                      .zones = server->interlock_zones,
                                      .clock = server->def.clock,
                                      .round_ms = server->def.interlock_round_ms};
    for (uint32_t i = 0; i < plan->policy->group_count; i++) {
        const struct policy_rules *rules = &plan->groups[i].policy->rules;
        for (uint32_t k = 0; k < rules->interlock_count; k++) {
            add(server, &def, &rules->interlocks[k], plan->groups[i].zone);
        }
    }
    enum sibu_status status = server->topics_count > 0 ? hear_topics(server, fault) : SIBU_OK;
    return status == SIBU_OK && def.count > 0 ? interlock_watch_open(&server->interlocks, &def, fault) : status;
}

void server_interlocks_close(struct server *server)
{
    interlock_watch_close(server->interlocks);
    topic_watch_close(server->topics);
}

uint32_t server_interlocks(const struct server *server)
{
    const struct rules *rules = book_rules(server->book);
    uint32_t closed = 0;
    for (uint32_t i = 0; i < rules->interlock_count; i++) {
        closed |= is_open(server, rules->interlocks[i]) ? 0 : UINT32_C(1) << i;
    }
    return closed;
}
