/* What a phone needs of a CAP message: read with libxml2, without entities or network. Any thread.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct cap_summary {
    char status[16]; /* "Exercise", "Actual" */
    char type[16]; /* "Alert", "Update", "Cancel" */
    char response[16]; /* the first responseType: "Evacuate", "AllClear" */
    char headline[2][400]; /* by enum sibu_language */
    char lost_exit[64]; /* id of an exit that cannot be used any more, or "" */
    int64_t sent_us;
};
/* False where the bytes are no CAP message with status, msgType and sent. */
int cap_read(struct cap_summary *out, const char *xml, size_t length);
