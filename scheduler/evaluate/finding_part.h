/* The parts of looking at a drill. Inside evaluate/ only. */
#pragma once
#include "evaluate/finding.h"

struct finding_looking {
    const struct finding_source *source;
    struct finding_looks *out;
    struct finding_look *items; /* with room for all */
    size_t capacity;
    const struct sibu_record_person *people; /* as in evaluation.people, one to one */
    uint32_t *index_of; /* by number: index in people plus one */
    size_t number_count;
    struct forecast_time forecast;
    struct sibu_fault *fault;
};
/* Adds the look, judged by its rule; nothing where the kind has no rule, or `of` is less than the rule asks for. */
void finding_add(struct finding_looking *looking, struct finding_look look);
enum sibu_status finding_no_memory(const struct finding_looking *looking);
/* The expected person of this number, or NULL. */
const struct evaluation_person *finding_expected(const struct finding_looking *looking, uint32_t number);

void finding_look_zones(struct finding_looking *looking);
void finding_look_exits(struct finding_looking *looking);
void finding_look_site(struct finding_looking *looking);
SIBU_MUST_USE enum sibu_status finding_look_channels(struct finding_looking *looking);
SIBU_MUST_USE enum sibu_status finding_look_help(struct finding_looking *looking);
