/* The notes of `sibu policy check`: see policy_note.h. Pure. */
#include "command/policy_note.h"

#include <stdio.h>
#include <string.h>

#include "draw/date.h"
#include "draw/zone.h"

#define GAP_SHARE_TO_MIND 0.3
#define NOBODY_SHARE_TO_MIND 0.005

/* Notes being put together. */
struct maker {
    const struct plan *plan;
    const struct outlook *outlook;
    enum sibu_language language;
    struct sibu_arena *arena;
    struct policy_notes *out;
    size_t capacity;
    int no_memory;
};

static const char *keep(struct maker *maker, const char *text)
{
    const char *copy = sibu_arena_text(maker->arena, text, strlen(text));
    maker->no_memory |= copy == NULL;
    return copy != NULL ? copy : "";
}

static void add(struct maker *maker, enum sibu_say_id id, const char *const values[POLICY_NOTE_VALUES], int broken)
{
    if (maker->out->count == maker->capacity) {
        return;
    }
    struct policy_note *note = &maker->out->items[maker->out->count++];
    note->id = id;
    note->broken = broken;
    for (int i = 0; i < POLICY_NOTE_VALUES; i++) {
        note->values[i] = keep(maker, values[i]);
    }
    maker->out->broken += broken != 0;
}

static void percent(char out[32], double share)
{
    (void)snprintf(out, 32, "%.*f", share < 0.1 ? 1 : 0, share * 100.0);
}

static void note_sites(struct maker *maker)
{
    for (uint32_t i = 0; i < maker->plan->site_count; i++) {
        const struct plan_site *at = &maker->plan->sites[i];
        const char *name = at->site->name.in[maker->language];
        const char *zone = zone_name(maker->plan->zone);
        if (maker->outlook->sites[i].drills_per_half_year < 0.995) {
            add(maker, SIBU_SAY_POLICY_NOTE_FEW, (const char *[]){name, "", ""}, 0);
        }
        if (strcmp(zone_name(at->zone), zone) != 0) {
            add(maker, SIBU_SAY_POLICY_NOTE_ZONE, (const char *[]){name, zone_name(at->zone), zone}, 0);
        }
    }
}

static void note_shifts(struct maker *maker)
{
    for (uint32_t i = 0; i < maker->plan->policy->shift_count; i++) {
        char people[32];
        if (maker->outlook->shift_people[i] == 0 || maker->outlook->shifts[i] > 0.0) {
            continue;
        }
        (void)snprintf(people, sizeof people, "%zu", maker->outlook->shift_people[i]);
        add(maker, SIBU_SAY_POLICY_NOTE_SHIFT, (const char *[]){maker->plan->policy->shifts[i].id, people, ""}, 0);
    }
}

static void note_shares(struct maker *maker)
{
    char share[32];
    if (maker->outlook->nobody_share >= NOBODY_SHARE_TO_MIND) {
        percent(share, maker->outlook->nobody_share);
        add(maker, SIBU_SAY_POLICY_NOTE_NOBODY, (const char *[]){share, "", ""}, 0);
    }
    if (maker->outlook->closed_share >= GAP_SHARE_TO_MIND) {
        percent(share, maker->outlook->closed_share);
        add(maker, SIBU_SAY_POLICY_NOTE_GAP, (const char *[]){share, "", ""}, 0);
    }
}

static void note_halves(struct maker *maker)
{
    for (int i = 0; i < 2; i++) {
        const struct outlook_half *half = &maker->outlook->halves[i];
        struct zone_local from;
        struct zone_local to;
        char first[11];
        char last[11];
        zone_local(maker->plan->zone, half->from_us, &from);
        zone_local(maker->plan->zone, half->to_us - 1, &to);
        date_text(from.days, first);
        date_text(to.days, last);
        if (half->open_hours <= 0.0) {
            add(maker, SIBU_SAY_POLICY_NOTE_CLOSED, (const char *[]){first, last, ""}, 1);
        } else if (half->crowded) {
            add(maker, SIBU_SAY_POLICY_NOTE_CROWDED, (const char *[]){first, last, ""}, 1);
        }
    }
}

enum sibu_status policy_notes_make(const struct plan *plan, const struct outlook *outlook, enum sibu_language language,
                                   struct sibu_arena *arena, struct policy_notes *out, struct sibu_fault *fault)
{
    struct maker maker = {.plan = plan, .outlook = outlook, .language = language, .arena = arena, .out = out};
    memset(out, 0, sizeof *out);
    maker.capacity = 2 * (size_t)plan->site_count + plan->policy->shift_count + 4;
    out->items = sibu_arena_take(arena, maker.capacity, sizeof *out->items);
    if (out->items == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    note_halves(&maker);
    note_sites(&maker);
    note_shifts(&maker);
    note_shares(&maker);
    return maker.no_memory ? sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory") : SIBU_OK;
}
