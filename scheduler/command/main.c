/* The program sibu: catches signals for the command that runs, and leaves the rest to the table. */
#include <signal.h>
#include <string.h>

#include "command/command.h"

/* What a signal may change: how often the user has asked to stop, and how often to read again what may be read again. */
static volatile sig_atomic_t stop_asked;
static volatile sig_atomic_t renewal_asked;

static void ask_to_stop(int number)
{
    (void)number;
    stop_asked = stop_asked + 1;
}

static void ask_to_renew(int number)
{
    (void)number;
    renewal_asked = (renewal_asked + 1) % 1000;
}

static void catch_signals(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = ask_to_stop;
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    action.sa_handler = SIG_IGN;
    (void)sigaction(SIGPIPE, &action, NULL);
}

int main(int argc, char **argv)
{
    catch_signals();
    const struct command_signals signals = {&stop_asked, &renewal_asked, ask_to_renew};
    return command_main(argc, argv, &signals);
}
