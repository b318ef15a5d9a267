/* The hazard of one drill as fields over its site: smoke, heat, gas, blast, water.
 *
 * What a family has drawn at T0 becomes a law; the law, the place where it broke out and what has unfolded since give the
 * same fields again, to the bit, on every machine. A fire burns as alpha t^2 (sibu/fire.h); under a roof its smoke
 * hangs as a layer (sibu/layer.h), and its heat falls on what is in the same room, as from a point. A gas drifts with
 * the wind outdoors (sibu/plume.h) and mixes from room to room indoors (sibu/indoor.h). A blast is bands of distance
 * (sibu/blast.h); water spreads over the floor (sibu/flood.h).
 *
 * Fields stand still between steps of SIBU_FIELD_STEP_S. A field belongs to one thread while it is stepped; any number
 * may look at it between steps. Times in s since T0.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/blocks.h"
#include "sibu/family.h"
#include "sibu/hazard.h"
#include "sibu/json.h"
#include "sibu/substance.h"
#include "sibu/text.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SIBU_FIELD_STEP_S 5.0
#define SIBU_FIELD_BURNING_MOST_S 3600.0
#define SIBU_FIELD_HEAD_M 1.6 /* over the floor: where people breathe and look */

struct sibu_field_place { /* where it broke out */
    uint32_t zone, floor;
    double x_m, y_m;
};

/* What was drawn, of what kind it is. A value is 0 where there is none of it. */
struct sibu_field_law {
    double growth_kw_per_s2, peak_kw,
        burning_s; /* a fire; burning_s: how long it had burned when it was found, at T0 */
    double soot_yield, carbon_monoxide_yield; /* kg a kg of fuel */
    double release_kg_per_s, release_s, height_m; /* a gas, `substance` */
    enum sibu_substance substance;
    double wind_m_per_s, wind_from_deg; /* clockwise from north, which is up */
    double airing_share; /* of the usual airing of rooms that goes on, 0 to 1 */
    double blast_mj; /* energy that goes into the blast, at T0 */
    double water_m3_per_s;
};
/* From the values drawn, by growth of the family, and the drill's R (32 bytes), which draws the substance. Members of
 * docs/family.md. */
void sibu_field_law_of(const struct sibu_family *family, const double *growth, const uint8_t *key,
                       struct sibu_field_law *out);
/* As JSON, one object, every value to the last bit; and back. SIBU_BAD_INPUT names the member. */
void sibu_field_law_write(const struct sibu_field_law *law, struct sibu_text *out);
SIBU_MUST_USE enum sibu_status sibu_field_law_read(struct sibu_json_value value, struct sibu_field_law *out,
                                                   struct sibu_fault *fault);

struct sibu_field_def {
    const struct sibu_site *site; /* both must outlive it */
    const struct sibu_blocks *blocks; /* of the site */
    struct sibu_field_law law;
    struct sibu_field_place origin;
};
struct sibu_field;
/* SIBU_BAD_INPUT: a place outside the site's indexes; SIBU_NO_MEMORY. The caller closes it. */
SIBU_MUST_USE enum sibu_status sibu_field_open(struct sibu_field **out, const struct sibu_field_def *def,
                                               struct sibu_fault *fault);
void sibu_field_close(struct sibu_field *field); /* NULL is allowed */
/* Goes on by SIBU_FIELD_STEP_S. */
void sibu_field_step(struct sibu_field *field);
double sibu_field_time_s(const struct sibu_field *field);
/* From now on it breaks out at a second place as well; the wind comes from elsewhere. And: the first place was another from the
 * beginning, so the fields up to now are reckoned anew. */
void sibu_field_add(struct sibu_field *field, const struct sibu_field_place *place);
void sibu_field_turn(struct sibu_field *field, double wind_from_deg);
void sibu_field_move(struct sibu_field *field, const struct sibu_field_place *place);
#define SIBU_FIELD_SOURCES_MAX 6u /* more are not added, nor more turns of the wind */
uint32_t sibu_field_sources(const struct sibu_field *field);
const struct sibu_field_place *sibu_field_source(const struct sibu_field *field, uint32_t index);

/* How much the hazard threatens an exit: 0 not at all, to 1: nobody may go there. The most of: smoke (0 while what is
 * free below it is 2.5 m high, 1 from 1.5 m down), heat (share of 2.5 kW/m2), gas (0 at a tenth of AEGL-2, 1 at AEGL-3,
 * logarithmic), blast (2 to 14 kPa), water (share of 0.5 m), and being near: e to the minus way over 25 m where nothing
 * of these spreads, over 10 m where something does; on the same floor. How near is near is our own assumption. */
double sibu_field_threat(const struct sibu_field *field, uint32_t exit);

/* The field in a block: in its middle, at head height; and what people there breathe and see, where `air` is not NULL. */
struct sibu_field_here {
    double extinction_per_m; /* of smoke */
    double smoke_free_m; /* height of what is clear below the smoke; HUGE_VAL where there is none */
    double kw_per_m2; /* heat that falls on people */
    double ppm; /* of the substance */
    double kpa; /* the blast's peak overpressure */
    double water_m;
};
void sibu_field_here(const struct sibu_field *field, uint32_t block, struct sibu_field_here *out, struct sibu_air *air);
/* The worst of what the field is there, in three steps for maps and tables:
 *
 * |            | smoke-free height | sight of signs | heat kW/m2 | gas          | blast kPa | water m |
 * | noticeable | below 2.5 m       | below 30 m     | 0.5        | AEGL-2 / 10  | 2.07      | 0.1     |
 * | hindering  | below 2.0 m       | below 10 m     | 1.0        | AEGL-2       | 6.9       | 0.3     |
 * | dangerous  | below 1.5 m       | below 5 m      | 2.5        | AEGL-3       | 13.8      | 0.5     |
 *
 * Sight is that of signs that reflect (constant 3). The steps of smoke, heat and water are our own reading of tenability. */
enum sibu_field_level { SIBU_FIELD_NOTHING, SIBU_FIELD_NOTICEABLE, SIBU_FIELD_HINDERING, SIBU_FIELD_DANGEROUS };
#define SIBU_FIELD_LEVELS 4
enum sibu_field_level sibu_field_level(enum sibu_substance substance, const struct sibu_field_here *here);
/* The block before an exit, on its inner side; SIBU_NONE where nobody can stand there. */
uint32_t sibu_field_exit_block(const struct sibu_field *field, uint32_t exit);
/* A hash over the time and the field in all blocks. */
void sibu_field_digest(const struct sibu_field *field, uint8_t out[32]);

#ifdef __cplusplus
}
#endif
