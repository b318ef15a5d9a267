/* The shared clock: see clock.h. Depends on the kernel's clocks only.
 *
 * Invariant: time = base_us + (monotonic now - base_monotonic_us) * speed; every change of time or speed first moves the
 * base to now, so the clock never jumps but where it is set by hand.
 */
#include "base/clock.h"

#include <errno.h>
#include <time.h>

static int64_t read_clock_us(clockid_t id)
{
    struct timespec now;
    if (clock_gettime(id, &now) != 0) {
        return 0; /* cannot happen for the two clocks asked for here */
    }
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_world_us(void)
{
    return read_clock_us(CLOCK_REALTIME);
}

int64_t clock_monotonic_us(void)
{
    return read_clock_us(CLOCK_MONOTONIC);
}

static void init(struct clock *clock, int64_t time_us, double speed)
{
    pthread_mutex_init(&clock->mutex, NULL);
    clock->base_us = time_us;
    clock->base_monotonic_us = clock_monotonic_us();
    clock->speed = speed;
}

void clock_init_real(struct clock *clock)
{
    init(clock, read_clock_us(CLOCK_REALTIME), 1.0);
}

void clock_init_standing(struct clock *clock, int64_t time_us)
{
    init(clock, time_us, 0.0);
}

void clock_clear(struct clock *clock)
{
    pthread_mutex_destroy(&clock->mutex);
}

/* The time now; the caller holds the mutex. */
static int64_t time_of(const struct clock *clock, int64_t monotonic_us)
{
    return clock->base_us + (int64_t)((double)(monotonic_us - clock->base_monotonic_us) * clock->speed);
}

int64_t clock_now_us(struct clock *clock)
{
    pthread_mutex_lock(&clock->mutex);
    int64_t now_us = time_of(clock, clock_monotonic_us());
    pthread_mutex_unlock(&clock->mutex);
    return now_us;
}

void clock_set_us(struct clock *clock, int64_t time_us)
{
    pthread_mutex_lock(&clock->mutex);
    clock->base_us = time_us;
    clock->base_monotonic_us = clock_monotonic_us();
    pthread_mutex_unlock(&clock->mutex);
}

void clock_set_speed(struct clock *clock, double speed)
{
    pthread_mutex_lock(&clock->mutex);
    int64_t monotonic_us = clock_monotonic_us();
    clock->base_us = time_of(clock, monotonic_us);
    clock->base_monotonic_us = monotonic_us;
    clock->speed = speed;
    pthread_mutex_unlock(&clock->mutex);
}

double clock_speed(struct clock *clock)
{
    pthread_mutex_lock(&clock->mutex);
    double speed = clock->speed;
    pthread_mutex_unlock(&clock->mutex);
    return speed;
}

int64_t clock_real_us_until(struct clock *clock, int64_t time_us)
{
    pthread_mutex_lock(&clock->mutex);
    int64_t left_us = time_us - time_of(clock, clock_monotonic_us());
    double speed = clock->speed;
    pthread_mutex_unlock(&clock->mutex);
    if (left_us <= 0) {
        return 0;
    }
    if (speed <= 0.0) {
        return INT64_MAX;
    }
    double real_us = (double)left_us / speed;
    return real_us < 9e18 ? (int64_t)real_us + 1 : INT64_MAX;
}

void clock_rest(int64_t real_us)
{
    if (real_us <= 0) {
        return;
    }
    struct timespec rest = {.tv_sec = real_us / 1000000, .tv_nsec = (long)(real_us % 1000000) * 1000};
    (void)nanosleep(&rest, NULL); /* cut short by a signal: the caller looks at its stop flag sooner */
}
