/* See alarm.h. */
#include "view/alarm.h"

#define PIECE 2048 /* samples at a time */
#define AHEAD (ALARM_RATE / 2) /* samples that the device has in hand */

static void fail(struct alarm *alarm)
{
    alarm->has_failed = 1;
    (void)sibu_fault_set(&alarm->fault, SIBU_IO, "sibu-view", "没有声音：%s", "there is no sound: %s", SDL_GetError());
}

static void open_device(struct alarm *alarm)
{
    SDL_AudioSpec wanted = {.freq = ALARM_RATE, .format = AUDIO_S16SYS, .channels = 1, .samples = 1024};
    alarm->is_open = 1;
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) {
        fail(alarm);
        return;
    }
    alarm->device = SDL_OpenAudioDevice(NULL, 0, &wanted, NULL, 0);
    if (alarm->device == 0) {
        fail(alarm);
        return;
    }
    SDL_PauseAudioDevice(alarm->device, 0);
}

void alarm_start(struct alarm *alarm, enum alarm_kind kind)
{
    if (kind == ALARM_DRILL && alarm->kind == ALARM_REAL) {
        return;
    }
    alarm->kind = kind;
    alarm->next = 0;
    if (alarm->device != 0) {
        SDL_ClearQueuedAudio(alarm->device);
    }
}

void alarm_mute(struct alarm *alarm, int muted)
{
    if (muted && !alarm->muted && alarm->device != 0) {
        SDL_ClearQueuedAudio(alarm->device);
    }
    alarm->muted = muted;
}

/* One more piece for the device. A sound goes on in time while it is muted, so that it ends when it would. */
static void give_piece(struct alarm *alarm)
{
    int16_t samples[PIECE];
    alarm_tone(alarm->muted ? ALARM_NONE : alarm->kind, alarm->next, samples, PIECE);
    if (SDL_QueueAudio(alarm->device, samples, sizeof samples) != 0) {
        fail(alarm);
    }
    alarm->next += PIECE;
    if (alarm->next >= alarm_tone_length(alarm->kind)) {
        alarm->kind = ALARM_NONE;
    }
}

void alarm_keep(struct alarm *alarm)
{
    if (alarm->kind != ALARM_NONE && !alarm->is_open) {
        open_device(alarm);
    }
    while (alarm->kind != ALARM_NONE && alarm->device != 0 && !alarm->has_failed &&
           SDL_GetQueuedAudioSize(alarm->device) < AHEAD * sizeof(int16_t)) {
        give_piece(alarm);
    }
}

const struct sibu_fault *alarm_take_fault(struct alarm *alarm)
{
    int is_new = alarm->has_failed && !alarm->is_told;
    alarm->is_told = alarm->has_failed;
    return is_new ? &alarm->fault : NULL;
}

void alarm_close(struct alarm *alarm)
{
    if (alarm->device != 0) {
        SDL_CloseAudioDevice(alarm->device);
    }
    if (alarm->is_open) {
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
    }
    *alarm = (struct alarm){.device = 0};
}
