/* The sounds of the alarm, reckoned sample by sample. Pure.
 *
 * A drill's is ISO 8201's temporal three: three half seconds of sound, half a second apart, then a pause. That of a real
 * emergency changes between two pitches twice a second and has no pause. Nobody takes the one for the other.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define ALARM_RATE 22050 /* samples a second, one channel */

enum alarm_kind { ALARM_NONE, ALARM_DRILL, ALARM_REAL };

/* Samples first, first + 1 ... since the sound began, into out[count]; silence after its end. */
void alarm_tone(enum alarm_kind kind, uint64_t first, int16_t *out, size_t count);
/* How many samples it has: 20 s of a drill's, 60 s of a real emergency's. */
uint64_t alarm_tone_length(enum alarm_kind kind);
