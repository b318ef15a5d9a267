/* The colours of plans: green for safety signs (ISO 3864-4), tints that stay apart for colour-blind eyes. */
#pragma once
#include "sibu/site.h"

#define COLOUR_PAPER 0xffffffffu
#define COLOUR_INK 0xff17202au
#define COLOUR_FAINT 0xff5a6673u
#define COLOUR_SOLID 0xffd5dbe1u
#define COLOUR_WALL 0xff414d5au
#define COLOUR_GROUND 0xfffbfcfcu
#define COLOUR_FRAME 0xffc3cbd3u
#define COLOUR_ZONE_EDGE 0x80414d5au
#define COLOUR_DOOR 0xff9a5b13u
#define COLOUR_STAIR 0xffe8ecf0u
#define COLOUR_STAIR_LINE 0xff7d8a97u
#define COLOUR_SAFE 0xff00803cu
#define COLOUR_SAFE_TINT 0x3000803cu
#define COLOUR_ALARM 0xffc8102eu

extern const uint32_t COLOUR_OF_USE[]; /* by enum sibu_use */
