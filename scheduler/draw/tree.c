/* The Merkle tree of RFC 6962 and 9162: see tree.h. Depends on: libsodium's SHA-256, which needs no initialisation. */
#include "draw/tree.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

_Static_assert(crypto_hash_sha256_BYTES == TREE_HASH_BYTES, "256 bits");

static struct tree_hash hash_of(uint8_t prefix, const void *bytes, size_t length)
{
    struct tree_hash out;
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &prefix, 1);
    if (length > 0) {
        crypto_hash_sha256_update(&state, bytes, length);
    }
    crypto_hash_sha256_final(&state, out.bytes);
    return out;
}

struct tree_hash tree_leaf(const void *bytes, size_t length)
{
    return hash_of(0, bytes, length);
}

static struct tree_hash node_of(const struct tree_hash *left, const struct tree_hash *right)
{
    uint8_t both[2 * TREE_HASH_BYTES];
    memcpy(both, left->bytes, TREE_HASH_BYTES);
    memcpy(both + TREE_HASH_BYTES, right->bytes, TREE_HASH_BYTES);
    return hash_of(1, both, sizeof both);
}

static int same(const struct tree_hash *a, const struct tree_hash *b)
{
    return memcmp(a->bytes, b->bytes, TREE_HASH_BYTES) == 0;
}

void tree_add(struct tree *tree, const struct tree_hash *leaf)
{
    assert(tree->size < TREE_SIZE_MAX);
    struct tree_hash carried = *leaf;
    unsigned height = 0;
    for (uint64_t bits = tree->size; bits & 1; bits >>= 1) {
        carried = node_of(&tree->frontier[height], &carried);
        height++;
    }
    tree->frontier[height] = carried;
    tree->size++;
}

struct tree_hash tree_root(const struct tree *tree)
{
    struct tree_hash root;
    int begun = 0;
    for (unsigned height = 0; height < TREE_HEIGHT_MAX; height++) {
        if (tree->size >> height & 1) {
            root = begun ? node_of(&tree->frontier[height], &root) : tree->frontier[height];
            begun = 1;
        }
    }
    if (!begun) {
        crypto_hash_sha256(root.bytes, NULL, 0);
    }
    return root;
}

static int leaf_of_array(void *data, uint64_t index, struct tree_hash *out)
{
    const struct tree_array *array = data;
    if (index >= array->count) {
        return 0;
    }
    *out = array->hashes[index];
    return 1;
}

struct tree_leaves tree_leaves_of(struct tree_array *array)
{
    return (struct tree_leaves){leaf_of_array, array};
}

/* The root of the leaves [from, to) as a tree of their own. */
static int root_of(const struct tree_leaves *leaves, uint64_t from, uint64_t to, struct tree_hash *out)
{
    struct tree part = {0};
    for (uint64_t i = from; i < to; i++) {
        struct tree_hash leaf;
        if (!leaves->leaf(leaves->data, i, &leaf)) {
            return 0;
        }
        tree_add(&part, &leaf);
    }
    *out = tree_root(&part);
    return 1;
}

/* The largest power of two below n, n >= 2: how many leaves stand left of a tree's root. */
static uint64_t split(uint64_t n)
{
    assert(n >= 2);
    uint64_t k = 1;
    while (k << 1 < n) {
        k <<= 1;
    }
    return k;
}

static void turn_round(struct tree_proof *proof)
{
    for (size_t i = 0; i < proof->count / 2; i++) {
        struct tree_hash kept = proof->hashes[i];
        proof->hashes[i] = proof->hashes[proof->count - 1 - i];
        proof->hashes[proof->count - 1 - i] = kept;
    }
}

int tree_prove_inclusion(const struct tree_leaves *leaves, uint64_t index, uint64_t size, struct tree_proof *out)
{
    assert(index < size && size <= TREE_SIZE_MAX);
    uint64_t from = 0, to = size; /* the subtree that holds the leaf */
    out->count = 0;
    while (to - from > 1) {
        uint64_t middle = from + split(to - from);
        struct tree_hash *beside = &out->hashes[out->count++];
        int left = index < middle;
        if (!root_of(leaves, left ? middle : from, left ? to : middle, beside)) {
            return 0;
        }
        from = left ? from : middle;
        to = left ? middle : to;
    }
    turn_round(out);
    return 1;
}

