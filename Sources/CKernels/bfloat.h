// What kernels of bfloat16 share. Only for x86; what is in here is called only where the processor has AVX-512 BF16.
#pragma once
#include <immintrin.h>

#include <algorithm>
#include <cstring>

#include "CKernels.h"

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16"))), apply_to = function)

namespace bfloat {

// In words of 4 bytes: stays in the second-level cache, and on a worker's stack. The layer with the most inputs that weights may have, 1024 and every second
// pixel, fits with all that is read beyond its end.
constexpr int32_t scratchCount = 57344;
constexpr int lanes = 16;

/// Output channels in blocks of 16, the last one padded.
inline int32_t blockCount(const CkConvolution &c) { return (c.outputCount + lanes - 1) / lanes; }
/// Of a pixel's inputs, both sources' together; a last odd one stands beside a zero.
inline int32_t pairCount(const CkConvolution &c) { return (c.sourceChannels[0] + c.sourceChannels[1] + 1) / 2; }
inline __mmask16 firstLanes(int32_t count) { return count >= lanes ? 0xffff : __mmask16((1u << std::max(count, 0)) - 1); }

/// The end of a convolution for a block of channels of a pixel.
inline void finish(const CkConvolution &c, __m512 sum, int32_t channel, int64_t at) {
    const __mmask16 mask = firstLanes(c.outputCount - channel);
    __m512 y = _mm512_fmadd_ps(sum, _mm512_maskz_loadu_ps(mask, c.scale + channel), _mm512_maskz_loadu_ps(mask, c.shift + channel));
    if (c.residual) y = _mm512_add_ps(y, _mm512_maskz_loadu_ps(mask, c.residual + at));
    if (c.rectifies) y = _mm512_max_ps(y, _mm512_setzero_ps());
    _mm512_mask_storeu_ps(c.output + at, mask, y);
}

inline void storeNarrowed(uint16_t *to, __m512 values, __mmask16 mask) { _mm256_mask_storeu_epi16(to, mask, __m256i(_mm512_cvtneps_pbh(values))); }

inline void narrow(const float *from, int32_t count, uint16_t *to) {
    int32_t i = 0;
    for (; i + 2 * lanes <= count; i += 2 * lanes) {
        _mm512_storeu_si512(to + i, __m512i(_mm512_cvtne2ps_pbh(_mm512_loadu_ps(from + i + lanes), _mm512_loadu_ps(from + i))));
    }
    for (; i < count; i += lanes) {
        const __mmask16 mask = firstLanes(count - i);
        storeNarrowed(to + i, _mm512_maskz_loadu_ps(mask, from + i), mask);
    }
}

/// A piece of the output and the inputs it reads, narrowed and laid side by side: [row][column][pair].
struct Piece {
    const CkConvolution &c;
    uint32_t *panel;
    int64_t rowStep;
    int32_t row;
    int32_t rowCount;
    int32_t x;
    int32_t width;

    /// From one output's inputs to the next one's.
    int64_t pixelStep() const { return int64_t(c.window.columnStride) * pairCount(c); }
    /// Of those that an output reads in a row of its window.
    int32_t length() const { return c.window.columns * pairCount(c); }
    const uint32_t *inputs(int32_t r, int32_t i) const { return panel + r * c.window.rowStride * rowStep + i * pixelStep(); }
    /// Where the output of a pixel lies.
    int64_t place(int32_t r, int32_t i) const { return (row + r) * c.outputRowStep + (x + i) * c.outputPixelStep; }

    void gather() const {
        const CkWindow &w = c.window;
        const int32_t rows = (rowCount - 1) * w.rowStride + w.rows, columns = (width - 1) * w.columnStride + w.columns, inputs = 2 * pairCount(c);
        for (int32_t r = 0; r < rows; r++) {
            auto *to = reinterpret_cast<uint16_t *>(panel + r * rowStep);
            int32_t first = 0;
            for (int source = 0; source < 2; first += c.sourceChannels[source++]) {
                const int32_t count = c.sourceChannels[source];
                const int64_t step = c.sourcePixelSteps[source];
                const float *from = c.sources[source] + (int64_t(row) * w.rowStride + r - w.padding) * c.sourceRowSteps[source] +
                                    (int64_t(x) * w.columnStride - w.padding) * step;
                if (count == step && count == inputs) {
                    narrow(from, count * columns, to);
                } else {
                    for (int32_t i = 0; i < columns; i++) narrow(from + i * step, count, to + i * inputs + first);
                }
            }
            for (int32_t i = 0; first < inputs && i < columns; i++) to[i * inputs + first] = 0;
            // The last pixels are made together with some that are thrown away.
            memset(to + columns * inputs, 0, (rowStep - int64_t(columns) * pairCount(c)) * sizeof(uint32_t));
        }
    }
};

/// Calls `body` with pieces, gathered, that make some rows. Up to `beyond` pixels past a piece's last one may be read, and `spare` words past those;
/// pieces are multiples of `unit` wide where there is room.
template <typename Body>
void overPieces(const CkConvolution &c, int32_t firstRow, int32_t endRow, int32_t beyond, int32_t spare, int32_t unit, const Body &body) {
    alignas(64) uint32_t panel[scratchCount];
    const CkWindow &w = c.window;
    const int32_t pairs = pairCount(c);
    // Columns that fit beside so many rows.
    const auto fitting = [&](int32_t rows) {
        return ((scratchCount / ((rows - 1) * w.rowStride + w.rows) - spare - lanes) / pairs - w.columns) / w.columnStride + 1 - beyond;
    };
    int32_t most = std::min(8, endRow - firstRow);
    while (most > 1 && fitting(most) < std::min(c.width, 2 * unit)) most--;
    const int32_t widest = std::min(c.width, std::max(1, fitting(most) >= unit ? fitting(most) / unit * unit : fitting(most)));
    // Rows begin where a cache line does.
    const int64_t rowStep = (((int64_t(widest) + beyond - 1) * w.columnStride + w.columns) * pairs + spare + lanes - 1) / lanes * lanes;
    for (int32_t row = firstRow; row < endRow; row += most) {
        for (int32_t x = 0; x < c.width; x += widest) {
            const Piece piece = {c, panel, rowStep, row, std::min(most, endRow - row), x, std::min(widest, c.width - x)};
            piece.gather();
            body(piece);
        }
    }
}

}  // namespace bfloat

#pragma clang attribute pop
