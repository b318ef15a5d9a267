/* All pages and completions, written: see manual_files.h. */
#include "manual/manual_files.h"

#include <stdio.h>

#include "base/file.h"
#include "manual/completion.h"

static enum sibu_status write_file(const char *folder, const char *name, struct sibu_text *text,
                                   struct sibu_fault *fault)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    enum sibu_status status = sibu_fault_set(fault, SIBU_NO_MEMORY, path, "内存不足", "no memory");
    if (sibu_text_ok(text)) {
        status = file_make_folder(folder, fault);
    }
    if (status == SIBU_OK) {
        status = file_write(path, text->bytes, text->length, 0644, fault);
    }
    sibu_text_clear(text);
    return status;
}

static enum sibu_status write_pages(const char *folder, const struct manual *manual, struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    manual_add_program(&text, manual);
    enum sibu_status status = write_file(folder, "sibu.1", &text, fault);
    for (size_t i = 0; COMMANDS[i] != NULL && status == SIBU_OK; i++) {
        char name[MANUAL_NAME_BYTES], file[MANUAL_NAME_BYTES + 2];
        manual_name(COMMANDS[i], name);
        (void)snprintf(file, sizeof file, "%s.1", name);
        manual_add_command(&text, manual, COMMANDS[i]);
        status = write_file(folder, file, &text, fault);
    }
    if (status == SIBU_OK) {
        manual_add_viewer(&text, manual);
        status = write_file(folder, "sibu-view.1", &text, fault);
    }
    return status;
}

enum sibu_status manual_write_files(const char *folder, struct manual manual, struct sibu_fault *fault)
{
    static const char *const PLACES[SIBU_LANGUAGES] = {"man/zh_CN/man1", "man/man1"};
    char path[4000];
    enum sibu_status status = SIBU_OK;
    for (int language = 0; language < SIBU_LANGUAGES && status == SIBU_OK; language++) {
        manual.language = (enum sibu_language)language;
        (void)snprintf(path, sizeof path, "%s/%s", folder, PLACES[language]);
        status = write_pages(path, &manual, fault);
    }
    (void)snprintf(path, sizeof path, "%s/completions", folder);
    struct sibu_text text = {0};
    if (status == SIBU_OK) {
        completion_add_program(&text);
        status = write_file(path, "sibu", &text, fault);
    }
    if (status == SIBU_OK) {
        completion_add_viewer(&text);
        status = write_file(path, "sibu-view", &text, fault);
    }
    return status;
}
