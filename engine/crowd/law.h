/* The constants of the law by which everybody walks. Inside crowd/ only; parameters.c tells the world of them.
 */
#pragma once
#include "crowd/crowd.h" /* CROWD_KEPT and CROWD_SUBSTEP_MAX_S belong to it too */

#define SIGHT_M 1.5f /* others further off make no difference to the speed */
#define TIME_GAP_S 0.7f /* T, calibrated on Weidmann (1993) and on 1.3 to 2.3 persons/m/s through doors */
#define CREEP_M_PER_S 0.35f
#define STRIP 0.85f /* share of the reach to either side of the heading in which somebody is ahead */
#define BUFFER_M 0.05f /* one stops so far behind somebody who goes first */