/* Walks down the right edge of the old tree inside the new one. Left of it stand whole subtrees of old leaves, which are
 * the old frontier; right of it new leaves alone. The last subtree is left out where it is the whole old tree: its
 * root is known. */
int tree_prove_growth(const struct tree *old, const struct tree_leaves *leaves, uint64_t size, struct tree_proof *out)
{
    assert(old->size <= size && size <= TREE_SIZE_MAX);
    uint64_t from = 0, to = size, rest = old->size; /* rest: old leaves in [from, to) */
    out->count = 0;
    if (rest == 0 || rest == size) {
        return 1;
    }
    while (rest < to - from) {
        uint64_t half = split(to - from);
        struct tree_hash *beside = &out->hashes[out->count++];
        if (rest <= half) {
            if (!root_of(leaves, from + half, to, beside)) {
                return 0;
            }
            to = from + half;
        } else {
            unsigned height = 0;
            while (half >> height > 1) {
                height++;
            }
            *beside = old->frontier[height];
            from += half;
            rest -= half;
        }
    }
    if (from > 0) {
        struct tree last = *old;
        last.size = rest;
        out->hashes[out->count++] = tree_root(&last);
    }
    turn_round(out);
    return 1;
}

/* A node on the way up, and the last one of its height. */
struct way {
    uint64_t at, last;
};

static void go_up(struct way *way)
{
    way->at >>= 1;
    way->last >>= 1;
}

/* True where the proof's next hash stands left of the node. A node at the right edge without a brother is carried up to
 * where it has one. */
static int stands_right(struct way *way)
{
    if (!(way->at & 1) && way->at != way->last) {
        return 0;
    }
    while (!(way->at & 1) && way->at != 0) {
        go_up(way);
    }
    return 1;
}

int tree_check_inclusion(const struct tree_hash *leaf, uint64_t index, uint64_t size, const struct tree_hash *root,
                         const struct tree_proof *proof)
{
    if (index >= size || size > TREE_SIZE_MAX || proof->count > TREE_PROOF_MAX) {
        return 0;
    }
    struct way way = {index, size - 1};
    struct tree_hash hash = *leaf;
    for (size_t i = 0; i < proof->count; i++) {
        if (way.last == 0) {
            return 0;
        }
        const struct tree_hash *beside = &proof->hashes[i];
        hash = stands_right(&way) ? node_of(beside, &hash) : node_of(&hash, beside);
        go_up(&way);
    }
    return way.last == 0 && same(&hash, root);
}

/* Sizes that differ, the old one not 0. Both roots are built from the same hashes, the old one from those left of its edge. */
static int check_steps(const struct tree_head *old, const struct tree_head *grown, const struct tree_proof *proof)
{
    struct way way = {old->size - 1, grown->size - 1};
    while (way.at & 1) {
        go_up(&way);
    }
    size_t next =
        way.at == 0 ? 0 : 1; /* an old tree of a power of two leaves is a node of its own: its root is known */
    if (proof->count < next) {
        return 0;
    }
    struct tree_hash old_hash = next == 0 ? old->root : proof->hashes[0];
    struct tree_hash hash = old_hash;
    for (; next < proof->count; next++) {
        if (way.last == 0) {
            return 0;
        }
        const struct tree_hash *beside = &proof->hashes[next];
        if (stands_right(&way)) {
            old_hash = node_of(beside, &old_hash);
            hash = node_of(beside, &hash);
        } else {
            hash = node_of(&hash, beside);
        }
        go_up(&way);
    }
    return way.last == 0 && same(&old_hash, &old->root) && same(&hash, &grown->root);
}

int tree_check_growth(const struct tree_head *old, const struct tree_head *grown, const struct tree_proof *proof)
{
    if (old->size > grown->size || grown->size > TREE_SIZE_MAX || proof->count > TREE_PROOF_MAX) {
        return 0;
    }
    if (old->size == grown->size) {
        return proof->count == 0 && same(&old->root, &grown->root);
    }
    if (old->size == 0) {
        struct tree none = {0};
        struct tree_hash root = tree_root(&none);
        return proof->count == 0 && same(&old->root, &root);
    }
    return check_steps(old, grown, proof);
}
