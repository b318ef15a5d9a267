/* The channels file: over which channels an installation alerts its people, and in which order (docs/channels.md).
 *
 * `sibu serve --channels FILE` reads it when it starts, `sibu channels check FILE` says what it means. JSON; members that
 * nobody knows are refused. Secrets stand in files of their own, seen from the folder of the channels file, that nobody but
 * their owner may read; no secret stands in a fault. Immutable once open; any number of threads may read it.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "notify/address.h"
#include "notify/robot.h"
#include "sibu/fault.h"
#include "sibu/memory.h"

#define CHANNELS_MAX 64
#define CHANNELS_RANGES_MAX 64
#define CHANNEL_ID_BYTES_MAX 32

/* The robots first, in the order of enum robot_kind. */
enum channel_kind {
    CHANNEL_DINGTALK = ROBOT_DINGTALK,
    CHANNEL_WECOM = ROBOT_WECOM,
    CHANNEL_FEISHU = ROBOT_FEISHU,
    CHANNEL_SLACK = ROBOT_SLACK,
    CHANNEL_TEAMS = ROBOT_TEAMS,
    CHANNEL_NTFY = ROBOT_NTFY,
    CHANNEL_GOTIFY = ROBOT_GOTIFY,
    CHANNEL_APPRISE = ROBOT_APPRISE,
    CHANNEL_ALIYUN = ROBOT_ALIYUN,
    CHANNEL_GENERIC = ROBOT_GENERIC,
    CHANNEL_SMTP, /* mail, to each person's address in the roster */
    CHANNEL_WEBPUSH, /* to each person's browsers */
    CHANNEL_MQTT, /* sirens, lamps, panels */
    CHANNEL_HTTP /* the CAP message, posted to the person's url in the roster */
};
#define CHANNEL_KINDS 14

enum channel_to { CHANNEL_TO_GROUP, CHANNEL_TO_PERSON };
enum channel_tls { CHANNEL_TLS_REQUIRED, CHANNEL_TLS_OPTIONAL, CHANNEL_TLS_NONE };

/* Strings are never NULL, "" where nothing was said. password is a secret; ca_file is a path that can be opened. */
struct channel_mail {
    const char *host;
    uint16_t port;
    int tls_first; /* 1: smtps, encrypted from the first byte. 0: STARTTLS, as `tls` says */
    enum channel_tls tls;
    const char *from; /* address of the sender */
    const char *user, *password, *ca_file;
};
struct channel_push {
    const char *subject; /* mailto: or https:, who is asked when something is wrong */
    const char *key; /* what stands in key_file; "": the server keeps a key of its own. A secret */
    const char *key_file;
};
struct channel_mqtt {
    const char *host;
    uint16_t port;
    int tls; /* 1: TLS */
    const char *user, *password, *ca_file;
};

struct channel {
    const char *id; /* a-z, 0-9 and -, unique */
    enum channel_kind kind;
    enum channel_to to;
    int32_t rate_per_min; /* messages that may start in a minute; 0: no limit */
    int url_is_inline; /* 1: the robot's URL stands in the channels file itself */
    struct robot robot; /* of the kinds that are robots; has passed robot_check */
    struct channel_mail mail; /* CHANNEL_SMTP */
    struct channel_push push; /* CHANNEL_WEBPUSH */
    struct channel_mqtt mqtt; /* CHANNEL_MQTT */
};

struct channels {
    struct sibu_arena arena; /* owns everything below */
    const struct channel *items; /* in the order of the file */
    size_t count;
    const uint32_t *order; /* indices of the channels to persons: first the first, the next where nobody answers */
    size_t order_count;
    int32_t escalate_after_s; /* from one channel to the next */
    int32_t warden_after_s; /* until a warden is told who has not answered */
    const struct address_range *allow_private; /* for address_is_allowed */
    const char *const *allow_private_text; /* as they stand in the file */
    size_t allow_private_count;
};

/* Reads the file and the files of secrets that it names. SIBU_BAD_INPUT at the first mistake, with file and JSON pointer.
 * The caller closes. */
SIBU_MUST_USE enum sibu_status channels_open(struct channels **out, const char *path, struct sibu_fault *fault);
void channels_close(struct channels *channels); /* overwrites the secrets' strings first; NULL is allowed */

/* The word of files: "dingtalk", "smtp". Static. */
const char *channel_kind_name(enum channel_kind kind);
int channel_is_robot(enum channel_kind kind);
/* The host of a URL, or of mail and mqtt: what may be shown of it. Written to `out`, "" where the channel has none. */
#define CHANNEL_HOST_BYTES 264
void channel_host(const struct channel *channel, char out[CHANNEL_HOST_BYTES]);
