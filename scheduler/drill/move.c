/* From one state to the next: see move.h. */
#include "drill/move.h"

#include <stdio.h>

#include "drill/announce.h"
#include "drill/drive.h"

static enum alert_kind kind_of_end(enum drill_state state)
{
    if (state == DRILL_REAL_EMERGENCY) {
        return ALERT_REAL_EMERGENCY;
    }
    return state == DRILL_ABORT ? ALERT_ABORT : ALERT_ALL_CLEAR;
}

/* What the message could not say is no reason to go on with a drill: it ends all the same, and the fault is told. */
static enum sibu_status end_told(struct hosted *hosted, enum drill_state state, struct store_drill_move *move,
                                 struct sibu_fault *fault)
{
    const struct sibu_record_event *event = move->event;
    struct live *live = &hosted->live;
    struct announcement end = {0};
    struct sibu_fault unsaid;
    enum sibu_status said = announce_write(live, hosted->def, kind_of_end(state), event->time_us, &end, &unsaid);
    move->alert = said == SIBU_OK ? &end.alert : NULL;
    enum sibu_status status = store_drill_move(hosted->def->store, move, fault);
    if (status == SIBU_OK) {
        live->state = state;
        live->ended = state;
        live->drill.end_us = live->drill.end_us == 0 ? event->time_us : live->drill.end_us;
    }
    if (status == SIBU_OK && said == SIBU_OK) {
        announce_filed(live, &end);
        notify_wake(hosted->def->notify);
    } else if (status == SIBU_OK) {
        *fault = unsaid;
        status = said;
    }
    announce_clear(&end);
    return status;
}

/* Now, but not before the drill's T0 or its end: the machine's clock may have been set back while no server ran, and nobody
 * could evaluate a drill that ends before it begins. */
static int64_t drill_now_us(const struct hosted *hosted)
{
    const struct store_drill *drill = &hosted->live.drill;
    int64_t least_us = drill->end_us > drill->t0_us ? drill->end_us : drill->t0_us;
    least_us = least_us > drill->unfolded_us ? least_us : drill->unfolded_us;
    int64_t now_us = clock_now_us(hosted->def->clock);
    return now_us > least_us ? now_us : least_us;
}

enum sibu_status move_to(struct hosted *hosted, struct turn turn, struct sibu_fault *fault)
{
    struct live *live = &hosted->live;
    int64_t now_us = drill_now_us(hosted);
    char detail[96];
    (void)snprintf(detail, sizeof detail, "{\"who\":\"%s\"}", turn.who);
    struct sibu_record_event event = {
        .time_us = now_us, .kind = drill_state_name(turn.state), .place = "", .detail = detail};
    const struct store_stand stand = drive_stand(hosted, turn.events);
    struct store_drill_move move = {.drill = live->drill.key,
                                    .state = event.kind,
                                    .event = &event,
                                    .claim = turn.is_own ? drive_claim(hosted) : NULL,
                                    .stand = &stand};
    if (drill_state_ended(turn.state)) {
        return end_told(hosted, turn.state, &move, fault);
    }
    enum sibu_status status = store_drill_move(hosted->def->store, &move, fault);
    live->state = status == SIBU_OK ? turn.state : live->state;
    return status;
}
