// What was painted before, carried along with the surfaces it was painted on.
#pragma once
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

/// Planes of a frame and of the one before it.
typedef struct {
    /// Three components a pixel; what is carried on joins it.
    float *_Nonnull painted;
    /// In pixels, to where a place was in the frame before.
    const float *_Nonnull motion;
    const float *_Nonnull normal;
    const float *_Nonnull roughness;
    const uint32_t *_Nonnull ids;
    const float *_Nonnull normalBefore;
    const uint32_t *_Nonnull idsBefore;
    /// Four components a pixel: what is painted, as steps of brightness, and 1, or 0 where it is no number. Of this frame, of the one before as it was shown, of
    /// this one as it is shown.
    float *_Nonnull levels;
    const float *_Nonnull before;
    float *_Nonnull kept;
    /// What light counts for, before its logarithm is taken.
    float scale;
    int32_t width;
    int32_t height;
} CkHistory;

/// Two passes, each over all rows before the next. The first needs no frame before: of a first frame its levels are what is shown.
void ck_history_level_rows(const CkHistory *_Nonnull history, int32_t firstRow, int32_t endRow);
void ck_history_join_rows(const CkHistory *_Nonnull history, int32_t firstRow, int32_t endRow);

#ifdef __cplusplus
}
#endif
