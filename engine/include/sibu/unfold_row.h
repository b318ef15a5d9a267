/* What unfolded in a drill, as its record tells it: the rows of kind "unfold" in the event table (docs/record.md).
 *
 * A row is one event that was drawn while the drill ran: an exit lost, an alarm that stays silent. Nobody wrote it
 * beforehand, so nothing here is trusted: a row that is not what it should be gives a fault that names it and what is
 * wrong, and a list goes on without it. Pure: memory in, memory out.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/catalogue.h"
#include "sibu/family.h"
#include "sibu/record.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sibu_unfold_row {
    int64_t time_us; /* when it was drawn, UTC */
    uint32_t number; /* as the row counts itself, 1..1,000,000 */
    enum sibu_unfold_kind what;
    const char *place; /* id of the exit or zone; "" where it has none */
    struct sibu_name place_name; /* "" where the row does not say */
    struct sibu_name words; /* the update that people got */
    const char *alert; /* CAP identifier of that update; "" where the row does not say */
    double rate_per_min; /* drawn from the family at T0: events a minute at the most, in [0, 1e6] */
    double share; /* what of it the state allowed at that moment, in [0, 1] */
    uint32_t heading_persons; /* people who were on their way there */
    int has_point;
    double x_m, y_m; /* of a second source or a corrected report, in the site's frame */
    int has_bearing;
    double bearing_deg; /* of the wind, in [0, 360] */
};
/* All rows that could be read, by time; those of one time in the order of the record. */
struct sibu_unfold_list {
    const struct sibu_unfold_row *rows;
    size_t count;
    size_t unreadable; /* rows left out */
    struct sibu_fault first_unreadable; /* why the first of them was; of meaning where unreadable > 0 */
};

/* 1 where the event is such a row, sound or not. */
int sibu_unfold_is(const struct sibu_record_event *event);
/* Reads one. `row` counts the event in the record from 1, for the fault ("event:14:/share"); strings are copied into
 * `arena`. SIBU_BAD_INPUT: it is not such a row, or not what one must be; *out is then without meaning. */
SIBU_MUST_USE enum sibu_status sibu_unfold_read(struct sibu_unfold_row *out, const struct sibu_record_event *event,
                                                size_t row, struct sibu_arena *arena, struct sibu_fault *fault);
/* Reads all of them among the events of a record, in its order. Fails for want of memory only. */
SIBU_MUST_USE enum sibu_status sibu_unfold_read_all(struct sibu_unfold_list *out,
                                                    const struct sibu_record_event *events, size_t count,
                                                    struct sibu_arena *arena, struct sibu_fault *fault);

/* "an exit is lost": which sentence of the catalogue tells what happened. */
enum sibu_say_id sibu_unfold_sentence(enum sibu_unfold_kind kind);

#ifdef __cplusplus
}
#endif
