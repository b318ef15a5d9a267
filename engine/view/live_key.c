/* See live_key.h. */
#include "view/live_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_BYTES 4096

static int find_path(const struct live_arguments *arguments, char out[PATH_BYTES])
{
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    int length = -1;
    if (arguments->key_file != NULL) {
        length = snprintf(out, PATH_BYTES, "%s", arguments->key_file);
    } else if (arguments->data != NULL) {
        length = snprintf(out, PATH_BYTES, "%s/officer.key", arguments->data);
    } else if (data != NULL && data[0] == '/') {
        length = snprintf(out, PATH_BYTES, "%s/sibu/officer.key", data);
    } else if (home != NULL && home[0] == '/') {
        length = snprintf(out, PATH_BYTES, "%s/.local/share/sibu/officer.key", home);
    }
    return length > 0 && length < PATH_BYTES;
}

/* One line of printable characters: it becomes part of a header. */
static int is_key(const char *line)
{
    size_t length = strlen(line);
    for (size_t i = 0; i < length; i++) {
        if (line[i] <= ' ' || line[i] > '~') {
            return 0;
        }
    }
    return length > 0 && length < LIVE_KEY_BYTES;
}

enum sibu_status live_key_read(const struct live_arguments *arguments, char out[LIVE_KEY_BYTES],
                               struct sibu_fault *fault)
{
    char path[PATH_BYTES], line[LIVE_KEY_BYTES + 2] = "";
    if (!find_path(arguments, path)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--key-file", "请用 --key-file 指明密钥文件",
                              "name the file with the officer's key");
    }
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return sibu_fault_set(fault, SIBU_IO, path, "无法读取密钥文件，请用 --key-file 指明",
                              "cannot read the officer's key: name its file by --key-file");
    }
    const char *read = fgets(line, sizeof line, file);
    (void)fclose(file);
    line[strcspn(line, "\r\n")] = '\0';
    if (read == NULL || !is_key(line)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "不是密钥文件", "is not a key file");
    }
    memcpy(out, line, strlen(line) + 1);
    return SIBU_OK;
}
