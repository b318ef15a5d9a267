/* sibu serve as it would run some time from now: the same server on a clock that is ahead and may run fast. It closes a
 * drill, which takes a minute after its end, in a second, and lets an alert expire. For tests; ends when its standard input does.
 *
 * Usage: serve_later POLICY DATA PORT AHEAD_S SPEED [CHANNELS]
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "draw/plan.h"
#include "notify/channels.h"
#include "web/server.h"

#define STEP_US 20000

static int tell(const struct sibu_fault *fault)
{
    (void)fprintf(stderr, "%s: %s\n", fault->place, fault->what[SIBU_EN]);
    return 3;
}

/* Whether whoever started this is done with it. */
static int is_over(void)
{
    struct pollfd input = {.fd = 0, .events = POLLIN};
    return poll(&input, 1, 0) != 0;
}

static void run(struct server *server)
{
    struct server_news news;
    struct sibu_fault fault;
    (void)printf("{\"url\":\"%s\"}\n", server_base_url(server));
    (void)fflush(stdout);
    while (!is_over()) {
        if (server_step(server, &news, &fault) != SIBU_OK) {
            (void)tell(&fault);
        }
        clock_rest(STEP_US);
    }
}

int main(int count, char **arguments)
{
    struct sibu_fault fault = {0};
    struct plan *plan = NULL;
    struct server *server = NULL;
    struct channels *channels = NULL;
    struct clock clock;
    if (count != 6 && count != 7) {
        (void)fprintf(stderr, "usage: serve_later POLICY DATA PORT AHEAD_S SPEED [CHANNELS]\n");
        return 2;
    }
    clock_init_real(&clock);
    clock_set_us(&clock, clock_now_us(&clock) + (int64_t)(strtod(arguments[4], NULL) * 1e6));
    clock_set_speed(&clock, strtod(arguments[5], NULL));
    enum sibu_status status = plan_open(&plan, arguments[1], &fault);
    if (status == SIBU_OK && count == 7) {
        status = channels_open(&channels, arguments[6], &fault);
    }
    if (status == SIBU_OK) {
        struct server_def def = {.plan = plan,
                                 .clock = &clock,
                                 .channels = channels,
                                 .folder = arguments[2],
                                 .address = "127.0.0.1",
                                 .port = (uint16_t)strtoul(arguments[3], NULL, 10)};
        status = server_open(&server, &def, &fault);
    }
    if (status == SIBU_OK) {
        run(server);
    }
    server_close(server);
    clock_clear(&clock);
    channels_close(channels);
    plan_close(plan);
    return status == SIBU_OK ? 0 : tell(&fault);
}
