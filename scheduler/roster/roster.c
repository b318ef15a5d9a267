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
