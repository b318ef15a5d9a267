/* The channels as the server uses them: on which ways an alert goes, and the key of Web Push. See server_state.h. */
#include <sodium.h>
#include <stdio.h>

#include "notify/channel.h"
#include "web/server_state.h"

#define CHANCES 8 /* that bytes are no secret of the curve happens once in 2^32 */

static void add_way(struct server *server, const struct channel *channel, uint32_t step, int64_t wait_s)
{
    server->ways[server->way_count++] = (struct store_way){
        .channel = channel->id, .address = channel_address(channel), .step = step, .wait_us = wait_s * 1000000};
}

/* Groups at once; persons by one channel after the other. */
static void set_ways(struct server *server, const struct channels *channels)
{
    for (size_t i = 0; i < channels->count; i++) {
        if (channels->items[i].to == CHANNEL_TO_GROUP) {
            add_way(server, &channels->items[i], 0, 0);
        }
    }
    for (uint32_t step = 0; step < channels->order_count; step++) {
        add_way(server, &channels->items[channels->order[step]], step, (int64_t)step * channels->escalate_after_s);
    }
}

static const struct channel *find_push(const struct channels *channels)
{
    for (size_t i = 0; i < channels->count; i++) {
        if (channels->items[i].kind == CHANNEL_WEBPUSH) {
            return &channels->items[i];
        }
    }
    return NULL;
}

/* The key stands in the file that the channels file names, or in the server's own folder; it is made once, since a new
 * one ends every subscription. */
static enum sibu_status open_push_key(struct server *server, const struct channel *push, struct sibu_fault *fault)
{
    char path[4200];
    uint8_t chance[P256_SECRET_BYTES];
    enum sibu_status status = SIBU_NO;
    (void)snprintf(path, sizeof path, "%s/push.key", server->folder);
    for (int i = 0; i < CHANCES && status == SIBU_NO; i++) {
        randombytes_buf(chance, sizeof chance);
        status = push->push.key_file[0] != '\0' ? vapid_key_read(&server->push_key, push->push.key_file, fault)
                                                : vapid_key_open(&server->push_key, path, chance, fault);
    }
    sodium_memzero(chance, sizeof chance);
    server->has_push = status == SIBU_OK;
    return status;
}

enum sibu_status server_notify_open(struct server *server, struct sibu_fault *fault)
{
    const struct plan *plan = server->def.plan;
    struct sibu_arena arena = {0};
    const struct sibu_site **sites = sibu_arena_take(&arena, plan->site_count, sizeof *sites);
    enum sibu_status status = SIBU_NO_MEMORY;
    if (sites == NULL) {
        status = sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    } else {
        for (uint32_t i = 0; i < plan->site_count; i++) {
            sites[i] = plan->sites[i].site;
        }
        struct notify_options options = {.base_url = server->base_url,
                                         .channels = server->def.channels,
                                         .push_key = server->has_push ? &server->push_key : NULL,
                                         .sites = sites,
                                         .site_count = plan->site_count};
        if (server->node != NULL) {
            options.claim = node_claim(server->node);
            options.holds = node_lives;
            options.data = server->node;
            options.look_us = node_lease_us(server->node) / 3;
            options.node = node_id(server->node);
        }
        status = notify_open(&server->notify, server->store, server->def.clock, &options, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}

enum sibu_status server_channels_open(struct server *server, struct sibu_fault *fault)
{
    const struct channels *channels = server->def.channels;
    if (channels == NULL) {
        return SIBU_OK;
    }
    set_ways(server, channels);
    const struct channel *push = find_push(channels);
    return push != NULL ? open_push_key(server, push, fault) : SIBU_OK;
}
