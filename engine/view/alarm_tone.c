/* See alarm_tone.h. Whole numbers alone, so the sound is the same everywhere. */
#include "view/alarm_tone.h"

#define HALF_SECOND (ALARM_RATE / 2)
#define EDGE (ALARM_RATE / 100) /* a sound begins and ends within a hundredth of a second, without a click */
#define LOUD 9000 /* of 32767 */
#define PHASES 65536 /* a whole wave */

/* A wave near a sine: two parabolas. -32768..32767 for a phase of 0..65535. */
static int32_t wave(uint32_t phase)
{
    int64_t at = (int64_t)(phase & (PHASES - 1)) - PHASES / 2; /* -32768..32767 */
    int64_t size = at < 0 ? -at : at;
    return (int32_t)(4 * at * (PHASES / 2 - size) / (PHASES / 2));
}

/* Full but at the edges of a sound of `length` samples. */
static int32_t loudness(uint64_t at, uint64_t length)
{
    uint64_t left = length - at;
    uint64_t edge = at < left ? at : left;
    return edge < EDGE ? (int32_t)(LOUD * edge / EDGE) : LOUD;
}

static int16_t tone(uint32_t hertz, uint64_t sample, int32_t loud)
{
    uint32_t phase = (uint32_t)(sample * hertz * PHASES / ALARM_RATE % PHASES);
    int32_t sum = wave(phase) + wave(3 * phase) / 3; /* a little edge carries further */
    return (int16_t)((int64_t)sum * loud / 43690);
}

/* Eight half seconds: sound, pause, sound, pause, sound, pause, pause, pause. */
static int16_t drill_sample(uint64_t sample)
{
    uint64_t part = sample / HALF_SECOND % 8, at = sample % HALF_SECOND;
    return part < 6 && part % 2 == 0 ? tone(520, sample, loudness(at, HALF_SECOND)) : 0;
}

static int16_t real_sample(uint64_t sample)
{
    uint64_t quarter = HALF_SECOND / 2, part = sample / quarter, at = sample % quarter;
    return tone(part % 2 == 0 ? 970 : 800, sample, loudness(at, quarter));
}

uint64_t alarm_tone_length(enum alarm_kind kind)
{
    return kind == ALARM_DRILL ? 20 * (uint64_t)ALARM_RATE : kind == ALARM_REAL ? 60 * (uint64_t)ALARM_RATE : 0;
}

void alarm_tone(enum alarm_kind kind, uint64_t first, int16_t *out, size_t count)
{
    uint64_t length = alarm_tone_length(kind);
    for (size_t i = 0; i < count; i++) {
        uint64_t sample = first + i;
        out[i] = sample >= length ? 0 : kind == ALARM_DRILL ? drill_sample(sample) : real_sample(sample);
    }
}
