/* The digest over all positions and events: blocks of people are hashed side by side, then their hashes in order.
 *
 * Depends on: world/world_state.h, base/team.h. What a block is depends on the people's numbers alone.
 */
#include <string.h>

#include "world/world_state.h"

#define BLOCK 4096u /* people */

size_t world_digest_blocks(size_t people)
{
    return (people + BLOCK - 1) / BLOCK;
}

static void digest_block(void *of, unsigned block)
{
    const struct sibu_world *world = of;
    const struct world_people *people = &world->people;
    size_t from = (size_t)block * BLOCK, count = world->count - from < BLOCK ? world->count - from : BLOCK;
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu people v1");
    sibu_hash_raw(&hash, people->x + from, count * sizeof *people->x);
    sibu_hash_raw(&hash, people->y + from, count * sizeof *people->y);
    sibu_hash_raw(&hash, people->floor + from, count * sizeof *people->floor);
    sibu_hash_raw(&hash, people->state + from, count);
    sibu_hash_done(&hash, world->block_hashes[block]);
}

void world_digest_step(struct sibu_world *world)
{
    team_do(world->team, (unsigned)world_digest_blocks(world->count), digest_block, world);
    sibu_hash_raw(&world->hash, world->block_hashes, world_digest_blocks(world->count) * SIBU_HASH_BYTES);
    for (size_t i = 0; i < world->event_count; i++) {
        uint64_t bits;
        memcpy(&bits, &world->events[i].time_s, sizeof bits);
        sibu_hash_integer(&world->hash, bits);
        sibu_hash_integer(&world->hash, world->events[i].person);
        sibu_hash_integer(&world->hash, (uint64_t)world->events[i].kind << 16 | world->events[i].place);
    }
}
