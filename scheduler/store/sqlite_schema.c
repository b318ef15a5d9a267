/* The schema of the store in SQLite, and the way from each older one to the present.
 *
 * Depends on sqlite3. STEPS[n] leads from version n to n + 1 and is never changed once released; each is carried out in
 * one transaction, so that a file is always of one version. What happened is only ever added to: triggers keep it so.
 */
#include <stdio.h>
#include <string.h>

#include "store/query.h"
#include "store/rooms.h"

#define APPLICATION 0x53494253 /* "SIBS"; a drill record has "SIBU" */
#define VERSION (int64_t)(sizeof STEPS / sizeof STEPS[0])

#define APPEND_ONLY(table)                                                                                             \
    "CREATE TRIGGER " table "_kept_1 BEFORE UPDATE ON " table " BEGIN SELECT raise(ABORT, 'rows of " table             \
    " are never changed'); END;"                                                                                       \
    "CREATE TRIGGER " table "_kept_2 BEFORE DELETE ON " table " BEGIN SELECT raise(ABORT, 'rows of " table             \
    " are never deleted'); END;"

/* From an empty file to version 1. */
static const char *const STEP_1[] = {
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE person ("
    "  key INTEGER PRIMARY KEY AUTOINCREMENT, site TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,"
    "  name_en TEXT NOT NULL, zone TEXT NOT NULL, shift TEXT NOT NULL, role TEXT NOT NULL, language TEXT NOT NULL,"
    "  pace TEXT NOT NULL, url TEXT NOT NULL, token TEXT NOT NULL CHECK (length(token) = 22),"
    "  token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),"
    "  listed INTEGER NOT NULL CHECK (listed IN (0, 1)), UNIQUE (site, id)) STRICT;"
    "CREATE TABLE ledger (row INTEGER PRIMARY KEY, time_us INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,"
    "  hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT;"
    "CREATE TABLE drill ("
    "  key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE CHECK (id <> ''), site TEXT NOT NULL,"
    "  family TEXT NOT NULL, zone TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('alerting', 'running',"
    "  'all-clear', 'abort', 'real-emergency', 'closed')), t0_us INTEGER NOT NULL, end_us INTEGER NOT NULL,"
    "  record TEXT NOT NULL, draw TEXT NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX drill_open ON drill (site) WHERE state <> 'closed';"
    "CREATE TABLE participant (drill INTEGER NOT NULL REFERENCES drill, number INTEGER NOT NULL CHECK (number > 0),"
    "  person INTEGER NOT NULL REFERENCES person, expected INTEGER NOT NULL CHECK (expected IN (0, 1)),"
    "  PRIMARY KEY (drill, number), UNIQUE (drill, person)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE event (drill INTEGER NOT NULL REFERENCES drill, sequence INTEGER NOT NULL, time_us INTEGER NOT NULL,"
    "  kind TEXT NOT NULL, person INTEGER NOT NULL, place TEXT NOT NULL, detail TEXT NOT NULL,"
    "  PRIMARY KEY (drill, sequence)) STRICT, WITHOUT ROWID;",

    "CREATE TABLE response (drill INTEGER NOT NULL, sequence INTEGER NOT NULL, received_us INTEGER NOT NULL,"
    "  client_us INTEGER NOT NULL, person INTEGER NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('acknowledge',"
    "  'check-in', 'need-help', 'cannot')), place TEXT NOT NULL, key TEXT NOT NULL CHECK (key <> ''),"
    "  PRIMARY KEY (drill, sequence), UNIQUE (drill, person, key),"
    "  FOREIGN KEY (drill, person) REFERENCES participant) STRICT, WITHOUT ROWID;"
    "CREATE TABLE alert (key INTEGER PRIMARY KEY AUTOINCREMENT, drill INTEGER NOT NULL REFERENCES drill,"
    "  sequence INTEGER NOT NULL, identifier TEXT NOT NULL UNIQUE CHECK (identifier <> ''), xml TEXT NOT NULL,"
    "  sent_us INTEGER NOT NULL, expires_us INTEGER NOT NULL, ends_earlier INTEGER NOT NULL,"
    "  UNIQUE (drill, sequence)) STRICT;"
    "CREATE TABLE outbox (key INTEGER PRIMARY KEY AUTOINCREMENT, alert INTEGER NOT NULL REFERENCES alert,"
    "  drill INTEGER NOT NULL, person INTEGER NOT NULL, idempotency_key TEXT NOT NULL UNIQUE,"
    "  due_us INTEGER NOT NULL, expires_us INTEGER NOT NULL, attempt INTEGER NOT NULL, state TEXT NOT NULL"
    "  CHECK (state IN ('waiting', 'accepted', 'given-up', 'superseded', 'expired')),"
    "  FOREIGN KEY (drill, person) REFERENCES participant) STRICT;"
    "CREATE INDEX outbox_waiting ON outbox (alert, attempt, due_us) WHERE state = 'waiting';"
    "CREATE TABLE delivery (drill INTEGER NOT NULL REFERENCES drill, sequence INTEGER NOT NULL,"
    "  started_us INTEGER NOT NULL, ended_us INTEGER NOT NULL, alert TEXT NOT NULL, person INTEGER NOT NULL,"
    "  channel TEXT NOT NULL, key TEXT NOT NULL, attempt INTEGER NOT NULL CHECK (attempt > 0),"
    "  result INTEGER NOT NULL, fault TEXT NOT NULL, PRIMARY KEY (drill, sequence)) STRICT, WITHOUT ROWID;",

    APPEND_ONLY("ledger"),
    APPEND_ONLY("event"),
    APPEND_ONLY("response"),
    APPEND_ONLY("alert"),
    APPEND_ONLY("delivery"),
    NULL,
};

/* Version 2: signed heads of the ledger. */
static const char *const STEP_2[] = {
    "CREATE TABLE ledger_head (size INTEGER PRIMARY KEY, note TEXT NOT NULL, kept INTEGER NOT NULL"
    "  CHECK (kept IN (0, 1))) STRICT;"
    "CREATE TRIGGER ledger_head_kept_1 BEFORE UPDATE ON ledger_head BEGIN"
    " SELECT raise(ABORT, 'heads are never changed'); END;"
    "CREATE TRIGGER ledger_head_kept_2 BEFORE DELETE ON ledger_head WHEN old.kept = 1 BEGIN"
    " SELECT raise(ABORT, 'kept heads are never deleted'); END;",
    NULL,
};

/* Version 3: several channels, each with the addresses that it needs. An item without a person is for all at once. */
static const char *const STEP_3[] = {
    "CREATE TABLE address (person INTEGER NOT NULL REFERENCES person, kind TEXT NOT NULL CHECK (kind IN ('url',"
    "  'email', 'phone', 'push')), value TEXT NOT NULL CHECK (value <> ''), PRIMARY KEY (person, kind))"
    "  STRICT, WITHOUT ROWID;"
    "INSERT INTO address (person, kind, value) SELECT key, 'url', url FROM person WHERE url <> '';"
    "ALTER TABLE person DROP COLUMN url;",

    "CREATE TABLE outbox_new (key INTEGER PRIMARY KEY AUTOINCREMENT, alert INTEGER NOT NULL REFERENCES alert,"
    "  drill INTEGER NOT NULL REFERENCES drill, person INTEGER, channel TEXT NOT NULL CHECK (channel <> ''),"
    "  address TEXT NOT NULL, step INTEGER NOT NULL, unanswered INTEGER NOT NULL CHECK (unanswered IN (0, 1)),"
    "  idempotency_key TEXT NOT NULL UNIQUE, due_us INTEGER NOT NULL, expires_us INTEGER NOT NULL,"
    "  attempt INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'given-up', 'superseded',"
    "  'expired', 'answered')), CHECK ((person IS NULL) = (address = '')),"
    "  FOREIGN KEY (drill, person) REFERENCES participant) STRICT;"
    "INSERT INTO outbox_new SELECT key, alert, drill, person, 'http', 'url', 0, 0, idempotency_key, due_us, expires_us,"
    "  attempt, state FROM outbox;"
    "DROP TABLE outbox;"
    "ALTER TABLE outbox_new RENAME TO outbox;"
    "CREATE INDEX outbox_order ON outbox (channel, alert DESC, attempt, due_us) WHERE state = 'waiting';"
    "CREATE INDEX outbox_due ON outbox (channel, due_us) WHERE state = 'waiting';"
    "CREATE INDEX outbox_end ON outbox (expires_us) WHERE state = 'waiting';"
    "CREATE INDEX outbox_person ON outbox (drill, person, alert);",
    NULL,
};

/* Accounts of officers, their links and sessions, and the audit trail. */
static const char *const STEP_ACCOUNTS[] = {
    "CREATE TABLE account (key INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE CHECK (name <> ''),"
    "  roles INTEGER NOT NULL CHECK (roles > 0), password TEXT NOT NULL CHECK (password <> ''),"
    "  made_us INTEGER NOT NULL, ended_us INTEGER NOT NULL) STRICT;"
    "CREATE TABLE invitation (key INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE"
    "  CHECK (length(hash) = 32), account INTEGER NOT NULL, roles INTEGER NOT NULL, made_by TEXT NOT NULL,"
    "  made_us INTEGER NOT NULL, expires_us INTEGER NOT NULL) STRICT;"
    "CREATE TABLE session (hash BLOB PRIMARY KEY CHECK (length(hash) = 32), account INTEGER NOT NULL,"
    "  made_us INTEGER NOT NULL, seen_us INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX session_account ON session (account);"
    "CREATE TABLE audit (row INTEGER PRIMARY KEY, time_us INTEGER NOT NULL, who TEXT NOT NULL, roles TEXT NOT NULL,"
    "  action TEXT NOT NULL CHECK (action <> ''), object TEXT NOT NULL, address TEXT NOT NULL, result TEXT NOT NULL,"
    "  hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT;",
    APPEND_ONLY("audit"),
    NULL,
};

/* Reaching people: the last proof of each person and channel, kept as deliveries come in and over
 * when the address changes; when pages were first opened in a drill; alerts by time, for who polls them. */
static const char *const STEP_REACH[] = {
    "CREATE TABLE proof (person INTEGER NOT NULL REFERENCES person, channel TEXT NOT NULL, address TEXT NOT NULL,"
    "  accepted_us INTEGER NOT NULL, failed_us INTEGER NOT NULL, fault TEXT NOT NULL, PRIMARY KEY (person, channel))"
    "  STRICT, WITHOUT ROWID;"
    "INSERT INTO proof SELECT p.person, d.channel, o.address, 0, max(d.ended_us), d.fault FROM delivery d JOIN outbox o"
    "  ON o.idempotency_key = d.key JOIN participant p ON p.drill = o.drill AND p.number = o.person WHERE d.fault <> ''"
    "  GROUP BY p.person, d.channel;"
    "INSERT INTO proof SELECT p.person, d.channel, o.address, max(d.ended_us), 0, '' FROM delivery d JOIN outbox o"
    "  ON o.idempotency_key = d.key JOIN participant p ON p.drill = o.drill AND p.number = o.person WHERE d.fault = ''"
    "  GROUP BY p.person, d.channel ON CONFLICT (person, channel) DO UPDATE SET accepted_us = excluded.accepted_us;"
    "CREATE TRIGGER proof_kept AFTER INSERT ON delivery WHEN new.person > 0 BEGIN"
    "  INSERT INTO proof SELECT p.person, new.channel, o.address, iif(new.fault = '', new.ended_us, 0),"
    "  iif(new.fault = '', 0, new.ended_us), new.fault FROM outbox o JOIN participant p ON p.drill = o.drill AND"
    "  p.number = o.person WHERE o.idempotency_key = new.key"
    "  ON CONFLICT (person, channel) DO UPDATE SET address = excluded.address,"
    "  accepted_us = max(accepted_us, excluded.accepted_us),"
    "  fault = iif(excluded.failed_us >= failed_us AND excluded.failed_us > 0, excluded.fault, fault),"
    "  failed_us = max(failed_us, excluded.failed_us); END;"
    "CREATE TRIGGER proof_over_1 AFTER UPDATE ON address WHEN new.value <> old.value BEGIN"
    "  DELETE FROM proof WHERE person = old.person AND address = old.kind; END;"
    "CREATE TRIGGER proof_over_2 AFTER DELETE ON address BEGIN"
    "  DELETE FROM proof WHERE person = old.person AND address = old.kind; END;",

    "CREATE TABLE opening (drill INTEGER NOT NULL, person INTEGER NOT NULL, sign TEXT NOT NULL CHECK (sign IN ('opened',"
    "  'seen')), time_us INTEGER NOT NULL, PRIMARY KEY (drill, person, sign),"
    "  FOREIGN KEY (drill, person) REFERENCES participant) STRICT, WITHOUT ROWID;"
    "CREATE INDEX alert_sent ON alert (sent_us);",
    NULL,
};

/* How far a drill is after its end: `state` stays the way in which it ended until it is closed. Alerts that tell wardens who is
 * silent, and whom each names. */
static const char *const STEP_STAGES[] = {
    "ALTER TABLE drill ADD COLUMN stage TEXT NOT NULL DEFAULT '' CHECK (stage IN ('', 'mustered', 'evaluated'));"
    "ALTER TABLE alert ADD COLUMN to_wardens INTEGER NOT NULL DEFAULT 0 CHECK (to_wardens IN (0, 1));"
    "CREATE TABLE named (alert INTEGER NOT NULL REFERENCES alert, person INTEGER NOT NULL, PRIMARY KEY (alert, person))"
    "  STRICT, WITHOUT ROWID;",
    NULL,
};

/* When somebody left the roster; 0: they did not, or it was not noted yet. The names in what wardens were told are the one thing
 * of an alert that may go. */
static const char *const STEP_LEFT[] = {
    "ALTER TABLE person ADD COLUMN left_us INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX participant_person ON participant (person);"
    "DROP TRIGGER alert_kept_1;"
    "CREATE TRIGGER alert_kept_1 BEFORE UPDATE ON alert WHEN NOT (old.to_wardens = 1 AND new.xml = '" STORE_UNNAMED
    "' AND (new.key, new.drill, new.sequence, new.identifier, new.sent_us, new.expires_us, new.ends_earlier,"
    "  new.to_wardens) IS (old.key, old.drill, old.sequence, old.identifier, old.sent_us, old.expires_us,"
    "  old.ends_earlier, old.to_wardens)) BEGIN SELECT raise(ABORT, 'rows of alert are never changed'); END;",
    NULL,
};

/* The ledger of findings and grades. */
static const char *const STEP_FINDINGS[] = {
    "CREATE TABLE finding (row INTEGER PRIMARY KEY, time_us INTEGER NOT NULL, site TEXT NOT NULL CHECK (site <> ''),"
    "  kind TEXT NOT NULL, place TEXT NOT NULL, event TEXT NOT NULL CHECK (event <> ''), who TEXT NOT NULL,"
    "  drill TEXT NOT NULL, mark TEXT NOT NULL, owner TEXT NOT NULL, due_us INTEGER NOT NULL, value INTEGER NOT NULL,"
    "  zh TEXT NOT NULL, en TEXT NOT NULL, file TEXT NOT NULL, hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT;"
    "CREATE INDEX finding_site ON finding (site);"
    "CREATE UNIQUE INDEX finding_drill ON finding (drill) WHERE event = 'drilled';",
    APPEND_ONLY("finding"),
    NULL,
};

/* What evaluators said of a drill: signed lines (evaluate/sheet.h), each once and for good. */
static const char *const STEP_SHEETS[] = {
    "CREATE TABLE sheet (drill INTEGER NOT NULL REFERENCES drill, number INTEGER NOT NULL CHECK (number > 0),"
    "  line TEXT NOT NULL CHECK (line <> ''), PRIMARY KEY (drill, number)) STRICT, WITHOUT ROWID;",
    APPEND_ONLY("sheet"),
    NULL,
};

/* Whether any answer of a drill ends something is asked once for all that are kept together. */
static const char *const STEP_SILENCE[] = {
    "CREATE INDEX outbox_silence ON outbox (drill) WHERE unanswered = 1 AND state = 'waiting';",
    NULL,
};

/* The figures of closed drills, for the next drill of the site. */
static const char *const STEP_FIGURES[] = {
    "CREATE TABLE figure (drill INTEGER PRIMARY KEY REFERENCES drill, line TEXT NOT NULL CHECK (line <> '')) STRICT;",
    APPEND_ONLY("figure"),
    NULL,
};

/* Which report of a drill an officer signed: the signature's line (report/signed.h), once and for good. */
static const char *const STEP_SIGNED[] = {
    "CREATE TABLE signed (drill INTEGER PRIMARY KEY REFERENCES drill, line TEXT NOT NULL CHECK (line <> '')) STRICT;",
    APPEND_ONLY("signed"),
    NULL,
};

/* For which branch of the organisation the roles of an account hold; "": for all of it. */
static const char *const STEP_BRANCHES[] = {
    "ALTER TABLE account ADD COLUMN branch TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE invitation ADD COLUMN branch TEXT NOT NULL DEFAULT '';",
    NULL,
};

/* Claims (store_claims.h), under which of them an item of the outbox was taken, and which ticks were drawn by their holders. */
static const char *const STEP_CLAIMS[] = {
    "CREATE TABLE claim (name TEXT PRIMARY KEY CHECK (name <> ''), holder TEXT NOT NULL, fence INTEGER NOT NULL"
    "  CHECK (fence >= 0), until_us INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TRIGGER claim_kept_1 BEFORE UPDATE ON claim WHEN new.name <> old.name OR new.fence < old.fence"
    "  OR (new.fence = old.fence AND new.holder NOT IN ('', old.holder)) BEGIN"
    " SELECT raise(ABORT, 'a new holder has a new fence'); END;"
    "CREATE TRIGGER claim_kept_2 BEFORE DELETE ON claim BEGIN SELECT raise(ABORT, 'fences are kept'); END;"
    "ALTER TABLE outbox ADD COLUMN owner TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE outbox ADD COLUMN fence INTEGER NOT NULL DEFAULT 0;"
    "CREATE TABLE drawn (tick INTEGER PRIMARY KEY, row INTEGER NOT NULL) STRICT;",
    APPEND_ONLY("drawn"),
    NULL,
};

/* Up to when what unfolds in a drill is drawn (store_follow.h). */
static const char *const STEP_UNFOLDED[] = {
    "ALTER TABLE drill ADD COLUMN unfolded_us INTEGER NOT NULL DEFAULT 0;",
    NULL,
};

static const char *const *const STEPS[] = {STEP_1,       STEP_2,      STEP_3,        STEP_REACH,  STEP_ACCOUNTS,
                                           STEP_STAGES,  STEP_LEFT,   STEP_FINDINGS, STEP_SHEETS, STEP_SILENCE,
                                           STEP_FIGURES, STEP_SIGNED, STEP_BRANCHES, STEP_CLAIMS, STEP_UNFOLDED};

static enum sibu_status read_number(struct store *store, const char *sql, int64_t *out, struct sibu_fault *fault)
{
    struct store_query query = store_query(store, sql);
    return store_query_number(&query, 0, out, fault);
}

/* Whether the file is ours to write to: our mark, or nothing in it at all. */
static enum sibu_status check_file(struct store *store, struct sibu_fault *fault)
{
    static const char MARK[] = "PRAGMA application_id";
    static const char CONTENT[] = "SELECT count(*) + (SELECT user_version FROM pragma_user_version) FROM sqlite_schema";
    int64_t mark = 0, content = 0;
    enum sibu_status status = read_number(store, MARK, &mark, fault);
    if (status == SIBU_OK) {
        status = read_number(store, CONTENT, &content, fault);
    }
    if (status == SIBU_OK && mark != APPLICATION && (mark != 0 || content != 0)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, store->path, "这是其他程序的数据库，请指定另一个文件",
                              "this is the database of another program; name another file");
    }
    return status;
}

