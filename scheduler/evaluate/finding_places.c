/* Looks at zones, exits and the site as a whole: see finding.h and finding_part.h. */
#include <stdlib.h>
#include <string.h>

#include "evaluate/finding_part.h"
#include "sibu/unfold_row.h"

#define BUSIEST_S 60.0 /* an exit's flow is that of its busiest minute */

static double length_s(const struct evaluation *evaluation)
{
    return ((double)evaluation->end_us - (double)evaluation->t0_us) / 1e6;
}

/* A time of a measure; where it was not reached, the least that it can have been. */
static void add_time(struct finding_looking *looking, enum finding_kind kind, const struct evaluation_group *zone,
                     double seconds)
{
    const struct measure *measure = kind == FINDING_SLOW_ANSWER ? &zone->acknowledgement : &zone->muster;
    int never = seconds < 0.0;
    finding_add(looking, (struct finding_look){.kind = kind,
                                               .place = zone->zone,
                                               .value = never ? length_s(looking->source->evaluation) : seconds,
                                               .never = never,
                                               .count = measure->n - measure->censored,
                                               .of = measure->n});
}

static void look_at_wardens(struct finding_looking *looking, const struct evaluation_group *zone)
{
    const struct evaluation *evaluation = looking->source->evaluation;
    uint32_t silent = 0, wardens = 0;
    for (size_t i = 0; i < evaluation->people_count; i++) {
        const struct evaluation_person *person = &evaluation->people[i];
        if (person->state != EVALUATION_NOT_EXPECTED && strcmp(looking->people[i].role, "warden") == 0 &&
            strcmp(person->zone, zone->zone) == 0) {
            wardens++;
            silent += person->acknowledged_s < 0.0 && person->checked_in_s < 0.0 ? 1 : 0;
        }
    }
    if (wardens > 0) {
        finding_add(looking, (struct finding_look){.kind = FINDING_WARDENS,
                                                   .place = zone->zone,
                                                   .value = (double)silent / wardens,
                                                   .count = silent,
                                                   .of = wardens});
    }
}

void finding_look_zones(struct finding_looking *looking)
{
    const struct evaluation *evaluation = looking->source->evaluation;
    for (size_t i = 0; i < evaluation->zone_count; i++) {
        const struct evaluation_group *zone = &evaluation->zones[i];
        add_time(looking, FINDING_SLOW_ANSWER, zone, zone->acknowledgement.median_s);
        add_time(looking, FINDING_SLOW_MUSTER, zone, zone->muster.p90_s);
        finding_add(looking, (struct finding_look){.kind = FINDING_MISSING,
                                                   .place = zone->zone,
                                                   .value = zone->missing,
                                                   .count = zone->missing,
                                                   .of = zone->expected});
        look_at_wardens(looking, zone);
    }
}

/* What the drill itself took away is no fault of whoever did not use it. */
static int was_lost(const struct evaluation *evaluation, const char *exit)
{
    for (size_t i = 0; i < evaluation->event_count; i++) {
        if (sibu_unfold_is(&evaluation->events[i]) && strcmp(evaluation->events[i].place, exit) == 0) {
            return 1;
        }
    }
    return 0;
}

static int compare_times(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* The times at which expected people left by this exit, sorted into `times_s`, which has room for all. */
static uint32_t times_of(const struct evaluation *evaluation, const char *exit, double *times_s)
{
    uint32_t count = 0;
    for (size_t i = 0; i < evaluation->people_count; i++) {
        const struct evaluation_person *person = &evaluation->people[i];
        if (person->state != EVALUATION_NOT_EXPECTED && person->out_s >= 0.0 && strcmp(person->exit, exit) == 0) {
            times_s[count++] = person->out_s;
        }
    }
    qsort(times_s, count, sizeof *times_s, compare_times);
    return count;
}

/* How many left in the busiest minute: it begins with one of them. */
static uint32_t busiest(const double *times_s, uint32_t count)
{
    uint32_t most = 0, from = 0;
    for (uint32_t i = 0; i < count; i++) {
        while (times_s[i] - times_s[from] >= BUSIEST_S) {
            from++;
        }
        most = i - from + 1 > most ? i - from + 1 : most;
    }
    return most;
}

/* Where people left by these exits in all, and how wide those are. */
struct ways_out {
    uint32_t people;
    double width_m;
};

static void look_at_exit(struct finding_looking *looking, const struct sibu_exit *exit, const struct ways_out *all,
                         double *times_s)
{
    const struct evaluation *evaluation = looking->source->evaluation;
    uint32_t count = times_of(evaluation, exit->id, times_s);
    double width_m = sibu_line_length(&exit->line);
    double share = width_m / all->width_m;
    uint32_t most = busiest(times_s, count);
    finding_add(looking, (struct finding_look){.kind = FINDING_EXIT_OVERLOADED,
                                               .place = exit->id,
                                               .value = most / (BUSIEST_S * width_m),
                                               .count = most,
                                               .of = count});
    if (looking->source->site->exit_count > 1 && !was_lost(evaluation, exit->id)) {
        double used = count / (share * all->people);
        finding_add(looking, (struct finding_look){.kind = FINDING_EXIT_UNUSED,
                                                   .place = exit->id,
                                                   .value = used < 1.0 ? 1.0 - used : 0.0,
                                                   .count = count,
                                                   .of = all->people,
                                                   .other = share});
    }
}

void finding_look_exits(struct finding_looking *looking)
{
    const struct evaluation *evaluation = looking->source->evaluation;
    const struct sibu_site *site = looking->source->site;
    struct ways_out all = {0};
    double *times_s = sibu_arena_take(&looking->out->arena, evaluation->people_count, sizeof *times_s);
    for (uint32_t i = 0; site != NULL && i < site->exit_count && times_s != NULL; i++) {
        all.width_m += sibu_line_length(&site->exits[i].line);
        all.people += times_of(evaluation, site->exits[i].id, times_s);
    }
    for (uint32_t i = 0; site != NULL && i < site->exit_count && all.people > 0 && all.width_m > 0.0; i++) {
        look_at_exit(looking, &site->exits[i], &all, times_s);
    }
}

static void look_at_roster(struct finding_looking *looking)
{
    const struct evaluation *evaluation = looking->source->evaluation;
    uint32_t count = 0;
    for (size_t i = 0; i < evaluation->people_count; i++) {
        const struct evaluation_person *person = &evaluation->people[i];
        count += person->state == EVALUATION_NOT_EXPECTED && person->checked_in_s >= 0.0 ? 1 : 0;
    }
    finding_add(looking, (struct finding_look){.kind = FINDING_ROSTER,
                                               .place = "",
                                               .value = (double)count / evaluation->all.expected,
                                               .count = count,
                                               .of = evaluation->all.expected});
}

void finding_look_site(struct finding_looking *looking)
{
    const struct forecast_time *time = &looking->forecast;
    int never = 0;
    double ratio = forecast_time_ratio(time, &never);
    look_at_roster(looking);
    if (ratio >= 0.0) {
        finding_add(looking, (struct finding_look){.kind = FINDING_FORECAST,
                                                   .place = "",
                                                   .value = ratio,
                                                   .never = never,
                                                   .count = time->by_then,
                                                   .of = time->target,
                                                   .other = time->forecast_s});
    }
}
