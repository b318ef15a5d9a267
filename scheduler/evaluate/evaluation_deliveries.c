/* What became of the alerts. See evaluation.h and evaluation_part.h.
 */
#include <stdlib.h>
#include <string.h>

#include "evaluate/evaluation_part.h"

static int compare_accepted(const void *a, const void *b)
{
    const struct sibu_record_delivery *left = *(const struct sibu_record_delivery *const *)a;
    const struct sibu_record_delivery *right = *(const struct sibu_record_delivery *const *)b;
    if (left->person != right->person) {
        return left->person < right->person ? -1 : 1;
    }
    return strcmp(left->alert, right->alert);
}

static enum sibu_status count_duplicates(struct evaluation_deliveries *out, const struct evaluation_source *source,
                                         struct sibu_fault *fault)
{
    const struct sibu_record_delivery **accepted = sibu_array_new(source->delivery_count, sizeof *accepted);
    size_t count = 0;
    if (accepted == NULL) {
        return evaluation_no_memory(fault);
    }
    for (size_t i = 0; i < source->delivery_count; i++) {
        if (source->deliveries[i].fault[0] == '\0') {
            accepted[count++] = &source->deliveries[i];
        }
    }
    qsort(accepted, count, sizeof *accepted, compare_accepted);
    for (size_t i = 1; i < count; i++) {
        out->duplicates += compare_accepted(&accepted[i - 1], &accepted[i]) == 0 ? 1 : 0;
    }
    sibu_array_free(accepted);
    return SIBU_OK;
}

enum sibu_status evaluation_take_deliveries(struct evaluation *out, const struct evaluation_source *source,
                                            struct sibu_fault *fault)
{
    struct evaluation_deliveries *to = &out->deliveries;
    for (size_t i = 0; i < source->delivery_count; i++) {
        const struct sibu_record_delivery *delivery = &source->deliveries[i];
        to->attempts++;
        to->accepted += delivery->fault[0] == '\0' ? 1 : 0;
        to->retries += delivery->attempt > 1 ? 1 : 0;
    }
    to->failed = to->attempts - to->accepted;
    for (size_t i = 0; i < out->people_count; i++) {
        const struct evaluation_person *person = &out->people[i];
        if (person->state != EVALUATION_NOT_EXPECTED) {
            to->reached += person->alerted_s >= 0.0 ? 1 : 0;
            to->late += person->alerted_s > EVALUATION_LATE_S ? 1 : 0;
            to->unreached += person->alerted_s < 0.0 ? 1 : 0;
        }
    }
    return count_duplicates(to, source, fault);
}
