/* Servers that are killed, as kill.c tests them: what runs, what is counted, what is checked.
 *
 * A run is one folder in which one server after the other lives. Each is a process of its own and dies by SIGKILL: at the
 * n-th call that reaches the disk (kill_tap.c), or at a moment of the wall clock.
 */
#pragma once
#include <stdatomic.h>
#include <stdint.h>

#include <sys/types.h>

#include "draw/plan.h"

/* Monday 2026-11-23, 08:00 in Shanghai. */
#define MORNING_US (INT64_C(1795392000) * 1000000)
#define TICK_US (INT64_C(60) * 1000000)

/* What parent and child share; it outlives the child. */
struct kill_shared {
    atomic_llong calls; /* of the disk, of all children */
    atomic_llong pages; /* of these: pwrite64 and fdatasync, which SQLite makes */
    _Atomic int64_t clock_us; /* of the child */
    /* What the others of a shared draw look at (kill_others.c). */
    atomic_int child; /* the server that they kill; 0: none */
    atomic_llong answers_left; /* so many answers from now on it dies; 0: it does not */
    atomic_int cut; /* enum kill_cut: at which point of that answer */
    atomic_llong cuts; /* servers that died so */
    /* The tick that a server opened last, and a sum over the thresholds that it has then. */
    _Atomic int64_t open_tick;
    atomic_ullong open_sum;
    atomic_llong looked_again; /* how often the sum was compared by another server than the one that opened the tick */
    atomic_int opener; /* that one */
};
/* The answer that a server dies at was given, and is kept where it came from: how much of it arrives? */
enum kill_cut { CUT_BEFORE, CUT_HALF, CUT_BEHIND, CUTS };

/* From when on the calls are counted. */
enum kill_from {
    FROM_OPENING, /* the server opens */
    FROM_TICK, /* it draws */
    FROM_BEGIN, /* a drill is certain to begin within two ticks */
    FROM_STOP, /* an officer ends a drill */
    FROM_CLOSE, /* a drill is about to be closed */
    FROM_LINK, /* a tick is open in a shared epoch */
    FROM_NEVER /* not at all: the server ends by itself, or the parent kills it */
};
struct kill_life {
    const struct plan *plan;
    const char *folder;
    struct kill_shared *shared;
    int64_t clock_us; /* where its clock begins */
    uint64_t seed; /* of what its officer does */
    enum kill_from from;
    int64_t call; /* then: at which call it dies */
    int is_half; /* 1: half of what that call would write is written */
    int quiet; /* 1: its officer asks for nothing, and it ends once no drill runs */
    int shared_draw; /* 1: the draw has others; they are waited for, in real time */
    int founds; /* 1: quiet, and to the first tick of a shared epoch */
};
/* kill_place.c: a folder of its own; in it a policy for a small site, whose drills are soon over. */
void kill_make_folder(char folder[64]);
void kill_write_policy(const char *folder, char path[4096]);
void kill_write_policy_with(const char *folder, const char *members, char path[4096]); /* ,"name":value */

/* kill_parent.c: lives in a child, which is killed after `wait_us` of real time (0: not so). Returns 1 where it was killed, by
 * whomever, 0 where it ended by itself; fails the test where it ended otherwise. */
int kill_live(const struct kill_life *life, int64_t wait_us);

/* kill_others.c: the others of a shared draw, in a process of their own, on the clock of the servers: a witness's desk and
 * a beacon that cannot sign. What they answer is written down in others.db before it leaves:
 *   answer(kind 'link' | 'round' | 'epoch', epoch, number (tick or round), size (of the head), body). */
struct kill_others {
    pid_t process;
    char policy[1200]; /* the member "proof", with a comma before it */
};
enum kill_mode { KILL_BOTH, KILL_WITNESS, KILL_BEACON, KILL_MODES };
void kill_others_open(struct kill_others *others, const char *folder, enum kill_mode mode, struct kill_shared *shared);
void kill_others_close(struct kill_others *others);

/* kill_life.c: lives, in the child. Ends the process: 0 by itself, 3 where a function failed. */
_Noreturn void kill_life(const struct kill_life *life);

/* kill_tap.c: counts the calls; arm: the n-th from now ends the process. */
struct kill_shared *kill_share(void); /* kept by whoever maps it, to the end of the program */
void kill_tap_open(struct kill_shared *shared);
void kill_tap_arm(int64_t call, int is_half);

/* kill_look.c: what a run's database said so far, row by row; what was seen once must be there unchanged ever after. */
struct kill_look;
struct kill_look *kill_look_open(const char *folder);
void kill_look_close(struct kill_look *look);
/* Reads a copy of the database, so that the next server finds it as the last one left it. */
void kill_look_again(struct kill_look *look);
int64_t kill_look_next_tick(const struct kill_look *look); /* 0: there are no rules yet */
int64_t kill_look_skips(const struct kill_look *look); /* rows "skip" */
int kill_look_is_there(const struct kill_look *look); /* 1: there is a database */
int kill_look_begun(const struct kill_look *look); /* 1: a drill is in the store and not in the ledger */
int64_t kill_look_number(const struct kill_look *look, const char *sql);

/* kill_check.c: everything, once the last server has ended by itself. */
void kill_check(const struct kill_look *look, const char *folder);
/* kill_check_shared.c: what must hold beside that in a draw with others, after each server. */
void kill_check_shared(const struct kill_look *look, const char *folder);
/* Ticks whose link was given, and has no row; of those that have one, how many were given more than once. */
int64_t kill_given(const struct kill_look *look);
int64_t kill_given_again(const struct kill_look *look);
