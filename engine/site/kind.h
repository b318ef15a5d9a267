/* The kinds of features that a site file may hold: their names, and the properties that each may have.
 *
 * Depends on: nothing. Constant data. The format is described in docs/site.md.
 */
#pragma once

enum kind {
    KIND_WALKABLE,
    KIND_OBSTACLE,
    KIND_ZONE,
    KIND_DOOR,
    KIND_EXIT,
    KIND_STAIR,
    KIND_MUSTER,
    KIND_ALARM,
    KIND_INTERLOCK,
    KIND_START,
    KINDS
};

extern const char *const KIND_NAMES[KINDS + 1]; /* as in the file; ends with NULL */
extern const char *const *const KIND_PROPERTIES[KINDS]; /* names of properties; each list ends with NULL */
extern const char *const USE_NAMES[]; /* in the order of enum sibu_use; ends with NULL */
