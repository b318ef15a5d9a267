/* The files of a backup and their list: see backup_list.h. Depends on libsodium. */
#include "command/backup_list.h"

#include <dirent.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "sibu/hash.h"
#include "sibu/json.h"

#define LIST_BYTES_MAX ((size_t)256 << 20)
#define FOLDERS_MAX 10000

void backup_list_clear(struct backup_list *list)
{
    sibu_array_free(list->files);
    sibu_arena_clear(&list->arena);
    *list = (struct backup_list){0};
}

enum sibu_status backup_list_add(struct backup_list *list, const char *path, unsigned mode, struct sibu_fault *fault)
{
    void *files = list->files;
    const char *kept = sibu_arena_text(&list->arena, path, strlen(path));
    if (kept == NULL ||
        !sibu_array_reserve(&files, &list->capacity, list->count + 1, sizeof *list->files, BACKUP_FILES_MAX)) {
        return sibu_fault_set(fault, SIBU_LIMIT, path, "文件太多或内存不足", "too many files, or no memory left");
    }
    list->files = files;
    list->files[list->count++] = (struct backup_file){.path = kept, .mode = mode};
    return SIBU_OK;
}

static int ends(const char *name, const char *end)
{
    size_t length = strlen(name), wanted = strlen(end);
    return length >= wanted && strcmp(name + length - wanted, end) == 0;
}

/* The databases' own files, and what is only there for a moment. */
static int is_left_out(const char *name)
{
    static const char *const ENDS[] = {"-wal", "-shm", "-journal", ".part"};
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
        if (ends(name, ENDS[i])) {
            return 1;
        }
    }
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strncmp(name, "sibu.db", 7) == 0 ||
           strcmp(name, "store.url") == 0 || strcmp(name, "reserve") == 0 || strcmp(name, BACKUP_LIST_NAME) == 0;
}

/* Folders that are still to be looked into, from `folder`; "" is itself. */
struct walk {
    struct backup_list *list;
    const char *folder;
    const char *below[FOLDERS_MAX];
    size_t count;
};

static enum sibu_status take_entry(struct walk *walk, const char *in, const char *name, struct sibu_fault *fault)
{
    char path[BACKUP_PATH_BYTES], whole[BACKUP_PATH_BYTES];
    struct stat is;
    int length = snprintf(path, sizeof path, "%s%s%s", in, in[0] == '\0' ? "" : "/", name);
    int all = snprintf(whole, sizeof whole, "%s/%s", walk->folder, path);
    if (length < 0 || all < 0 || (size_t)all >= sizeof whole || walk->count >= FOLDERS_MAX) {
        return sibu_fault_set(fault, SIBU_LIMIT, walk->folder, "路径太长或文件夹太多",
                              "a path too long or too many folders");
    }
    if (lstat(whole, &is) != 0) {
        return SIBU_OK; /* gone meanwhile */
    }
    if (S_ISDIR(is.st_mode)) {
        const char *kept = sibu_arena_text(&walk->list->arena, path, (size_t)length);
        walk->below[walk->count] = kept;
        walk->count += kept != NULL ? 1 : 0;
        return kept != NULL ? SIBU_OK : sibu_fault_set(fault, SIBU_NO_MEMORY, path, "内存不足", "out of memory");
    }
    return S_ISREG(is.st_mode) ? backup_list_add(walk->list, path, is.st_mode & 0777, fault) : SIBU_OK;
}

static enum sibu_status look_into(struct walk *walk, const char *in, struct sibu_fault *fault)
{
    char path[BACKUP_PATH_BYTES];
    (void)snprintf(path, sizeof path, "%s%s%s", walk->folder, in[0] == '\0' ? "" : "/", in);
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return sibu_fault_set(fault, SIBU_IO, path, "读不了，请检查权限", "cannot be read; check permissions");
    }
    enum sibu_status status = SIBU_OK;
    for (struct dirent *entry = readdir(folder); entry != NULL && status == SIBU_OK; entry = readdir(folder)) {
        status = is_left_out(entry->d_name) ? SIBU_OK : take_entry(walk, in, entry->d_name, fault);
    }
    closedir(folder);
    return status;
}

enum sibu_status backup_list_walk(struct backup_list *list, const char *folder, struct sibu_fault *fault)
{
    struct walk *walk = sibu_array_new(1, sizeof *walk);
    if (walk == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, folder, "内存不足", "out of memory");
    }
    *walk = (struct walk){.list = list, .folder = folder, .below = {""}, .count = 1};
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < walk->count && status == SIBU_OK; i++) {
        status = look_into(walk, walk->below[i], fault);
    }
    sibu_array_free(walk);
    return status;
}

static enum sibu_status sum_file(const char *path, struct backup_file *sum, struct sibu_fault *fault)
{
    unsigned char block[65536];
    crypto_hash_sha256_state state;
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return sibu_fault_set(fault, SIBU_NO, path, "缺失或读不了", "is missing or cannot be read");
    }
    crypto_hash_sha256_init(&state);
    sum->bytes = 0;
    for (size_t got = fread(block, 1, sizeof block, file); got > 0; got = fread(block, 1, sizeof block, file)) {
        crypto_hash_sha256_update(&state, block, got);
        sum->bytes += (int64_t)got;
    }
    int failed = ferror(file);
    (void)fclose(file);
    crypto_hash_sha256_final(&state, sum->sha256);
    return failed ? sibu_fault_set(fault, SIBU_IO, path, "读不了", "cannot be read") : SIBU_OK;
}

