/* Where the store of a data folder is: see store_where.h. Depends on nothing. */
#include "store/store_where.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "sibu/text.h"

#define URL_BYTES_MAX 2000

static int is_address(const char *text)
{
    return strncmp(text, "postgresql://", 13) == 0 || strncmp(text, "postgres://", 11) == 0;
}

static void name_file(const char *folder, const char *name, char out[STORE_WHERE_BYTES])
{
    (void)snprintf(out, STORE_WHERE_BYTES, "%s/%s", folder, name);
}

enum sibu_status store_where(const char *folder, char out[STORE_WHERE_BYTES], struct sibu_fault *fault)
{
    char path[STORE_WHERE_BYTES];
    struct sibu_text text = {.max_length = 0};
    name_file(folder, "store.url", path);
    name_file(folder, "sibu.db", out);
    if (access(path, F_OK) != 0) {
        return SIBU_OK;
    }
    enum sibu_status status = file_read(path, URL_BYTES_MAX, &text, fault);
    if (status == SIBU_OK) {
        const char *url = sibu_text_get(&text);
        (void)snprintf(out, STORE_WHERE_BYTES, "%.*s", (int)strcspn(url, "\r\n"), url);
        status = is_address(out) ? SIBU_OK
                                 : sibu_fault_set(fault, SIBU_BAD_INPUT, path, "这里应是数据库地址 postgresql://…",
                                                  "holds no address of a database: postgresql://...");
    }
    sibu_text_clear(&text);
    return status;
}

enum sibu_status store_where_there(const char *folder, char out[STORE_WHERE_BYTES], struct sibu_fault *fault)
{
    enum sibu_status status = store_where(folder, out, fault);
    if (status == SIBU_OK && !is_address(out) && access(out, F_OK) != 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, folder, "这里没有服务器的数据", "there is no server's data here");
    }
    return status;
}

enum sibu_status store_where_check(const char *folder, const char *url, struct sibu_fault *fault)
{
    char path[STORE_WHERE_BYTES];
    if (!is_address(url) || strlen(url) > URL_BYTES_MAX || strpbrk(url, "\r\n") != NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--store", "要写成 postgresql://主机:端口/库名",
                              "is no address of a database: postgresql://HOST:PORT/NAME");
    }
    name_file(folder, "sibu.db", path);
    if (access(path, F_OK) == 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "这个数据目录的数据在这个文件里，请指定另一个数据目录",
                              "the data of this folder are in this file: name another folder");
    }
    return SIBU_OK;
}

enum sibu_status store_where_put(const char *folder, const char *url, struct sibu_fault *fault)
{
    char path[STORE_WHERE_BYTES];
    name_file(folder, "store.url", path);
    enum sibu_status status = store_where_check(folder, url, fault);
    return status == SIBU_OK ? file_write(path, url, strlen(url), 0600, fault) : status;
}

enum sibu_status store_where_check_move(const char *folder, struct sibu_fault *fault)
{
    char file[STORE_WHERE_BYTES], aside[STORE_WHERE_BYTES], url[STORE_WHERE_BYTES];
    name_file(folder, "sibu.db", file);
    name_file(folder, "sibu.db.moved", aside);
    name_file(folder, "store.url", url);
    int is_url = access(url, F_OK) == 0;
    if (!is_url && access(aside, F_OK) != 0) {
        return SIBU_OK;
    }
    if (is_url && access(file, F_OK) != 0) {
        return SIBU_OK;
    }
    return sibu_fault_set(fault, SIBU_NO, is_url ? file : aside, "是以前搬移留下的，请先移走",
                          "was left by an earlier move; take it away first");
}

static enum sibu_status rename_to(const char *folder, const char *from, const char *to, struct sibu_fault *fault)
{
    char old[STORE_WHERE_BYTES], new[STORE_WHERE_BYTES];
    name_file(folder, from, old);
    name_file(folder, to, new);
    return rename(old, new) == 0
               ? SIBU_OK
               : sibu_fault_set(fault, SIBU_IO, old, "无法改名，请检查权限", "cannot be renamed; check permissions");
}

enum sibu_status store_where_move(const char *folder, const char *url, struct sibu_fault *fault)
{
    char path[STORE_WHERE_BYTES];
    name_file(folder, "store.url", path);
    if (url != NULL) {
        enum sibu_status status = file_write(path, url, strlen(url), 0600, fault);
        return status == SIBU_OK ? rename_to(folder, "sibu.db", "sibu.db.moved", fault) : status;
    }
    enum sibu_status status = rename_to(folder, "sibu.db.part", "sibu.db", fault);
    if (status == SIBU_OK && unlink(path) != 0) {
        return sibu_fault_set(fault, SIBU_IO, path, "无法删除，请检查权限", "cannot be removed; check permissions");
    }
    return status;
}
