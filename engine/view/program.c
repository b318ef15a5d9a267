/* See program.h. */
#include "view/program.h"

#include <stdio.h>
#include <unistd.h>

#include "sibu/catalogue.h"
#include "view/live_run.h"
#include "view/measure.h"
#include "view/snapshot.h"
#include "view/video.h"
#include "view/view.h"

/* One line on a terminal, over itself. */
static void show_progress(void *caller, size_t done, size_t of)
{
    const int *is_terminal = caller;
    if (*is_terminal) {
        (void)fprintf(stderr, done < of ? "\r\033[K%zu / %zu" : "\r\033[K", done, of);
        (void)fflush(stderr);
    }
}

static enum sibu_status film(const struct arguments *arguments, const volatile sig_atomic_t *stop,
                             struct sibu_fault *fault)
{
    int is_terminal = isatty(STDERR_FILENO) == 1;
    struct video_watch watch = {stop, show_progress, &is_terminal};
    enum sibu_status status = video_run(arguments, &watch, fault);
    if (is_terminal && status != SIBU_OK) {
        fputs("\r\033[K", stderr);
    }
    return status;
}

/* A line for each figure: its name, the figure, that of the reference. `sibu bench view` reads them. */
static enum sibu_status bench(const volatile sig_atomic_t *stop, struct sibu_fault *fault)
{
    struct measure measures[MEASURES];
    enum sibu_status status = measure_run(measures, stop, fault);
    for (size_t i = 0; i < MEASURES && status == SIBU_OK; i++) {
        printf("%s %.6g %.6g\n", measures[i].name, measures[i].value, measures[i].reference);
    }
    return status;
}

int program_heeds_signals(const struct arguments *arguments)
{
    int is_film = arguments->video.file != NULL || arguments->video.frames != NULL;
    return arguments->bench || is_film || (arguments->live.server != NULL && arguments->snapshot_count > 0);
}

enum sibu_status program_run(const struct arguments *arguments, const volatile sig_atomic_t *stop,
                             struct sibu_fault *fault)
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
        return bench(stop, fault);
    }
    if (arguments->live.server != NULL && arguments->snapshot_count > 0) {
        return live_run(arguments, stop, fault);
    }
    if (program_heeds_signals(arguments)) {
        return film(arguments, stop, fault);
    }
    return arguments->snapshot_count > 0 ? snapshot_run(arguments, fault) : view_run(arguments, fault);
}
