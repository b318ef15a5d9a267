/* The clock that a server, a drill and simulated phones share: UTC in microseconds, which may run faster or stand still.
 *
 * A clock in service runs at speed 1 from the kernel's time, carried on by the monotonic clock (so that it never goes
 * back). A demonstration's clock is set by hand while the day passes, and runs at its speed once the drill starts.
 * Thread safe: all functions may be called from any thread.
 */
#pragma once
#include <pthread.h>
#include <stdint.h>

struct clock {
    pthread_mutex_t mutex;
    int64_t base_us; /* the clock's time at base_monotonic_us */
    int64_t base_monotonic_us;
    double speed; /* clock seconds a second, 0 stands still */
};

void clock_init_real(struct clock *clock); /* the kernel's UTC now, speed 1 */
void clock_init_standing(struct clock *clock, int64_t time_us); /* stands at the time given */
void clock_clear(struct clock *clock);
int64_t clock_now_us(struct clock *clock);
void clock_set_us(struct clock *clock, int64_t time_us);
void clock_set_speed(struct clock *clock, double speed);
double clock_speed(struct clock *clock);
/* How many real microseconds pass until the clock shows time_us: 0 when it already does, INT64_MAX when it stands. */
int64_t clock_real_us_until(struct clock *clock, int64_t time_us);
/* The kernel's UTC, whatever a clock of ours shows: for what others check by their own clocks. */
int64_t clock_world_us(void);
/* The monotonic clock of the kernel, in microseconds: for durations of real work. */
int64_t clock_monotonic_us(void);
/* Sleeps at most real_us microseconds of real time. */
void clock_rest(int64_t real_us);
