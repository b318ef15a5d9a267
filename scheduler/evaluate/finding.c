/* Looks at a drill by the rules: see finding.h. */
#include "evaluate/finding.h"

#include <stdlib.h>
#include <string.h>

#include "evaluate/figures.h"
#include "evaluate/finding_part.h"

enum sibu_status finding_no_memory(const struct finding_looking *looking)
{
    return sibu_fault_set(looking->fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

void finding_add(struct finding_looking *looking, struct finding_look look)
{
    const struct finding_rule *rule = &looking->source->rules->kinds[look.kind];
    if (rule->judges && look.of >= rule->people && looking->out->count < looking->capacity) {
        look.severity = finding_judge(rule, look.value);
        looking->items[looking->out->count++] = look;
    }
}

const struct evaluation_person *finding_expected(const struct finding_looking *looking, uint32_t number)
{
    const struct evaluation *evaluation = looking->source->evaluation;
    if (number >= looking->number_count || looking->index_of[number] == 0) {
        return NULL;
    }
    const struct evaluation_person *person = &evaluation->people[looking->index_of[number] - 1];
    return person->state != EVALUATION_NOT_EXPECTED ? person : NULL;
}

static int compare_looks(const void *a, const void *b)
{
    const struct finding_look *left = a, *right = b;
    int order = (left->kind > right->kind) - (left->kind < right->kind);
    return order != 0 ? order : strcmp(left->place, right->place);
}

static enum sibu_status index_people(struct finding_looking *looking)
{
    const struct evaluation *evaluation = looking->source->evaluation;
    looking->number_count = 1;
    for (size_t i = 0; i < evaluation->people_count; i++) {
        size_t needed = (size_t)evaluation->people[i].number + 1;
        looking->number_count = needed > looking->number_count ? needed : looking->number_count;
    }
    looking->index_of = sibu_arena_take(&looking->out->arena, looking->number_count, sizeof *looking->index_of);
    for (size_t i = 0; looking->index_of != NULL && i < evaluation->people_count; i++) {
        looking->index_of[evaluation->people[i].number] = (uint32_t)i + 1;
    }
    return looking->index_of != NULL ? SIBU_OK : finding_no_memory(looking);
}

static enum sibu_status prepare(struct finding_looking *looking)
{
    const struct finding_source *source = looking->source;
    struct sibu_record_person *people = NULL;
    size_t count = 0;
    size_t exits = source->site != NULL ? source->site->exit_count : 0;
    looking->capacity = 5 * source->evaluation->zone_count + 2 * exits + 2 * (size_t)FINDING_CHANNELS_MAX + 4;
    looking->items = sibu_arena_take(&looking->out->arena, looking->capacity, sizeof *looking->items);
    if (looking->items == NULL) {
        return finding_no_memory(looking);
    }
    enum sibu_status status = sibu_record_people(source->record, &looking->out->arena, &people, &count, looking->fault);
    looking->people = people;
    if (status == SIBU_OK && count != source->evaluation->people_count) {
        return sibu_fault_set(looking->fault, SIBU_BAD_INPUT, "person", "记录在评估之后变了",
                              "the record has changed since it was evaluated");
    }
    if (status == SIBU_OK) {
        status = forecast_time_read(&looking->forecast, source->evaluation, source->record, looking->fault);
    }
    return status == SIBU_OK ? index_people(looking) : status;
}

/* What the grade is made of. */
static void take_figures(const struct finding_looking *looking)
{
    struct figures figures;
    figures_take(&figures, looking->source->evaluation, &looking->forecast);
    looking->out->figures = figures_grade(&figures);
}

enum sibu_status finding_look_all(struct finding_looks *out, const struct finding_source *source,
                                  struct sibu_fault *fault)
{
    struct finding_looking looking = {.source = source, .out = out, .fault = fault};
    *out = (struct finding_looks){.figures = {{-1.0, -1.0, -1.0, -1.0}}};
    if (!figures_is_whole(source->evaluation)) {
        return SIBU_OK;
    }
    out->judged = 1;
    enum sibu_status status = prepare(&looking);
    if (status == SIBU_OK) {
        finding_look_zones(&looking);
        finding_look_exits(&looking);
        finding_look_site(&looking);
        take_figures(&looking);
        status = finding_look_channels(&looking);
    }
    if (status == SIBU_OK) {
        status = finding_look_help(&looking);
    }
    if (status != SIBU_OK) {
        finding_looks_close(out);
        return status;
    }
    qsort(looking.items, out->count, sizeof *looking.items, compare_looks);
    out->items = looking.items;
    return SIBU_OK;
}

void finding_looks_close(struct finding_looks *looks)
{
    sibu_arena_clear(&looks->arena);
    *looks = (struct finding_looks){0};
}
