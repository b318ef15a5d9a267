/* Tokens read from files: see token.h. */
#include "witness/token.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"

#define FILE_BYTES_MAX 4096

enum sibu_status token_read(const char *path, char out[WITNESS_TOKEN_MAX + 1], struct sibu_fault *fault)
{
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=";
    struct sibu_text text = {0};
    out[0] = '\0';
    enum sibu_status status = file_read(path, FILE_BYTES_MAX, &text, fault);
    if (status == SIBU_OK) {
        size_t length = strcspn(sibu_text_get(&text), "\r\n");
        if (length < WITNESS_TOKEN_MIN || length > WITNESS_TOKEN_MAX ||
            strspn(sibu_text_get(&text), LETTERS) < length) {
            status = sibu_fault_set(fault, SIBU_BAD_INPUT, path, "首行应为 %d 至 %d 个字母、数字或 -._~+/=",
                                    "its first line should have %d to %d letters, digits or -._~+/=", WITNESS_TOKEN_MIN,
                                    WITNESS_TOKEN_MAX);
        } else {
            (void)snprintf(out, WITNESS_TOKEN_MAX + 1, "%.*s", (int)length, sibu_text_get(&text));
        }
    }
    sibu_text_clear(&text);
    return status;
}
