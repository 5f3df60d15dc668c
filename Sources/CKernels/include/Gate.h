// How far a painted picture goes from what the engine knows of it, over blocks of CK_GATE_EDGE by CK_GATE_EDGE pixels.
#pragma once
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

#define CK_GATE_EDGE 8

typedef struct {
    /// Three floats a pixel, cd/m²; base colour is reflectance.
    const float *_Nonnull painted;
    const float *_Nonnull composite;
    const float *_Nonnull baseColour;
    const uint32_t *_Nonnull ids;
    float exposure;
    int32_t width;
    int32_t height;
} CkGate;

typedef struct {
    /// Exposed means over the block's finite pixels.
    float painted[3];
    float composite[3];
    /// The mean over the block of how many stops painted edges exceed all that composite, base colour and ids show around them.
    float unexpectedEdges;
    /// Pixels whose painted colour is no number, or infinite.
    int32_t brokenCount;
} CkGateBlock;

/// Rows of blocks from the top; the last ones may be smaller. Each block depends on its own and the two rows of pixels around it alone.
void ck_gate_rows(const CkGate *_Nonnull gate, CkGateBlock *_Nonnull blocks, int32_t firstBlockRow, int32_t endBlockRow);

/// painted ← painted mixed with composite by `share`, wholly where painted is broken; rows of pixels.
void ck_gate_mix_rows(const CkGate *_Nonnull gate, float *_Nonnull painted, const float *_Nonnull share, int32_t firstRow, int32_t endRow);

#ifdef __cplusplus
}
#endif
