/* sibu-view: see an evacuation again. Parses, calls, says what went wrong, exits. */
#include <stdio.h>
#include <stdlib.h>

#include "sibu/catalogue.h"
#include "view/arguments.h"
#include "view/snapshot.h"
#include "view/view.h"

static enum sibu_status run(const struct arguments *arguments, struct sibu_fault *fault)
{
    if (arguments->help) {
        fputs(sibu_say(arguments->language, SIBU_SAY_VIEW_USAGE), stdout);
        return SIBU_OK;
    }
    if (arguments->version) {
        printf("sibu-view %s\n", arguments_version());
        return SIBU_OK;
    }
    return arguments->snapshot_count > 0 ? snapshot_run(arguments, fault) : view_run(arguments, fault);
}

int main(int argc, char **argv)
{
    struct arguments arguments;
    struct sibu_fault fault = {0};
    const char *locale = arguments_locale(getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG"));
    enum sibu_status status = arguments_read(&arguments, argc, argv, locale, &fault);
    if (status == SIBU_OK) {
        status = run(&arguments, &fault);
    }
    if (status != SIBU_OK) {
        fprintf(stderr, "%s: %s\n", fault.place, fault.what[arguments.language]);
    }
    return sibu_fault_exit_status(status);
}
