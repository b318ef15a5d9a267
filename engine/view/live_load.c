/* See live_load.h. */
#include "view/live_load.h"

#include <stdio.h>

static int read_record(void *given)
{
    struct live_load *load = given;
    load->status = replay_open(&load->fresh, load->path, &load->fault);
    SDL_AtomicSet(&load->done, 1);
    return 0;
}

enum sibu_status live_load_start(struct live_load *load, const char *path, struct sibu_fault *fault)
{
    (void)snprintf(load->path, sizeof load->path, "%s", path);
    SDL_AtomicSet(&load->done, 0);
    load->thread = SDL_CreateThread(read_record, "sibu-load", load);
    return load->thread != NULL
               ? SIBU_OK
               : sibu_fault_set(fault, SIBU_NO_MEMORY, path, "无法启动读取线程", "no thread to read it with");
}

int live_load_is_on(const struct live_load *load)
{
    return load->thread != NULL;
}

int live_load_is_done(struct live_load *load)
{
    return load->thread != NULL && SDL_AtomicGet(&load->done);
}

enum sibu_status live_load_take(struct live_load *load, struct replay *out, const char *path, struct sibu_fault *fault)
{
    SDL_WaitThread(load->thread, NULL);
    load->thread = NULL;
    *out = load->fresh;
    load->fresh = (struct replay){0};
    if (load->status == SIBU_OK) {
        out->path = path;
    } else {
        *fault = load->fault;
    }
    return load->status;
}

void live_load_close(struct live_load *load)
{
    struct replay fresh;
    struct sibu_fault ignored;
    if (load->thread != NULL && live_load_take(load, &fresh, "", &ignored) == SIBU_OK) {
        replay_close(&fresh);
    }
}
