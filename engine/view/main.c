/* sibu-view: see an evacuation again. Catches signals, parses, calls, says what went wrong, exits. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/arguments.h"
#include "view/program.h"

static volatile sig_atomic_t stop_asked;

static void ask_to_stop(int number)
{
    (void)number;
    stop_asked = 1;
}

/* What takes long and leaves files is ended in order by Ctrl-C. */
static void catch_signals(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = ask_to_stop;
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

int main(int argc, char **argv)
{
    struct arguments arguments;
    struct sibu_fault fault = {0};
    const char *locale = arguments_locale(getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG"));
    enum sibu_status status = arguments_read(&arguments, argc, argv, locale, &fault);
    (void)signal(SIGPIPE, SIG_IGN); /* a film's encoder may end before it has all pictures */
    if (status == SIBU_OK) {
        if (program_heeds_signals(&arguments)) {
            catch_signals();
        }
        status = program_run(&arguments, &stop_asked, &fault);
    }
    if (status != SIBU_OK) {
        fprintf(stderr, "%s: %s\n", fault.place, fault.what[arguments.language]);
    }
    return sibu_fault_exit_status(status);
}
