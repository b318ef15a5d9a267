/* What a person decides of a drill that runs: see drill.h. */
#include <stdio.h>
#include <string.h>

#include "drill/host.h"
#include "drill/move.h"

/* The drills that can still end so; those that were asked for where `which` is not "". */
struct stopping {
    struct hosted *drills[POLICY_CONCURRENT_MAX];
    uint32_t count;
};
static void list_stopping(const struct drill_host *host, const char *which, enum drill_state how, struct stopping *out)
{
    const struct hosted *only = which[0] != '\0' ? host_find(host, which) : NULL;
    out->count = 0;
    for (uint32_t i = 0; i < host->count; i++) {
        struct hosted *hosted = host->drills[i];
        int asked = !hosted->is_gone && (which[0] == '\0' || hosted == only);
        if (asked && hosted->live.ended != how && drill_state_allows(hosted->live.state, how)) {
            out->drills[out->count++] = hosted;
        }
    }
}

static enum sibu_status refuse_choice(const struct stopping *stopping, struct sibu_fault *fault)
{
    char names[200] = "";
    size_t length = 0;
    for (uint32_t i = 0; i < stopping->count && length < sizeof names; i++) {
        const struct store_drill *drill = &stopping->drills[i]->live.drill;
        length += (size_t)snprintf(names + length, sizeof names - length, "%s%s (%s)", i > 0 ? ", " : "", drill->id,
                                   drill->site);
    }
    return sibu_fault_set(fault, SIBU_BAD_INPUT, "drill", "有多次演练在进行，请指明编号或场所：%s",
                          "several drills are running, name one by its number or site: %s", names);
}

#define TRIES 20 /* each is refused by something that others have told of the drill meanwhile */

/* What a person decides, on whatever server. Where the drill has moved on meanwhile it is decided again by how it stands now. */
static enum sibu_status decide(struct drill_host *host, struct hosted *hosted, struct turn turn,
                               struct sibu_fault *fault)
{
    enum sibu_status status = move_to(hosted, turn, fault);
    for (int tries = 1; status == SIBU_NO && tries < TRIES; tries++) {
        status = host_gather(host, fault);
        if (status == SIBU_OK && (hosted->is_gone || hosted->live.ended == turn.state ||
                                  !drill_state_allows(hosted->live.state, turn.state))) {
            return sibu_fault_set(fault, SIBU_NO, hosted->live.drill.id, "演练已经结束", "the drill has ended already");
        }
        status = status == SIBU_OK ? move_to(hosted, turn, fault) : status;
    }
    return status;
}

static enum sibu_status stop(struct drill_host *host, const struct drill_end *end, struct sibu_fault *fault)
{
    const char *which = end->drill != NULL ? end->drill : "";
    struct stopping stopping;
    enum sibu_status status = SIBU_OK;
    list_stopping(host, which, end->how, &stopping);
    if (which[0] != '\0' ? host_find(host, which) == NULL : host->count == 0) {
        return sibu_fault_set(fault, SIBU_NO, which, "没有演练在进行", "no drill is running");
    }
    if (!drill_state_ended(end->how) || stopping.count == 0) {
        return sibu_fault_set(fault, SIBU_NO, which, "演练已经结束", "the drill has ended already");
    }
    if (stopping.count > 1 && end->how != DRILL_REAL_EMERGENCY) {
        return refuse_choice(&stopping, fault);
    }
    for (uint32_t i = 0; i < stopping.count; i++) {
        struct sibu_fault why;
        enum sibu_status moved = decide(host, stopping.drills[i], (struct turn){end->how, end->who, 0, -1}, &why);
        if (status == SIBU_OK && moved != SIBU_OK) {
            status = moved;
            *fault = why;
        }
    }
    return status;
}

enum sibu_status drill_stop(struct drill_host *host, const struct drill_end *end, struct sibu_fault *fault)
{
    struct sibu_fault behind;
    pthread_mutex_lock(&host->mutex);
    enum sibu_status late = host_gather_late(host, &behind);
    enum sibu_status status = stop(host, end, fault);
    pthread_mutex_unlock(&host->mutex);
    /* Nothing can be told of a drill before its record can be made: that goes before "no drill is running". */
    int all = end->drill == NULL || end->drill[0] == '\0';
    if (late != SIBU_OK && (status == SIBU_NO || (status == SIBU_OK && all))) {
        *fault = behind;
        return late;
    }
    return status;
}

/* Whose muster can be closed: that of `which`, or of any. */
static struct hosted *find_mustering(const struct drill_host *host, const char *which)
{
    for (uint32_t i = 0; i < host->count; i++) {
        struct hosted *hosted = host->drills[i];
        if (!hosted->is_gone && (which[0] == '\0' || hosted == host_find(host, which)) &&
            drill_state_allows(hosted->live.state, DRILL_MUSTERED)) {
            return hosted;
        }
    }
    return NULL;
}

enum sibu_status drill_close_muster(struct drill_host *host, const char *which, const char *who,
                                    struct sibu_fault *fault)
{
    const char *named = which != NULL ? which : "";
    enum sibu_status status;
    struct sibu_fault ignored;
    pthread_mutex_lock(&host->mutex);
    (void)!host_gather_late(host, &ignored); /* what is known is enough to try */
    struct hosted *hosted = find_mustering(host, named);
    status = hosted != NULL ? decide(host, hosted, (struct turn){DRILL_MUSTERED, who, 0, -1}, fault)
                            : sibu_fault_set(fault, SIBU_NO, named, "没有已结束而仍在清点的演练",
                                             "there is no drill that has ended and still musters");
    pthread_mutex_unlock(&host->mutex);
    return status;
}
