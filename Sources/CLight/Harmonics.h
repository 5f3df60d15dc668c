// Radiance over all directions, as second-order spherical harmonics.
#pragma once
#include "Scene.h"

constexpr int harmonicCount = 9;
struct Harmonics {
    f4 c[harmonicCount];
    void clear() { for (f4 &v : c) v = f4{0, 0, 0, 0}; }
    Harmonics with(Harmonics part) const {
        for (int k = 0; k < harmonicCount; k++) part.c[k] += c[k];
        return part;
    }
    vec3 value(vec3 direction) const;
    // Of `value`, over the cosine-weighted hemisphere.
    vec3 cosineMean(vec3 normal) const;
    // As a lobe of that roughness sees it; never negative.
    vec3 radiance(vec3 direction, float roughness) const;
    vec3 irradiance(vec3 normal) const;
};
void harmonicBasis(vec3 d, float out[harmonicCount]);
