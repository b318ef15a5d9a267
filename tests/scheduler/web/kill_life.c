/* The life of a server in its own process, on a clock that it moves by itself, with an officer who asks for drills. See
 * kill.h. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "draw/book_part.h"
#include "kill.h"
#include "sibu/random.h"
#include "web/server_state.h"

#define STEP_US (TICK_US / 3)
#define STEPS_MAX 900
#define QUIET_STEPS_MAX 60000 /* a quiet life ends when all is over, and on a busy machine a forecast takes its time */
#define FORECAST_REST_US 10000
#define LINK_REST_US 1000
#define LINK_RESTS_MAX 400
#define AGREE_RESTS_MAX 5000
#define GRACE_US (INT64_C(60) * 1000000) /* from a drill's end to its close */

struct living {
    const struct kill_life *life;
    struct server *server;
    struct clock clock;
    struct sibu_pcg64 officer;
    struct drill_view view; /* as it was before the step */
    struct sibu_arena arena; /* of the view */
    int is_armed;
};

static void demand(enum sibu_status status, const struct sibu_fault *fault)
{
    if (status != SIBU_OK) {
        (void)fprintf(stderr, "%s: %s\n", fault->place, fault->what[SIBU_EN]);
        _exit(3);
    }
}

/* What may be refused (SIBU_NO), but not fail. */
static void ask(enum sibu_status status, const struct sibu_fault *fault)
{
    demand(status == SIBU_NO ? SIBU_OK : status, fault);
}

static int chance(struct living *living, uint64_t percent)
{
    return sibu_pcg64_below(&living->officer, 100) < percent;
}

static void arm(struct living *living, enum kill_from from)
{
    if (living->life->from == from && !living->is_armed) {
        living->is_armed = 1;
        kill_tap_arm(living->life->call, living->life->is_half);
    }
}

static void look(struct living *living)
{
    struct sibu_fault fault = {0};
    sibu_arena_clear(&living->arena);
    demand(drill_look(server_drill(living->server), NULL, &living->arena, &living->view, &fault), &fault);
}

static void end_drill(struct living *living)
{
    static const enum drill_state HOWS[] = {DRILL_ALL_CLEAR, DRILL_ABORT, DRILL_REAL_EMERGENCY};
    struct sibu_fault fault = {0};
    enum drill_state how = HOWS[sibu_pcg64_below(&living->officer, 3)];
    arm(living, FROM_STOP);
    ask(drill_stop(server_drill(living->server), &(struct drill_end){NULL, how, "officer"}, &fault), &fault);
}

static void want_drill(struct living *living)
{
    struct sibu_fault fault = {0};
    double bits = 0.0;
    if (chance(living, 10)) {
        arm(living, FROM_BEGIN);
        ask(server_now(living->server, "", &fault), &fault);
    } else if (chance(living, 50)) {
        arm(living, FROM_BEGIN);
        ask(server_surprise(living->server, "", 60, &bits, &fault), &fault);
    } else {
        ask(server_surprise(living->server, "", 1200, &bits, &fault), &fault);
    }
}

static void act(struct living *living)
{
    look(living);
    if (!living->view.running) {
        if (chance(living, 25)) {
            want_drill(living);
        }
    } else if (chance(living, drill_state_ended(living->view.state) ? 2 : 15)) {
        end_drill(living);
    }
}

static void step_server(struct living *living)
{
    struct server_news news;
    struct sibu_fault fault = {0};
    demand(server_step(living->server, &news, &fault), &fault);
}

static const struct book *book_of(const struct living *living)
{
    return living->server->book;
}

/* The thresholds of the tick that is open are those of its row, in this server and in every later one, whatever is asked for
 * meanwhile. */
