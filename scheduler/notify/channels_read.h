/* A channels file being read: what its parts share. For channels.c and channels_*.c only. */
#pragma once
#include "notify/channels.h"
#include "sibu/json.h"

struct channels_reader {
    struct channels *channels;
    const char *path;
    struct sibu_json_value item; /* the channel being read */
    struct sibu_fault *fault;
};

/* The fault of the value itself (key NULL) or of its member. */
enum sibu_status channels_refuse(struct channels_reader *reader, struct sibu_json_value value, const char *key,
                                 const char *zh, const char *en);
enum sibu_status channels_no_memory(struct sibu_fault *fault);
/* A copy in the channels' memory. */
SIBU_MUST_USE enum sibu_status channels_keep(struct channels_reader *reader, const char *text, const char **out);
/* The text at `key` of the channel, kept; absent: "". */
SIBU_MUST_USE enum sibu_status channels_text(struct channels_reader *reader, const char *key, size_t max_bytes,
                                             const char **out);
/* Whether true stands at `key`; absent: `otherwise`. */
SIBU_MUST_USE enum sibu_status channels_flag(struct channels_reader *reader, const char *key, int otherwise, int *out);
/* The whole number at `key` of `object` in [range[0], range[1]]; absent: range[2]. */
SIBU_MUST_USE enum sibu_status channels_integer(struct channels_reader *reader, struct sibu_json_value object,
                                                const char *key, const int64_t range[3], int32_t *out);
/* What stands in the file that is named at `key`, without the line end; absent: "". Refused where others than its owner
 * may read it. `lines`: it may have several. */
SIBU_MUST_USE enum sibu_status channels_secret(struct channels_reader *reader, const char *key, int lines,
                                               const char **out);
/* The path at `key` as seen from the folder of the channels file, of a file that can be read; absent: "". */
SIBU_MUST_USE enum sibu_status channels_path(struct channels_reader *reader, const char *key, const char **out);

/* The members that a kind has besides those of all channels. */
SIBU_MUST_USE enum sibu_status channels_read_robot(struct channels_reader *reader, struct channel *channel);
SIBU_MUST_USE enum sibu_status channels_read_mail(struct channels_reader *reader, struct channel *channel);
SIBU_MUST_USE enum sibu_status channels_read_push(struct channels_reader *reader, struct channel *channel);
SIBU_MUST_USE enum sibu_status channels_read_mqtt(struct channels_reader *reader, struct channel *channel);
/* The request, success test and limits of a generic channel. */
SIBU_MUST_USE enum sibu_status channels_read_template(struct channels_reader *reader, struct channel *channel);
