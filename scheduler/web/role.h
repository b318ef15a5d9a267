/* Which role may do what: one table, in role.c. An account has one role or several, and may what any of them may.
 *
 * No right reaches the coming draw: there is nothing in the server that could be looked at or steered. Pure; any thread.
 */
#pragma once

enum role { ROLE_ADMINISTRATOR = 0, ROLE_OFFICER, ROLE_WARDEN, ROLE_TRAINER, ROLE_AUDITOR };
#define ROLES 5
#define ROLES_ALL 31u
#define ROLE_BIT(role) (1u << (unsigned)(role))
#define ROLES_TEXT_BYTES 128

/* What somebody asks for. The first two are everybody's, and everybody's who has signed in. */
enum right {
    RIGHT_ANYBODY = 0,
    RIGHT_SIGNED_IN, /* their own password; to sign out */
    RIGHT_BOARD, /* how running drills stand, the plan of a site */
    RIGHT_TICK_OFF, /* say that somebody is at the assembly point */
    RIGHT_REAL_EMERGENCY,
    RIGHT_DRILLS, /* surprise, at once, all clear, abort; and to say yes as the second person */
    RIGHT_PEOPLE, /* the people of the rosters with their links, and their addresses; bring another roster */
    RIGHT_GATES, /* tell what gates and readers saw */
    RIGHT_STATISTICS,
    RIGHT_ACCOUNTS,
    RIGHT_AUDIT, /* the audit trail */
    RIGHT_METRICS, /* how the server does; the key of the metrics has it too */
    RIGHT_RULES, /* the rules of the draw and the sites: see them, bring others */
    RIGHT_EVALUATE, /* hand in an evaluator's sheet on a drill that was */
    RIGHT_REPORTS, /* the reports of drills; with people's names in them for who has RIGHT_BOARD too */
    RIGHT_FINDINGS, /* see what drills showed that must be mended */
    RIGHT_MEND /* say who mends it by when, and that it is mended */
};
#define RIGHTS 17

/* `roles`: bits of ROLE_BIT. Who has none has not signed in. */
int role_may(unsigned roles, enum right right);
const char *role_name(enum role role); /* "administrator", ... */
/* "administrator+officer"; "" for none. With a branch of the organisation, which has 60 bytes at the most: "officer@beilun". */
void role_list(unsigned roles, const char *branch, char out[ROLES_TEXT_BYTES]);