static void check_thresholds(const struct living *living)
{
    struct kill_shared *shared = living->life->shared;
    const struct book *book = book_of(living);
    unsigned long long sum = 14695981039346656037u;
    for (uint32_t i = 0; i < book->rules->unit_count; i++) {
        sum = (sum ^ book->outcomes[i].threshold ^ (uint64_t)book->outcomes[i].gate) * 1099511628211u;
    }
    if (atomic_load(&shared->open_tick) != book->opened.tick) {
        atomic_store(&shared->open_sum, sum);
        atomic_store(&shared->open_tick, book->opened.tick);
        atomic_store(&shared->opener, (int)getpid());
    } else if (atomic_load(&shared->open_sum) != sum) {
        (void)fprintf(stderr, "tick %lld: the thresholds are not those that it was opened with\n",
                      (long long)book->opened.tick);
        _exit(3);
    }
    atomic_fetch_add(&shared->looked_again, atomic_load(&shared->opener) != (int)getpid());
}

/* Others take real time to agree to an epoch and to give links: meanwhile the clock stands. */
static void wait_for_others(struct living *living)
{
    for (int i = 0; i < AGREE_RESTS_MAX && living->server->proof.plans; i++) {
        clock_rest(LINK_REST_US);
        step_server(living);
    }
    for (int i = 0; i < LINK_RESTS_MAX && book_turn(book_of(living)) == BOOK_TURN_LINK; i++) {
        check_thresholds(living);
        arm(living, FROM_LINK);
        if (i == 0 && !living->life->quiet && chance(living, 40)) {
            want_drill(living);
            check_thresholds(living);
        }
        clock_rest(LINK_REST_US);
        step_server(living);
    }
}

static void step(struct living *living)
{
    int64_t now_us = clock_now_us(&living->clock);
    look(living);
    if (living->view.running && drill_state_ended(living->view.state) && now_us - living->view.end_us >= GRACE_US) {
        arm(living, FROM_CLOSE);
        clock_rest(FORECAST_REST_US); /* what the drill waits for now is its forecast, which takes real time */
    }
    atomic_store(&living->life->shared->clock_us, now_us);
    step_server(living);
    if (living->life->shared_draw) {
        wait_for_others(living);
    }
}

static int is_over(struct living *living, int steps)
{
    const struct book_counts *counts = book_counts(book_of(living));
    if (living->life->founds) {
        return counts->witnessed + counts->beaconed + counts->both > 0;
    }
    if (!living->life->quiet) {
        return 0;
    }
    look(living);
    return !living->view.running && steps > 10 && book_turn(book_of(living)) != BOOK_TURN_LINK;
}

static void open_server(struct living *living)
{
    struct sibu_fault fault = {0};
    struct server_def def = {
        .plan = living->life->plan, .clock = &living->clock, .folder = living->life->folder, .address = "127.0.0.1"};
    arm(living, FROM_OPENING);
    demand(server_open(&living->server, &def, &fault), &fault);
    arm(living, FROM_TICK);
}

_Noreturn void kill_life(const struct kill_life *life)
{
    static const uint8_t KEY[32] = {0};
    struct living living = {.life = life};
    int over = 0;
    (void)signal(SIGSEGV, SIG_DFL); /* cmocka would let the child go on as the test */
    (void)signal(SIGABRT, SIG_DFL);
    kill_tap_open(life->shared);
    atomic_store(&life->shared->child, (int)getpid());
    clock_init_standing(&living.clock, life->clock_us);
    atomic_store(&life->shared->clock_us, life->clock_us);
    sibu_pcg64_open(&living.officer, KEY, "officer", life->seed);
    open_server(&living);
    for (int i = 0; i < (life->quiet ? QUIET_STEPS_MAX : STEPS_MAX) && !over; i++) {
        step(&living);
        over = is_over(&living, i);
        if (!life->quiet) {
            act(&living);
        }
        clock_set_us(&living.clock, clock_now_us(&living.clock) + STEP_US);
    }
    atomic_store(&life->shared->child, 0);
    server_close(living.server);
    _exit(0);
}
