/* What a trainer works with over the picture: notes and the one being written, the ruler, presentation, and the lines
 * that say how something went. Part of the view state; changed by actions, without a window or SDL.
 *
 * Pictures and films need files and time: they are only asked for here (`errand`), and made by errand.h.
 */
#pragma once
#include "view/curves.h"
#include "view/keys.h"
#include "view/line_edit.h"
#include "view/notes.h"
#include "view/ruler.h"

#define TEACH_SAID_BYTES 640
#define TEACH_SAID_S 6.0 /* how long a line stays on the screen */
#define TEACH_SPOKEN_S 6.0 /* how long the words of a note stay over the plan, drill seconds at speed 1 */

struct view_state;

struct teach {
    struct notes notes;
    uint32_t note; /* the one gone to last, or SIBU_NONE */
    int list_open;
    uint32_t list_first;
    int editing; /* words are being typed */
    uint32_t edited; /* the note they are for; SIBU_NONE: a new one */
    double edit_time_s; /* its moment */
    struct line_edit edit;
    struct ruler ruler;
    int presenting; /* no panels */
    enum curves curves_aside; /* that were beside the plan before a presentation began */
    enum action
        errand; /* asked for and not done yet: ACTION_SNAPSHOT, ACTION_SNAPSHOT_VECTOR, ACTION_FILM; else NONE */
    int filming;
    size_t filmed, film_count; /* pictures of the film under way */
    char said[SIBU_LANGUAGES][TEACH_SAID_BYTES]; /* the line on the screen; "": none */
    double said_left_s;
    int still; /* 1: this picture is for a file, without what belongs to the screen alone */
};

void teach_open(struct teach *teach);
void teach_close(struct teach *teach);
/* Reads the notes beside the record. Where they cannot be read, `fault` says why and the rest works. */
SIBU_MUST_USE enum sibu_status teach_read_notes(struct teach *teach, const char *record, struct sibu_fault *fault);

/* Does what was asked for; 1 where it was one of these actions. May move view->playback. */
int teach_do(struct view_state *view, enum action action);
/* Closes what is uppermost of these; 0 where nothing was open. */
int teach_close_uppermost(struct teach *teach);
/* Begins or ends a presentation. It begins without curves, which can be asked for; if none were, those from before come back
 * at its end. */
void teach_present(struct view_state *view, int on);
/* Goes to the moment of a note and chooses it. */
void teach_go_to(struct view_state *view, uint32_t note);

/* Puts a line on the screen for TEACH_SAID_S: a sentence with {0} filled in, or a fault. */
void teach_say(struct teach *teach, enum sibu_say_id sentence, const char *value);
void teach_say_fault(struct teach *teach, const struct sibu_fault *fault);
/* real_s have passed; 1 where a line is gone now. */
int teach_tick(struct teach *teach, double real_s);
