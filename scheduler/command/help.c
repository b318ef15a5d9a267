/* What --help prints: see help.h. */
#include "command/help.h"

#include <stdio.h>
#include <string.h>

const struct command_option COMMAND_SHARED[] = {
    {"json", NULL, {"用一个 JSON 对象回答", "answer with one JSON object"}},
    {"lang",
     "zh|en",
     {"用中文或英文（否则看 LC_ALL、LC_MESSAGES、LANG）",
      "speak Chinese or English (else by LC_ALL, LC_MESSAGES, LANG)"}},
    {"help", NULL, {"显示本帮助", "show this help"}},
    {NULL, NULL, {NULL, NULL}},
};

const char *const HELP_ABOUT[SIBU_LANGUAGES] = {
    "四不（Sibu）：谁也无法预知的应急演练。不提前通知、不设定脚本、不预设场景、不预设地点。",
    "Sibu: emergency drills that nobody can see coming. No notice, no script, no preset scenario, no preset location.",
};
const char *const HELP_EVERY[SIBU_LANGUAGES] = {
    "每条命令都有 --help、--json 和 --lang zh|en。",
    "Every command has --help, --json and --lang zh|en.",
};
const char *const HELP_EXIT[SIBU_LANGUAGES] = {
    "0 完成，1 答案是否，2 输入有误，3 外部故障。",
    "0 done, 1 the answer is no, 2 bad input, 3 the outside failed.",
};

const struct command_option *command_find_option(const struct command_option *options, const char *name, size_t length)
{
    for (; options != NULL && options->name != NULL; options++) {
        if (strlen(options->name) == length && strncmp(options->name, name, length) == 0) {
            return options;
        }
    }
    return NULL;
}

/* Those of `instead` are left out: a command's own option of that name stands for the shared one. */
static void print_options(const struct command_option *options, const struct command_option *instead,
                          enum sibu_language language)
{
    for (; options != NULL && options->name != NULL; options++) {
        if (command_find_option(instead, options->name, strlen(options->name)) != NULL) {
            continue;
        }
        char left[48];
        (void)snprintf(left, sizeof left, "--%s %s", options->name, options->value != NULL ? options->value : "");
        (void)printf("  %-24s %s\n", left, options->help[language]);
    }
}

int help_print_command(const struct command_call *call)
{
    const struct command *command = call->command;
    static const char *const USAGE[] = {"用法", "usage"};
    static const char *const OPTIONS[] = {"选项", "options"};
    (void)printf("%s\n\n%s: sibu %s%s%s [%s]\n\n", command->summary[call->language], USAGE[call->language],
                 command->name, command->arguments[0] != '\0' ? " " : "", command->arguments, OPTIONS[call->language]);
    print_options(command->options, NULL, call->language);
    print_options(COMMAND_SHARED, command->options, call->language);
    return fflush(stdout) == 0 ? 0 : 3;
}

int help_print_program(enum sibu_language language)
{
    static const char *const USAGE[] = {"用法：sibu 命令 [参数] [选项]", "usage: sibu COMMAND [ARGUMENTS] [OPTIONS]"};
    static const char *const EXIT[] = {"退出码：", " Exit status: "};
    (void)printf("%s\n\n%s\n\n", HELP_ABOUT[language], USAGE[language]);
    for (size_t i = 0; COMMANDS[i] != NULL; i++) {
        (void)printf("  %-16s %s\n", COMMANDS[i]->name, COMMANDS[i]->summary[language]);
    }
    (void)printf("\n%s%s%s\n", HELP_EVERY[language], EXIT[language], HELP_EXIT[language]);
    return fflush(stdout) == 0 ? 0 : 3;
}
