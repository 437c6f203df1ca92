"""What drops out of the joined embeddings, by the program's documentation: Philox4x32-10 (Salmon et al., SC 2011)."""

import numpy as np

DROPOUT_PURPOSE = 11
JOINT = 256


def philox(counter, key):
    """The four words of the block that belongs to a counter of four words under a key of two."""
    mask = 0xFFFFFFFF
    c, k = list(counter), list(key)
    for _ in range(10):
        first, second = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(second >> 32) ^ c[1] ^ k[0], second & mask, (first >> 32) ^ c[3] ^ k[1], first & mask]
        k = [(k[0] + 0x9E3779B9) & mask, (k[1] + 0xBB67AE85) & mask]
    return c


def dropout_mask(rate, seed, step, rows):
    """[rows, 256]: 0 with probability `rate`, else 1 / (1 - rate), of samples by their rows of /responses.

    The 256 words of a sample are those of the blocks 0 to 63 of the counter (block, row, step, 11) under the seed; a
    number drops out where its word is below rate times 2^32.
    """
    key = (seed & 0xFFFFFFFF, seed >> 32)
    words = [
        [word for block in range(JOINT // 4) for word in philox((block, int(row), step, DROPOUT_PURPOSE), key)]
        for row in rows
    ]
    return np.where(np.array(words) < round(rate * 2**32), 0.0, 1 / (1 - rate))
