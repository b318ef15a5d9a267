/* The signs on buttons: a few polygons each, drawn at any size.
 */
#pragma once
#include "view/raster.h"

enum icon {
    ICON_NONE,
    ICON_PLAY,
    ICON_PAUSE,
    ICON_REVERSE,
    ICON_START,
    ICON_END,
    ICON_PREVIOUS,
    ICON_NEXT,
    ICON_BACK,
    ICON_FORWARD,
    ICON_PLUS,
    ICON_MINUS,
    ICON_FIT,
    ICON_THEME,
    ICON_FULL_SCREEN,
    ICON_CLOSE,
    ICON_UP,
    ICON_DOWN,
    ICON_WARNING,
    ICON_FOLLOW,
    ICON_TRAIL,
    ICON_DENSITY,
    ICON_HAZARD,
    ICON_NOTE,
    ICON_NOTES,
    ICON_EDIT,
    ICON_RULER,
    ICON_SNAPSHOT,
    ICON_VECTOR,
    ICON_FILM,
    ICON_STOP,
    ICON_PRESENT,
    ICON_FLOORS,
    ICON_CURVES,
    ICON_AIMS,
    ICON_SOUND,
    ICON_SOUND_OFF,
    ICONS
};

/* In the middle of the box, as large as it allows. */
void icon_draw(struct raster *raster, struct raster_rect box, enum icon icon, uint32_t colour);
