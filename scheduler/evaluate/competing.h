/* How many have had an event, when another one keeps people from it: cumulative incidence (Aalen-Johansen).
 *
 * Who needs help will not check in on his own. Counted as censored he would be taken for somebody who may still come,
 * and 1 - S would promise more check-ins than there are people to make them; so the help call is an event of its own.
 *
 * Share of cause c: I_c(t) = sum over times up to t of S(before) events_c / at_risk, S that of either event. Aalen and
 * Johansen 1978. The variance by the delta method, Marubini and Valsecchi, Analysing Survival Data (1995), section 10.2:
 * Var I_c(t) = sum of (I_c(t) - I_c(u))^2 d / (n (n - d)) + S(before u)^2 d_c (n - d_c) / n^3
 *              - 2 (I_c(t) - I_c(u)) S(before u) d_c / n^2
 * over the times u up to t with n at risk, d events, d_c of them of cause c. Pure.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum competing_cause { COMPETING_CENSORED, COMPETING_EVENT, COMPETING_OTHER };

/* One person: what came at time_s, or nothing until then (censored). Seconds from 0, finite. */
struct competing_subject {
    double time_s;
    enum competing_cause cause;
};

struct competing_incidence {
    double share; /* who have had it by now, in [0, 1] */
    double error; /* standard error */
    double low,
        high; /* 95 % band, log(-log) form: share ^ exp(+-1.96 error / (share ln share)); the share where 0 or 1 */
};

/* From one time of either event on, until the next. */
struct competing_step {
    double time_s;
    uint32_t at_risk, events, others;
    double waiting; /* neither has come; waiting + event.share + other.share = 1 */
    struct competing_incidence event, other;
};

/* Sorts the subjects by time and fills steps[] (as many as there are subjects at most). Returns how many steps. */
size_t competing_curve(struct competing_subject *subjects, size_t count, struct competing_step *steps);
