/* What people would have had to spare: the time that they needed against the time that the hazard left them, by zone and
 * exit. See evaluation.h and evaluation_part.h.
 */
#include <string.h>

#include "evaluate/evaluation_part.h"

struct measuring {
    struct evaluation *evaluation;
    struct survival_subject *subjects;
    double end_s;
};

enum leg { LEG_ALARM, LEG_PRE, LEG_MOVE, LEGS };

/* From when to when a person's leg is; from_s below 0: there is none. */
static void leg_of(const struct evaluation_person *person, enum leg leg, double *from_s, double *to_s)
{
    const double at_s[LEGS + 1] = {0.0, person->alerted_s, person->started_s, person->out_s};
    *from_s = at_s[leg];
    *to_s = at_s[leg + 1];
}

static int is_of(const struct evaluation_person *person, const struct evaluation_margin *margin)
{
    int is_exit = strcmp(margin->kind, "exit") == 0;
    return person->state != EVALUATION_NOT_EXPECTED && strcmp(is_exit ? person->exit : person->zone, margin->id) == 0;
}

/* When 95 % had done a leg, of those who had begun it; MEASURE_NEVER where too few did, or not so many were done. */
static enum sibu_status take_leg(const struct measuring *of, const struct evaluation_margin *margin, enum leg leg,
                                 double *p95_s, struct sibu_fault *fault)
{
    struct measure measure;
    size_t count = 0;
    for (size_t i = 0; i < of->evaluation->people_count; i++) {
        const struct evaluation_person *person = &of->evaluation->people[i];
        double from_s, to_s;
        leg_of(person, leg, &from_s, &to_s);
        if (from_s >= 0.0 && is_of(person, margin)) {
            double seconds = (to_s >= 0.0 ? to_s : of->end_s) - from_s;
            of->subjects[count++] = (struct survival_subject){seconds > 0.0 ? seconds : 0.0, to_s >= 0.0};
        }
    }
    enum sibu_status status = measure_take(of->subjects, count, &measure, fault);
    *p95_s = measure.p95_s;
    return status;
}

static void count_people(const struct measuring *of, struct evaluation_margin *margin)
{
    for (size_t i = 0; i < of->evaluation->people_count; i++) {
        const struct evaluation_person *person = &of->evaluation->people[i];
        if (is_of(person, margin)) {
            margin->people++;
            margin->caught += person->out_s < 0.0 || person->out_s > margin->aset_s ? 1 : 0;
        }
    }
}

static enum sibu_status reckon(const struct measuring *of, struct evaluation_margin *margin, struct sibu_fault *fault)
{
    double *const p95_s[LEGS] = {&margin->alarm_s, &margin->pre_s, &margin->move_s};
    enum sibu_status status = SIBU_OK;
    count_people(of, margin);
    margin->is_few = margin->people < MEASURE_P95_N_MIN;
    margin->has_rset = 1;
    for (int leg = 0; leg < LEGS && status == SIBU_OK; leg++) {
        status = take_leg(of, margin, (enum leg)leg, p95_s[leg], fault);
        margin->has_rset = margin->has_rset && *p95_s[leg] >= 0.0;
    }
    margin->rset_s = margin->has_rset ? margin->alarm_s + margin->pre_s + margin->move_s : 0.0;
    margin->margin_s = margin->has_rset ? margin->aset_s - margin->rset_s : 0.0;
    return status;
}

/* When the block before an exit first became dangerous; MEASURE_NEVER. */
static double exit_aset_s(const struct evaluation *evaluation, uint32_t exit)
{
    const struct evaluation_hazard *hazard = &evaluation->hazard;
    uint32_t block = sibu_field_course_exit_block(hazard->course, exit);
    for (size_t point = 0; block != SIBU_NONE && point < sibu_field_course_points(hazard->course); point++) {
        if (evaluation_level(hazard, point, block) == SIBU_FIELD_DANGEROUS) {
            return SIBU_FIELD_STEP_S * (double)point;
        }
    }
    return MEASURE_NEVER;
}

/* Those that became dangerous, and that people of the drill were of or came through. */
static enum sibu_status list(const struct measuring *of, struct sibu_fault *fault)
{
    struct evaluation *out = of->evaluation;
    const struct sibu_site *site = out->site;
    struct evaluation_margin *margins =
        sibu_arena_take(&out->arena, (size_t)site->zone_count + site->exit_count, sizeof *margins);
    if (margins == NULL) {
        return evaluation_no_memory(fault);
    }
    enum sibu_status status = SIBU_OK;
    for (uint32_t i = 0; i < site->zone_count + site->exit_count && status == SIBU_OK; i++) {
        int is_exit = i >= site->zone_count;
        struct evaluation_margin margin = {.kind = is_exit ? "exit" : "zone"};
        margin.id = is_exit ? site->exits[i - site->zone_count].id : site->zones[i].id;
        margin.aset_s = is_exit ? exit_aset_s(out, i - site->zone_count)
                                : out->hazard.reached_s[i * SIBU_FIELD_LEVELS + SIBU_FIELD_DANGEROUS];
        if (margin.aset_s >= 0.0) {
            status = reckon(of, &margin, fault);
        }
        if (margin.people > 0) {
            margins[out->margin_count++] = margin;
        }
    }
    out->margins = margins;
    return status;
}

enum sibu_status evaluation_take_margins(struct evaluation *out, const struct evaluation_source *source,
                                         struct sibu_fault *fault)
{
    struct measuring of = {.evaluation = out, .end_s = evaluation_seconds(out, out->end_us)};
    if (!out->hazard.is_known || !source->has_exits) {
        return SIBU_OK;
    }
    of.subjects = sibu_array_new(out->people_count, sizeof *of.subjects);
    enum sibu_status status = of.subjects != NULL ? list(&of, fault) : evaluation_no_memory(fault);
    sibu_array_free(of.subjects);
    return status;
}
