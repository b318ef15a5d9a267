/* A simulated evacuation written down as a record: four frames a second, and who set out, left and arrived when,
 * and where each wanted to go.
 *
 * Depends on: sibu/record.h, sibu/world.h. One thread. T0 is time 0 (1970): a simulation has no date.
 */
#pragma once
#include "sibu/record.h"
#include "sibu/world.h"

#define SIMULATE_FRAMES_PER_S 4.0

struct simulate_record {
    struct sibu_record *record; /* NULL: nothing is written down */
    const struct sibu_site *site;
    enum sibu_goal goal;
    uint64_t frames; /* put so far */
    uint32_t *person; /* of the frame that is being put together */
    float *x_m, *y_m, *heading_x, *heading_y;
    uint16_t *floor;
    uint32_t *target; /* by person: index + 1 of the exit or assembly point written down last; 0: none yet */
};
struct simulate_cast { /* who takes part */
    const struct sibu_person_def *people;
    const struct sibu_placement *who;
    size_t count;
};

/* Creates the file with site and people. Close it in any case. */
SIBU_MUST_USE enum sibu_status simulate_record_open(struct simulate_record *out, const char *path,
                                                    const struct sibu_text *site_file, const struct sibu_world_def *def,
                                                    const struct simulate_cast *cast, struct sibu_fault *fault);
/* Puts the events of the last step, and a frame where one is due. Does nothing where nothing is written down. */
SIBU_MUST_USE enum sibu_status simulate_record_step(struct simulate_record *record, const struct sibu_world *world,
                                                    struct sibu_fault *fault);
/* Commits and seals. */
SIBU_MUST_USE enum sibu_status simulate_record_seal(struct simulate_record *record, struct sibu_fault *fault);
void simulate_record_close(struct simulate_record *record);
