// The painter's inner loops over NHWC float32 rows. Every function works on rows of its caller's choice:
// the caller shares them out among threads, and no result depends on how.
#pragma once
#include <stdint.h>
#include "Gate.h"
#include "Brightness.h"
#include "Grid.h"
#include "History.h"
#ifdef __cplusplus
extern "C" {
#endif

/// A run of inputs that lie next to each other, as seen from the first input of an output pixel.
typedef struct {
    int32_t source;
    int32_t length;
    int64_t offset;
} CkRun;

/// The inputs that an output pixel reads: rows and columns of pixels, from `padding` above and left of its own.
typedef struct {
    int32_t rows;
    int32_t columns;
    /// Pixels of the sources from one output to the one below it, and to the next.
    int32_t rowStride;
    int32_t columnStride;
    int32_t padding;
} CkWindow;

/// A convolution of any kernel size and stride as a matrix product whose left side is never gathered: each output pixel
/// reads a fixed list of runs. Steps are in floats. Output channels come in multiples of 8.
typedef struct {
    CkWindow window;
    const float *_Nonnull sources[2];
    int64_t sourceRowSteps[2];
    int64_t sourcePixelSteps[2];
    /// Channels read of each source; 0 for an absent second one.
    int32_t sourceChannels[2];
    const CkRun *_Nonnull runs;
    int32_t runCount;
    int32_t outputCount;
    /// Blocks of 16 output channels (the last may be 8), each [input][lane].
    const float *_Nullable weights;
    /// For the kernels in bfloat16, which read neither `runs` nor `weights`: blocks of 16 output channels, the last one padded with zeros, each
    /// [row][column][pair of inputs][lane][2] as the window has them, both sources' inputs one after the other, an odd last one beside a zero. For the
    /// one in tiles each row of the window is filled up with zeros to a multiple of 16 pairs.
    const void *_Nullable pairedWeights;
    /// Applied per output channel after the sum.
    const float *_Nonnull scale;
    const float *_Nonnull shift;
    /// Added after scale and shift; laid out as the output, and may be the output itself.
    const float *_Nullable residual;
    float *_Nonnull output;
    int64_t outputRowStep;
    int64_t outputPixelStep;
    int32_t width;
    /// 1 clamps negatives to 0 at the end.
    int32_t rectifies;
} CkConvolution;

void ck_convolve_rows(const CkConvolution *_Nonnull convolution, int32_t firstRow, int32_t endRow);

/// A 3×3 convolution of stride 1 by Winograd's F(2×2, 3×3): 16 multiplications where the definition takes 36. Width and height
/// are even, channels come in multiples of 8 and at most CK_WINOGRAD_CHANNELS in all. Rows are pairs: `firstPair` begins at row 2·firstPair.
/// `weights` are 16 tables, one for each element of a transformed kernel, in blocks as above.
void ck_winograd_pairs(const CkConvolution *_Nonnull convolution, int32_t firstPair, int32_t endPair);
#define CK_WINOGRAD_CHANNELS 256

/// 1 where the processor multiplies pairs of bfloat16 (AVX-512 BF16), which the following need.
int32_t ck_has_bfloat(void);

/// The same convolutions with inputs and weights rounded to bfloat16 and sums in singles. `pairedWeights` of the second are 16 tables.
void ck_convolve_rows_bfloat(const CkConvolution *_Nonnull convolution, int32_t firstRow, int32_t endRow);
void ck_winograd_pairs_bfloat(const CkConvolution *_Nonnull convolution, int32_t firstPair, int32_t endPair);

/// 1 where the processor also has matrix units for such products (AMX) and the system lets them be used: multiplications cost so little there that
/// Winograd's algorithm wouldn't pay.
int32_t ck_has_tiles(void);
void ck_convolve_rows_tiles(const CkConvolution *_Nonnull convolution, int32_t firstRow, int32_t endRow);

/// Number of inputs that each output pixel reads.
int32_t ck_input_count(const CkConvolution *_Nonnull convolution);

/// full[y][x] += half[y/2][x/2] over `valueCount` channels; steps in floats.
void ck_add_doubled_rows(
    float *_Nonnull full, int64_t fullRowStep, const float *_Nonnull half, int64_t halfRowStep, int32_t width, int32_t valueCount,
    int32_t firstRow, int32_t endRow);

typedef enum { CK_PLAIN = 0, CK_LOG = 1, CK_LOG_DEPTH = 2, CK_CAMERA = 3, CK_STATE = 4 } CkEncoding;

/// One channel of the painter's input: where it comes from and where it goes in a pixel.
typedef struct {
    /// 1 to 4 interleaved components; unused for CK_STATE, which is made from composite and noise.
    const float *_Nullable values;
    int32_t componentCount;
    /// Which of the assembly's maps, and the first component there.
    int32_t map;
    int32_t destination;
    CkEncoding encoding;
} CkInput;

/// encode(x) = min(log2(1 + scale·x) / divisor, maximum), of exposed light x.
typedef struct {
    const CkInput *_Nonnull inputs;
    int32_t inputCount;
    const float *_Nonnull composite;
    const float *_Nonnull noise;
    float noiseScale;
    float exposure;
    float logScale;
    float logDivisor;
    float logMaximum;
    float depthDivisor;
    /// Rows of the rotation that takes world to camera space.
    float cameraFromWorld[9];
    int32_t width;
    int32_t height;
    /// Beyond the picture its last column and row repeat.
    int32_t paddedWidth;
    /// Read by the head at full resolution, and not.
    float *_Nonnull maps[2];
    int64_t rowSteps[2];
    int32_t pixelSteps[2];
} CkAssembly;

void ck_assemble_rows(const CkAssembly *_Nonnull assembly, int32_t firstRow, int32_t endRow);

/// The end of an evaluation: estimate = composite·(1 + gain) + residual, all encoded.
typedef struct {
    const CkAssembly *_Nonnull assembly;
    /// Gain in channels 0 to 2, residual in 3 to 5 of each pixel's 8.
    const float *_Nonnull head;
    int64_t headRowStep;
    /// In the pixels of the assembly's first map.
    int32_t compositeOffset;
    int32_t stateOffset;
} CkEstimate;

/// One step along the bridge: state ← estimate·(1 − keep) + state·keep, in place, padding included.
void ck_bridge_rows(const CkEstimate *_Nonnull estimate, float keep, int32_t firstRow, int32_t endRow);

/// painted = decode(estimate) / exposure, cropped to the picture.
void ck_decode_rows(const CkEstimate *_Nonnull estimate, float *_Nonnull painted, int32_t firstRow, int32_t endRow);

/// IEEE half to single.
void ck_half_to_float(const uint16_t *_Nonnull half, float *_Nonnull single, int64_t count);

#ifdef __cplusplus
}
#endif
