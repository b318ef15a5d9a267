/* The numbers of the widgets, each kind with room for its many. */
#pragma once

enum widget_ids {
    WIDGET_TIMELINE = 1,
    WIDGET_SPEED,
    WIDGET_CLOSE_CARD,
    WIDGET_FOLLOW,
    WIDGET_CLOSE_SHEET,
    WIDGET_DIFFERENCE,
    WIDGET_COMPARE = 0x80, /* + 0..3: way, list, previous, next */
    WIDGET_NEXT_SHEET,
    WIDGET_LEGEND,
    WIDGET_CONTROLS = 0x100, /* + action */
    WIDGET_BANNER = 0x400, /* + action */
    WIDGET_ZOOM = 0x700, /* + action */
    WIDGET_LAYERS = 0xa00, /* + action */
    WIDGET_CURVES = 0xd00, /* + enum curves */
    WIDGET_LIVE = 0xe00, /* + action */
    WIDGET_FLOORS = 0x1000, /* + floor */
    WIDGET_TEACH = 0x4000, /* + action; + 0x80, + 0x100: the same elsewhere */
    WIDGET_NOTES = 0x5000, /* + note */
    WIDGET_SHEET = 0xf000, /* + entry of keys_table */
    WIDGET_ROWS = 0x10000, /* + row of the list of missing people */
    WIDGET_LATE_ROWS = 0x200000 /* + row of the list of who was late */
};