static enum sibu_status check_version(struct store *store, int64_t *version, struct sibu_fault *fault)
{
    enum sibu_status status = read_number(store, "PRAGMA user_version", version, fault);
    if (status == SIBU_OK && (*version > VERSION || *version < 0)) {
        return store_fault_newer(store, *version, VERSION, fault);
    }
    return status;
}

/* Carries out one step in its transaction. The version is read again inside: another program may have been faster. */
static enum sibu_status take_step(struct store *store, int *done, struct sibu_fault *fault)
{
    int64_t version = 0;
    enum sibu_status status = store_begin(store, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = check_version(store, &version, fault);
    *done = version == VERSION;
    if (status == SIBU_OK && !*done) {
        char mark[96];
        (void)snprintf(mark, sizeof mark, "PRAGMA application_id = %d; PRAGMA user_version = %lld", APPLICATION,
                       (long long)version + 1);
        for (const char *const *piece = STEPS[version]; status == SIBU_OK && *piece != NULL; piece++) {
            status = store_run(store, *piece, fault);
        }
        if (status == SIBU_OK) {
            status = store_run(store, mark, fault);
        }
    }
    return store_end(store, status, fault);
}

/* WAL with FULL: a commit is on the disk when it returns. A file system without shared memory cannot do it. What is
 * deleted is overwritten. */
static enum sibu_status set_durable(struct store *store, struct sibu_fault *fault)
{
    struct store_query query = store_query(store, "PRAGMA journal_mode = WAL");
    int is_wal = store_step(&query) && strcmp(store_bytes(&query, 0).bytes, "wal") == 0;
    enum sibu_status status = store_query_end(&query, fault);
    if (status == SIBU_OK && !is_wal) {
        return sibu_fault_set(fault, SIBU_IO, store->path, "这个文件系统不支持预写日志，请把数据放在本机磁盘上",
                              "this file system cannot keep a write-ahead log; put the data on a local disk");
    }
    if (status == SIBU_OK) {
        status = store_run(
            store,
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA cache_size = -16384",
            fault);
    }
    return status;
}

enum sibu_status store_sqlite_schema(struct store *store, struct sibu_fault *fault)
{
    int64_t version = 0;
    enum sibu_status status = check_file(store, fault);
    if (status == SIBU_OK) {
        status = check_version(store, &version, fault);
    }
    if (status == SIBU_OK) {
        status = set_durable(store, fault);
    }
    for (int done = 0; status == SIBU_OK && !done;) {
        status = take_step(store, &done, fault);
    }
    return status;
}