enum sibu_status backup_list_sum(const struct command_call *call, struct backup_list *list, const char *folder,
                                 int is_check, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < list->count && status == SIBU_OK; i++) {
        char path[BACKUP_PATH_BYTES];
        struct backup_file found = list->files[i];
        (void)snprintf(path, sizeof path, "%s/%s", folder, found.path);
        command_progress(call, found.path);
        status = sum_file(path, &found, fault);
        if (status == SIBU_OK && *call->stop != 0) {
            status = sibu_fault_set(fault, SIBU_NO, "", "已停止，什么也没有改变", "stopped; nothing was changed");
        }
        if (status == SIBU_OK && is_check &&
            (found.bytes != list->files[i].bytes || memcmp(found.sha256, list->files[i].sha256, 32) != 0)) {
            status = sibu_fault_set(fault, SIBU_NO, path, "与备份清单不符：备份已损坏或被改动，什么也没有恢复",
                                    "is not as the backup's list says: damaged or changed; nothing was restored");
        }
        list->files[i] = found;
    }
    return status;
}

enum sibu_status backup_list_write(const struct backup_list *list, const char *folder, struct sibu_fault *fault)
{
    struct sibu_text text = {.max_length = LIST_BYTES_MAX};
    char path[BACKUP_PATH_BYTES];
    sibu_text_add(&text, "{\"format\": 1, \"files\": [");
    for (size_t i = 0; i < list->count; i++) {
        const struct backup_file *file = &list->files[i];
        char hex[65];
        sibu_hex(hex, file->sha256, 32);
        sibu_text_add(&text, i == 0 ? "\n {\"path\": " : ",\n {\"path\": ");
        sibu_text_add_json(&text, file->path);
        sibu_text_addf(&text, ", \"bytes\": %" PRId64 ", \"mode\": %u, \"sha256\": \"%s\"}", file->bytes, file->mode,
                       hex);
    }
    sibu_text_add(&text, "\n]}\n");
    (void)snprintf(path, sizeof path, "%s/" BACKUP_LIST_NAME, folder);
    enum sibu_status status = sibu_text_ok(&text)
                                  ? file_write(path, sibu_text_get(&text), text.length, 0600, fault)
                                  : sibu_fault_set(fault, SIBU_NO_MEMORY, path, "内存不足", "out of memory");
    sibu_text_clear(&text);
    return status;
}

/* Neither empty nor "." nor "..". */
static int is_name(const char *part, size_t length)
{
    int is_dots = (length == 1 && part[0] == '.') || (length == 2 && strncmp(part, "..", 2) == 0);
    return length > 0 && !is_dots;
}

/* Leads below the folder and to no name of the databases' own. */
static int is_path(const char *path)
{
    size_t length = 0;
    for (const char *part = path; part != NULL; part = part[length] == '/' ? part + length + 1 : NULL) {
        length = strcspn(part, "/");
        if (!is_name(part, length)) {
            return 0;
        }
    }
    return strcmp(path, "sibu.db") == 0 || !is_left_out(path);
}

static enum sibu_status read_file(struct backup_list *list, struct sibu_json_value item, struct sibu_fault *fault)
{
    static const char *const KEYS[] = {"path", "bytes", "mode", "sha256", NULL};
    const char *path = "", *hex = "";
    int64_t bytes = 0, mode = 0;
    enum sibu_status status = sibu_json_only(item, KEYS, fault);
    if (status == SIBU_OK) {
        status = sibu_json_string(item, "path", 3000, &path, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(item, "bytes", 0, INT64_MAX / 2, &bytes, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(item, "mode", 0, 0777, &mode, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_string(item, "sha256", 64, &hex, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    uint8_t sum[32];
    if (!is_path(path) || !sibu_unhex(sum, 32, hex)) {
        char place[240];
        sibu_json_place(item, NULL, place);
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "不是备份里的文件", "is no file of a backup");
    }
    status = backup_list_add(list, path, (unsigned)mode & 0755, fault);
    if (status == SIBU_OK) {
        list->files[list->count - 1].bytes = bytes;
        memcpy(list->files[list->count - 1].sha256, sum, sizeof sum);
    }
    return status;
}

static enum sibu_status read_files(struct backup_list *list, struct sibu_json_value root, struct sibu_fault *fault)
{
    struct sibu_json_value files;
    int64_t format = 0;
    int has_database = 0;
    enum sibu_status status = sibu_json_integer(root, "format", 1, 1, &format, fault);
    if (status == SIBU_OK) {
        status = sibu_json_array(root, "files", 1, BACKUP_FILES_MAX, &files, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    for (struct sibu_json_value item = sibu_json_first(files);
         status == SIBU_OK && sibu_json_kind(item) != SIBU_JSON_ABSENT; item = sibu_json_next(item)) {
        status = read_file(list, item, fault);
        has_database |= status == SIBU_OK && strcmp(list->files[list->count - 1].path, "sibu.db") == 0;
    }
    return status == SIBU_OK && !has_database
               ? sibu_fault_set(fault, SIBU_BAD_INPUT, BACKUP_LIST_NAME, "里面没有 sibu.db", "names no sibu.db")
               : status;
}

enum sibu_status backup_list_read(struct backup_list *list, const char *folder, struct sibu_fault *fault)
{
    char path[BACKUP_PATH_BYTES];
    struct sibu_text text = {0};
    struct sibu_json *document = NULL;
    (void)snprintf(path, sizeof path, "%s/" BACKUP_LIST_NAME, folder);
    enum sibu_status status = file_read(path, LIST_BYTES_MAX, &text, fault);
    if (status == SIBU_OK) {
        status = sibu_json_open(&document, path, sibu_text_get(&text), text.length, fault);
    }
    if (status == SIBU_OK) {
        status = read_files(list, sibu_json_root(document), fault);
    }
    sibu_json_close(document);
    sibu_text_clear(&text);
    return status;
}
