/* The tree over the ledger's rows: the Merkle tree of RFC 6962 and 9162, by SHA-256.
 *
 * leaf = SHA-256(00, bytes), node = SHA-256(01, left, right), an unbalanced tree is split at the largest power of two
 * below its size, the root of no leaves is SHA-256 of nothing. A tree that grows is kept as its frontier, one hash for
 * each bit of its size: a leaf costs at most 48 hashes, one on average. Proofs are checked from themselves alone.
 *
 * Pure; allocates nothing; any number of threads, each with trees of its own.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define TREE_HASH_BYTES 32
#define TREE_HEIGHT_MAX 48
#define TREE_SIZE_MAX ((UINT64_C(1) << TREE_HEIGHT_MAX) - 1)
#define TREE_PROOF_MAX (TREE_HEIGHT_MAX + 1)

struct tree_hash {
    uint8_t bytes[TREE_HASH_BYTES];
};

/* All zero: no leaves. */
struct tree {
    uint64_t size; /* leaves, at most TREE_SIZE_MAX */
    struct tree_hash
        frontier[TREE_HEIGHT_MAX]; /* [h]: of the whole subtree of 2^h leaves, where bit h of size is set */
};

/* The hash of a leaf that holds these bytes. */
struct tree_hash tree_leaf(const void *bytes, size_t length);
/* Adds a leaf, given by its hash, at the right end. */
void tree_add(struct tree *tree, const struct tree_hash *leaf);
struct tree_hash tree_root(const struct tree *tree);

/* Where the leaves' hashes come from while a proof is made; index counts from 0. False: it cannot be had. */
struct tree_leaves {
    int (*leaf)(void *data, uint64_t index, struct tree_hash *out);
    void *data;
};
/* Leaves from an array of the caller's, which must live as long as they are used. */
struct tree_array {
    const struct tree_hash *hashes;
    uint64_t count;
};
struct tree_leaves tree_leaves_of(struct tree_array *array);

/* From the leaves upwards, as in the RFC. */
struct tree_proof {
    size_t count;
    struct tree_hash hashes[TREE_PROOF_MAX];
};

/* That leaf `index` stands in the tree of the first `size` leaves, index < size. Asks for all other leaves, once each, in
 * any order. False where a leaf could not be had. */
int tree_prove_inclusion(const struct tree_leaves *leaves, uint64_t index, uint64_t size, struct tree_proof *out);
int tree_check_inclusion(const struct tree_hash *leaf, uint64_t index, uint64_t size, const struct tree_hash *root,
                         const struct tree_proof *proof);

/* That the tree of the first `size` leaves begins with `old`, which is a tree of old->size <= size of the same leaves.
 * What is needed of the old leaves stands in the frontier: asks for the leaves old->size .. size - 1 only, once each. */
int tree_prove_growth(const struct tree *old, const struct tree_leaves *leaves, uint64_t size, struct tree_proof *out);
/* A size and a root: what a checkpoint says of a tree. */
struct tree_head {
    uint64_t size;
    struct tree_hash root;
};
/* Equal sizes have equal roots and an empty proof; everything goes on from no leaves, with an empty proof. */
int tree_check_growth(const struct tree_head *old, const struct tree_head *grown, const struct tree_proof *proof);
