// Pictures of models' surfaces, decoded.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t width, height;
    uint8_t *pixels; // RGBA, rows from the top; the caller frees it with cassets_free
} CAssetsImage;

// Decodes a PNG or JPEG. A JPEG much larger than `wantedEdge` both ways comes at a half, a quarter or an eighth of its size.
// Returns 0, or -1 with the reason in `message`.
int32_t cassets_decode(const uint8_t *bytes, int64_t count, int32_t wantedEdge, CAssetsImage *image, char message[200]);
void cassets_free(CAssetsImage *image);

#ifdef __cplusplus
}
#endif
