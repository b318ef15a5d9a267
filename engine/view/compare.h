/* A second record beside the first, or a drill's own forecast: what is compared, how it is shown, and what is found.
 *
 * The first record stays the one that the view is of; all of this hangs at view->compare. A second record has a view of its
 * own, which follows the first: the same time since T0, the same part of the plan, the same floor, person and layers.
 * A forecast is curves and no positions: of it there are the difference and the list of who was late, and no plan.
 *
 * One thread. Must stay where it is in memory.
 */
#pragma once
#include "view/compare_boxes.h"
#include "view/compare_find.h"
#include "view/compare_twin.h"
#include "view/plan.h"
#include "view/view_state.h"

#define COMPARE_CAPTION 26 /* a line above a plan, at scale 1 */
#define COMPARE_WORD_FORECAST "forecast" /* what stands for the record's own forecast */

enum compare_kind { COMPARE_NOTHING, COMPARE_FORECAST, COMPARE_RECORD };
enum compare_way {
    COMPARE_OFF, /* the first record alone, as without a comparison */
    COMPARE_BESIDE, /* two plans */
    COMPARE_OVER, /* one plan, the other's people as ghosts */
    COMPARE_ALONE /* one plan without ghosts: there are none */
};
enum compare_note { /* a line that says what does not go, and why */
                    COMPARE_NOTE_NONE,
                    COMPARE_NOTE_NOTHING, /* C was pressed, and there is nothing to compare with */
                    COMPARE_NOTE_SAME, /* both are the same record */
                    COMPARE_NOTE_OTHER_SITE, /* so they are shown beside each other, not over each other */
                    COMPARE_NOTE_CHANGED_SITE,
                    COMPARE_NOTE_UNLIKE, /* one counts check-ins, the other, a simulation, people who are out */
                    COMPARE_NOTE_NO_GHOSTS, /* the other record holds no positions */
                    COMPARE_NOTE_CURVES /* a forecast is curves: nobody's way */
};

struct compare_side { /* owned; what the second plan is drawn with */
    struct scene scene;
    struct marker_set markers;
    struct motion motion;
    struct trail trail;
    struct density_course density;
    struct hazard_course hazard;
    struct tally tally;
};
struct compare {
    enum compare_kind kind;
    enum compare_way way;
    enum compare_site site;
    int same_record;
    int asked; /* 1: COMPARE_NOTE_NOTHING is shown */
    struct replay other; /* owned, as all below; of COMPARE_RECORD alone */
    struct view_state view; /* of the other */
    struct compare_side side;
    uint32_t *twins, *twins_back; /* by person of the first, of the second: the other's index, or SIBU_NONE */
    struct compare_late_list late;
    double most; /* persons: the difference's scale */
    int list_open; /* 1: the panel shows who was late */
    uint32_t list_first; /* first row shown */
    uint32_t go_to; /* a person to be brought into view once the moment is read, or SIBU_NONE */
};

/* Opens a comparison and hangs it at the view. `with`: the path of a record, or COMPARE_WORD_FORECAST, then it is on at
 * once; NULL: with the record's forecast where it has one, and off. With a record the clock of the view reaches over both.
 * Refuses what replay_open refuses, and a forecast that is not there. The caller closes it, after the picture. */
SIBU_MUST_USE enum sibu_status compare_open(struct compare *compare, const char *with, struct view_state *view,
                                            struct sibu_fault *fault);
void compare_close(struct compare *compare); /* all zero is allowed */

/* Below, `view` is the first record's; where nothing hangs at it, nothing is compared. */
int compare_is_on(const struct view_state *view);
int compare_lists(const struct view_state *view); /* the panel shows who was late */
enum compare_note compare_note_of(const struct view_state *view);
/* Over each other where that goes, else beside each other. */
void compare_overlay(struct compare *compare);
/* The other record, or NULL where there is none. */
const struct replay *compare_other(const struct view_state *view);
/* Does what was asked for. Returns 1 where something changed. */
int compare_do(struct view_state *view, enum action action);
/* Chooses the person of a row of the list and goes to the moment from which on the person is late. */
void compare_go(struct view_state *view, size_t row);
/* Brings the person who was gone to into view, once it is read where everybody is now. */
void compare_arrive(struct view_state *view, const struct motion_frame *now);

/* The second plan's part of a picture (compare_side.c): reads the other record for the view's moment (*behind
 * is set where a layer of it is not reckoned up to it) ... */
SIBU_MUST_USE enum sibu_status compare_read(struct view_state *view, size_t people_budget, int *behind,
                                            struct sibu_fault *fault);
/* ... and draws the plan into boxes->there, with the camera in step. The view's own cameras are placed already. */
SIBU_MUST_USE enum sibu_status compare_draw(struct canvas *canvas, struct view_state *view,
                                            const struct compare_boxes *boxes, struct sibu_fault *fault);
/* The other's people to be drawn over the first plan; all zero where they are not. */
struct ghosts compare_ghosts(const struct view_state *view);
/* Two plans beside each other have room for one floor each: of several (floors.h), the view goes back to one and says so. */
int compare_has_one_floor(const struct view_state *view);
void compare_keep_one_floor(struct view_state *view);
/* The plans' boxes: with two plans both halves of `plan`, else `here` is all of it; without what the captions take. */
struct compare_boxes compare_plans(const struct canvas *canvas, const struct view_state *view, struct raster_rect plan);
/* The margin around a fitted plan in such a box, pixels: less where a comparison leaves little room. */
int32_t compare_margin(const struct canvas *canvas, const struct view_state *view, const struct compare_boxes *boxes);
