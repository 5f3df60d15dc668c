#include "CKernels.h"
#include "product.h"

namespace {

struct Block {
    int64_t row;
    int32_t x;
    int32_t channel;
    const float *weights;
};

template <int P, int V>
void convolveBlock(const CkConvolution &c, const Block &block) {
    Floats sums[P][V] = {};
    const float *weights = block.weights;
    for (int32_t r = 0; r < c.runCount; r++) {
        const CkRun run = c.runs[r];
        const int64_t step = c.sourcePixelSteps[run.source];
        const float *in = c.sources[run.source] + block.row * c.sourceRowSteps[run.source] + block.x * step + run.offset;
        weights = accumulate<P, V>(sums, in, step, run.length, weights);
    }
    const int64_t start = block.row * c.outputRowStep + block.x * c.outputPixelStep + block.channel;
    for (int p = 0; p < P; p++) {
        for (int v = 0; v < V; v++) finish(c, sums[p][v], block.channel + 8 * v, start + p * c.outputPixelStep + 8 * v);
    }
}

template <int V>
void convolveRow(const CkConvolution &c, Block block) {
    // Twelve rows of one would run out of address registers.
    constexpr int whole = V == 2 ? 6 : 8;
    for (; block.x + whole <= c.width; block.x += whole) convolveBlock<whole, V>(c, block);
    for (; block.x + 2 <= c.width; block.x += 2) convolveBlock<2, V>(c, block);
    if (block.x < c.width) convolveBlock<1, V>(c, block);
}

}  // namespace

int32_t ck_input_count(const CkConvolution *c) {
    int32_t count = 0;
    for (int32_t r = 0; r < c->runCount; r++) count += c->runs[r].length;
    return count;
}

void ck_convolve_rows(const CkConvolution *c, int32_t firstRow, int32_t endRow) {
    const int64_t inputCount = ck_input_count(c);
    // Channels outside, rows inside: one block's weights stay in the cache.
    for (int32_t channel = 0; channel < c->outputCount; channel += 16) {
        for (int32_t row = firstRow; row < endRow; row++) {
            const Block block = {row, 0, channel, c->weights + channel * inputCount};
            if (c->outputCount - channel >= 16) convolveRow<2>(*c, block);
            else convolveRow<1>(*c, block);
        }
    }
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
