/* What a store consists of, table by table: see copy_tables.h.
 *
 * Rows of a site begin with its id, from which PostgreSQL makes site_no and the upper half of keys. A table that is added to
 * the schemas is added here; test_store_copy compares the list with the database's own.
 */
#include "store/copy_tables.h"

#include <stddef.h>

#define KEY(n) "/*+(site_known(?1) << 32) + */?" #n /* what a key is in the target */
#define AGE(key) key "/*+ & 4294967295*/" /* and what of it both kinds have */
#define SITE "/*+site_known(?1), */"
#define OF_DRILL " t JOIN drill d ON /*+d.site_no = t.site_no AND */d.key = t.drill"
#define OF_PERSON " t JOIN person h ON /*+h.site_no = t.site_no AND */h.key = t.person"

const struct copy_table COPY_TABLES[] = {
    {"setting", "tt", NULL, "SELECT name, value FROM setting ORDER BY 1",
     "INSERT INTO setting (name, value) VALUES (?1, ?2)"},
    {"ledger", "iittb", NULL, "SELECT row, time_us, kind, body, hash FROM ledger ORDER BY 1",
     "INSERT INTO ledger (row, time_us, kind, body, hash) VALUES (?1, ?2, ?3, ?4, ?5)"},
    {"ledger_head", "iti", NULL, "SELECT size, note, kept FROM ledger_head ORDER BY 1",
     "INSERT INTO ledger_head (size, note, kept) VALUES (?1, ?2, ?3)"},
    {"claim", "ttii", NULL, "SELECT name, holder, fence, until_us FROM claim ORDER BY 1",
     "INSERT INTO claim (name, holder, fence, until_us) VALUES (?1, ?2, ?3, ?4)"},
    {"drawn", "ii", NULL, "SELECT tick, row FROM drawn ORDER BY 1", "INSERT INTO drawn (tick, row) VALUES (?1, ?2)"},
    {"account", "ititiit", NULL, "SELECT key, name, roles, password, made_us, ended_us, branch FROM account ORDER BY 1",
     "INSERT INTO account (key, name, roles, password, made_us, ended_us, branch)"
     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
    {"invitation", "ibiitiit", NULL,
     "SELECT key, hash, account, roles, made_by, made_us, expires_us, branch FROM invitation ORDER BY 1",
     "INSERT INTO invitation (key, hash, account, roles, made_by, made_us, expires_us, branch)"
     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"},
    {"session", "biii", NULL, "SELECT hash, account, made_us, seen_us FROM session ORDER BY 1",
     "INSERT INTO session (hash, account, made_us, seen_us) VALUES (?1, ?2, ?3, ?4)"},
    {"audit", "iittttttb", NULL,
     "SELECT row, time_us, who, roles, action, object, address, result, hash FROM audit ORDER BY 1",
     "INSERT INTO audit (row, time_us, who, roles, action, object, address, result, hash)"
     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"},
    {"finding", "iittttttttiitttb", NULL,
     "SELECT row, time_us, site, kind, place, event, who, drill, mark, owner, due_us, value, zh, en, file, hash"
     " FROM finding ORDER BY 1",
     "INSERT INTO finding (row, time_us, site, kind, place, event, who, drill, mark, owner, due_us, value, zh, en, file,"
     " hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)"},
    {"person", "titttttttttbii", NULL,
     "SELECT site, " AGE("key") ", id, name, name_en, zone, shift, role, language, pace, token, token_hash, listed,"
                                " left_us FROM person ORDER BY 2",
     "INSERT INTO person (/*+site_no, */site, key, id, name, name_en, zone, shift, role, language, pace, token,"
     " token_hash, listed, left_us) VALUES (/*+site_of(?1), */?1, /*+(site_of(?1) << 32) + */?2, ?3, ?4, ?5, ?6, ?7, ?8,"
     " ?9, ?10, ?11, ?12, ?13, ?14)"},
    {"address", "titt", NULL,
     "SELECT h.site, " AGE("h.key") ", t.kind, t.value FROM address" OF_PERSON " ORDER BY 2, 3",
     "INSERT INTO address (/*+site_no, */person, kind, value) VALUES (" SITE KEY(2) ", ?3, ?4)"},
    {"drill", "titttttiitti", NULL,
     "SELECT site, " AGE(
         "key") ", id, family, zone, state, stage, t0_us, end_us, record, draw, unfolded_us FROM drill ORDER BY 2",
     "INSERT INTO drill (/*+site_no, */site, key, id, family, zone, state, stage, t0_us, end_us, record, draw, unfolded_us) VALUES"
     " (/*+site_of(?1), */?1, /*+(site_of(?1) << 32) + */?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"},
    {"participant", "tiiii", NULL,
     "SELECT d.site, " AGE("d.key") ", t.number, " AGE("t.person") ", t.expected FROM participant" OF_DRILL
                                                                   " ORDER BY 2, 3",
     "INSERT INTO participant (/*+site_no, */drill, number, person, expected) VALUES (" SITE KEY(2) ", ?3, " KEY(
         4) ", ?5)"},
    {"event", "tiiititt", NULL,
     "SELECT d.site, " AGE("d.key") ", t.sequence, t.time_us, t.kind, t.person, t.place, t.detail FROM event" OF_DRILL
                                    " ORDER BY 2, 3",
     "INSERT INTO event (/*+site_no, */drill, sequence, time_us, kind, person, place, detail) VALUES (" SITE KEY(
         2) ", ?3, ?4, ?5, ?6, ?7, ?8)"},
    {"response", "tiiiiittt", NULL,
     "SELECT d.site, " AGE("d.key") ", t.sequence, t.received_us, t.client_us, t.person, t.kind, t.place, t.key"
                                    " FROM response" OF_DRILL " ORDER BY 2, 3",
     "INSERT INTO response (/*+site_no, */drill, sequence, received_us, client_us, person, kind, place, key) VALUES (" SITE
         KEY(2) ", ?3, ?4, ?5, ?6, ?7, ?8, ?9)"},
    {"opening", "tiiti", NULL,
     "SELECT d.site, " AGE("d.key") ", t.person, t.sign, t.time_us FROM opening" OF_DRILL " ORDER BY 2, 3, 4",
     "INSERT INTO opening (/*+site_no, */drill, person, sign, time_us) VALUES (" SITE KEY(2) ", ?3, ?4, ?5)"},
    {"alert", "tiiittiiii", NULL,
     "SELECT d.site, " AGE("t.key") ", " AGE("d.key") ", t.sequence, t.identifier, t.xml, t.sent_us, t.expires_us,"
                                                      " t.ends_earlier, t.to_wardens FROM alert" OF_DRILL " ORDER BY 2",
     "INSERT INTO alert (/*+site_no, */key, drill, sequence, identifier, xml, sent_us, expires_us, ends_earlier,"
     " to_wardens) VALUES (" SITE KEY(2) ", " KEY(3) ", ?4, ?5, ?6, ?7, ?8, ?9, ?10)"},
    {"named", "tii", NULL,
     "SELECT d.site, " AGE(
         "n.alert") ", n.person FROM named n JOIN alert t ON /*+t.site_no = n.site_no AND */t.key ="
                    " n.alert JOIN drill d ON /*+d.site_no = t.site_no AND */d.key = t.drill ORDER BY 2, 3",
     "INSERT INTO named (/*+site_no, */alert, person) VALUES (" SITE KEY(2) ", ?3)"},
    {"sheet", "tiit", NULL, "SELECT d.site, " AGE("d.key") ", t.number, t.line FROM sheet" OF_DRILL " ORDER BY 2, 3",
     "INSERT INTO sheet (/*+site_no, */drill, number, line) VALUES (" SITE KEY(2) ", ?3, ?4)"},
    {"figure", "tit", NULL, "SELECT d.site, " AGE("d.key") ", t.line FROM figure" OF_DRILL " ORDER BY 2",
     "INSERT INTO figure (/*+site_no, */drill, line) VALUES (" SITE KEY(2) ", ?3)"},
    {"signed", "tit", NULL, "SELECT d.site, " AGE("d.key") ", t.line FROM signed" OF_DRILL " ORDER BY 2",
     "INSERT INTO signed (/*+site_no, */drill, line) VALUES (" SITE KEY(2) ", ?3)"},
    {"delivery", "tiiiitittiit", NULL,
     "SELECT d.site, " AGE("d.key") ", t.sequence, t.started_us, t.ended_us, t.alert, t.person, t.channel, t.key,"
                                    " t.attempt, t.result, t.fault FROM delivery" OF_DRILL " ORDER BY 2, 3",
     "INSERT INTO delivery (/*+site_no, */drill, sequence, started_us, ended_us, alert, person, channel, key, attempt,"
     " result, fault) VALUES (" SITE KEY(2) ", ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"},
    {"outbox", "tiiiittiitiiitti", NULL,
     "SELECT d.site, " AGE("t.key") ", " AGE("t.alert") ", " AGE(
         "d.key") ", coalesce(t.person, 0), t.channel,"
                  " t.address, t.step, t.unanswered, t.idempotency_key, t.due_us, t.expires_us, t.attempt, t.state, t.owner,"
                  " t.fence FROM outbox" OF_DRILL " ORDER BY 2",
     "INSERT INTO outbox (/*+site_no, */key, alert, drill, person, channel, address, step, unanswered, idempotency_key,"
     " due_us, expires_us, attempt, state, owner, fence) VALUES (" SITE KEY(2) ", " KEY(3) ", " KEY(
         4) ", nullif(?5, 0), ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)"},
    {"proof", "tittiit", NULL,
     "SELECT h.site, " AGE("h.key") ", t.channel, t.address, t.accepted_us, t.failed_us, t.fault FROM proof" OF_PERSON
                                    " ORDER BY 2, 3",
     "INSERT INTO proof (/*+site_no, */person, channel, address, accepted_us, failed_us, fault) VALUES (" SITE KEY(
         2) ", ?3, ?4, ?5, ?6, ?7)"},
    /* The last key that each table gave: none is given again. */
    {"counter", "ti", "/*-*/DELETE FROM sqlite_sequence/*-*//*+SELECT 1*/",
     "/*-*/SELECT name, seq FROM sqlite_sequence WHERE seq > 0 ORDER BY 1/*-*//*+"
     "SELECT 'account', last_value FROM account_key_seq WHERE is_called UNION ALL"
     " SELECT 'alert', last_value FROM alert_keys WHERE is_called UNION ALL"
     " SELECT 'drill', last_value FROM drill_keys WHERE is_called UNION ALL"
     " SELECT 'invitation', last_value FROM invitation_key_seq WHERE is_called UNION ALL"
     " SELECT 'outbox', last_value FROM outbox_keys WHERE is_called UNION ALL"
     " SELECT 'person', last_value FROM person_keys WHERE is_called ORDER BY 1*/",
     "/*-*/INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)/*-*//*+"
     "SELECT setval((CASE WHEN ?1 IN ('account', 'invitation') THEN ?1 || '_key_seq' ELSE ?1 || '_keys' END)::regclass,"
     " ?2)*/"},
};
