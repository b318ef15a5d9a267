/* sibu-view: see an evacuation again. Parses, calls, says what went wrong, exits. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sibu/catalogue.h"
#include "view/arguments.h"
#include "view/measure.h"
#include "view/snapshot.h"
#include "view/video.h"
#include "view/view.h"

static volatile sig_atomic_t stop_asked;

static void ask_to_stop(int number)
{
    (void)number;
    stop_asked = 1;
}

/* For what takes long and leaves files: Ctrl-C ends it in order. */
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

/* One line on a terminal, over itself. */
static void show_progress(void *caller, size_t done, size_t of)
{
    const int *is_terminal = caller;
    if (*is_terminal) {
        (void)fprintf(stderr, done < of ? "\r\033[K%zu / %zu" : "\r\033[K", done, of);
        (void)fflush(stderr);
    }
}

static enum sibu_status film(const struct arguments *arguments, struct sibu_fault *fault)
{
    int is_terminal = isatty(STDERR_FILENO) == 1;
    struct video_watch watch = {&stop_asked, show_progress, &is_terminal};
    catch_signals();
    enum sibu_status status = video_run(arguments, &watch, fault);
    if (is_terminal && status != SIBU_OK) {
        fputs("\r\033[K", stderr);
    }
    return status;
}

/* A line for each figure: its name, the figure, that of the reference. `sibu bench view` reads them. */
static enum sibu_status bench(struct sibu_fault *fault)
{
    struct measure measures[MEASURES];
    catch_signals();
    enum sibu_status status = measure_run(measures, &stop_asked, fault);
    for (size_t i = 0; i < MEASURES && status == SIBU_OK; i++) {
        printf("%s %.6g %.6g\n", measures[i].name, measures[i].value, measures[i].reference);
    }
    return status;
}

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
    if (arguments->bench) {
        return bench(fault);
    }
    if (arguments->video.file != NULL || arguments->video.frames != NULL) {
        return film(arguments, fault);
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
