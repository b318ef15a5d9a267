/* The members of a forecast document: its first runs, each with how many persons had done what by a few times. Inside
 * forecast/ only; read by sibu_members_read.
 *
 *   "members":{"t_s":[0,20,..],"runs":200,"place_runs":58,"acknowledged":["0 3 1",..],"out":[..],"checked_in":[..],
 *              "exits":[{"id":"X1","runs":["0 0 2",..]},..],"zones":[..]}
 *
 * A run is a string: how many persons more there are at each time than at the one before, the zeros at its end left out.
 * Bounded: at most SIBU_MEMBERS_MAX runs, MEMBER_POINTS_MAX times, and about MEMBER_COUNTS_MAX counts in all.
 */
#pragma once
#include "sibu/forecast_document.h"

#define MEMBER_POINTS_MAX 41u
#define MEMBER_COUNTS_MAX 200000u
#define MEMBER_PLACES_MAX 4096u /* with more there are none by place */
#define MEMBER_RUNS_LEAST 20u /* fewer by place are worth nothing: then there are none */

/* Appends ,"members":{...}; nothing where the ensemble has no runs or curves of at least two points. */
void members_write(struct sibu_text *out, const struct sibu_ensemble *ensemble, const struct sibu_ensemble_def *def);
