// The sky as rays that leave the world find it, tabulated.
#pragma once
#include "Harmonics.h"

// A direction from its place on the octahedral map, 0...1 each way.
vec3 fromOctahedral(float u, float v);

class Sky {
    static constexpr int size = 64;
    VnSky source = {};
    VnSkyDome dome = {};
    std::vector<f4> cells;

public:
    Harmonics harmonics;

    void set(const VnSky &sky);
    vec3 operator()(vec3 direction) const;
    // As a pixel so wide sees it, not from the table.
    vec3 seen(vec3 direction, float pixelInRadians) const;
};
