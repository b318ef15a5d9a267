/* What the viewer is showing, apart from how it is drawn: the moment, the floor, the cameras, what is chosen and open.
 * Actions of keys and buttons change it here, without a window, so that a test can press them.
 *
 * One thread.
 */
#pragma once
#include "view/camera.h"
#include "view/curves.h"
#include "view/floors.h"
#include "view/keys.h"
#include "view/layers.h"
#include "view/live_show.h"
#include "view/playback.h"
#include "view/replay.h"
#include "view/tally.h"
#include "view/teach.h"
#include "view/theme.h"

struct compare;
struct view_state {
    struct replay *replay; /* not owned */
    struct playback playback;
    struct camera *cameras; /* owned; one a floor */
    uint32_t *floors_up; /* owned; floors by elevation, lowest first */
    uint32_t floor; /* shown, or of those shown the one chosen; index in the site */
    enum floors_mode floors;
    struct floors_cell cells[FLOORS_SHOWN_MAX]; /* where the floors stand, since view_state_place */
    size_t cell_count;
    struct raster_rect plan; /* all of them together */
    enum sibu_language language;
    enum theme_kind theme;
    uint32_t chosen; /* person in the replay, or SIBU_NONE */
    struct layers layers;
    struct compare *compare; /* not owned; what it is compared with (compare.h); NULL: with nothing */
    enum curves curves; /* beside the plan */
    struct live_show live;
    uint32_t list_first; /* first row shown of the list of missing people */
    struct teach teach; /* owned; notes, ruler, presentation */
    int help_open; /* the page of the sheet of keys, from 1; 0: closed */
    int help_pages; /* how many it has in this window */
    int full_screen; /* wanted; the window follows */
    int quit;
};

/* Opens at T0 (or the record's start), on the floor of the hazard's origin, else on the lowest with an exit. The caller
 * closes it. */
SIBU_MUST_USE enum sibu_status view_state_open(struct view_state *view, struct replay *replay,
                                               struct sibu_fault *fault);
void view_state_close(struct view_state *view);
/* Places the plan: cameras follow the window; those of several floors go along with that of the chosen one. */
void view_state_place(struct view_state *view, struct raster_rect plan, int32_t margin_px);
/* Does what was asked for. `tally` says who is missing now (for the next person). Returns 1 where something changed. */
int view_state_do(struct view_state *view, enum action action, const struct tally *tally);
/* Chooses a person (SIBU_NONE: nobody); with a place known from `now`, floor and camera go there. */
void view_state_choose(struct view_state *view, uint32_t person, const struct motion_frame *now);
/* Which floor is seen at a pixel; SIBU_NONE outside the plan. */
uint32_t view_state_floor_at(const struct view_state *view, int32_t x, int32_t y);
/* Sets how floors are shown (view_floors.c). Cameras see all there is again. */
void view_state_set_floors(struct view_state *view, enum floors_mode mode);
/* What there is to see of a floor, m; never empty. */
struct sibu_box view_state_box(const struct sibu_site *site, uint32_t floor);
struct camera *view_state_camera(struct view_state *view);
/* The index in floors_up of the floor that is shown. */
uint32_t view_state_level(const struct view_state *view);
