#include "CKernels.h"
#include "product.h"

namespace {

struct Block {
    int64_t row;
    int32_t x;
    int32_t channel;
    BlockWeights weights;
};

template <int P, int B, typename V>
void convolveBlock(const CkConvolution &c, const Block &block) {
    constexpr int lanes = sizeof(V) / sizeof(float);
    V sums[P][B] = {};
    BlockWeights weights = block.weights;
    for (int32_t r = 0; r < c.runCount; r++) {
        const CkRun run = c.runs[r];
        const int64_t step = c.window.columnStride * c.sourcePixelSteps[run.source];
        const float *in = c.sources[run.source] + block.row * c.window.rowStride * c.sourceRowSteps[run.source] + block.x * step + run.offset;
        accumulate(sums, in, step, run.length, weights);
    }
    const int64_t start = block.row * c.outputRowStep + block.x * c.outputPixelStep + block.channel;
    for (int p = 0; p < P; p++) {
        for (int b = 0; b < B; b++) finish(c, sums[p][b], block.channel + lanes * b, start + p * c.outputPixelStep + lanes * b);
    }
}

template <int B, typename V>
void convolveRow(const CkConvolution &c, Block block) {
    constexpr int whole = pixelsTogether<B>;
    for (; block.x + whole <= c.width; block.x += whole) convolveBlock<whole, B, V>(c, block);
    for (; block.x + 2 <= c.width; block.x += 2) convolveBlock<2, B, V>(c, block);
    if (block.x < c.width) convolveBlock<1, B, V>(c, block);
}

}  // namespace

int32_t ck_input_count(const CkConvolution *c) {
    int32_t count = 0;
    for (int32_t r = 0; r < c->runCount; r++) count += c->runs[r].length;
    return count;
}

void ck_convolve_rows(const CkConvolution *c, int32_t firstRow, int32_t endRow) {
    // Channels outside, rows inside: one block's weights stay in the cache.
    overChannels(c->outputCount, ck_input_count(c), c->weights, [&](auto vector, auto blocks, int32_t channel, BlockWeights weights) {
        for (int32_t row = firstRow; row < endRow; row++) convolveRow<blocks(), decltype(vector)>(*c, {row, 0, channel, weights});
    });
}

void ck_add_doubled_rows(
    float *full, int64_t fullRowStep, const float *half, int64_t halfRowStep, int32_t width, int32_t valueCount, int32_t firstRow, int32_t endRow) {
    for (int32_t y = firstRow; y < endRow; y++) {
        for (int32_t x = 0; x < width; x++) {
            float *to = full + y * fullRowStep + int64_t(x) * valueCount;
            const float *from = half + (y / 2) * halfRowStep + int64_t(x / 2) * valueCount;
            for (int32_t i = 0; i < valueCount; i++) to[i] += from[i];
        }
    }
}
