/* The constants of the law by which everybody walks. Inside crowd/ only; parameters.c tells the world of them.
 */
#pragma once
#include "crowd/crowd.h" /* CROWD_KEPT and CROWD_SUBSTEP_S belong to it too */

#define SUBSTEP_MAX_S 0.25f /* no step is longer */
#define SIGHT_M 1.5f /* others further off make no difference to the speed */
#define TIME_GAP_S 0.8f /* T, calibrated on Weidmann (1993): from 2 to 5 persons/m2 within 0.01 m/s */
#define STAIR_TIME_GAP_S 1.0f /* T on stairs: one does not tread on the step of who is ahead */
/* T of who passes a door or an exit: doors let through about 1.9 persons/m/s (Kretz 2006, Seyfried 2009), and corridors
 * carry 1.2 at most (Weidmann 1993). */
#define DOOR_TIME_GAP_S 0.35f
#define CREEP_M_PER_S 0.35f
#define STRIP 0.85f /* share of the reach to either side of the heading in which somebody is ahead */
#define BUFFER_M 0.05f /* one stops so far behind somebody who goes first */
