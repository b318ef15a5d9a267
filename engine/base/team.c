/* A team of threads. See team.h.
 *
 * Members wait for the number of the round to change: they look for a while, because rounds follow each other within
 * microseconds, and then sleep. The caller waits for the others in the same way.
 */
#include "base/team.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>

#include "sibu/memory.h"

#define LOOKS 4000 /* before one sleeps: some ten microseconds */
#define LOOKS_A_YIELD 500 /* between two offers to leave the core to somebody else */

struct team_member {
    struct team *team;
    pthread_t thread;
    unsigned number;
    atomic_uint next; /* of its own parts the first that nobody has taken */
    char apart[64]; /* members write to different lines of the cache */
};
struct team {
    unsigned members, running; /* running: threads that were made */
    struct team_member *list;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    atomic_uint round; /* counts up; the caller writes it with the mutex held */
    atomic_uint busy; /* members that are not done with the round */
    void (*work)(void *of, unsigned part); /* NULL: go home */
    void *of;
    unsigned parts;
};

static int looks_like(const atomic_uint *value, unsigned wanted)
{
    for (int i = 1; i <= LOOKS; i++) {
        if (atomic_load_explicit(value, memory_order_acquire) == wanted) {
            return 1;
        }
        if (i % LOOKS_A_YIELD == 0) {
            (void)sched_yield();
        }
    }
    return 0;
}

/* Returns once `value` is what is wanted. */
static void wait_until(struct team *team, const atomic_uint *value, unsigned wanted)
{
    if (looks_like(value, wanted)) {
        return;
    }
    (void)pthread_mutex_lock(&team->mutex);
    while (atomic_load(value) != wanted) {
        (void)pthread_cond_wait(&team->changed, &team->mutex);
    }
    (void)pthread_mutex_unlock(&team->mutex);
}

static void tell_all(struct team *team)
{
    (void)pthread_mutex_lock(&team->mutex);
    (void)pthread_cond_broadcast(&team->changed);
    (void)pthread_mutex_unlock(&team->mutex);
}

static unsigned first_part(const struct team *team, unsigned member)
{
    return (unsigned)((uint64_t)team->parts * member / team->members);
}

/* The member's own parts, then what others have left. */
static void do_parts(struct team *team, unsigned number)
{
    for (unsigned k = 0; k < team->members; k++) {
        unsigned whose = (number + k) % team->members, end = first_part(team, whose + 1), part;
        while ((part = atomic_fetch_add(&team->list[whose].next, 1)) < end) {
            team->work(team->of, part);
        }
    }
}

static void *member_main(void *argument)
{
    struct team_member *member = argument;
    struct team *team = member->team;
    for (unsigned round = 1;; round++) {
        wait_until(team, &team->round, round);
        if (!team->work) {
            return NULL;
        }
        do_parts(team, member->number);
        if (atomic_fetch_sub(&team->busy, 1) == 1) {
            tell_all(team);
        }
    }
}

static void begin_round(struct team *team, unsigned parts, void (*work)(void *of, unsigned part), void *of)
{
    team->work = work;
    team->of = of;
    team->parts = parts;
    for (unsigned i = 0; i < team->members; i++) {
        atomic_store_explicit(&team->list[i].next, first_part(team, i), memory_order_relaxed);
    }
    atomic_store(&team->busy, team->running);
    (void)pthread_mutex_lock(&team->mutex);
    atomic_fetch_add(&team->round, 1);
    (void)pthread_cond_broadcast(&team->changed);
    (void)pthread_mutex_unlock(&team->mutex);
}

void team_do(struct team *team, unsigned parts, void (*work)(void *of, unsigned part), void *of)
{
    if (!team) {
        for (unsigned part = 0; part < parts; part++) {
            work(of, part);
        }
        return;
    }
    begin_round(team, parts, work, of);
    do_parts(team, 0);
    wait_until(team, &team->busy, 0);
}

unsigned team_members(const struct team *team)
{
    return team ? team->members : 1;
}

struct team *team_open(unsigned members)
{
    struct team *team = sibu_array_new(1, sizeof *team);
    if (!team) {
        return NULL;
    }
    team->members = members;
    team->list = sibu_array_new(members, sizeof *team->list);
    if (!team->list || pthread_mutex_init(&team->mutex, NULL) != 0) {
        sibu_array_free(team->list);
        sibu_array_free(team);
        return NULL;
    }
    if (pthread_cond_init(&team->changed, NULL) != 0) {
        (void)pthread_mutex_destroy(&team->mutex);
        sibu_array_free(team->list);
        sibu_array_free(team);
        return NULL;
    }
    for (unsigned i = 1; i < members; i++) {
        team->list[i].team = team;
        team->list[i].number = i;
        if (pthread_create(&team->list[i].thread, NULL, member_main, &team->list[i]) != 0) {
            team_close(team);
            return NULL;
        }
        team->running++;
    }
    return team;
}

void team_close(struct team *team)
{
    if (!team) {
        return;
    }
    begin_round(team, 0, NULL, NULL);
    for (unsigned i = 1; i <= team->running; i++) {
        (void)pthread_join(team->list[i].thread, NULL);
    }
    (void)pthread_cond_destroy(&team->changed);
    (void)pthread_mutex_destroy(&team->mutex);
    sibu_array_free(team->list);
    sibu_array_free(team);
}
