// The sky as a function of direction, in the common subset of GLSL and C++. World space, z up; luminances in cd/m². Without the sun's disk.
#ifndef VENEER_SKY_H
#define VENEER_SKY_H
#include "Land.h"

struct VnSkyDome {
    vec3 directionToSun;
    vec3 sunIlluminance; // lux on a surface that faces the sun
    vec3 mean;           // over the upper half, weighted by height: what level ground gets, over π
    float cover;         // of clouds, 0...1
    float scale;         // brings the distribution's mean to `mean`
};

// The CIE's general sky, between its clear and its overcast kind: brightness relative to nothing in particular.
VN_INLINE float vnSkyDistribution(vec3 d, vec3 sun, float cover) {
    float height = max(d.z, 0.01f), angle = acos(clamp(dot(d, sun), -1.0f, 1.0f)), cosine = cos(angle);
    float gradation = 1.0f + mix(-1.0f, 4.0f, cover) * exp(mix(-0.45f, -0.70f, cover) / height);
    float scattering = 1.0f + mix(4.0f, 0.0f, cover) * (exp(-3.0f * angle) - 0.00898f) + mix(0.45f, 0.0f, cover) * cosine * cosine;
    return gradation * scattering;
}

// The air alone. Blue above, pale towards the horizon and the sun, and in the sun's own colour where that is low.
VN_INLINE vec3 vnClearSky(VnSkyDome dome, vec3 d) {
    float mean = dot(dome.mean, vec3(0.2126f, 0.7152f, 0.0722f));
    float brightness = vnSkyDistribution(d, dome.directionToSun, dome.cover) * dome.scale * mean;
    vec3 tint = dome.mean / max(mean, 1e-9f);
    vec3 deep = tint * tint;
    deep = deep / max(dot(deep, vec3(0.2126f, 0.7152f, 0.0722f)), 1e-9f);
    float height = max(d.z, 0.0f), towards = 0.5f + 0.5f * dot(d, dome.directionToSun), open = 1.0f - dome.cover;
    vec3 colour = mix(deep, vec3(1.0f), min(1.0f, (0.85f * exp(-3.5f * height) + 0.5f * exp(-14.0f * (1.0f - towards))) * (1.0f - 0.5f * dome.cover)));
    colour = mix(colour, tint, 0.4f + 0.6f * dome.cover);
    float sunLevel = max(dome.sunIlluminance.x, max(dome.sunIlluminance.y, dome.sunIlluminance.z));
    if (sunLevel > 0.0f) {
        vec3 glow = dome.sunIlluminance / max(dot(dome.sunIlluminance, vec3(0.2126f, 0.7152f, 0.0722f)), 1e-9f);
        float low = 1.0f - smoothstep(0.05f, 0.5f, dome.directionToSun.z);
        colour = mix(colour, glow, 0.8f * open * low * exp(-5.0f * height) * towards * towards);
    }
    return colour * brightness;
}

// What the land around is lit by and lost in.
VN_INLINE VnAir vnAir(VnSkyDome dome, vec3 d) {
    VnAir air;
    vec3 sun = dome.sunIlluminance * (1.0f / 3.14159265f), flat = normalize(vec3(d.x, d.y, 1e-6f));
    air.horizon = vnClearSky(dome, normalize(vec3(d.x, d.y, 0.02f))) * 0.95f;
    air.level = dome.mean + sun * max(dome.directionToSun.z, 0.0f);
    // Seen from the sun's side, half in light; against it, in shade.
    float facing = 0.5f - 0.5f * dot(flat, dome.directionToSun);
    air.upright = dome.mean * 0.6f + sun * (0.1f + 0.6f * facing * facing);
    air.aside = dot(vec3(flat.y, -flat.x, 0.0f), dome.directionToSun) * (1.0f - dome.cover) * (dome.directionToSun.z > 0.0f ? 1.0f : 0.0f);
    return air;
}

// Heaps of cloud on a layer overhead: how much of a direction they hide.
VN_INLINE float vnCloudCover(VnSkyDome dome, vec3 d, float angle) {
    float far = 1.0f / (d.z + 0.12f);
    vec3 place = vec3(d.x * far * 1.6f, d.y * far * 1.6f, 3.7f);
    float noise = vnFractal(place, 1.1f, angle * far * far * 1.6f, 6, 977u);
    float edge = mix(0.5f, -0.5f, dome.cover);
    return smoothstep(edge, edge + 0.28f, noise) * smoothstep(0.0f, 0.12f, d.z);
}

VN_INLINE float vnStars(vec3 d, float angle) {
    vec3 p = d * 180.0f, cell = floor(p);
    uint h = vnHash3(int(cell.x), int(cell.y), int(cell.z), 4271u);
    if (vnUniform(h) > 0.02f) { return 0.0f; }
    vec3 star = normalize(cell + vec3(0.3f) + 0.4f * vec3(vnUniform(vnHash(h)), vnUniform(vnHash(h + 1u)), vnUniform(vnHash(h + 2u))));
    float width = max(0.0006f, 0.6f * angle), off = length(d - star) / width, magnitude = vnUniform(vnHash(h + 3u));
    return magnitude * magnitude * magnitude * exp(-off * off) * (0.0006f / width) * (0.0006f / width);
}

// `angle`: what a pixel covers, in radians.
VN_INLINE vec3 vnSky(VnSkyDome dome, vec3 d, float angle) {
    if (d.z < -0.05f) { return vnLand(vnAir(dome, d), vec3(0.0f), d, angle); }
    vec3 sky = vnClearSky(dome, d);
    float mean = dot(dome.mean, vec3(0.2126f, 0.7152f, 0.0722f));
    // None while the west is light.
    float dark = smoothstep(0.1f, 0.25f, -dome.directionToSun.z);
    if (dark > 0.0f) { sky += vec3(0.9f, 0.95f, 1.0f) * (60.0f * mean * dark * vnStars(d, angle) * (1.0f - dome.cover)); }
    float hidden = vnCloudCover(dome, d, angle);
    if (hidden > 0.0f) {
        // Thin edges shine through, thick middles are grey underneath.
        float towards = max(0.0f, dot(d, dome.directionToSun));
        vec3 shade = mix(vec3(mean), dome.mean, 0.4f), bright = shade * 0.9f + dome.sunIlluminance * (0.13f + 0.1f * towards * towards * towards);
        vec3 cloud = mix(bright, shade * mix(0.9f, 0.95f, dome.cover), hidden * mix(0.35f, 0.9f, dome.cover));
        sky = mix(sky, cloud, 0.92f * hidden);
    }
    return d.z > vnHighestLand ? sky : vnLand(vnAir(dome, d), sky, d, angle);
}
#endif
