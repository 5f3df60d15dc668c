#include "CMaterials.h"
#include "material_functions.h"

void vnMaterialEvaluate(const VnMaterial *material, const float *positions, VnFloat4 pixel, long count, float *baseColour, float *roughnessMetallic) {
    const Material glsl = glslMaterial(*material);
    for (long i = 0; i < count; i++) {
        vec3 base;
        vnMaterial(glsl, vec3(positions[3 * i], positions[3 * i + 1], positions[3 * i + 2]), vec4(pixel.x, pixel.y, pixel.z, pixel.w), base, roughnessMetallic[2 * i], roughnessMetallic[2 * i + 1]);
        baseColour[3 * i] = base.x; baseColour[3 * i + 1] = base.y; baseColour[3 * i + 2] = base.z;
    }
}

void vnReliefEvaluate(const VnMaterial *material, const float *positions, VnFloat4 pixel, long count, float *normals, float *roughnessMetallic) {
    const Material glsl = glslMaterial(*material);
    for (long i = 0; i < count; i++) {
        float *n = normals + 3 * i;
        const float *p = positions + 3 * i;
        const vec3 tilted = vnRelief(glsl, vec3(p[0], p[1], p[2]), vec4(pixel.x, pixel.y, pixel.z, pixel.w), vec3(n[0], n[1], n[2]), roughnessMetallic[2 * i]);
        n[0] = tilted.x; n[1] = tilted.y; n[2] = tilted.z;
    }
}

void vnAnchoredNoiseEvaluate(const float *positions, float footprint, uint32_t seed, long count, float *noise) {
    for (long i = 0; i < count; i++)
        noise[i] = vnAnchoredNoise(vec3(positions[3 * i], positions[3 * i + 1], positions[3 * i + 2]), footprint, seed);
}

void vnSkyEvaluate(const VnSky *sky, const float *directions, float angle, long count, float *luminances) {
    const VnSkyDome dome = skyDome(*sky);
    for (long i = 0; i < count; i++) {
        const vec3 l = vnSky(dome, vec3(directions[3 * i], directions[3 * i + 1], directions[3 * i + 2]), angle);
        luminances[3 * i] = l.x; luminances[3 * i + 1] = l.y; luminances[3 * i + 2] = l.z;
    }
}
