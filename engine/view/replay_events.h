/* The events of a record turned into what the viewer shows. Inside the replay only.
 */
#pragma once
#include "view/replay.h"

/* Numbers of all people that people rows, events and the first frame name, into replay->people, ascending, each with
 * what its row says. T0 and the record's other times must not be known yet. */
SIBU_MUST_USE enum sibu_status replay_take_people(struct replay *replay, const struct sibu_record_event *events,
                                                  size_t event_count, struct sibu_fault *fault);
/* Sets t0_us, the times of each person, the marks, the curves, drill, and widens from_s and to_s. */
SIBU_MUST_USE enum sibu_status replay_take_events(struct replay *replay, const struct sibu_record_event *events,
                                                  size_t event_count, struct sibu_fault *fault);
/* Adds when each person was reached by an alert, from the deliveries. After replay_take_events. */
SIBU_MUST_USE enum sibu_status replay_take_deliveries(struct replay *replay, struct sibu_fault *fault);
/* Reads what the event of an unfold mark tells into mark->unfold (NULL where it cannot be read), and notes the exit that
 * it closes. `row` counts the event in the record from 1. Returns false without memory. */
int replay_take_unfold(struct replay *replay, struct replay_mark *mark, const struct sibu_record_event *event,
                       size_t row);
/* Takes note of where people wanted to go. After people and T0 are known. Returns false without memory. */
int replay_take_aims(struct replay *replay, const struct sibu_record_event *events, size_t count);
/* No exit is lost yet. Returns false without memory. */
int replay_open_exits(struct replay *replay);
