// What was painted before, carried along with the surfaces it was painted on.
#pragma once
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

/// What a pixel of the frame before showed.
typedef struct {
    uint32_t id;
    /// In hundred and twenty-sevenths.
    int8_t normal[3];
} CkHistorySurface;

/// Planes of a frame, and what is kept of the one before it.
typedef struct {
    /// Three components a pixel; what is carried on joins it.
    float *_Nonnull painted;
    /// In pixels, to where a place was in the frame before.
    const float *_Nonnull motion;
    const float *_Nonnull normal;
    const float *_Nonnull roughness;
    const uint32_t *_Nonnull ids;
    /// Of the frame before; of this one afterwards.
    CkHistorySurface *_Nonnull surfaces;
    /// Four components a pixel: steps of brightness, and whether they are known. Of the frame before as it was shown (null: there is none), of this one.
    const uint16_t *_Nullable before;
    uint16_t *_Nonnull kept;
    /// What light counts for, before its logarithm is taken.
    float scale;
    int32_t width;
    int32_t height;
} CkHistory;

/// Two passes, each over all rows before the next.
void ck_history_join_rows(const CkHistory *_Nonnull history, int32_t firstRow, int32_t endRow);
void ck_history_show_rows(const CkHistory *_Nonnull history, int32_t firstRow, int32_t endRow);

#ifdef __cplusplus
}
#endif
