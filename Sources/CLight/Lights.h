// Lamps, windows and the sun as they are sampled from a point.
#pragma once
#include "Sky.h"
#include <algorithm>
#include <array>
#include <memory>

// Numbers for one path. What is drawn first comes from Sobol's first two dimensions, scrambled as Owen does and shuffled for every purpose: any 4, 16, 64, …
// neighbours along a Morton curve fill the square evenly, so that what is averaged over them is right at every place of the picture. (A sequence of
// multiples, R2, does so only over many more.)
struct Pattern {
    uint32_t index, seed = 0;

    void at(uint32_t purpose, uint32_t sample, uint32_t sampleCount, float &u1, float &u2) const {
        const uint32_t i = index * sampleCount + sample, salt = vnHash(purpose + 0x9e3779b9u * seed);
        const uint32_t shuffled = __builtin_bitreverse32(scrambled(__builtin_bitreverse32(i), salt));
        u1 = vnUniform(__builtin_bitreverse32(scrambled(shuffled, salt + 1u)));
        // Pascal's triangle modulo 2.
        uint32_t second = shuffled;
        second ^= (second >> 1) & 0x55555555u;
        second ^= (second >> 2) & 0x33333333u;
        second ^= (second >> 4) & 0x0f0f0f0fu;
        second ^= (second >> 8) & 0x00ff00ffu;
        second ^= second >> 16;
        u2 = vnUniform(__builtin_bitreverse32(scrambled(second, salt + 2u)));
    }
    // Among the lights that a place could look at.
    float choice(uint32_t among = 0) const {
        float u1, u2;
        at(600 + among, 0, 1, u1, u2);
        return u1;
    }
    // For the path's next piece.
    Pattern further() const { return {index, vnHash(seed + 1)}; }

private:
    // Each bit is flipped or not by those below it (Laine and Karras).
    static uint32_t scrambled(uint32_t x, uint32_t salt) {
        x += vnHash(salt);
        x ^= x * 0x6c50b47cu;
        x ^= x * 0xb82f1e52u;
        x ^= x * 0xc7afe638u;
        x ^= x * 0x8d22f6e6u;
        return x;
    }
};

// Cosine and sine of a share of a full turn, 0...1, within 1e-6.
static inline void onCircle(float share, float &cosine, float &sine) {
    const float quarters = std::floor(4 * share + 0.5f), x = (pi / 2) * (4 * share - quarters), x2 = x * x;
    const float s = x * (1 + x2 * (-0.16666667f + x2 * (8.3333310e-3f + x2 * -1.9840874e-4f)));
    const float c = 1 + x2 * (-0.5f + x2 * (4.1666642e-2f + x2 * (-1.3888397e-3f + x2 * 2.4760495e-5f)));
    const int quarter = int(quarters) & 3;
    const float a = quarter & 1 ? s : c, b = quarter & 1 ? c : s;
    cosine = quarter == 1 || quarter == 2 ? -a : a;
    sine = quarter >= 2 ? -b : b;
}

static inline uint32_t spreadBits(uint32_t x) {
    x = (x | (x << 8)) & 0x00ff00ffu;
    x = (x | (x << 4)) & 0x0f0f0f0fu;
    x = (x | (x << 2)) & 0x33333333u;
    return (x | (x << 1)) & 0x55555555u;
}
static inline uint32_t morton(uint32_t x, uint32_t y) { return spreadBits(x) | (spreadBits(y) << 1); }

// Into the half sphere around a normal, more often the less it is tilted.
static inline vec3 cosineDirection(vec3 normal, float u1, float u2) {
    float across, along;
    onCircle(u2, across, along);
    vec3 t, b;
    frame(normal, t, b);
    return t * (sqrt(u1) * across) + b * (sqrt(u1) * along) + normal * sqrt(max(0.0f, 1 - u1));
}

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
    float patchReach = 0; // what is lit nearer than that is found as patches, and by no other ray that gathers

    explicit AreaLight(const VnLight &light);
    LightSample sample(vec3 from, float u1, float u2) const;
    // Its shadows have edges that are seen.
    bool isSmall() const { return isSphere || length(halfU) + length(halfV) < 0.4f; }
    // Across where it is narrower, as seen along a direction.
    float extent(vec3 direction) const { return 2 * (isSphere ? radius : min(length(halfU), length(halfV)) * std::fabs(dot(direction, normal))); }
    float power() const { return ::luminance(luminance) * area; }
    float distance(vec3 point) const;
    bool lightsAround(vec3 point) const {
        if (patchReach <= 0 || (!isSphere && std::fabs(dot(point - centre, normal)) >= patchReach)) return false;
        return distance(point) < patchReach;
    }
    // Could any of its light fall on a surface there?
    bool mayLight(vec3 point, vec3 surfaceNormal) const {
        const vec3 apart = centre - point;
        const float extent = isSphere ? radius : std::fabs(dot(halfU, surfaceNormal)) + std::fabs(dot(halfV, surfaceNormal));
        return (isSphere || dot(apart, normal) < 0) && dot(apart, surfaceNormal) + extent > 0;
    }
    // Of a direction known to meet the light at that distance.
    float pdf(vec3 from, vec3 direction, float distance) const;
    // How far along a ray it is met from in front; 0: not at all. Only of rectangles.
    float crossed(vec3 origin, vec3 direction) const;
    // Without anything in between, over the luminance: lux per cd/m².
    float irradiance(vec3 point, vec3 normal) const;
};

struct Lights;

// Directions around a normal, as light counts; some of them through openings, the more the more light they are worth.
class Directions {
public:
    // `expected`: the luminance all around, in the mean.
    Directions(const Lights &lights, vec3 origin, vec3 normal, float expected);
    explicit Directions(vec3 normal) : normal(normal) {}
    vec3 draw(float u1, float u2) const;
    // How much of the light is expected through openings, of what they are given at most.
    float openShare() const;
    // How much more often it is drawn than as light counts.
    float density(vec3 direction) const;

private:
    static constexpr int most = 8;
    static constexpr float mostShare = 0.8f;
    vec3 origin, normal;
    const AreaLight *openings[most];
    float shares[most]; // of all directions
    int count = 0;
};

struct Lights {
    std::vector<AreaLight> area;
    std::vector<AreaLight> openings; // nothing shines there but what is seen through them
    vec3 directionToSun, sunIlluminance, skyLuminance;
    std::shared_ptr<Sky> sky = std::make_shared<Sky>(); // the newest; copies share it
    bool sunShines = false;
};

constexpr float lampPatchReachInMetres = 1, windowPatchReachInMetres = 0.12f;
