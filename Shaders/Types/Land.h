// What lies at the horizon and below it, in the common subset of GLSL and C++: fields, woods, trees nearer by and hills, each paler the farther.
#ifndef VENEER_LAND_H
#define VENEER_LAND_H

struct VnAir {
    vec3 horizon;    // what haze turns things into
    vec3 upright;    // what leaves and slopes that face the eye get, over π
    vec3 level;      // what level ground gets, over π
    float aside;     // how far to the right of this direction the sun shines from, −1...1, of clear air's strength
};

// Fields with hedges between them, seen from as high above them as one unit.
VN_INLINE vec3 vnFields(vec3 d, float angle) {
    float down = max(-d.z, 0.003f), footprint = angle / (down * down);
    vec3 place = vec3(d.x, d.y, 0.0f) / (down * 5.0f);
    float gap;
    uint field = vnStone(place + 0.25f * vec3(vnNoise(place * 0.7f, 31u), vnNoise(place * 0.7f, 32u), 0.0f), 71u, gap);
    float kind = vnUniform(field), shade = 0.8f + 0.4f * vnUniform(vnHash(field));
    vec3 grass = vec3(0.105f, 0.130f, 0.058f), straw = vec3(0.25f, 0.21f, 0.11f), mean = vec3(0.13f, 0.14f, 0.07f);
    vec3 colour = mix(grass, straw, smoothstep(0.74f, 0.84f, kind)) * shade;
    colour = colour * (1.0f + 0.35f * vnFractal(vec3(place.x, place.y, 0.0f) * 7.0f, 2.0f, footprint, 4, 73u));
    // Hedges: with gaps, and none so near that it would have to stand up.
    float bushes = 0.5f + 0.9f * vnFractal(place * 3.0f, 0.5f, footprint, 3, 75u), thick = 0.010f + 0.016f * bushes;
    float hedge = (1.0f - smoothstep(thick, thick + 0.012f + footprint, gap)) * smoothstep(0.10f, 0.045f, down) * clamp(0.25f + bushes, 0.0f, 1.0f);
    colour = mix(colour, vec3(0.060f, 0.078f, 0.034f), 0.8f * hedge);
    return mix(mean, colour, vnBand(3.0f, footprint));
}

// A wood's look in one direction.
struct VnWood {
    float leaves;    // how much of the pixel they cover
    float light;     // what falls on them there, of what falls on leaves at large
};

// Trees and bushes around, `high` of the tallest and a crown's half width `wide`, in radians, on ground `foot` below the horizon; `share` of the circle has some.
// Crowns are ellipses of uneven size, ragged by noise through and through, so that none has an outline of its own; below them grow bushes.
VN_INLINE VnWood vnGrove(VnAir air, vec3 around, float height, float wide, float high, float foot, float share, float angle, uint seed) {
    VnWood wood;
    wood.leaves = 0.0f; wood.light = 1.0f;
    float z = height + foot;
    if (z < -2.0f * angle - 0.1f * high || z > 1.25f * high + angle) { return wood; }
    // An angle without an arc tangent, about in radians.
    float quarter = around.y / (abs(around.x) + abs(around.y)), x = 1.5708f * (around.x < 0.0f ? 2.0f - quarter : quarter) + 1.5708f;
    float where = vnFractal(vec3(around.x, around.y, 0.0f), 0.36f + 2.0f * wide, 0.0f, 3, seed);
    float stand = smoothstep(0.26f - share, 0.50f - share, where);
    float rough = vnFractal(vec3(x, 1.15f * z, 0.0f), 0.8f * wide, angle, 5, seed + 11u) + 0.28f * vnBand(0.06f * wide, angle) * vnGradientNoise(vnTurned(vec3(x, z, 0.0f) / (0.07f * wide)), seed + 17u);
    // Bushes as high as the wood is dense.
    float inside = (0.10f + 0.16f * stand + 0.55f * where - 0.3f * (0.3f - share) - z / high) * 3.6f, upper = 0.1f;
    // Two rows, the second of smaller ones between the first.
    for (int i = 0; i < 6; i++) {
        float row = i < 3 ? 0.0f : 1.0f, cellWide = (1.35f - 0.45f * row) * wide;
        float cell = floor(x / cellWide) + float(i < 3 ? i : i - 3) - 1.0f;
        uint h = vnHash3(int(cell), i < 3 ? 0 : 1, 0, seed);
        float grown = stand - 0.8f * vnUniform(h);
        if (grown <= 0.0f) { continue; }
        float tall = high * (0.66f - 0.24f * row + 0.40f * vnUniform(vnHash(h + 1u))) * (0.5f + 0.5f * min(1.0f, 2.5f * grown));
        float rx = wide * (0.66f - 0.16f * row + 0.30f * vnUniform(vnHash(h + 2u))), rz = tall * (0.34f + 0.12f * vnUniform(vnHash(h + 3u)));
        float dx = (x - (cell + 0.2f + 0.6f * vnUniform(vnHash(h + 4u))) * cellWide) / rx, dz = (z - tall + rz) / rz;
        float crown = 1.0f - dx * dx - dz * dz * (dz > 0.0f ? 1.0f : 0.7f);
        if (crown > inside) { inside = crown; upper = 0.5f * dz - 0.5f * air.aside * dx + 0.35f * (vnUniform(vnHash(h + 5u)) - 0.5f); }
    }
    float clumps = vnFractal(vec3(x, 1.3f * z, 0.0f), 0.4f * wide, angle, 4, seed + 23u);
    wood.leaves = vnStep(0.0f, inside + 2.1f * rough, 2.6f * angle / wide + 0.35f) * vnStep(0.04f * high * rough, z, angle);
    wood.light = clamp(0.95f + 0.5f * upper + 1.3f * clumps + 0.4f * rough, 0.25f, 2.0f) * (0.6f + 0.4f * smoothstep(0.0f, 0.45f, z / high));
    return wood;
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
        // Haze grows with distance, as one over the height, up to what hills have.
        vec3 ground = mix(air.horizon, vnFields(d, angle) * air.level, max(0.4f, exp(-0.004f / max(-d.z, 1e-4f))));
        colour = mix(colour, ground, vnStep(d.z, 0.0f, max(angle, 0.002f)));
    }
    // Woods at three distances: the nearer, the higher, the fewer, the clearer.
    for (int i = 0; i < 3; i++) {
        float wide = i == 0 ? 0.0085f : i == 1 ? 0.021f : 0.050f, high = i == 0 ? 0.018f : i == 1 ? 0.038f : 0.085f;
        float foot = i == 0 ? 0.002f : i == 1 ? 0.005f : 0.013f, share = i == 0 ? 0.75f : i == 1 ? 0.30f : 0.13f, haze = i == 0 ? 0.55f : i == 1 ? 0.32f : 0.14f;
        VnWood wood = vnGrove(air, around, d.z, wide, high, foot, share, angle, 411u + 97u * uint(i));
        if (wood.leaves <= 0.0f) { continue; }
        vec3 leaves = vec3(0.048f, 0.066f, 0.024f) * air.upright * wood.light;
        colour = mix(colour, mix(leaves, air.horizon, haze), wood.leaves);
    }
    return colour;
}
#endif
