/* The program sibu: catches Ctrl-C for the command that runs, and leaves the rest to the table. */
#include <signal.h>
#include <string.h>

#include "command/command.h"

/* The one thing that a signal may change: how often the user has asked to stop. */
static volatile sig_atomic_t stop_asked;

static void ask_to_stop(int number)
{
    (void)number;
    stop_asked = stop_asked + 1;
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
    return command_main(argc, argv, &stop_asked);
}
