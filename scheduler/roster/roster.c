/* What is asked of a roster once it is read: see roster.h. Pure. */
#include "roster/roster.h"

const char *roster_role_name(enum roster_role role)
{
    static const char *const NAMES[] = {"worker", "warden", "contractor", "visitor"};
    return NAMES[role];
}

const char *roster_pace_name(enum sibu_pace pace)
{
    static const char *const NAMES[] = {"fast", "normal", "slow", "impaired", "wheelchair"};
    return NAMES[pace];
}

const char *roster_language_name(enum sibu_language language)
{
    return language == SIBU_ZH ? "zh" : "en";
}

void roster_close(struct roster *roster)
{
    if (roster != NULL) {
        sibu_arena_clear(&roster->arena);
        sibu_array_free(roster);
    }
}

void roster_faults_json(const struct sibu_fault_list *list, struct sibu_text *out)
{
    sibu_text_add(out, "[");
    for (size_t i = 0; i < list->count; i++) {
        sibu_text_add(out, i > 0 ? ",{\"place\":" : "{\"place\":");
        sibu_text_add_json(out, list->items[i].place);
        sibu_text_add(out, ",\"zh\":");
        sibu_text_add_json(out, list->items[i].what[SIBU_ZH]);
        sibu_text_add(out, ",\"en\":");
        sibu_text_add_json(out, list->items[i].what[SIBU_EN]);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "]");
}
