/* The Merkle tree: the published roots, every proof between sizes up to 64, and every single bit of one flipped.
 *
 * Roots by another road: the definition of RFC 6962, section 2.1, over the whole list, in wide_root below.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "draw/tree.h"
#include "sibu/hash.h"

#define MOST 64

struct forest {
    struct tree_hash leaves[MOST];
    struct tree trees[MOST + 1]; /* of the first n leaves */
    struct tree_hash roots[MOST + 1];
};

/* In small trees, and in the largest, every bit is flipped; between them every 31st, which comes to each place in turn. */
static size_t bit_step(size_t size)
{
    return size <= 17 || size == MOST ? 1 : 31;
}

static void grow(struct forest *forest)
{
    memset(forest, 0, sizeof *forest);
    forest->roots[0] = tree_root(&forest->trees[0]);
    for (uint8_t i = 0; i < MOST; i++) {
        forest->leaves[i] = tree_leaf(&i, i % 3 == 0 ? 0 : 1);
        forest->trees[i + 1] = forest->trees[i];
        tree_add(&forest->trees[i + 1], &forest->leaves[i]);
        forest->roots[i + 1] = tree_root(&forest->trees[i + 1]);
    }
}

/* The roots of rows of whole pairs, level by level: the odd one at the end goes up as it is. */
static struct tree_hash wide_root(const struct tree_hash *leaves, size_t count)
{
    struct tree_hash level[MOST];
    memcpy(level, leaves, count * sizeof *leaves);
    while (count > 1) {
        size_t pairs = count / 2;
        for (size_t i = 0; i < pairs; i++) {
            uint8_t bytes[1 + 2 * TREE_HASH_BYTES] = {1};
            memcpy(bytes + 1, level[2 * i].bytes, TREE_HASH_BYTES);
            memcpy(bytes + 1 + TREE_HASH_BYTES, level[2 * i + 1].bytes, TREE_HASH_BYTES);
            crypto_hash_sha256(level[i].bytes, bytes, sizeof bytes);
        }
        if (count % 2 == 1) {
            level[pairs] = level[count - 1];
        }
        count = pairs + count % 2;
    }
    return level[0];
}

