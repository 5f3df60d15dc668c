// How much light a painted picture has over some twenty pixels, and how to keep it near the composite's.
#pragma once
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

#define CK_BRIGHTNESS_EDGE 4

/// Planes of three components where nothing else is said, rows from the top: of pixels, and of squares of `CK_BRIGHTNESS_EDGE`.
typedef struct {
    const float *_Nonnull composite;
    float *_Nonnull painted;
    /// How much of the composite shows, one component: where the painted picture is too far off to be worth anything. Written where it is any.
    float *_Nonnull fallback;
    /// Scratch planes: both pictures' means over the squares along a row; what the painted one is multiplied by.
    float *_Nonnull compositeMeans;
    float *_Nonnull paintedMeans;
    float *_Nonnull gains;
    /// `fallback` of squares, one component.
    float *_Nonnull lost;
    /// Added to light before one is divided by the other.
    float darkest;
    int32_t width;
    int32_t height;
} CkBrightness;

/// Three passes, each over all rows before the next: the first two over rows of squares, the last one over rows of pixels.
void ck_brightness_mean_rows(const CkBrightness *_Nonnull brightness, int32_t firstRow, int32_t endRow);
void ck_brightness_gain_rows(const CkBrightness *_Nonnull brightness, int32_t firstRow, int32_t endRow);
void ck_brightness_keep_rows(const CkBrightness *_Nonnull brightness, int32_t firstRow, int32_t endRow);

#ifdef __cplusplus
}
#endif
