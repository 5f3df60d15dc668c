// Materials.h for C++: include this, then convert a host struct with `glslMaterial` once and call `vnMaterial`.
#pragma once
#include "glsl.h"

// The struct's VnFloat4 has no .xyz swizzle: this wrapper gives Materials.h the GLSL view of it.
namespace {
struct Colour { vec3 xyz; float w; };
struct Material { Colour colourA, colourB; VnFloat4 parameters, form; VnUInt4 kind; };
#define VnMaterial Material
#include "Materials.h"
#undef VnMaterial
#include "Sky.h"
}

static inline Material glslMaterial(const VnMaterial &m) {
    return {{vec3(m.colourA.x, m.colourA.y, m.colourA.z), m.colourA.w}, {vec3(m.colourB.x, m.colourB.y, m.colourB.z), m.colourB.w}, m.parameters, m.form, m.kind};
}

static inline VnSkyDome skyDome(const VnSky &sky) {
    constexpr float clearSun = 98000.0f, pi = 3.14159265f;
    constexpr int rings = 24, columns = 24;
    VnSkyDome dome = {vec3(sky.directionToSun.x, sky.directionToSun.y, sky.directionToSun.z), vec3(sky.sunIlluminance.x, sky.sunIlluminance.y, sky.sunIlluminance.z),
                      vec3(sky.skyLuminance.x, sky.skyLuminance.y, sky.skyLuminance.z), 0.1f, 1.0f};
    // Clouds hide as much of the sun as is missing of what clear air lets through.
    const float height = dome.directionToSun.z, throughAir = clearSun * std::exp(-0.17f / max(0.06f, height));
    if (height > 0) dome.cover = clamp(1.0f - dome.sunIlluminance.y / throughAir, 0.0f, 1.0f);
    float sum = 0;
    for (int i = 0; i < rings; i++) {
        // Even steps of the squared height weigh by height.
        const float z = std::sqrt((i + 0.5f) / rings), r = std::sqrt(1.0f - z * z);
        for (int k = 0; k < columns; k++) {
            const float phi = 2 * pi * (k + 0.5f) / columns;
            sum += vnSkyDistribution(vec3(r * std::cos(phi), r * std::sin(phi), z), dome.directionToSun, dome.cover);
        }
    }
    dome.scale = rings * columns / sum;
    return dome;
}
