// What lies at the horizon and below it, in the common subset of GLSL and C++: fields, woods, trees nearer by and hills, each paler the farther.
#ifndef VENEER_LAND_H
#define VENEER_LAND_H

struct VnAir {
    vec3 horizon;    // what haze turns things into
    vec3 upright;    // what leaves and slopes that face the eye get, over π
    vec3 level;      // what level ground gets, over π
};

// Fields with hedges between them, seen from as high above them as one unit.
VN_INLINE vec3 vnFields(vec3 d, float angle) {
    float down = max(-d.z, 0.003f), footprint = angle / (down * down);
    vec3 place = vec3(d.x, d.y, 0.0f) / (down * 5.0f);
    float gap;
    uint field = vnStone(place + 0.25f * vec3(vnNoise(place * 0.7f, 31u), vnNoise(place * 0.7f, 32u), 0.0f), 71u, gap);
    float kind = vnUniform(field), shade = 0.8f + 0.4f * vnUniform(vnHash(field));
    vec3 grass = vec3(0.105f, 0.130f, 0.058f), straw = vec3(0.25f, 0.21f, 0.11f), mean = vec3(0.13f, 0.14f, 0.07f);
    vec3 colour = mix(grass, straw, smoothstep(0.62f, 0.72f, kind)) * shade;
    colour = colour * (1.0f + 0.35f * vnFractal(vec3(place.x, place.y, 0.0f) * 7.0f, 2.0f, footprint, 4, 73u));
    colour = mix(vec3(0.045f, 0.062f, 0.028f), colour, smoothstep(0.008f, 0.024f, gap));
    return mix(mean, colour, vnBand(3.0f, footprint));
}

// Trees stand around, as many as `count` in a circle, where woods are: how high they reach in that direction, 0...1, and how bright the tallest is.
VN_INLINE float vnTreetops(vec3 around, float count, float share, uint seed, VN_OUT(float) shade) {
    // An angle without an arc tangent, 0...1 all around.
    float quarter = around.y / (abs(around.x) + abs(around.y)), turn = 0.25f * (around.x < 0.0f ? 2.0f - quarter : quarter) + 0.25f;
    float place = turn * count, cell = floor(place), top = 0.0f;
    float woods = smoothstep(0.5f - share, 0.9f - share, vnFractal(around, 0.4f, 0.0f, 2, seed));
    shade = 1.0f;
    for (int i = -1; i <= 1; i++) {
        uint h = vnHash3(int(cell) + i, 0, 0, seed);
        if (vnUniform(h) > woods) { continue; }
        float off = place - cell - float(i) - 0.2f - 0.6f * vnUniform(vnHash(h)), wide = 0.7f + 0.5f * vnUniform(vnHash(h + 1u));
        float round = 1.0f - off * off / (wide * wide);
        if (round <= 0.0f) { continue; }
        float reach = (0.45f + 0.55f * vnUniform(vnHash(h + 2u))) * sqrt(round) * smoothstep(0.0f, 0.2f, woods - vnUniform(h));
        if (reach > top) { top = reach; shade = 0.7f + 0.6f * vnUniform(vnHash(h + 3u)); }
    }
    return top;
}

// Light and shade among leaves.
VN_INLINE float vnLeaves(vec3 around, float height, float size, float angle, uint seed) {
    return max(0.3f, 0.9f + 1.6f * vnFractal(vec3(around.x, around.y, height * 1.3f), size, angle, 3, seed));
}

// No land is higher above the horizon.
const float vnHighestLand = 0.16f;

// The land in front of `sky` in a direction; `angle`: what a pixel covers, in radians.
VN_INLINE vec3 vnLand(VnAir air, vec3 sky, vec3 d, float angle) {
    vec3 around = normalize(vec3(d.x, d.y, 1e-6f)), colour = sky;
    around = vec3(around.x, around.y, 0.37f);
    if (d.z > -0.03f) {
        float hills = 0.020f + 0.055f * max(-0.3f, vnFractal(around, 0.7f, angle, 6, 401u) + 0.25f);
        float slopes = 0.9f + 0.6f * vnFractal(vec3(around.x, around.y, 3.0f * d.z), 0.08f, angle, 3, 402u);
        colour = mix(colour, mix(vec3(0.060f, 0.080f, 0.035f) * air.upright * slopes, air.horizon, 0.6f), vnStep(d.z, hills, angle));
    }
    if (d.z < 0.004f) {
        // Haze grows with distance: as one over the height.
        vec3 ground = mix(air.horizon, vnFields(d, angle) * air.level, exp(-0.004f / max(-d.z, 1e-4f)));
        colour = mix(colour, ground, vnStep(d.z, 0.0f, max(angle, 0.002f)));
    }
    // Woods at three distances: the nearer, the higher, the fewer, the clearer.
    for (int i = 0; i < 3; i++) {
        float near = float(i), foot = 0.003f + 0.004f * near * near;
        float stands = vnStep(-foot, d.z, angle);
        if (stands <= 0.0f || vnStep(d.z, 1.2f * (0.018f + 0.027f * near), angle) <= 0.0f) { continue; }
        uint seed = 411u + 7u * uint(i);
        float shade = 1.0f, top = vnTreetops(around, 760.0f - 310.0f * near, 0.74f - 0.12f * near, seed, shade) * (0.018f + 0.027f * near);
        top += 0.15f * top * vnFractal(around, 0.025f + 0.02f * near, angle, 4, seed + 1u) - foot;
        vec3 wood = vec3(0.036f, 0.055f, 0.021f) * air.upright * (shade * vnLeaves(around, d.z, 0.012f + 0.012f * near, angle, seed + 2u));
        wood = mix(wood, air.horizon, 0.36f - 0.14f * near);
        colour = mix(colour, wood, vnStep(d.z, top, angle) * stands);
    }
    return colour;
}
#endif
