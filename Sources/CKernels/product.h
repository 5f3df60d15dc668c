#pragma once
#include "vector.h"

/// Adds to P rows of V·8 sums the product of P rows of `length` inputs, `step` floats apart, with weights [length][V·8].
/// 12 sums stay in AVX2's 16 registers: fewer wait for each other, more spill. Returns the weights that follow.
template <int P, int V>
static inline const float *accumulate(Floats (&sums)[P][V], const float *in, int64_t step, int32_t length, const float *weights) {
    for (int32_t k = 0; k < length; k++, weights += 8 * V) {
        Floats w[V];
        for (int v = 0; v < V; v++) w[v] = load(weights + 8 * v);
        for (int p = 0; p < P; p++) {
            const Floats value = in[p * step + k];
            for (int v = 0; v < V; v++) sums[p][v] += value * w[v];
        }
    }
    return weights;
}

/// The end of a convolution for 8 channels of a pixel.
static inline void finish(const CkConvolution &c, Floats sum, int32_t channel, int64_t at) {
    Floats y = sum * load(c.scale + channel) + load(c.shift + channel);
    if (c.residual) y += load(c.residual + at);
    if (c.rectifies) y = maximum(y, Floats(0.0f));
    store(c.output + at, y);
}
