/* What every command shares: its values, its answers, its faults, its progress. See command.h. */
#include "command/command.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *command_value(const struct command_call *call, const char *name)
{
    for (int i = call->value_count - 1; i >= 0; i--) {
        if (strcmp(call->value_names[i], name) == 0) {
            return call->values[i];
        }
    }
    return NULL;
}

static enum sibu_status not_in_range(const char *name, const double range[2], struct sibu_fault *fault)
{
    char place[64];
    (void)snprintf(place, sizeof place, "--%s", name);
    return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "要一个 %g 到 %g 之间的数", "takes a number from %g to %g",
                          range[0], range[1]);
}

enum sibu_status command_number(const struct command_call *call, const char *name, const double range[2],
                                double otherwise, double *out, struct sibu_fault *fault)
{
    const char *text = command_value(call, name);
    *out = otherwise;
    if (text == NULL) {
        return SIBU_OK;
    }
    char *end = NULL;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(value) || value < range[0] || value > range[1]) {
        return not_in_range(name, range, fault);
    }
    *out = value;
    return SIBU_OK;
}

enum sibu_status command_integer(const struct command_call *call, const char *name, const int64_t range[2],
                                 int64_t otherwise, int64_t *out, struct sibu_fault *fault)
{
    const char *text = command_value(call, name);
    *out = otherwise;
    if (text == NULL) {
        return SIBU_OK;
    }
    char *end = NULL;
    intmax_t value = strtoimax(text, &end, 10);
    if (end == text || *end != '\0' || value < range[0] || value > range[1]) {
        char place[64];
        (void)snprintf(place, sizeof place, "--%s", name);
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "要一个 %" PRId64 " 到 %" PRId64 " 之间的整数",
                              "takes a whole number from %" PRId64 " to %" PRId64, range[0], range[1]);
    }
    *out = value;
    return SIBU_OK;
}

int command_shows_progress(const struct command_call *call)
{
    return !call->json && isatty(STDERR_FILENO) == 1;
}

void command_progress(const struct command_call *call, const char *line)
{
    if (command_shows_progress(call)) {
        (void)fprintf(stderr, "\r\033[K%s", line);
        (void)fflush(stderr);
    }
}

/* Takes the progress line away. */
static void end_progress(const struct command_call *call)
{
    command_progress(call, "");
}

int command_fail(const struct command_call *call, const struct sibu_fault *fault)
{
    end_progress(call);
    (void)fprintf(stderr, "%s%s%s\n", fault->place, fault->place[0] != '\0' ? ": " : "", fault->what[call->language]);
    return sibu_fault_exit_status(fault->status);
}

int command_fail_all(const struct command_call *call, struct sibu_text *text)
{
    end_progress(call);
    int ok = sibu_text_ok(text) && fwrite(sibu_text_get(text), 1, text->length, stderr) == text->length;
    sibu_text_clear(text);
    return ok ? sibu_fault_exit_status(SIBU_BAD_INPUT) : 3;
}

int command_answer(const struct command_call *call, struct sibu_text *text)
{
    end_progress(call);
    int ok = sibu_text_ok(text) && fwrite(sibu_text_get(text), 1, text->length, stdout) == text->length;
    ok = fflush(stdout) == 0 && ok;
    sibu_text_clear(text);
    return ok ? 0 : 3;
}
