#pragma once
#include "../../../Shaders/Types/ShaderTypes.h"
#ifdef __cplusplus
extern "C" {
#endif

// Evaluates one material at `count` object-space positions (3 floats each): 3 floats of base colour, and roughness and metallic, each.
// `pixel` is as in Materials.h.
void vnMaterialEvaluate(const VnMaterial *material, const float *positions, VnFloat4 pixel, long count,
                        float *baseColour, float *roughnessMetallic);
// What the material's relief makes of `count` unit normals (3 floats each) at these positions, and of their roughness (and metallic), in place.
void vnReliefEvaluate(const VnMaterial *material, const float *positions, VnFloat4 pixel, long count, float *normals, float *roughnessMetallic);
// The anchored noise at `count` object-space positions.
void vnAnchoredNoiseEvaluate(const float *positions, float footprint, uint32_t seed, long count, float *noise);

// The sky's luminances (3 floats each) in `count` directions (3 floats each, unit); `angle`: what a pixel covers, in radians.
void vnSkyEvaluate(const VnSky *sky, const float *directions, float angle, long count, float *luminances);

#ifdef __cplusplus
}
#endif
