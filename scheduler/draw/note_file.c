/* Key files: see note_file.h. Depends on: the file system, libsodium for the kernel's bytes. */
#include "draw/note_file.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

#define CODE_CHARACTERS 44 /* 32 bytes as base64 */

static int read_code(const struct sibu_text *text, uint8_t seed[NOTE_SEED_BYTES])
{
    size_t length = strcspn(sibu_text_get(text), "\r\n");
    size_t got = 0;
    return length == CODE_CHARACTERS && note_decode(sibu_text_get(text), length, seed, NOTE_SEED_BYTES, &got) &&
           got == NOTE_SEED_BYTES;
}

enum sibu_status note_seed_read(const char *path, uint8_t seed[NOTE_SEED_BYTES], struct sibu_fault *fault)
{
    struct stat about;
    if (stat(path, &about) == 0 && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "别人也能读取这把密钥，请执行 chmod 600",
                              "others can read this key: chmod 600 it");
    }
    struct sibu_text text = {0};
    enum sibu_status status = file_read(path, 256, &text, fault);
    if (status == SIBU_OK && !read_code(&text, seed)) {
        status = sibu_fault_set(fault, SIBU_BAD_INPUT, path, "不是密钥文件", "is not a key file");
    }
    if (text.bytes != NULL) {
        sodium_memzero(text.bytes, text.length);
    }
    sibu_text_clear(&text);
    return status;
}

enum sibu_status note_seed_open(const char *path, uint8_t seed[NOTE_SEED_BYTES], struct sibu_fault *fault)
{
    struct stat about;
    if (stat(path, &about) == 0 || errno != ENOENT) {
        return note_seed_read(path, seed, fault);
    }
    if (sodium_init() < 0) {
        return sibu_fault_set(fault, SIBU_IO, "libsodium", "无法取得系统随机数",
                              "the kernel's random bytes are missing");
    }
    randombytes_buf(seed, NOTE_SEED_BYTES);
    char line[CODE_CHARACTERS + 2];
    char code[CODE_CHARACTERS + 1];
    (void)sodium_bin2base64(code, sizeof code, seed, NOTE_SEED_BYTES, sodium_base64_VARIANT_ORIGINAL);
    int length = snprintf(line, sizeof line, "%s\n", code);
    enum sibu_status status = file_make(path, line, (size_t)length, 0600, fault);
    sodium_memzero(line, sizeof line);
    sodium_memzero(code, sizeof code);
    return status == SIBU_NO ? note_seed_read(path, seed, fault) : status; /* another server made it meanwhile */
}
