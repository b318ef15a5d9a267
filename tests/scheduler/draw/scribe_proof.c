/* See scribe_proof.h. */
#include "scribe_proof.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define SECOND_US INT64_C(1000000)

static struct draw_installation who_of(const struct scribe_parties *parties)
{
    struct draw_installation who = book_start(parties->scribe->book)->who;
    who.epoch = parties->epoch.epoch;
    return who;
}

static void open_chain(struct scribe_parties *parties, size_t party, uint8_t anchor[CHAIN_LINK_BYTES])
{
    struct draw_installation who = who_of(parties);
    struct sibu_fault fault;
    uint8_t seed[CHAIN_LINK_BYTES] = {parties->seed, (uint8_t)party, (uint8_t)parties->epoch.epoch};
    int64_t links = parties->epoch.to_tick - parties->epoch.from_tick;
    assert_int_equal(chain_open(&parties->chains[party], &who, links, seed, &fault), SIBU_OK);
    chain_anchor(parties->chains[party], anchor);
}

void parties_open(struct scribe_parties *parties, struct scribe *scribe, uint64_t number, int64_t from)
{
    uint8_t seed = parties->seed;
    memset(parties, 0, sizeof *parties);
    parties->seed = seed;
    parties->scribe = scribe;
    parties->epoch.epoch = number;
    parties->epoch.from_tick = from;
    parties->epoch.to_tick = from + SCRIBE_LINKS;
    open_chain(parties, 0, parties->epoch.anchor);
}

static void put_big(uint8_t *out, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        out[i] = (uint8_t)(value >> (8 * (bytes - 1 - i)));
    }
}

static void add_beacon(struct beacon_chain *chain, int64_t period_s)
{
    uint8_t bytes[12 + 96 + 32];
    memset(chain, 0, sizeof *chain);
    chain->period_s = period_s;
    chain->genesis_s = 1692803367;
    chain->signature_bytes = 48;
    chain->key_bytes = 96;
    memset(chain->public_key, 5, 96);
    memset(chain->group_hash, 6, sizeof chain->group_hash);
    put_big(bytes, (uint64_t)period_s, 4);
    put_big(bytes + 4, (uint64_t)chain->genesis_s, 8);
    memset(bytes + 12, 5, 96);
    memset(bytes + 108, 6, 32);
    crypto_hash_sha256(chain->hash, bytes, sizeof bytes);
}

void parties_add(struct scribe_parties *parties, size_t witnesses, uint8_t first_key, int64_t period_s)
{
    parties->epoch.witness_count = witnesses;
    for (size_t i = 0; i < witnesses; i++) {
        const uint8_t seed[NOTE_SEED_BYTES] = {77, (uint8_t)(first_key + i)};
        assert_true(note_signer_init(&parties->signers[i], "council.example", NOTE_COSIGNATURE, seed));
        parties->epoch.witnesses[i].key = parties->signers[i].key;
        open_chain(parties, i + 1, parties->epoch.witnesses[i].anchor);
    }
    parties->epoch.has_beacon = period_s > 0;
    if (period_s > 0) {
        add_beacon(&parties->epoch.beacon, period_s);
    }
}

void parties_close(struct scribe_parties *parties)
{
    for (size_t i = 0; i <= LEDGER_WITNESSES_MAX; i++) {
        chain_close(parties->chains[i]);
    }
}

void scribe_epoch(const struct scribe_parties *parties)
{
    struct sibu_text body = {0};
    ledger_epoch_body(&body, &parties->epoch);
    scribe_put(parties->scribe, "epoch", &body);
}

void scribe_open_tick(struct scribe *scribe, uint32_t closed)
{
    struct ledger_open open = {.closed = closed};
    struct sibu_fault fault;
    struct sibu_text body = {0};
    int64_t moment_us = draw_tick_time_us(book_rules(scribe->book)->tick_s, book_next_tick(scribe->book)) + 3;
    scribe->now_us = scribe->now_us > moment_us ? scribe->now_us : moment_us;
    scribe_periods(scribe);
    assert_int_equal(book_draw_open(scribe->book, &open, &fault), SIBU_OK);
    ledger_open_body(&body, &open);
    scribe_put(scribe, "open", &body);
}

static void give(const struct scribe_parties *parties, struct ledger_link *link, size_t i)
{
    struct ledger_given *given = &link->witnesses[i];
    struct receipt receipt = {.who = who_of(parties), .tick = link->tick};
    struct tree_head head;
    assert_non_null(book_opened(parties->scribe->book, &head));
    assert_true(chain_link(parties->chains[i + 1], book_link_number(parties->scribe->book), given->link));
    given->time_s = parties->scribe->now_us / SECOND_US;
    receipt.time_s = given->time_s;
    receipt.checkpoint.head = head;
    memcpy(receipt.link, given->link, sizeof receipt.link);
    memcpy(receipt.checkpoint.origin, parties->scribe->signer.key.name, strlen(parties->scribe->signer.key.name) + 1);
    receipt_sign(&parties->signers[i], &receipt, given->receipt);
}

void parties_give(const struct scribe_parties *parties, struct ledger_link *link)
{
    const struct ledger_epoch *epoch = &parties->epoch;
    const struct ledger_open *open = book_opened(parties->scribe->book, NULL);
    memset(link, 0, sizeof *link);
    assert_non_null(open);
    link->tick = open->tick;
    assert_true(chain_link(parties->chains[0], book_link_number(parties->scribe->book), link->link));
    link->witness_count = epoch->witness_count;
    for (size_t i = 0; i < epoch->witness_count; i++) {
        give(parties, link, i);
    }
    if (epoch->has_beacon) {
        int64_t tick_s = book_rules(parties->scribe->book)->tick_s;
        link->round = beacon_round_at(&epoch->beacon, draw_tick_time_us(tick_s, link->tick));
        link->signature_bytes = epoch->beacon.signature_bytes;
        put_big(link->signature, (uint64_t)link->round * UINT64_C(0x9e3779b97f4a7c15) + parties->seed, 8);
    }
}

int64_t scribe_link(struct scribe *scribe, struct ledger_link *link)
{
    struct sibu_fault fault;
    struct sibu_text body = {0};
    assert_int_equal(book_draw_link(scribe->book, link, &fault), SIBU_OK);
    ledger_link_body(&body, link);
    scribe_put(scribe, "link", &body);
    return link->starts;
}

int64_t scribe_shared_tick(const struct scribe_parties *parties, uint32_t closed)
{
    struct ledger_link link;
    scribe_open_tick(parties->scribe, closed);
    parties_give(parties, &link);
    return scribe_link(parties->scribe, &link);
}
