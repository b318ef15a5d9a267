/* See drawing_look.h. The colours are those of html_style.c in print. */
#include "report/drawing_look.h"

static const struct drawing_look LOOKS[DRAWING_ROLES] = {
    [DRAWING_PLAIN] = {"", "none", "none", 1.0, 1.0, 1.0, ""},
    [DRAWING_GRID] = {"grid", "none", "#dddddd", 1.0, 1.0, 1.0, ""},
    [DRAWING_TICK] = {"tick", "none", "#444444", 1.0, 1.0, 1.0, ""},
    [DRAWING_LIMIT] = {"limit", "none", "#444444", 1.0, 1.0, 1.0, "3 4"},
    [DRAWING_CURVE] = {"curve", "none", "#000000", 1.0, 1.0, 2.0, ""},
    [DRAWING_BAND] = {"band", "#000000", "none", 0.2, 1.0, 1.0, ""},
    [DRAWING_MIDDLE] = {"middle", "none", "#000000", 1.0, 0.75, 1.0, ""},
    [DRAWING_TRACK] = {"track", "#dddddd", "none", 1.0, 1.0, 1.0, ""},
    [DRAWING_MARK] = {"mark", "#000000", "none", 1.0, 1.0, 1.0, ""},
    [DRAWING_GROUND] = {"ground", "#ffffff", "none", 1.0, 1.0, 1.0, ""},
    [DRAWING_WALLS] = {"walls", "none", "#777777", 1.0, 1.0, 1.0, ""},
    [DRAWING_ZONE] = {"zone", "none", "none", 0.93, 1.0, 1.0, ""},
    [DRAWING_ZONE_EMPTY] = {"zone empty", "none", "none", 0.93, 1.0, 1.0, ""},
    [DRAWING_HAZARD] = {"hazard", "none", "none", 0.85, 1.0, 1.0, ""},
    [DRAWING_MUSTER] = {"muster", "#009E73", "#009E73", 0.16, 1.0, 1.0, "12 6"},
    [DRAWING_EXIT] = {"exit", "none", "#009E73", 1.0, 1.0, 1.0, ""},
    [DRAWING_ORIGIN] = {"origin", "none", "none", 1.0, 1.0, 1.0, ""},
    [DRAWING_RING] = {"", "#ffffff", "#D55E00", 0.75, 1.0, 1.0, ""},
    [DRAWING_STROKES] = {"", "none", "#D55E00", 1.0, 1.0, 1.0, ""},
    [DRAWING_LOST] = {"lost", "none", "none", 1.0, 1.0, 1.0, ""},
    [DRAWING_SIGN] = {"sign", "#009E73", "#ffffff", 1.0, 1.0, 1.0, ""},
    [DRAWING_WAY] = {"way", "#ffffff", "none", 1.0, 1.0, 1.0, ""},
    [DRAWING_EDGE] = {"edge", "none", "#ffffff", 1.0, 1.0, 1.0, ""},
    [DRAWING_CROSS] = {"cross", "none", "#c1121f", 1.0, 1.0, 1.0, ""},
    [DRAWING_LABEL] = {"label", "#000000", "none", 1.0, 1.0, 1.0, ""},
    [DRAWING_STRONG] = {"label strong", "#000000", "#ffffff", 1.0, 1.0, 0.6, ""},
    [DRAWING_TICKS_TEXT] = {"", "#000000", "none", 1.0, 1.0, 1.0, ""},
    [DRAWING_NUMBER] = {"no", "#101820", "#ffffff", 1.0, 0.8, 0.22, ""},
    [DRAWING_NUMBER_LIGHT] = {"no light", "#ffffff", "#101820", 1.0, 0.69, 0.22, ""},
    [DRAWING_NUMBER_FAINT] = {"no faint", "#444444", "#ffffff", 1.0, 0.8, 0.22, ""},
    [DRAWING_MUSTER_ID] = {"no muster-id", "#00795a", "none", 1.0, 1.0, 1.0, ""},
    [DRAWING_WHEN] = {"no when", "#c1121f", "#ffffff", 1.0, 0.8, 0.22, ""},
};

const struct drawing_look *drawing_look(enum drawing_role role)
{
    return &LOOKS[role < DRAWING_ROLES ? role : DRAWING_PLAIN];
}
