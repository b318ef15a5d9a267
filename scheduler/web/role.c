/* The table of roles and rights: see role.h. */
#include "web/role.h"

#include <stdio.h>
#include <string.h>

#define ADMINISTRATOR ROLE_BIT(ROLE_ADMINISTRATOR)
#define OFFICER ROLE_BIT(ROLE_OFFICER)
#define WARDEN ROLE_BIT(ROLE_WARDEN)
#define TRAINER ROLE_BIT(ROLE_TRAINER)
#define AUDITOR ROLE_BIT(ROLE_AUDITOR)

static const unsigned WHO_MAY[RIGHTS] = {
    [RIGHT_ANYBODY] = ROLES_ALL,
    [RIGHT_SIGNED_IN] = ROLES_ALL,
    [RIGHT_BOARD] = OFFICER | WARDEN,
    [RIGHT_TICK_OFF] = OFFICER | WARDEN,
    [RIGHT_REAL_EMERGENCY] = OFFICER | WARDEN,
    [RIGHT_DRILLS] = OFFICER,
    [RIGHT_PEOPLE] = OFFICER | ADMINISTRATOR,
    [RIGHT_GATES] = OFFICER,
    [RIGHT_STATISTICS] = OFFICER | TRAINER | AUDITOR,
    [RIGHT_ACCOUNTS] = ADMINISTRATOR,
    [RIGHT_AUDIT] = AUDITOR | ADMINISTRATOR,
    [RIGHT_METRICS] = OFFICER | AUDITOR | ADMINISTRATOR,
    [RIGHT_RULES] = OFFICER,
    [RIGHT_EVALUATE] = OFFICER | TRAINER | AUDITOR,
    [RIGHT_REPORTS] = OFFICER | WARDEN | TRAINER | AUDITOR,
    [RIGHT_FINDINGS] = OFFICER | TRAINER | AUDITOR,
    [RIGHT_MEND] = OFFICER,
};

int role_may(unsigned roles, enum right right)
{
    return right == RIGHT_ANYBODY || (WHO_MAY[right] & roles) != 0;
}

const char *role_name(enum role role)
{
    static const char *const NAMES[ROLES] = {"administrator", "officer", "warden", "trainer", "auditor"};
    return NAMES[role];
}

void role_list(unsigned roles, const char *branch, char out[ROLES_TEXT_BYTES])
{
    size_t length = 0;
    out[0] = '\0';
    for (int i = 0; i < ROLES; i++) {
        if ((roles & ROLE_BIT(i)) != 0) {
            (void)snprintf(out + length, ROLES_TEXT_BYTES - length, "%s%s", length > 0 ? "+" : "",
                           role_name((enum role)i));
            length = strlen(out);
        }
    }
    if (length > 0 && branch[0] != '\0') {
        (void)snprintf(out + length, ROLES_TEXT_BYTES - length, "@%s", branch);
    }
}
