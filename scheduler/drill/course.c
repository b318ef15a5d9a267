/* The course of a drill so far: see course.h. */
#include "drill/course.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "drill/drive.h"
#include "drill/unfolding.h"
#include "sibu/forecast_document.h"

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static int compare_times(const void *a, const void *b)
{
    const double *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* When each of the expected did it, of those who did. */
static int list_times(const struct live *live, int arrived, struct sibu_arena *arena, struct drill_times *out)
{
    double *items_s = sibu_arena_take(arena, live->count + 1, sizeof *items_s);
    if (items_s == NULL) {
        return 0;
    }
    for (size_t i = 0; i < live->count; i++) {
        const struct muster_person *person = &live->muster.people[i];
        int64_t time_us = arrived ? person->checked_in_us : person->acknowledged_us;
        if (person->expected && time_us > 0) {
            items_s[out->count++] = (double)(time_us - live->drill.t0_us) / 1e6;
        }
    }
    qsort(items_s, out->count, sizeof *items_s, compare_times);
    out->items_s = items_s;
    return 1;
}

/* The newest in the record of the server that drives the drill, as far as it can be read from here. */
static void read_others_forecast(const struct live *live, struct sibu_arena *arena, struct drill_course *out)
{
    struct sibu_record *record = NULL;
    struct sibu_fault ignored;
    if (access(live->drill.record, F_OK) != 0 || sibu_record_open(&record, live->drill.record, &ignored) != SIBU_OK) {
        return;
    }
    for (uint32_t events = (uint32_t)live->unfolded + 1; events > 0 && out->forecast == NULL; events--) {
        char name[SIBU_FORECAST_NAME_BYTES];
        sibu_forecast_name(events - 1, name);
        if (sibu_record_document(record, name, arena, &out->forecast, &out->forecast_length, &ignored) != SIBU_OK) {
            out->forecast = NULL;
        }
    }
    sibu_record_close(record);
}

/* The newest that the record has. */
static enum sibu_status read_forecast(const struct hosted *hosted, struct sibu_arena *arena, struct drill_course *out,
                                      struct sibu_fault *fault)
{
    char name[SIBU_FORECAST_NAME_BYTES];
    if (!drive_is(hosted)) {
        read_others_forecast(&hosted->live, arena, out);
        return SIBU_OK;
    }
    if (hosted->forecast_next == 0 || hosted->live.record == NULL) {
        return SIBU_OK;
    }
    sibu_forecast_name(hosted->forecast_next - 1, name);
    return sibu_record_document(hosted->live.record, name, arena, &out->forecast, &out->forecast_length, fault);
}

/* Of the events that are filed. */
static enum sibu_status list_lost(const struct live *live, struct sibu_arena *arena, struct drill_course *out,
                                  struct sibu_fault *fault)
{
    size_t count = 0;
    const struct sibu_unfold_event *events = live->unfolding ? unfolding_events(live->unfolding, &count) : NULL;
    count = count < live->unfolded ? count : live->unfolded;
    const char **ids = sibu_arena_take(arena, count + 1, sizeof *ids);
    for (size_t i = 0; i < count && ids != NULL; i++) {
        const char *place = unfolding_place(live->unfolding, &events[i]);
        if (events[i].kind == SIBU_UNFOLD_EXIT_LOST && place[0] != '\0') {
            const char *id = sibu_arena_text(arena, place, strlen(place));
            ids[out->lost_count++] = id != NULL ? id : "";
        }
    }
    out->lost = ids;
    return ids != NULL ? SIBU_OK : no_memory(fault);
}

static enum sibu_status read_course(const struct hosted *hosted, struct sibu_arena *arena, struct drill_course *out,
                                    struct sibu_fault *fault)
{
    const struct live *live = &hosted->live;
    const char *draw = live->drill.draw != NULL ? live->drill.draw : "";
    out->draw = sibu_arena_text(arena, draw, strlen(draw));
    if (out->draw == NULL || !list_times(live, 0, arena, &out->acknowledged) ||
        !list_times(live, 1, arena, &out->checked_in)) {
        return no_memory(fault);
    }
    enum sibu_status status = list_lost(live, arena, out, fault);
    return status == SIBU_OK ? read_forecast(hosted, arena, out, fault) : status;
}

enum sibu_status drill_course(struct drill_host *host, const char *id, struct sibu_arena *arena,
                              struct drill_course *out, struct sibu_fault *fault)
{
    memset(out, 0, sizeof *out);
    pthread_mutex_lock(&host->mutex);
    const struct hosted *hosted = host_find(host, id);
    enum sibu_status status =
        hosted != NULL ? read_course(hosted, arena, out, fault)
                       : sibu_fault_set(fault, SIBU_NO, id, "没有进行中的这次演练", "no drill of this number runs");
    pthread_mutex_unlock(&host->mutex);
    return status;
}
