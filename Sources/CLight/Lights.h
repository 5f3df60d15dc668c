// Lamps, windows and the sun as they are sampled from a point.
#pragma once
#include "Sky.h"
#include <algorithm>
#include <array>
#include <memory>

// Points of the R2 sequence, one for every pixel or ray, shifted for every purpose: neighbours along a Morton curve fill the square evenly.
// What one path decides together takes other dimensions (√2, √3, √5, √7): shifts alone would let the first direction decide the second one.
struct Pattern {
    uint32_t index, bounce = 0;
    void at(uint32_t purpose, uint32_t sample, uint32_t sampleCount, float &u1, float &u2) const {
        constexpr uint32_t steps[3][2] = {{3242174889u, 2447445414u}, {1779033703u, 3144134277u}, {1013904242u, 2773480762u}};
        const uint32_t i = index * sampleCount + sample;
        u1 = vnUniform(i * steps[bounce][0] + vnHash(purpose * 2u + 1u));
        u2 = vnUniform(i * steps[bounce][1] + vnHash(purpose * 2u + 2u));
    }
    // Among the lights that a place could look at (√11).
    float choice() const { return vnUniform(index * 1359893119u + vnHash(199u + bounce)); }
    // Of the next piece of the path; after the third one they repeat.
    Pattern further() const { return {index, std::min(bounce + 1, 2u)}; }
};

static inline uint32_t spreadBits(uint32_t x) {
    x = (x | (x << 8)) & 0x00ff00ffu;
    x = (x | (x << 4)) & 0x0f0f0f0fu;
    x = (x | (x << 2)) & 0x33333333u;
    return (x | (x << 1)) & 0x55555555u;
}
static inline uint32_t morton(uint32_t x, uint32_t y) { return spreadBits(x) | (spreadBits(y) << 1); }

// Through a place of the picture in pixels (centres at .5), one metre deep.
static inline vec3 rayThrough(const VnPicture &p, float x, float y) {
    return xyz(p.forward) + xyz(p.right) * ((x - p.projection.z) / p.projection.x) + xyz(p.down) * ((y - p.projection.w) / p.projection.y);
}

struct LightSample {
    vec3 direction;
    float distance;
    float pdf; // per solid angle; 0: the light doesn't shine here
};

struct AreaLight {
    bool isSphere;
    vec3 centre, halfU, halfV, normal, luminance;
    float radius, area;
    int body;

    explicit AreaLight(const VnLight &light);
    LightSample sample(vec3 from, float u1, float u2) const;
    // Of a direction known to meet the light at that distance.
    float pdf(vec3 from, vec3 direction, float distance) const;
    // Without anything in between, over the luminance: lux per cd/m².
    float irradiance(vec3 point, vec3 normal) const;
};

struct Lights {
    std::vector<AreaLight> area;
    vec3 directionToSun, sunIlluminance, skyLuminance;
    std::shared_ptr<Sky> sky = std::make_shared<Sky>(); // the newest; copies share it
    bool sunShines = false;
};

// A small bright piece of a body, lit by the sun through a window or by a lamp in its shade: a small lamp of its own, which rays would only hit by luck.
struct BrightPatch {
    vec3 point, normal, towardsLight;
    vec3 arriving, scattered; // lux across the light's way; the luminance but for the specular lobe
    Surface surface;
    float area;
    vec3 across, along; // radii of the disc that it is taken for
    vec3 luminance(vec3 towards) const;

    // How much of what is sent in a direction gets away from what stands around the patch, 0...1, by the direction's place on the disc below the half sphere.
    static constexpr int waysEdge = 8;
    std::array<float, waysEdge * waysEdge> ways;
    float wayOut(vec3 towards) const;
    // The direction through a cell of `ways`; unit but where the cell lies off the disc.
    vec3 direction(int cell) const;
};
// What lamps light nearer than this is found as patches, and by no other ray that gathers.
constexpr float lampPatchReachInMetres = 1;
