#pragma once
#include "vector.h"

#ifdef __AVX512F__
constexpr bool hasWide = true;
#else
constexpr bool hasWide = false;
#endif

/// Where weights of neighbouring blocks of channels stand: floats from block to block, and from input to input.
struct BlockWeights {
    const float *first;
    int64_t blockStep;
    int32_t inputStep;
};

/// Adds to P rows of B blocks of sums the product of P rows of `length` inputs, `step` floats apart, with weights, which move on.
/// 12 sums stay in 16 registers: fewer wait for each other, more spill.
/// Each lane adds in the same order whatever its vector's width, so that widths give the same bytes.
template <int P, int B, typename V>
static inline void accumulate(V (&sums)[P][B], const float *in, int64_t step, int32_t length, BlockWeights &weights) {
    const float *w = weights.first;
    for (int32_t k = 0; k < length; k++, w += weights.inputStep) {
        V block[B];
        for (int b = 0; b < B; b++) block[b] = load<V>(w + b * weights.blockStep);
        for (int p = 0; p < P; p++) {
            const V value = in[p * step + k];
            for (int b = 0; b < B; b++) sums[p][b] += value * block[b];
        }
    }
    weights.first = w;
}

/// Calls `body.operator()<V, B>(channel, weights)` for one stretch of output channels after the other. Weights are in blocks of 16 channels, of which
/// the last may have 8, each [input][lane].
template <typename Body>
static inline void overChannels(int32_t outputCount, int64_t inputCount, const float *weights, Body body) {
    for (int32_t channel = 0; channel < outputCount;) {
        const int32_t left = outputCount - channel;
        const float *first = weights + channel * inputCount;
        if (hasWide && left >= 32) {
            body(WideFloats(), std::integral_constant<int, 2>(), channel, BlockWeights{first, 16 * inputCount, 16});
            channel += 32;
        } else if (hasWide && left >= 16) {
            body(WideFloats(), std::integral_constant<int, 1>(), channel, BlockWeights{first, 0, 16});
            channel += 16;
        } else if (left >= 16) {
            body(Floats(), std::integral_constant<int, 2>(), channel, BlockWeights{first, 8, 16});
            channel += 16;
        } else {
            body(Floats(), std::integral_constant<int, 1>(), channel, BlockWeights{first, 0, 8});
            channel += 8;
        }
    }
}

/// Pixels whose sums are made together. Twelve rows of one block would run out of address registers.
template <int B> constexpr int pixelsTogether = B == 2 ? 6 : 8;

/// The end of a convolution for a block of channels of a pixel.
template <typename V>
static inline void finish(const CkConvolution &c, V sum, int32_t channel, int64_t at) {
    V y = sum * load<V>(c.scale + channel) + load<V>(c.shift + channel);
    if (c.residual) y += load<V>(c.residual + at);
    if (c.rectifies) y = maximum(y, V(0.0f));
    store(c.output + at, y);
}
