// What the painter changes in the same way every few pixels, and how to take it out again.
#pragma once
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

/// Planes of three components a pixel.
typedef struct {
    const float *_Nonnull composite;
    float *_Nonnull painted;
    /// Scratch planes: what the painter multiplies the composite by, later what all places of the grid have in common in the mean; how far it is off what is
    /// smooth, later off that mean; means and spreads along rows; medians along rows.
    float *_Nonnull ratio;
    float *_Nonnull rest;
    float *_Nonnull along;
    float *_Nonnull middles;
    /// Added to light before one is divided by the other.
    float darkest;
    int32_t width;
    int32_t height;
} CkGrid;

/// Five passes, each over all rows before the next.
void ck_grid_ratio_rows(const CkGrid *_Nonnull grid, int32_t firstRow, int32_t endRow);
void ck_grid_find_rows(const CkGrid *_Nonnull grid, int32_t firstRow, int32_t endRow);
void ck_grid_rest_rows(const CkGrid *_Nonnull grid, int32_t firstRow, int32_t endRow);
void ck_grid_spread_rows(const CkGrid *_Nonnull grid, int32_t firstRow, int32_t endRow);
void ck_grid_remove_rows(const CkGrid *_Nonnull grid, int32_t firstRow, int32_t endRow);

#ifdef __cplusplus
}
#endif
