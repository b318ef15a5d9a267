/* Heads of a ledger: the tree over its rows, signed. See book.h. Pure. Depends on: tree, note. */
#include <stdio.h>
#include <string.h>

#include "draw/book_part.h"
#include "draw/note.h"

struct tree_head book_head(const struct book *book)
{
    return (struct tree_head){.size = book->tree.size, .root = tree_root(&book->tree)};
}

struct tree_head book_head_with(const struct book *book, const uint8_t hash[SIBU_HASH_BYTES])
{
    struct tree grown = book->tree;
    struct tree_hash leaf = tree_leaf(hash, SIBU_HASH_BYTES);
    tree_add(&grown, &leaf);
    return (struct tree_head){.size = grown.size, .root = tree_root(&grown)};
}

void book_origin(const struct ledger_start *start, char out[64])
{
    char id[2 * DRAW_INSTALLATION_BYTES + 1];
    sibu_hex(id, start->who.id, sizeof start->who.id);
    (void)snprintf(out, 64, "sibu/%s", id);
}

static enum sibu_status refuse(int64_t size, struct sibu_fault *fault, const char *zh, const char *en)
{
    char place[64];
    (void)snprintf(place, sizeof place, "ledger:%lld", (long long)size);
    return sibu_fault_set(fault, SIBU_NO, place, "%s%.0s", "%.0s%s", zh, en);
}

enum sibu_status book_check_head(struct book *book, int64_t size, const char *text, struct sibu_fault *fault)
{
    struct note note;
    struct note_key key;
    char name[64];
    struct tree_head here = book_head(book);
    book_origin(&book->start, name);
    if (!note_read(&note, text, strlen(text)) || !note_key_make(&key, name, NOTE_LOG, book->start.key) ||
        strcmp(note.checkpoint.origin, key.name) != 0) {
        return refuse(size, fault, "账本头的格式不符", "the head behind it has another form: it may have been changed");
    }
    if (!note_check(&note, &key, NULL)) {
        return refuse(size, fault, "账本头的签名不符", "the head behind it is not signed with the ledger's key");
    }
    if (note.checkpoint.head.size != (uint64_t)size || here.size != (uint64_t)size ||
        memcmp(note.checkpoint.head.root.bytes, here.root.bytes, sizeof here.root.bytes) != 0) {
        return refuse(size, fault, "签名的账本头属于另外的行：本行或之前的行被改动、删除或调换",
                      "the signed head behind it is that of other rows: this row or one before was changed, removed or "
                      "moved");
    }
    book->counts.heads++;
    book->counts.head_row = size;
    return SIBU_OK;
}
