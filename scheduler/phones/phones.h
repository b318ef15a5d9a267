/* Simulated workers with simulated phones: for the demonstration, for training, and to load a server.
 *
 * They know only what real ones know: they ask the server who they are (as its officer), tell it their addresses, get
 * alerts over HTTP, and answer over HTTP. When the first alert of a drill comes, those on shift at that site are put into
 * a world of the engine; each starts after a drawn pre-movement time, walks to an assembly point, and posts what a person
 * would. Gates at exits and assembly points report who passed (POST /v1/sightings). Whoever runs them calls phones_step.
 *
 * The walk depends on the seed, the site and who is on shift alone: two runs with one seed give the same digest.
 */
#pragma once
#include <stdint.h>

#include "base/clock.h"
#include "phones/mind.h"
#include "sibu/record.h"
#include "sibu/world.h"

struct phones;
struct phones_def {
    const char *server; /* "http://127.0.0.1:8080" */
    const char *officer_key;
    const char *address; /* where the phones listen, "127.0.0.1" */
    struct clock *clock; /* must outlive the phones */
    uint32_t people_max; /* 0: everybody */
    uint64_t seed;
    struct mind_shares shares;
};
/* Asks who there is, listens, and tells the server the addresses. */
SIBU_MUST_USE enum sibu_status phones_open(struct phones **out, const struct phones_def *def, struct sibu_fault *fault);
void phones_close(struct phones *phones); /* NULL is allowed */

/* Takes alerts, walks everybody up to the clock's time, sends what is due. Waits at most wait_ms. */
SIBU_MUST_USE enum sibu_status phones_step(struct phones *phones, int wait_ms, struct sibu_fault *fault);

struct phones_view {
    uint32_t people; /* with an address */
    int drill; /* 1: a drill has reached them */
    int over; /* 1: its end has reached them */
    uint32_t on_site, waiting, walking, arrived;
    uint64_t alerts, repeated_alerts;
    uint64_t sent, refused; /* answers and sightings taken, or refused */
    size_t unsent;
    double world_s; /* how far the walk is, since T0 */
    int settled; /* 1: nobody walks any more, and everything to say is said */
};
void phones_look(struct phones *phones, struct phones_view *out);
/* Hash over the whole walk so far. */
void phones_digest(const struct phones *phones, uint8_t out[32]);
/* Writes the walk into the record of the drill, by the people's ids: frames of the trajectory. */
SIBU_MUST_USE enum sibu_status phones_write_track(const struct phones *phones, struct sibu_record *record,
                                                  struct sibu_fault *fault);
