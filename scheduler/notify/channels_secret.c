/* What the channels file names in files of its own: secrets and certificates. See channels_read.h. The edge to the disk. */
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "notify/channels_read.h"

#define SECRET_BYTES_MAX ((size_t)8192)
#define CA_BYTES_MAX ((size_t)4 << 20)
#define PATH_BYTES 4096
#define NAME_BYTES_MAX 1000

/* The path at `key`, as seen from the channels file; "" where there is none. */
static enum sibu_status take_path(struct channels_reader *reader, const char *key, char out[PATH_BYTES])
{
    const char *name = "";
    out[0] = '\0';
    if (sibu_json_member(reader->item, key).node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_string(reader->item, key, NAME_BYTES_MAX, &name, reader->fault);
    if (status == SIBU_OK && name[0] == '\0') {
        return channels_refuse(reader, reader->item, key, "不能为空", "must not be empty");
    }
    if (status == SIBU_OK) {
        file_beside(reader->path, name, out);
    }
    return status;
}

/* The file's own fault, said of the member that names it. */
static enum sibu_status blame(struct channels_reader *reader, const char *key, const char *path,
                              const struct sibu_fault *of_file)
{
    char place[240];
    sibu_json_place(reader->item, key, place);
    return sibu_fault_set(reader->fault, of_file->status, place, "%s：%s%.0s", "%s: %.0s%s", path,
                          of_file->what[SIBU_ZH], of_file->what[SIBU_EN]);
}

static int others_may_read(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISREG(about.st_mode) && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0;
}

static enum sibu_status read_secret(const char *path, struct sibu_text *text, struct sibu_fault *fault)
{
    if (others_may_read(path)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "别人也能读取这个密钥文件，请执行 chmod 600",
                              "others can read this secret: chmod 600 it");
    }
    return file_read(path, SECRET_BYTES_MAX, text, fault);
}

/* How long the text is without blanks and line ends behind it. */
static size_t trimmed_length(const struct sibu_text *text)
{
    size_t length = text->length;
    while (length > 0 && strchr(" \t\r\n", text->bytes[length - 1]) != NULL) {
        length--;
    }
    return length;
}

static enum sibu_status keep_secret(struct channels_reader *reader, const char *key, int lines,
                                    const struct sibu_text *text, const char **out)
{
    size_t length = trimmed_length(text);
    if (length == 0) {
        return channels_refuse(reader, reader->item, key, "指向的文件是空的", "names a file that is empty");
    }
    if (memchr(text->bytes, '\0', length) != NULL || (!lines && memchr(text->bytes, '\n', length) != NULL)) {
        return channels_refuse(reader, reader->item, key, "指向的文件应只有一行文字",
                               "names a file that has more than one line of text");
    }
    *out = sibu_arena_text(&reader->channels->arena, text->bytes, length);
    return *out != NULL ? SIBU_OK : channels_no_memory(reader->fault);
}

enum sibu_status channels_secret(struct channels_reader *reader, const char *key, int lines, const char **out)
{
    char path[PATH_BYTES];
    struct sibu_text text = {0};
    struct sibu_fault of_file;
    *out = "";
    enum sibu_status status = take_path(reader, key, path);
    if (status != SIBU_OK || path[0] == '\0') {
        return status;
    }
    if (read_secret(path, &text, &of_file) != SIBU_OK) {
        status = blame(reader, key, path, &of_file);
    } else {
        status = keep_secret(reader, key, lines, &text, out);
    }
    if (text.bytes != NULL) {
        sodium_memzero(text.bytes, text.length);
    }
    sibu_text_clear(&text);
    return status;
}

enum sibu_status channels_path(struct channels_reader *reader, const char *key, const char **out)
{
    char path[PATH_BYTES];
    struct sibu_text text = {0};
    struct sibu_fault of_file;
    *out = "";
    enum sibu_status status = take_path(reader, key, path);
    if (status != SIBU_OK || path[0] == '\0') {
        return status;
    }
    status = file_read(path, CA_BYTES_MAX, &text, &of_file);
    sibu_text_clear(&text);
    return status == SIBU_OK ? channels_keep(reader, path, out) : blame(reader, key, path, &of_file);
}