static void roots_are_as_published(void **state)
{
    (void)state;
    static const char *const LEAVES[] = {
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
    static const char *const ROOTS[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
    struct tree tree = {0};
    for (size_t n = 0; n <= 8; n++) {
        char hex[65];
        struct tree_hash root = tree_root(&tree);
        sibu_hex(hex, root.bytes, sizeof root.bytes);
        assert_string_equal(hex, ROOTS[n]);
        if (n < 8) {
            uint8_t bytes[16];
            size_t length = strlen(LEAVES[n]) / 2;
            assert_true(sibu_unhex(bytes, length, LEAVES[n]));
            struct tree_hash leaf = tree_leaf(bytes, length);
            tree_add(&tree, &leaf);
        }
    }
}

static void a_grown_root_is_the_root_of_the_whole_list(void **state)
{
    (void)state;
    struct forest forest;
    grow(&forest);
    for (size_t n = 1; n <= MOST; n++) {
        struct tree_hash root = wide_root(forest.leaves, n);
        assert_memory_equal(forest.roots[n].bytes, root.bytes, TREE_HASH_BYTES);
    }
}

/* Two proofs that anyone can build by hand, of the published leaves: RFC 6962, section 2.1.3 draws them. */
static void proofs_hold_what_the_rfc_draws(void **state)
{
    (void)state;
    struct forest forest;
    grow(&forest);
    struct tree_array array = {forest.leaves, 7};
    struct tree_leaves leaves = tree_leaves_of(&array);
    struct tree_proof proof;
    assert_true(tree_prove_inclusion(&leaves, 4, 7, &proof)); /* d4 in 7: [j's brother d5, j6 = d6, k = 0..3] */
    assert_int_equal(proof.count, 3);
    assert_memory_equal(proof.hashes[0].bytes, forest.leaves[5].bytes, TREE_HASH_BYTES);
    assert_memory_equal(proof.hashes[1].bytes, forest.leaves[6].bytes, TREE_HASH_BYTES);
    assert_memory_equal(proof.hashes[2].bytes, forest.roots[4].bytes, TREE_HASH_BYTES);
    assert_true(tree_prove_growth(&forest.trees[3], &leaves, 7, &proof)); /* 3 to 7: [c, d, g, l] */
    assert_int_equal(proof.count, 4);
    assert_memory_equal(proof.hashes[0].bytes, forest.leaves[2].bytes, TREE_HASH_BYTES);
    assert_memory_equal(proof.hashes[1].bytes, forest.leaves[3].bytes, TREE_HASH_BYTES);
    assert_memory_equal(proof.hashes[2].bytes, forest.roots[2].bytes, TREE_HASH_BYTES);
    struct tree_hash right = wide_root(forest.leaves + 4, 3);
    assert_memory_equal(proof.hashes[3].bytes, right.bytes, TREE_HASH_BYTES);
    assert_true(tree_prove_growth(&forest.trees[4], &leaves, 7, &proof)); /* 4 to 7: [l] */
    assert_int_equal(proof.count, 1);
    assert_memory_equal(proof.hashes[0].bytes, right.bytes, TREE_HASH_BYTES);
}

/* Gives leaves from `first` on and counts them: what lies below must not be needed. */
struct late_leaves {
    const struct forest *forest;
    uint64_t first, asked;
};

static int give_late(void *data, uint64_t index, struct tree_hash *out)
{
    struct late_leaves *late = data;
    if (index < late->first) {
        return 0;
    }
    late->asked++;
    *out = late->forest->leaves[index];
    return 1;
}

static struct tree_head head_of(const struct forest *forest, size_t size)
{
    return (struct tree_head){size, forest->roots[size]};
}

static void growth_is_proved_from_the_frontier_and_the_new_leaves(void **state)
{
    (void)state;
    struct forest forest;
    grow(&forest);
    for (size_t n = 0; n <= MOST; n++) {
        for (size_t m = 0; m <= n; m++) {
            struct late_leaves late = {&forest, m, 0};
            struct tree_leaves leaves = {give_late, &late};
            struct tree_proof proof;
            struct tree_head old = head_of(&forest, m), grown = head_of(&forest, n);
            assert_true(tree_prove_growth(&forest.trees[m], &leaves, n, &proof));
            assert_int_equal(late.asked, m == 0 ? 0 : n - m);
            assert_true(tree_check_growth(&old, &grown, &proof));
            if (m < n) {
                assert_false(tree_check_growth(&grown, &old, &proof));
            }
        }
    }
}

/* Each bit of proof and roots, one hash more, one less, sizes that are not the proof's. */
static void spoil_growth(struct tree_head old, struct tree_head grown, struct tree_proof *proof)
{
    for (size_t bit = 0; bit < proof->count * 256; bit += bit_step(grown.size)) {
        uint8_t *byte = &proof->hashes[bit / 256].bytes[bit % 256 / 8];
        *byte ^= (uint8_t)(1u << bit % 8);
        assert_false(tree_check_growth(&old, &grown, proof));
        *byte ^= (uint8_t)(1u << bit % 8);
    }
    for (size_t bit = 0; bit < 256; bit += bit_step(grown.size)) {
        struct tree_head other = old;
        other.root.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_false(tree_check_growth(&other, &grown, proof));
        other = grown;
        other.root.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (old.size > 0) { /* from nothing everything goes on */
            assert_false(tree_check_growth(&old, &other, proof));
        }
    }
    proof->count++;
    assert_false(tree_check_growth(&old, &grown, proof));
    proof->count--;
    if (proof->count > 0) {
        proof->count--;
        assert_false(tree_check_growth(&old, &grown, proof));
        proof->count++;
    }
}

static void a_spoilt_proof_of_growth_is_refused(void **state)
{
    (void)state;
    struct forest forest;
    grow(&forest);
    struct tree_array array = {forest.leaves, MOST};
    struct tree_leaves leaves = tree_leaves_of(&array);
    for (size_t n = 0; n <= MOST; n++) {
        for (size_t m = 0; m <= n; m++) {
            struct tree_proof proof = {0};
            assert_true(tree_prove_growth(&forest.trees[m], &leaves, n, &proof));
            spoil_growth(head_of(&forest, m), head_of(&forest, n), &proof);
        }
    }
}

static void every_leaf_is_proved_and_a_spoilt_proof_is_refused(void **state)
{
    (void)state;
    struct forest forest;
    grow(&forest);
    struct tree_array array = {forest.leaves, MOST};
    struct tree_leaves leaves = tree_leaves_of(&array);
    for (size_t n = 1; n <= MOST; n++) {
        for (size_t i = 0; i < n; i++) {
            struct tree_proof proof = {0};
            const struct tree_hash *leaf = &forest.leaves[i], *root = &forest.roots[n];
            assert_true(tree_prove_inclusion(&leaves, i, n, &proof));
            assert_true(tree_check_inclusion(leaf, i, n, root, &proof));
            for (size_t bit = 0; bit < proof.count * 256; bit += bit_step(n)) {
                uint8_t *byte = &proof.hashes[bit / 256].bytes[bit % 256 / 8];
                *byte ^= (uint8_t)(1u << bit % 8);
                assert_false(tree_check_inclusion(leaf, i, n, root, &proof));
                *byte ^= (uint8_t)(1u << bit % 8);
            }
            assert_false(tree_check_inclusion(root, i, n + (n == 1), root, &proof));
            assert_false(tree_check_inclusion(leaf, n, n, root, &proof));
            proof.count++;
            assert_false(tree_check_inclusion(leaf, i, n, root, &proof));
        }
    }
}

/* Another place in the same tree, or the same place in a tree of another size, needs another proof. */
static void a_proof_holds_for_its_own_place_alone(void **state)
{
    (void)state;
    struct forest forest;
    grow(&forest);
    struct tree_array array = {forest.leaves, MOST};
    struct tree_leaves leaves = tree_leaves_of(&array);
    for (size_t i = 0; i < 37; i++) {
        struct tree_proof proof;
        assert_true(tree_prove_inclusion(&leaves, i, 37, &proof));
        for (size_t other = 0; other < 37; other++) {
            assert_int_equal(tree_check_inclusion(&forest.leaves[i], other, 37, &forest.roots[37], &proof), other == i);
        }
    }
    struct tree_array short_array = {forest.leaves, 36};
    struct tree_leaves too_few = tree_leaves_of(&short_array);
    struct tree_proof proof;
    assert_false(tree_prove_inclusion(&too_few, 3, 37, &proof));
    assert_false(tree_prove_growth(&forest.trees[5], &too_few, 37, &proof));
}

/* What a stranger sends may count more hashes than there is room for, and sizes up to the last bit. */
static void proofs_out_of_range_are_refused(void **state)
{
    (void)state;
    struct forest forest;
    grow(&forest);
    struct tree_proof proof = {.count = TREE_PROOF_MAX + 1};
    struct tree_head old = head_of(&forest, 3), grown = head_of(&forest, 7);
    assert_false(tree_check_growth(&old, &grown, &proof));
    assert_false(tree_check_inclusion(&forest.leaves[0], 0, 7, &grown.root, &proof));
    proof.count = TREE_PROOF_MAX;
    grown.size = UINT64_MAX;
    assert_false(tree_check_growth(&old, &grown, &proof));
    assert_false(tree_check_inclusion(&forest.leaves[0], 0, UINT64_MAX, &grown.root, &proof));
    grown.size = TREE_SIZE_MAX;
    assert_false(tree_check_growth(&old, &grown, &proof));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_are_as_published),
        cmocka_unit_test(a_grown_root_is_the_root_of_the_whole_list),
        cmocka_unit_test(proofs_hold_what_the_rfc_draws),
        cmocka_unit_test(growth_is_proved_from_the_frontier_and_the_new_leaves),
        cmocka_unit_test(a_spoilt_proof_of_growth_is_refused),
        cmocka_unit_test(every_leaf_is_proved_and_a_spoilt_proof_is_refused),
        cmocka_unit_test(a_proof_holds_for_its_own_place_alone),
        cmocka_unit_test(proofs_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
