#include "CKernels.h"
#include "product.h"

#include <algorithm>

namespace {

// Stays in the second-level cache beside one element's weights, and on a worker's stack.
constexpr int32_t scratchCount = 40960;

/// A run of 2×2 output tiles of one pair of rows, on its way through the transformed domain.
struct Tiles {
    int32_t pair;
    int32_t first;
    int32_t count;
    int32_t inputCount;
    /// [element][tile][input channel], then [element][tile][output channel].
    float *inputs;
    float *products;

    int64_t inputStep() const { return int64_t(count) * inputCount; }
};

struct Column {
    Floats t[4];
};

/// Bᵀ applied down one column of a tile's 4×4 inputs.
Column transformedColumn(const float *top, int64_t rowStep) {
    const Floats a = load(top), b = load(top + rowStep), c = load(top + 2 * rowStep), d = load(top + 3 * rowStep);
    return {{a - c, b + c, c - b, b - d}};
}

/// Neighbouring tiles share two of their four columns.
void transformChannels(const float *top, int64_t rowStep, int64_t pixelStep, const Tiles &tiles, float *to) {
    const int64_t element = tiles.inputStep();
    Column a = transformedColumn(top, rowStep), b = transformedColumn(top + pixelStep, rowStep);
    for (int32_t i = 0; i < tiles.count; i++, to += tiles.inputCount) {
        top += 2 * pixelStep;
        const Column c = transformedColumn(top, rowStep), d = transformedColumn(top + pixelStep, rowStep);
        for (int row = 0; row < 4; row++) {
            float *out = to + 4 * row * element;
            store(out, a.t[row] - c.t[row]);
            store(out + element, b.t[row] + c.t[row]);
            store(out + 2 * element, c.t[row] - b.t[row]);
            store(out + 3 * element, b.t[row] - d.t[row]);
        }
        a = c;
        b = d;
    }
}

void transformInputs(const CkConvolution &c, const Tiles &tiles) {
    float *to = tiles.inputs;
    for (int source = 0; source < 2; source++) {
        const int64_t rowStep = c.sourceRowSteps[source], pixelStep = c.sourcePixelSteps[source];
        const float *top = c.sources[source] + (2 * int64_t(tiles.pair) - 1) * rowStep + (2 * int64_t(tiles.first) - 1) * pixelStep;
        for (int32_t channel = 0; channel < c.sourceChannels[source]; channel += 8, to += 8) {
            transformChannels(top + channel, rowStep, pixelStep, tiles, to);
        }
    }
}

template <int P, int B, typename V>
void multiplyBlock(const Tiles &tiles, const float *in, BlockWeights weights, float *out, int32_t outputCount) {
    V sums[P][B] = {};
    accumulate(sums, in, tiles.inputCount, tiles.inputCount, weights);
    for (int p = 0; p < P; p++) {
        for (int b = 0; b < B; b++) store(out + p * outputCount + sizeof(V) / sizeof(float) * b, sums[p][b]);
    }
}

template <int B, typename V>
void multiplyColumns(const Tiles &tiles, const float *in, BlockWeights weights, float *out, int32_t outputCount) {
    constexpr int whole = pixelsTogether<B>;
    int32_t i = 0;
    for (; i + whole <= tiles.count; i += whole) multiplyBlock<whole, B, V>(tiles, in + i * tiles.inputCount, weights, out + i * outputCount, outputCount);
    for (; i + 2 <= tiles.count; i += 2) multiplyBlock<2, B, V>(tiles, in + i * tiles.inputCount, weights, out + i * outputCount, outputCount);
    if (i < tiles.count) multiplyBlock<1, B, V>(tiles, in + i * tiles.inputCount, weights, out + i * outputCount, outputCount);
}

void multiply(const CkConvolution &c, const Tiles &tiles) {
    for (int element = 0; element < 16; element++) {
        const float *in = tiles.inputs + element * tiles.inputStep();
        const float *weights = c.weights + int64_t(element) * tiles.inputCount * c.outputCount;
        float *out = tiles.products + int64_t(element) * tiles.count * c.outputCount;
        overChannels(c.outputCount, tiles.inputCount, weights, [&](auto vector, auto blocks, int32_t channel, BlockWeights block) {
            multiplyColumns<blocks(), decltype(vector)>(tiles, in, block, out + channel, c.outputCount);
        });
    }
}

/// Aᵀ m A, and the convolution's end.
void transformOutputs(const CkConvolution &c, const Tiles &tiles) {
    const int64_t element = int64_t(tiles.count) * c.outputCount;
    for (int32_t i = 0; i < tiles.count; i++) {
        const int64_t start = 2 * int64_t(tiles.pair) * c.outputRowStep + 2 * int64_t(tiles.first + i) * c.outputPixelStep;
        for (int32_t channel = 0; channel < c.outputCount; channel += 8) {
            const float *m = tiles.products + int64_t(i) * c.outputCount + channel;
            Floats upper[4], lower[4];
            for (int column = 0; column < 4; column++) {
                const Floats a = load(m + column * element), b = load(m + (4 + column) * element);
                const Floats d = load(m + (8 + column) * element), e = load(m + (12 + column) * element);
                upper[column] = a + b + d;
                lower[column] = b - d - e;
            }
            const int64_t at = start + channel;
            finish(c, upper[0] + upper[1] + upper[2], channel, at);
            finish(c, upper[1] - upper[2] - upper[3], channel, at + c.outputPixelStep);
            finish(c, lower[0] + lower[1] + lower[2], channel, at + c.outputRowStep);
            finish(c, lower[1] - lower[2] - lower[3], channel, at + c.outputRowStep + c.outputPixelStep);
        }
    }
}

}  // namespace

void ck_winograd_pairs(const CkConvolution *c, int32_t firstPair, int32_t endPair) {
    alignas(64) float scratch[scratchCount];
    const int32_t inputCount = c->sourceChannels[0] + c->sourceChannels[1], tileCount = c->width / 2;
    constexpr int32_t whole = pixelsTogether<2>;
    const int32_t most = std::max(whole, scratchCount / (16 * (inputCount + c->outputCount)) / whole * whole);
    for (int32_t pair = firstPair; pair < endPair; pair++) {
        for (int32_t first = 0; first < tileCount; first += most) {
            const int32_t count = std::min(most, tileCount - first);
            const Tiles tiles = {pair, first, count, inputCount, scratch, scratch + 16 * count * inputCount};
            transformInputs(*c, tiles);
            multiply(*c, tiles);
            transformOutputs(*c, tiles);
        }
    }
}
