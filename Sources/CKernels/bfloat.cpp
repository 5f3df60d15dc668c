#include "CKernels.h"

#if defined(__x86_64__)
#include "bfloat.h"

int32_t ck_has_bfloat(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512bf16");
}

// What follows is called only where the processor has it.
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16"))), apply_to = function)

using namespace bfloat;

namespace {

/// Pixels whose sums are made together: with their B blocks of channels they fill the registers and hide the products' latency.
template <int B> constexpr int pixelsTogether = B == 4 ? 6 : B == 1 ? 12 : 8;
constexpr int32_t mostTogether = 12;

/// Rows of pairs of inputs that pixels lie in, `pixelStep` apart; each reads `length` pairs of each of `rowCount` rows.
struct Inputs {
    const uint32_t *first;
    int64_t pixelStep;
    int64_t rowStep;
    int32_t rowCount;
    int32_t length;
};

/// Sums for P pixels and B blocks of channels, whose weights lie `blockStep` apart, each [pair of inputs][lane].
template <int P, int B>
void multiply(__m512 (&sums)[P][B], const Inputs &inputs, const uint32_t *weights, int64_t blockStep) {
    for (int p = 0; p < P; p++) {
        for (int b = 0; b < B; b++) sums[p][b] = _mm512_setzero_ps();
    }
    for (int32_t row = 0; row < inputs.rowCount; row++) {
        // Four pixels to a pointer: with one for all, addresses would be spilled.
        const uint32_t *in[(P + 3) / 4];
        for (int i = 0; i < (P + 3) / 4; i++) {
            in[i] = inputs.first + row * inputs.rowStep + 4 * i * inputs.pixelStep;
            asm("" : "+r"(in[i]));
        }
        for (int32_t k = 0; k < inputs.length; k++, weights += lanes) {
            __m512bh block[B];
            for (int b = 0; b < B; b++) block[b] = __m512bh(_mm512_loadu_si512(weights + b * blockStep));
            for (int p = 0; p < P; p++) {
                const __m512bh value = __m512bh(_mm512_set1_epi32(int32_t(in[p / 4][p % 4 * inputs.pixelStep + k])));
                for (int b = 0; b < B; b++) sums[p][b] = _mm512_dpbf16_ps(sums[p][b], value, block[b]);
            }
        }
    }
}

/// Calls `body.template run<B>(firstBlock)` for one group of blocks of output channels after the other.
template <typename Body>
void overBlocks(int32_t count, const Body &body) {
    for (int32_t first = 0; first < count;) {
        const int32_t left = count - first;
        if (left % 3 == 0) {
            body.template run<3>(first);
            first += 3;
        } else if (left >= 4) {
            body.template run<4>(first);
            first += 4;
        } else if (left >= 2) {
            body.template run<2>(first);
            first += 2;
        } else {
            body.template run<1>(first);
            first += 1;
        }
    }
}

// MARK: - Any window

/// All channels of a piece.
struct Products {
    const Piece &piece;

    template <int B>
    void run(int32_t firstBlock) const {
        constexpr int P = pixelsTogether<B>;
        const CkConvolution &c = piece.c;
        const int32_t channel = lanes * firstBlock;
        const int64_t blockStep = int64_t(lanes) * piece.length() * c.window.rows;
        const auto *weights = static_cast<const uint32_t *>(c.pairedWeights) + firstBlock * blockStep;
        for (int32_t r = 0; r < piece.rowCount; r++) {
            for (int32_t i = 0; i < piece.width; i += P) {
                __m512 sums[P][B];
                multiply(sums, {piece.inputs(r, i), piece.pixelStep(), piece.rowStep, c.window.rows, piece.length()}, weights, blockStep);
                const int64_t start = piece.place(r, i) + channel;
                // Unrolled, so that sums stay in registers.
#pragma unroll
                for (int p = 0; p < P; p++) {
                    if (i + p >= piece.width) break;
                    for (int b = 0; b < B; b++) finish(c, sums[p][b], channel + lanes * b, start + p * c.outputPixelStep + lanes * b);
                }
            }
        }
    }
};

// MARK: - Winograd

/// A run of 2×2 output tiles of one pair of rows, on its way through the transformed domain.
struct Squares {
    const CkConvolution &c;
    int32_t pair;
    int32_t first;
    int32_t count;
    /// [element][tile][input channel], some tiles more than there are; then [element][tile][output channel].
    uint16_t *inputs;
    float *products;

    int64_t inputStep() const { return 2ll * (count + mostTogether) * pairCount(c); }
    int64_t productStep() const { return int64_t(count) * lanes * blockCount(c); }

    struct Column {
        __m512 t[4];
    };

    /// Bᵀ applied down one column of a tile's 4×4 inputs.
    static Column transformedColumn(const float *top, int64_t rowStep, __mmask16 mask) {
        const __m512 a = _mm512_maskz_loadu_ps(mask, top), b = _mm512_maskz_loadu_ps(mask, top + rowStep);
        const __m512 c = _mm512_maskz_loadu_ps(mask, top + 2 * rowStep), d = _mm512_maskz_loadu_ps(mask, top + 3 * rowStep);
        return {{a - c, b + c, c - b, b - d}};
    }

