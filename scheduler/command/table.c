/* Every command of sibu, in the order of the help. A new command adds its file and one line here. */
#include <stddef.h>

#include "command/command.h"

extern const struct command COMMAND_DEMO;
extern const struct command COMMAND_SIMULATE;
extern const struct command COMMAND_SITE_CHECK;
extern const struct command COMMAND_SITE_SHOW;
extern const struct command COMMAND_ROSTER_CHECK;
extern const struct command COMMAND_ORGANISATION_CHECK;
extern const struct command COMMAND_ORGANISATION_SHOW;
extern const struct command COMMAND_POLICY_CHECK;
extern const struct command COMMAND_POLICY_ODDS;
extern const struct command COMMAND_CHANNELS_CHECK;
extern const struct command COMMAND_LEDGER_EXPORT;
extern const struct command COMMAND_SERVE;
extern const struct command COMMAND_SURPRISE;
extern const struct command COMMAND_STOP;
extern const struct command COMMAND_STATISTICS;
extern const struct command COMMAND_REACH;
extern const struct command COMMAND_WITNESS;
extern const struct command COMMAND_PERSON_EXPORT;
extern const struct command COMMAND_PERSON_DELETE;
extern const struct command COMMAND_PHONES;
extern const struct command COMMAND_EVALUATE;
extern const struct command COMMAND_REPORT;
extern const struct command COMMAND_KEY;
extern const struct command COMMAND_VERIFY;
extern const struct command COMMAND_FINDINGS;
extern const struct command COMMAND_FINDINGS_CLOSE;
extern const struct command COMMAND_FINDINGS_PROOF;
extern const struct command COMMAND_FINDINGS_ASSIGN;
extern const struct command COMMAND_FINDINGS_DUE;
extern const struct command COMMAND_FINDINGS_REOPEN;
extern const struct command COMMAND_FINDINGS_NOTE;
extern const struct command COMMAND_RANKING;
extern const struct command COMMAND_BENCH;
extern const struct command COMMAND_VALIDATE;
extern const struct command COMMAND_MOVE;
extern const struct command COMMAND_BACKUP;
extern const struct command COMMAND_RESTORE;

const struct command *const COMMANDS[] = {
    &COMMAND_DEMO,
    &COMMAND_SIMULATE,
    &COMMAND_SITE_CHECK,
    &COMMAND_SITE_SHOW,
    &COMMAND_ROSTER_CHECK,
    &COMMAND_ORGANISATION_CHECK,
    &COMMAND_ORGANISATION_SHOW,
    &COMMAND_POLICY_CHECK,
    &COMMAND_POLICY_ODDS,
    &COMMAND_CHANNELS_CHECK,
    &COMMAND_SERVE,
    &COMMAND_SURPRISE,
    &COMMAND_STOP,
    &COMMAND_STATISTICS,
    &COMMAND_WITNESS,
    &COMMAND_LEDGER_EXPORT,
    &COMMAND_PHONES,
    &COMMAND_EVALUATE,
    &COMMAND_REPORT,
    &COMMAND_KEY,
    &COMMAND_VERIFY,
    &COMMAND_BENCH,
    &COMMAND_VALIDATE,
    &COMMAND_REACH,
    &COMMAND_PERSON_EXPORT,
    &COMMAND_PERSON_DELETE,
    &COMMAND_BACKUP,
    &COMMAND_RESTORE,
    &COMMAND_MOVE,
    /* of several words first, for "findings" alone is a command too */
    &COMMAND_FINDINGS_CLOSE,
    &COMMAND_FINDINGS_PROOF,
    &COMMAND_FINDINGS_ASSIGN,
    &COMMAND_FINDINGS_DUE,
    &COMMAND_FINDINGS_REOPEN,
    &COMMAND_FINDINGS_NOTE,
    &COMMAND_FINDINGS,
    &COMMAND_RANKING,
    NULL,
};
