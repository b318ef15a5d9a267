/* What is asked for in a window and leaves files: pictures, and a film that is made while the window goes on. How it
 * went is told on the screen (teach_say). One thread; SIGPIPE must be ignored.
 */
#pragma once
#include "view/film.h"
#include "view/picture.h"
#include "view/side_file.h"

struct errands { /* all zero: nothing under way. Must stay where it is in memory */
    int filming;
    struct easel easel; /* owned while filming: the film is drawn beside what the window shows */
    struct arguments arguments;
    struct film film;
    char record[SIDE_FILE_PATH_MAX], path[SIDE_FILE_PATH_MAX];
};

/* Does what view->teach.errand asks for, after a picture was drawn. Returns 1 where the picture must be drawn anew. */
int errands_do(struct errands *errands, struct picture *picture, struct view_state *view);
/* Draws the next picture of the film, if one is under way; likewise. The film shows the record from the moment on at
 * which it was asked for, at the speed, with the layers, the floors, the curves, the comparison, the camera and the size that the window had
 * then. */
int errands_step(struct errands *errands, struct view_state *view);
/* Ends the film; what there is of it is kept. */
void errands_close(struct errands *errands, struct view_state *view);