    /// Neighbouring tiles share two of their four columns.
    void transformChannels(const float *top, int64_t rowStep, int64_t pixelStep, uint16_t *to, __mmask16 mask) const {
        const int64_t element = inputStep();
        Column a = transformedColumn(top, rowStep, mask), b = transformedColumn(top + pixelStep, rowStep, mask);
        for (int32_t i = 0; i < count; i++, to += 2 * pairCount(c)) {
            top += 2 * pixelStep;
            const Column c = transformedColumn(top, rowStep, mask), d = transformedColumn(top + pixelStep, rowStep, mask);
            for (int row = 0; row < 4; row++) {
                uint16_t *out = to + 4 * row * element;
                storeNarrowed(out, a.t[row] - c.t[row], mask);
                storeNarrowed(out + element, b.t[row] + c.t[row], mask);
                storeNarrowed(out + 2 * element, c.t[row] - b.t[row], mask);
                storeNarrowed(out + 3 * element, b.t[row] - d.t[row], mask);
            }
            a = c;
            b = d;
        }
    }

    void transformInputs() const {
        uint16_t *to = inputs;
        for (int source = 0; source < 2; source++) {
            const int64_t rowStep = c.sourceRowSteps[source], pixelStep = c.sourcePixelSteps[source];
            const float *top = c.sources[source] + (2 * int64_t(pair) - 1) * rowStep + (2 * int64_t(first) - 1) * pixelStep;
            for (int32_t channel = 0; channel < c.sourceChannels[source]; channel += lanes) {
                const int32_t left = c.sourceChannels[source] - channel;
                transformChannels(top + channel, rowStep, pixelStep, to + channel, firstLanes(left));
            }
            to += c.sourceChannels[source];
        }
    }

    template <int B>
    void run(int32_t firstBlock) const {
        constexpr int P = pixelsTogether<B>;
        const int32_t pairs = pairCount(c), outputs = lanes * blockCount(c);
        const int64_t blockStep = int64_t(lanes) * pairs;
        for (int element = 0; element < 16; element++) {
            const auto *in = reinterpret_cast<const uint32_t *>(inputs + element * inputStep());
            const auto *weights = static_cast<const uint32_t *>(c.pairedWeights) + (int64_t(element) * blockCount(c) + firstBlock) * blockStep;
            float *out = products + element * productStep() + lanes * firstBlock;
            for (int32_t i = 0; i < count; i += P) {
                __m512 sums[P][B];
                multiply(sums, {in + i * pairs, pairs, 0, 1, pairs}, weights, blockStep);
#pragma unroll
                for (int p = 0; p < P; p++) {
                    if (i + p >= count) break;
                    for (int b = 0; b < B; b++) _mm512_storeu_ps(out + (i + p) * outputs + lanes * b, sums[p][b]);
                }
            }
        }
    }

    /// Aᵀ m A, and the convolution's end.
    void transformOutputs() const {
        const int64_t element = productStep();
        for (int32_t i = 0; i < count; i++) {
            const int64_t start = 2 * int64_t(pair) * c.outputRowStep + 2 * int64_t(first + i) * c.outputPixelStep;
            for (int32_t block = 0; block < blockCount(c); block++) {
                const float *m = products + (int64_t(i) * blockCount(c) + block) * lanes;
                __m512 upper[4], lower[4];
                for (int column = 0; column < 4; column++) {
                    const __m512 a = _mm512_loadu_ps(m + column * element), b = _mm512_loadu_ps(m + (4 + column) * element);
                    const __m512 d = _mm512_loadu_ps(m + (8 + column) * element), e = _mm512_loadu_ps(m + (12 + column) * element);
                    upper[column] = a + b + d;
                    lower[column] = b - d - e;
                }
                const int32_t channel = lanes * block;
                const int64_t at = start + channel;
                finish(c, upper[0] + upper[1] + upper[2], channel, at);
                finish(c, upper[1] - upper[2] - upper[3], channel, at + c.outputPixelStep);
                finish(c, lower[0] + lower[1] + lower[2], channel, at + c.outputRowStep);
                finish(c, lower[1] - lower[2] - lower[3], channel, at + c.outputRowStep + c.outputPixelStep);
            }
        }
    }
};

}  // namespace

void ck_convolve_rows_bfloat(const CkConvolution *c, int32_t firstRow, int32_t endRow) {
    overPieces(*c, firstRow, endRow, mostTogether, 0, 24, [&](const Piece &piece) { overBlocks(blockCount(*c), Products{piece}); });
}

void ck_winograd_pairs_bfloat(const CkConvolution *c, int32_t firstPair, int32_t endPair) {
    alignas(64) float scratch[scratchCount];
    const int32_t pairs = pairCount(*c), tileCount = c->width / 2;
    const int32_t fitting = (scratchCount / 16 - mostTogether * pairs) / (pairs + lanes * blockCount(*c));
    const int32_t most = std::max(1, fitting >= 24 ? fitting / 24 * 24 : fitting);
    for (int32_t pair = firstPair; pair < endPair; pair++) {
        for (int32_t first = 0; first < tileCount; first += most) {
            const int32_t count = std::min(most, tileCount - first);
            float *products = scratch + 16ll * (count + mostTogether) * pairs;
            const Squares squares = {*c, pair, first, count, reinterpret_cast<uint16_t *>(scratch), products};
            squares.transformInputs();
            overBlocks(blockCount(*c), squares);
            squares.transformOutputs();
        }
    }
}

#pragma clang attribute pop

#else

int32_t ck_has_bfloat(void) { return 0; }
void ck_convolve_rows_bfloat(const CkConvolution *, int32_t, int32_t) { __builtin_trap(); }
void ck_winograd_pairs_bfloat(const CkConvolution *, int32_t, int32_t) { __builtin_trap(); }

#endif
