// The painter's inner loops over NHWC float32 rows. Every function works on rows of its caller's choice:
// the caller shares them out among threads, and no result depends on how.
#pragma once
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

/// A run of inputs that lie next to each other, as seen from the first input of an output pixel.
typedef struct {
    int32_t source;
    int32_t length;
    int64_t offset;
} CkRun;

/// A convolution of any kernel size and stride as a matrix product whose left side is never gathered: each output pixel
/// reads a fixed list of runs. Steps are in floats. Output channels come in multiples of 8.
typedef struct {
    const float *_Nonnull sources[2];
    int64_t sourceRowSteps[2];
    int64_t sourcePixelSteps[2];
    const CkRun *_Nonnull runs;
    int32_t runCount;
    int32_t outputCount;
    /// Blocks of 16 output channels (the last may be 8), each [input][lane].
    const float *_Nonnull weights;
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

/// Number of inputs that each output pixel reads.
int32_t ck_input_count(const CkConvolution *_Nonnull convolution);

/// full[y][x] += half[y/2][x/2] over `valueCount` channels; steps in floats.
void ck_add_doubled_rows(
    float *_Nonnull full, int64_t fullRowStep, const float *_Nonnull half, int64_t halfRowStep, int32_t width, int32_t valueCount,
    int32_t firstRow, int32_t endRow);

typedef enum { CK_PLAIN = 0, CK_LOG = 1, CK_LOG_DEPTH = 2, CK_CAMERA = 3, CK_STATE = 4 } CkEncoding;

/// One channel of the painter's input: where it comes from and where it goes in a pixel.
typedef struct {
    /// Interleaved components; unused for CK_STATE, which is made from composite and noise.
    const float *_Nullable values;
    int32_t componentCount;
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
    int32_t pixelStep;
    int64_t rowStep;
    float *_Nonnull output;
} CkAssembly;

void ck_assemble_rows(const CkAssembly *_Nonnull assembly, int32_t firstRow, int32_t endRow);

/// One step of the bridge: estimate = composite·(1 + gain) + residual; state ← estimate·(1 − keep) + state·keep, in place.
typedef struct {
    /// Gain in channels 0 to 2, residual in 3 to 5 of each pixel's 8.
    const float *_Nonnull head;
    int64_t headRowStep;
    /// The assembled input, whose state is rewritten.
    float *_Nonnull input;
    int64_t inputRowStep;
    int32_t inputPixelStep;
    int32_t compositeOffset;
    int32_t stateOffset;
    float keep;
    int32_t width;
} CkBridgeStep;

void ck_bridge_rows(const CkBridgeStep *_Nonnull step, int32_t firstRow, int32_t endRow);

/// painted = decode(state) / exposure, cropped to the picture.
void ck_decode_rows(
    const CkAssembly *_Nonnull assembly, int32_t stateOffset, float *_Nonnull painted, int32_t firstRow, int32_t endRow);

/// IEEE half to single.
void ck_half_to_float(const uint16_t *_Nonnull half, float *_Nonnull single, int64_t count);

#ifdef __cplusplus
}
#endif
