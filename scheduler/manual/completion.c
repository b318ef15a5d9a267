/* Completion by bash: see completion.h.
 *
 * The script is a frame that is the same for every table. In it, one `case` over the words before the cursor sets, for the
 * command that stands there, its `options`, those of them that take `files`, `folders` or other `values`, the `words` that
 * the option before the cursor takes, and whether the command's arguments are files.
 */
#include "manual/completion_frame.h"

#include <string.h>

#include "command/command.h"
#include "manual/completion.h"

const char COMPLETION_HEAD[] =
    "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
    "    local line=\"${COMP_WORDS[*]:1:COMP_CWORD-1} \" next='' options='' files='' folders='' values='' words='' arguments=''\n"
    "    # \"--option=value\" comes as three words\n"
    "    if [ \"$current\" = = ]; then current=''; elif [ \"$previous\" = = ]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
    "    case $line in\n";

const char COMPLETION_TAIL[] =
    "    esac\n"
    "    COMPREPLY=()\n"
    "    if [ -n \"$words\" ]; then\n"
    "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
    "    elif [[ \"$files \" == *\" $previous \"* ]]; then\n"
    "        mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
    "    elif [[ \"$folders \" == *\" $previous \"* ]]; then\n"
    "        mapfile -t COMPREPLY < <(compgen -d -- \"$current\")\n"
    "    elif [[ \"$values \" != *\" $previous \"* ]]; then\n"
    "        mapfile -t COMPREPLY < <(compgen -W \"$next$options\" -- \"$current\")\n"
    "        if [ -n \"$arguments\" ] && [[ $current != -* ]]; then\n"
    "            mapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < <(compgen -f -- \"$current\")\n"
    "        fi\n"
    "    fi\n"
    "}\n";

enum takes completion_takes(const char *value)
{
    if (value == NULL) {
        return TAKES_NOTHING;
    }
    if (strncmp(value, "FILE", 4) == 0 || strcmp(value, "KEY") == 0) {
        return TAKES_FILES;
    }
    if (strncmp(value, "DIR", 3) == 0 || strncmp(value, "FOLDER", 6) == 0) {
        return TAKES_FOLDERS;
    }
    size_t length = strspn(value, "abcdefghijklmnopqrstuvwxyz-|");
    return strchr(value, '|') != NULL && value[length] == '\0' ? TAKES_WORDS : TAKES_VALUES;
}

/* The list of the options that take this: " --policy --data". */
static void add_those_that(struct sibu_text *out, enum takes takes, const struct command *command)
{
    const struct command_option *const lists[] = {command->options, COMMAND_SHARED};
    for (size_t l = 0; l < 2; l++) {
        for (const struct command_option *option = lists[l]; option != NULL && option->name != NULL; option++) {
            int again = l == 1 && command_find_option(command->options, option->name, strlen(option->name)) != NULL;
            if (!again && completion_takes(option->value) == takes) {
                sibu_text_addf(out, " --%s", option->name);
            }
        }
    }
}

static void add_words(struct sibu_text *out, const struct command_option *options)
{
    for (; options != NULL && options->name != NULL; options++) {
        if (completion_takes(options->value) != TAKES_WORDS) {
            continue;
        }
        sibu_text_addf(out, " --%s) words='", options->name);
        for (const char *at = options->value; *at != '\0'; at++) {
            sibu_text_add_bytes(out, *at == '|' ? " " : at, 1);
        }
        sibu_text_add(out, "' ;;");
    }
}

static int takes_files(const char *arguments)
{
    return strstr(arguments, "FILE") != NULL || strstr(arguments, "RECORD") != NULL ||
           strstr(arguments, "SITE") != NULL;
}

static void add_command(struct sibu_text *out, const struct command *command)
{
    sibu_text_addf(out, "    '%s '*)\n        options='", command->name);
    for (enum takes takes = TAKES_NOTHING; takes <= TAKES_WORDS; takes++) {
        add_those_that(out, takes, command);
    }
    sibu_text_add(out, "'\n        files='");
    add_those_that(out, TAKES_FILES, command);
    sibu_text_add(out, "' folders='");
    add_those_that(out, TAKES_FOLDERS, command);
    sibu_text_add(out, "' values='");
    add_those_that(out, TAKES_VALUES, command);
    sibu_text_addf(out, "' arguments=%s\n        case $previous in", takes_files(command->arguments) ? "files" : "''");
    add_words(out, command->options); /* the command's own stands before the shared one of that name */
    add_words(out, COMMAND_SHARED);
    sibu_text_add(out, " esac\n        ;;\n");
}

/* The words that may follow the first one of the line: "close proof ..." after "findings". */
static void add_second_words(struct sibu_text *out, const char *first, size_t length)
{
    for (size_t i = 0; COMMANDS[i] != NULL; i++) {
        const char *name = COMMANDS[i]->name;
        if (strncmp(name, first, length) == 0 && name[length] == ' ') {
            sibu_text_addf(out, " %s", name + length + 1);
        }
    }
}

static int comes_first(size_t index, size_t length)
{
    for (size_t i = 0; i < index; i++) {
        if (strcspn(COMMANDS[i]->name, " ") == length &&
            strncmp(COMMANDS[i]->name, COMMANDS[index]->name, length) == 0) {
            return 0;
        }
    }
    return 1;
}

/* What may follow in the place of a command: its first word, its second. */
static void add_next(struct sibu_text *out)
{
    sibu_text_add(out, "    case $line in\n    ' ') next='--help --lang");
    for (size_t i = 0; COMMANDS[i] != NULL; i++) {
        size_t length = strcspn(COMMANDS[i]->name, " ");
        if (comes_first(i, length)) {
            sibu_text_add(out, " ");
            sibu_text_add_bytes(out, COMMANDS[i]->name, length);
        }
    }
    sibu_text_add(out, "' ;;\n");
    for (size_t i = 0; COMMANDS[i] != NULL; i++) {
        const char *name = COMMANDS[i]->name;
        size_t length = strcspn(name, " ");
        if (comes_first(i, length) && name[length] == ' ') {
            sibu_text_addf(out, "    '%.*s ') next='", (int)length, name);
            add_second_words(out, name, length);
            sibu_text_add(out, "' ;;\n");
        }
    }
}

void completion_add_program(struct sibu_text *out)
{
    sibu_text_add(out, "# Completion of sibu(1) for bash. Made from the table of its commands.\n_sibu() {\n");
    sibu_text_add(out, COMPLETION_HEAD);
    for (size_t i = 0; COMMANDS[i] != NULL; i++) {
        add_command(out, COMMANDS[i]);
    }
    sibu_text_add(out, "    esac\n");
    add_next(out);
    sibu_text_add(out, COMPLETION_TAIL);
    sibu_text_add(out, "complete -o filenames -F _sibu sibu\n");
}
