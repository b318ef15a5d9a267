/* The program: finds the command that was called, and parses what it was given. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "command/help.h"

/* How many words of the arguments the command's name takes up, or 0 where it is not this command. */
static int words_matched(const struct command *command, int count, char **words)
{
    const char *name = command->name;
    for (int i = 0;; i++) {
        size_t length = strcspn(name, " ");
        if (i >= count || strlen(words[i]) != length || strncmp(words[i], name, length) != 0) {
            return 0;
        }
        if (name[length] == '\0') {
            return i + 1;
        }
        name += length + 1;
    }
}

static enum sibu_language language_of_environment(void)
{
    static const char *const NAMES[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        const char *value = getenv(NAMES[i]);
        if (value != NULL && value[0] != '\0') {
            return sibu_language_of(value);
        }
    }
    return SIBU_EN;
}

static enum sibu_status take_option(struct command_call *call, int *at, int count, char **words,
                                    struct sibu_fault *fault)
{
    const char *name = words[*at] + 2;
    size_t length = strcspn(name, "=");
    const struct command_option *option = command_find_option(call->command->options, name, length);
    if (option == NULL) {
        option = command_find_option(COMMAND_SHARED, name, length);
    }
    if (option == NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, words[*at], "“%s”没有这个选项，见 --help",
                              "\"%s\" has no such option, see --help", call->command->name);
    }
    const char *value = name[length] == '=' ? name + length + 1 : "";
    if (option->value == NULL && name[length] == '=') {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, words[*at], "这个选项不带值", "this option takes no value");
    }
    if (option->value != NULL && name[length] != '=') {
        if (*at + 1 >= count) {
            return sibu_fault_set(fault, SIBU_BAD_INPUT, words[*at], "缺少值 %s", "its value %s is missing",
                                  option->value);
        }
        value = words[++*at];
    }
    if (call->value_count >= COMMAND_VALUES_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, words[*at], "选项太多", "too many options");
    }
    call->value_names[call->value_count] = option->name;
    call->values[call->value_count++] = value;
    return SIBU_OK;
}

static enum sibu_status take_argument(struct command_call *call, const char *word, struct sibu_fault *fault)
{
    if (call->argument_count >= call->command->most_arguments || call->argument_count >= COMMAND_VALUES_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, word, "多余的参数，见 --help",
                              "one argument too many, see --help");
    }
    call->arguments[call->argument_count++] = word;
    return SIBU_OK;
}

static enum sibu_status parse(struct command_call *call, int count, char **words, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    int options_ended = 0;
    for (int i = 0; i < count && status == SIBU_OK; i++) {
        if (!options_ended && strcmp(words[i], "--") == 0) {
            options_ended = 1;
        } else if (!options_ended && strncmp(words[i], "--", 2) == 0) {
            status = take_option(call, &i, count, words, fault);
        } else {
            status = take_argument(call, words[i], fault);
        }
    }
    return status;
}

/* What --lang says, wherever it stands, so that whatever else is wrong with the call is said in that language too. */
static enum sibu_status take_language(int count, char **words, enum sibu_language *language, struct sibu_fault *fault)
{
    const char *tag = NULL;
    for (int i = 0; i < count && strcmp(words[i], "--") != 0; i++) {
        if (strncmp(words[i], "--lang=", 7) == 0) {
            tag = words[i] + 7;
        } else if (strcmp(words[i], "--lang") == 0 && i + 1 < count) {
            tag = words[++i];
        }
    }
    if (tag == NULL) {
        return SIBU_OK;
    }
    if (strcmp(tag, "zh") != 0 && strcmp(tag, "en") != 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--lang", "只有 zh 和 en", "takes zh or en");
    }
    *language = sibu_language_of(tag);
    return SIBU_OK;
}

static int wants_help(int count, char **words)
{
    for (int i = 0; i < count && strcmp(words[i], "--") != 0; i++) {
        if (strcmp(words[i], "--help") == 0 || strcmp(words[i], "-h") == 0) {
            return 1;
        }
    }
    return 0;
}

static int call_command(struct command_call *call, int count, char **words)
{
    struct sibu_fault fault;
    if (wants_help(count, words)) {
        return help_print_command(call);
    }
    if (parse(call, count, words, &fault) != SIBU_OK) {
        return command_fail(call, &fault);
    }
    if (call->argument_count < call->command->least_arguments) {
        (void)sibu_fault_set(&fault, SIBU_BAD_INPUT, call->command->name, "缺少参数 %s，见 --help",
                             "missing %s, see --help", call->command->arguments);
        return command_fail(call, &fault);
    }
    call->json = command_value(call, "json") != NULL;
    return call->command->run(call);
}

int command_main(int argc, char **argv, const struct command_signals *signals)
{
    struct command_call call = {.language = language_of_environment(), .stop = signals->stop, .signals = signals};
    (void)setlocale(LC_CTYPE, "C.UTF-8");
    int count = argc > 1 ? argc - 1 : 0;
    char **words = argv + 1;
    struct sibu_fault fault;
    if (take_language(count, words, &call.language, &fault) != SIBU_OK) {
        return command_fail(&call, &fault);
    }
    for (size_t i = 0; COMMANDS[i] != NULL; i++) {
        int matched = words_matched(COMMANDS[i], count, words);
        if (matched > 0) {
            call.command = COMMANDS[i];
            return call_command(&call, count - matched, words + matched);
        }
    }
    if (count == 0 || wants_help(count, words) || strcmp(words[0], "help") == 0) {
        return help_print_program(call.language);
    }
    (void)sibu_fault_set(&fault, SIBU_BAD_INPUT, words[0], "没有这条命令，见 sibu --help",
                         "there is no such command, see sibu --help");
    return command_fail(&call, &fault);
}
