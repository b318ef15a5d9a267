/* The alarm of the live view, out of the loudspeaker. Without a device, or with one that fails, there is no sound: that is
 * said once (alarm_take_fault) and everything else goes on.
 *
 * Main thread; no thread of its own: alarm_keep must be called several times a second.
 */
#pragma once
#include <SDL.h>

#include "sibu/fault.h"
#include "view/alarm_tone.h"

struct alarm {
    SDL_AudioDeviceID device; /* owned; 0: none */
    int is_open; /* it was tried */
    int has_failed, is_told;
    struct sibu_fault fault;
    int muted;
    enum alarm_kind kind; /* that sounds, or would if it were not muted */
    uint64_t next; /* sample */
};

/* Begins a sound anew; a drill's does not overtake a real emergency's. ALARM_NONE ends it. */
void alarm_start(struct alarm *alarm, enum alarm_kind kind);
void alarm_mute(struct alarm *alarm, int muted); /* what sounds now falls silent at once, or goes on */
/* Hands the device what it needs for the next moments. Opens it when there is something to hear for the first time. */
void alarm_keep(struct alarm *alarm);
/* The fault that keeps it silent, once; NULL: there is none, or it was asked for already. */
const struct sibu_fault *alarm_take_fault(struct alarm *alarm);
void alarm_close(struct alarm *alarm); /* all zero is allowed */
