#include "CKernels.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bfloat.h"

namespace {

/// Of eight tiles' registers, 8 KB a thread, the system keeps none for a process that hasn't asked.
bool mayUseTiles() {
    constexpr int requestPermission = 0x1023, tileData = 18;
    return syscall(SYS_arch_prctl, requestPermission, tileData) == 0;
}

}  // namespace

int32_t ck_has_tiles(void) {
    static const bool has = [] {
        constexpr uint32_t amxBfloat = 1 << 22, amxTile = 1 << 24;
        uint32_t a, b, c, d;
        return ck_has_bfloat() && __get_cpuid_count(7, 0, &a, &b, &c, &d) && d & amxBfloat && d & amxTile && mayUseTiles();
    }();
    return has;
}

// What follows is called only where the processor has it.
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16,amx-tile,amx-bf16"))), apply_to = function)

using namespace bfloat;

namespace {

/// Rows of a tile: pixels of inputs and sums, pairs of inputs of weights.
constexpr int32_t tileRows = 16;
/// Tiles 0 to 3 hold sums, 4 and 5 inputs, 6 and 7 weights.
struct alignas(64) Configuration {
    uint8_t palette = 1, startRow = 0, reserved[14] = {};
    uint16_t columnBytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
    uint8_t rows[16] = {tileRows, tileRows, tileRows, tileRows, tileRows, tileRows, tileRows, tileRows};
};

struct Products {
    const Piece &piece;

    /// Sums of A tiles of pixels from (`r`, `i`) on and B blocks of channels.
    template <int A, int B>
    void run(int32_t r, int32_t i, int32_t firstBlock) const {
        static_assert(A * B <= 4);
        const CkConvolution &c = piece.c;
        const int32_t steps = (piece.length() + tileRows - 1) / tileRows;
        const int64_t pixelBytes = piece.pixelStep() * 4, tileStep = tileRows * piece.pixelStep(), blockStep = int64_t(steps) * tileRows * lanes * c.window.rows;
        const auto *weights = static_cast<const uint32_t *>(c.pairedWeights) + firstBlock * blockStep;
        _tile_zero(0);
        if constexpr (A * B > 1) _tile_zero(1);
        if constexpr (A * B > 2) _tile_zero(2), _tile_zero(3);
        for (int32_t row = 0; row < c.window.rows; row++) {
            const uint32_t *in = piece.inputs(r, i) + row * piece.rowStep;
            for (int32_t step = 0; step < steps; step++, in += tileRows, weights += tileRows * lanes) {
                _tile_loadd(6, weights, 64);
                _tile_loadd(4, in, pixelBytes);
                _tile_dpbf16ps(0, 4, 6);
                if constexpr (B == 2) {
                    _tile_loadd(7, weights + blockStep, 64);
                    _tile_dpbf16ps(1, 4, 7);
                }
                if constexpr (A > 1) {
                    _tile_loadd(5, in + tileStep, pixelBytes);
                    if constexpr (B == 1) {
                        _tile_dpbf16ps(1, 5, 6);
                    } else {
                        _tile_dpbf16ps(2, 5, 6);
                        _tile_dpbf16ps(3, 5, 7);
                    }
                }
                if constexpr (A == 4) {
                    _tile_loadd(4, in + 2 * tileStep, pixelBytes);
                    _tile_dpbf16ps(2, 4, 6);
                    _tile_loadd(5, in + 3 * tileStep, pixelBytes);
                    _tile_dpbf16ps(3, 5, 6);
                }
            }
        }
        alignas(64) float sums[A * B][tileRows][lanes];
        _tile_stored(0, sums[0], 64);
        if constexpr (A * B > 1) _tile_stored(1, sums[1], 64);
        if constexpr (A * B > 2) _tile_stored(2, sums[2], 64), _tile_stored(3, sums[3], 64);
        for (int32_t p = 0; p < std::min(A * tileRows, piece.width - i); p++) {
            for (int b = 0; b < B; b++) {
                const int32_t channel = (firstBlock + b) * lanes;
                finish(c, _mm512_load_ps(sums[p / tileRows * B + b][p % tileRows]), channel, piece.place(r, i + p) + channel);
            }
        }
    }

    void run() const {
        const int32_t blocks = blockCount(piece.c);
        for (int32_t block = 0; block < blocks; block += 2) {
            const bool isPair = block + 1 < blocks;
            for (int32_t r = 0; r < piece.rowCount; r++) {
                for (int32_t i = 0; i < piece.width;) {
                    const int32_t tiles = (piece.width - i + tileRows - 1) / tileRows;
                    if (isPair && tiles > 1) {
                        run<2, 2>(r, i, block);
                        i += 2 * tileRows;
                    } else if (isPair) {
                        run<1, 2>(r, i, block);
                        i += tileRows;
                    } else if (tiles > 3) {
                        run<4, 1>(r, i, block);
                        i += 4 * tileRows;
                    } else if (tiles > 1) {
                        run<2, 1>(r, i, block);
                        i += 2 * tileRows;
                    } else {
                        run<1, 1>(r, i, block);
                        i += tileRows;
                    }
                }
            }
        }
    }
};

}  // namespace

void ck_convolve_rows_tiles(const CkConvolution *c, int32_t firstRow, int32_t endRow) {
    const Configuration configuration;
    _tile_loadconfig(&configuration);
    overPieces(*c, firstRow, endRow, tileRows, tileRows, 4 * tileRows, [](const Piece &piece) { Products{piece}.run(); });
    _tile_release();
}

#pragma clang attribute pop

#else

int32_t ck_has_tiles(void) { return 0; }
void ck_convolve_rows_tiles(const CkConvolution *, int32_t, int32_t) { __builtin_trap(); }

#endif
